import type { Request, Response } from 'express';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { textAsked, typedDay, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import type { ActionReads } from '../actions.reads.js';
import { asNote, outcomeIn } from './surgeries.form.js';
import type { SurgeryReads } from './surgeries.reads.js';
import type { SurgeriesService } from './surgeries.service.js';
import { stepsOpen, type Outcome } from './surgery.js';
import { outcomeConflict, outcomeForm, outcomePage } from './surgeryOutcome.presenter.js';

type Typed = Record<string, unknown>;

/** A form shown once more: with its problems, or with what somebody else saved first beside what was wanted. */
interface Again {
  errors: readonly Problem[];
  overtaken: boolean;
  wanted?: Outcome;
}

/** Where what is agreed in a surgery is recorded, one action after the other. */
export class SurgeryOutcomesController {
  constructor(
    private readonly surgeries: SurgeriesService,
    private readonly reads: SurgeryReads,
    private readonly actionReads: ActionReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.onePage(request, response);
  };

  private async onePage(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const surgery = await this.reads.oneFor(person, recordId(request.params['id']));
    const { item, ofChild } = await this.reads.itemOf(person, surgery.id, refIn(request));
    const [action, updates, lines] = await Promise.all([this.actionReads.actionFor(person, item.ref), this.actionReads.updatesOf(item.id), again ? this.history.of('action', item.id) : []]);
    const open = item.outcome === null && stepsOpen(surgery.status).includes('record');
    // Once the meeting has ended, or the outcome is there, no answer can be put right any more.
    const overtaken = again !== undefined && (again.overtaken || !open);
    const typed = again ? (request.body as Typed) : {};
    const shown = (field: string): unknown => (again ? typedDay(request.body, field) : field === 'happenedOn' ? today : (action.planned as Typed)[field]);
    response.status(!again ? 200 : overtaken ? 409 : 400).render('actions/surgery-outcome', {
      ...outcomePage(surgery, item, ofChild, today),
      form: open && outcomeForm(action, typed, shown, today, again && !overtaken ? versionShown(request.body) : action.version),
      conflict: overtaken && {
        fields: outcomeConflict(action, updates, again.wanted, typed), ...savedLast(lines),
        ...(open ? { outcome: 'What you save is then added to it.' } : { settled: 'What you typed was not saved, and nothing more can be recorded about this action in this meeting. It is kept below: record it on the action’s own page.' }),
      },
      errors: overtaken ? [] : (again?.errors ?? []),
    });
  }

  record = async (request: Request, response: Response): Promise<void> => {
    const [id, ref, version] = [recordId(request.params['id']), refIn(request), versionShown(request.body)];
    const form = outcomeIn(request.body);
    if (!form.ok) return this.onePage(request, response, { errors: form.errors, overtaken: false });
    const wanted = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        const next = await this.surgeries.record(signedIn(request), id, ref, version, wanted);
        notify(request, `The outcome of ${ref} is recorded.${next === undefined ? ' No open action is without an outcome now.' : ''}`);
        return next === undefined ? `/surgeries/${id}` : `/surgeries/${id}/actions/${next}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.onePage(request, response, { errors: [], overtaken: true, wanted });
      if (error instanceof RuleBroken) return this.onePage(request, response, { errors: error.problems.map(asNote), overtaken: false, wanted });
      throw error;
    }
  };
}

const refIn = (request: Request): string => textAsked(request.params['ref']);
