import type { Request, Response } from 'express';
import { maySeeHistory } from '../../access/policies.js';
import { actorOf, signedIn } from '../../access/signedIn.js';
import { parseForm, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { LeadersReads } from '../../people/leaders.reads.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import type { SilentDays } from './escalation.js';
import { EscalationForm } from './escalation.form.js';
import { daysConflict, escalationPage } from './escalation.presenter.js';
import type { EscalationReads } from './escalation.reads.js';
import { settingsRecord, type EscalationService } from './escalation.service.js';

/** The form shown once more: with its problems, or with what somebody else saved first beside what was wanted. */
interface Again {
  errors: readonly Problem[];
  overtaken?: SilentDays;
}

/** After how many working days an action that nobody answers is taken further, and to whom. */
export class EscalationController {
  constructor(
    private readonly escalation: EscalationService,
    private readonly reads: EscalationReads,
    private readonly leaders: LeadersReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = (request: Request, response: Response): Promise<void> => this.render(request, response);

  change = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    const form = parseForm(EscalationForm, request.body);
    if (!form.ok) return this.render(request, response, { errors: form.errors });
    const { team_manager, head_of_service, director } = form.value;
    const days = { team_manager: Number(team_manager), head_of_service: Number(head_of_service), director: Number(director) };
    try {
      const location = await this.submissions.once(request, async () => {
        await this.escalation.setDays(actorOf(signedIn(request)), version, days);
        notify(request, 'The working days are saved.');
        return '/escalation';
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof RuleBroken) return this.render(request, response, { errors: error.problems });
      if (error instanceof StaleVersion) return this.render(request, response, { errors: [], overtaken: days });
      throw error;
    }
  };

  private async render(request: Request, response: Response, again?: Again): Promise<void> {
    const today = this.clock.today();
    const [stored, services, leaders, lines] = await Promise.all([this.reads.settings(), this.reads.services(today), this.leaders.inPost(today), this.history.of('settings', settingsRecord)]);
    response.status(!again ? 200 : again.overtaken ? 409 : 400).render('actions/escalation', {
      ...escalationPage(stored.days, again && (request.body as Record<string, unknown>), { services, leaders }, maySeeHistory(signedIn(request), 'settings') ? lines : [], today),
      shownVersion: again && !again.overtaken ? versionShown(request.body) : stored.version,
      conflict: again?.overtaken && { fields: daysConflict(stored.days, again.overtaken), ...savedLast(lines) },
      errors: again?.errors ?? [],
    });
  }
}
