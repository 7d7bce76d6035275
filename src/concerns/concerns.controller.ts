import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import { mayAcknowledgeConcern, maySeeAudit, maySeeHistory, mayReopenConcern, mayUpdateConcern } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { parseForm, textAsked, typedDay, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { savedLast } from '../history/history.presenter.js';
import type { HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { isAsked } from './acknowledgement.js';
import type { AcknowledgementReads } from './acknowledgement.reads.js';
import { acknowledgementsShown } from './acknowledgements.presenter.js';
import { takesUpdates, type ConcernUpdateWritten } from './concern.js';
import { ConcernUpdateForm, updateIn } from './concern.form.js';
import { concernHistory, concernPage, updateConflict, updateForm } from './concerns.presenter.js';
import type { ConcernReads } from './concerns.reads.js';
import type { ConcernsService } from './concerns.service.js';

/** The form shown once more: with its problems, or with what somebody else saved first beside what was wanted. */
interface Again {
  errors: readonly Problem[];
  overtaken?: ConcernUpdateWritten;
}

/** The page of a case of concern, where the Head of Service follows it up. */
export class ConcernsController {
  constructor(
    private readonly concerns: ConcernsService,
    private readonly reads: ConcernReads,
    private readonly acknowledgements: AcknowledgementReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showConcern(request, response);
  };

  private async showConcern(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const concern = await this.reads.concernFor(person, refIn(request));
    const mayUpdate = may(person, 'concern:update') && mayUpdateConcern(person, concern);
    if (again && !mayUpdate) throw new Refused('Only the Head of Service of the child’s team may update this case of concern.');
    const [updates, standings, told, lines] = await Promise.all([
      this.reads.updatesOf(concern.id), this.reads.standingsOf(concern.id), this.acknowledgements.toldOf(concern.id), maySeeHistory(person) || again?.overtaken ? this.history.of('concern', concern.id) : [],
    ]);
    const mayDo = {
      openAudit: concern.audit !== null && may(person, 'audit:read') && maySeeAudit(person, concern.audit),
      reopen: may(person, 'concern:reopen') && mayReopenConcern(person, concern),
    };
    const typed = again ? { ...(request.body as object), updatedOn: typedDay(request.body, 'updatedOn') } : { updatedOn: today };
    const version = again && !again.overtaken ? versionShown(request.body) : concern.version;
    response.status(!again ? 200 : again.overtaken ? 409 : 400).render('concerns/concern', {
      ...concernPage(concern, updates, standings, mayDo, today),
      form: mayUpdate && takesUpdates(concern) && updateForm(typed, today, version),
      conflict: again?.overtaken && { fields: updateConflict(concern, updates, again.overtaken), ...savedLast(lines) },
      acknowledgements: acknowledgementsShown(concern, told, mayAcknowledgeConcern(person, concern) && isAsked(person.staffId, told, concern, today)),
      history: maySeeHistory(person) && concernHistory(lines),
      errors: again?.errors ?? [],
    });
  }

  recordUpdate = async (request: Request, response: Response): Promise<void> => {
    const ref = refIn(request);
    const version = versionShown(request.body);
    const form = parseForm(ConcernUpdateForm, request.body);
    if (!form.ok) return this.showConcern(request, response, { errors: form.errors });
    const update = updateIn(form.value);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.concerns.recordUpdate(signedIn(request), ref, version, update);
        notify(request, update.resolve ? 'The case of concern is resolved.' : 'The update is recorded.');
        return `/concerns/${ref}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.showConcern(request, response, { errors: [], overtaken: update });
      if (error instanceof RuleBroken) return this.showConcern(request, response, { errors: error.problems });
      throw error;
    }
  };
}

const refIn = (request: Request): string => textAsked(request.params['ref']);
