import type { Request, Response } from 'express';
import { mayUpdateAction } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { parseForm, textAsked, typedDay } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { safePath } from '../../web/safePath.js';
import type { UpdateWritten } from '../action.js';
import { updateIn } from '../action.form.js';
import type { ActionReads } from '../actions.reads.js';
import type { ActionsService } from '../actions.service.js';
import { readShown } from './byChild.js';
import { ChildAnswerForm } from './byChild.form.js';
import { childConflict, childForm } from './byChild.presenter.js';
import type { ByChildReads } from './byChild.reads.js';

/** The form shown once more: with its problems, or with what somebody else saved first beside what was wanted. */
interface Again {
  errors: readonly Problem[];
  overtaken?: UpdateWritten;
}

/** One answer for several actions of a child: sent from "My work", and shown again here where something stands against it. */
export class ByChildController {
  constructor(
    private readonly reads: ByChildReads,
    private readonly actionReads: ActionReads,
    private readonly actions: ActionsService,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showChild(request, response);
  };

  private async showChild(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const asked = await this.actionReads.byRef(textAsked(request.params['ref']));
    if (!mayUpdateAction(person, asked)) throw new Refused('Only those who answer for this action may record an update.');
    const typed: Record<string, unknown> = again ? { ...(request.body as object), happenedOn: typedDay(request.body, 'happenedOn') } : { happenedOn: today };
    const seen = readShown(typed['actions']);
    const actions = await this.reads.ofChild(person, asked.caseRef, [asked.ref, ...seen.map(({ ref }) => ref)]);
    const changed = again?.overtaken ? actions.filter(({ ref, version }) => seen.some((one) => one.ref === ref && one.version !== version)) : [];
    const latest = await this.reads.latestUpdates(changed.map(({ ref }) => ref));
    const child = childForm(actions, typed, {
      today, me: person.name, open: true,
      from: again ? cameFrom(request) : request.path,
      // A wrong answer does not bring what was seen up to date, being shown what somebody else saved does.
      fresh: again?.overtaken !== undefined,
    });
    response.status(!again ? 200 : again.overtaken ? 409 : 400).render('actions/by-child', {
      child,
      backTo: child.from === request.path ? '/' : child.from,
      conflict: again?.overtaken && childConflict(changed, latest, again.overtaken, child.actions.length > 0),
      errors: again?.errors ?? [],
    });
  }

  answer = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(ChildAnswerForm, request.body);
    if (!form.ok) return this.showChild(request, response, { errors: form.errors });
    const update = updateIn(form.value);
    const { actions } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.actions.recordUpdates(signedIn(request), actions, update);
        notify(request, actions.length === 1 ? `Your answer is recorded for action ${actions[0]!.ref}.` : `Your answer is recorded for ${actions.length} actions.`);
        return cameFrom(request);
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.showChild(request, response, { errors: [], overtaken: update });
      if (error instanceof RuleBroken) return this.showChild(request, response, { errors: error.problems });
      throw error;
    }
  };
}

/** The page the form was on, to go back to. */
const cameFrom = (request: Request): string => safePath(textAsked((request.body as Record<string, unknown>)['from']));
