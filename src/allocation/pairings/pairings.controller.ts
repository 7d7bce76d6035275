import type { Request, Response } from 'express';
import { actorOf, signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { addMonths, monthOf } from '../../shared/month.js';
import { notify } from '../../web/notice.js';
import { pageAsked } from '../../web/paging.js';
import { longestWindow } from './pairing.js';
import { ConfirmedPairForm, PairForm, PairsForm } from './pairings.form.js';
import { checkPage, choicePage, pairsPage, personPage } from './pairings.presenter.js';
import type { PairingReads } from './pairings.reads.js';
import type { PairingsService } from './pairings.service.js';
import type { RotationService } from './rotation.service.js';

type Typed = Record<string, unknown>;

/** Who works with whom, and changing one pair by hand. */
export class PairingsController {
  constructor(
    private readonly pairings: PairingsService,
    private readonly rotation: RotationService,
    private readonly reads: PairingReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const today = this.clock.today();
    const present = monthOf(today);
    const form = parseForm(PairsForm, request.query);
    const { month = present, show = 'moderators', ...filter }: Partial<PairsForm> = form.ok ? form.value : {};
    // The months around the one shown, and all to come, of which the choice of months is made.
    const pairs = await this.reads.pairsSince(addMonths(month < present ? month : present, -1));
    const page = pairsPage({ month, show, ...filter }, pageAsked(request.query['page']), await this.reads.colleagues(today), pairs, await this.reads.units(), (await this.rotation.choices()).months[0]!, today);
    response.status(form.ok ? 200 : 400).render('allocation/pairings', { errors: form.ok ? [] : form.errors, ...page });
  };

  person = async (request: Request, response: Response): Promise<void> => {
    const person = await this.reads.person(recordId(request.params['id']));
    const page = pageAsked(request.query['page']);
    const asAuditor = await this.reads.pairsOfAuditor(person.id);
    const lines = await this.history.of('pairing', ...asAuditor.map((pair) => pair.id));
    response.render('allocation/pairing-person', personPage(person, asAuditor, await this.reads.pairsOfModerator(person.id, page), page, lines, this.clock.today()));
  };

  choice = async (request: Request, response: Response): Promise<void> => {
    await this.choicePage(response, recordId(request.params['id']), request.query, []);
  };

  private async choicePage(response: Response, auditorId: number, typed: Typed, errors: readonly Problem[]): Promise<void> {
    const today = this.clock.today();
    const present = monthOf(today);
    const colleagues = await this.reads.colleagues(today);
    const auditor = colleagues.byId.get(auditorId);
    if (!auditor?.isAuditor) throw new NotFound('There is no such auditor.');
    const pairs = await this.reads.pairsSince(addMonths(present, -longestWindow));
    const page = choicePage(auditor, colleagues, pairs, { month: textAsked(typed['month'], 7), moderator: textAsked(typed['moderator'], 10) }, present);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/pairing-choice', { ...page, errors });
  }

  /** What is about to be changed, and what to think about first. */
  check = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const form = parseForm(PairForm, request.query);
    if (!form.ok) return this.choicePage(response, id, request.query, form.errors);
    await this.checkPage(request, response, id, { month: form.value.month, moderatorId: form.value.moderator }, 200);
  };

  private async checkPage(request: Request, response: Response, id: number, asked: { month: string; moderatorId: number }, status: 200 | 400 | 409, errors: readonly Problem[] = []): Promise<void> {
    const body = (request.body ?? {}) as Typed;
    try {
      const page = checkPage(await this.pairings.plan(id, asked), textAsked(body['reason'], 20_000));
      response.status(status).render('allocation/pairing-check', { ...page, ...(status === 400 ? { shownVersion: versionShown(body) } : {}), changedMeanwhile: status === 409, errors });
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.choicePage(response, id, { month: asked.month, moderator: String(asked.moderatorId) }, error.problems);
    }
  }

  change = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const chosen = parseForm(PairForm, request.body);
    if (!chosen.ok) return this.choicePage(response, id, request.body as Typed, chosen.errors);
    const asked = { month: chosen.value.month, moderatorId: chosen.value.moderator };
    const version = versionShown(request.body);
    const form = parseForm(ConfirmedPairForm, request.body);
    if (!form.ok) return this.checkPage(request, response, id, asked, 400, form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.pairings.change(actorOf(signedIn(request)), id, asked, form.value.reason, version);
        notify(request, 'The pair is changed.');
        return `/pairings/people/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.checkPage(request, response, id, asked, 409);
      if (!(error instanceof RuleBroken)) throw error;
      await this.choicePage(response, id, request.body as Typed, error.problems);
    }
  };
}
