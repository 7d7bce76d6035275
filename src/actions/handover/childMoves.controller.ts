import type { Request, Response } from 'express';
import { mayMoveAction, maySeeAction } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import type { ActionReads } from '../actions.reads.js';
import { longestReason, MoveForm } from './childMoves.form.js';
import { howManyMove, moveConflict, moveForm } from './childMoves.presenter.js';
import type { ChildMovesReads } from './childMoves.reads.js';
import { versionOfMove, type ChildMovesService } from './childMoves.service.js';

/** The form shown once more: with its problems, or with what was wanted beside how things are by now. */
interface Again {
  errors: readonly Problem[];
  overtaken?: MoveForm;
}

/** The page on which all that is open of a child is moved to another team by hand. */
export class ChildMovesController {
  constructor(
    private readonly childMoves: ChildMovesService,
    private readonly moves: ChildMovesReads,
    private readonly actions: ActionReads,
    private readonly submissions: Submissions,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showForm(request, response);
  };

  private async showForm(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const action = await this.actions.actionFor(person, textAsked(request.params['ref']));
    if (!mayMoveAction(person, action)) throw new Refused('Only the QA team, directors and the Head of Service of the child’s team may move a child’s actions.');
    const [open, teams] = await Promise.all([this.moves.openOf(person, action.caseRef), this.moves.teams()]);
    const version = again && !again.overtaken ? versionShown(request.body) : versionOfMove(open);
    response.status(!again ? 200 : again.overtaken ? 409 : 400).render('actions/move', {
      ...moveForm(action, open, teams, again ? (request.body as object) : {}, version),
      longestReason,
      conflict: again?.overtaken && { fields: moveConflict(open, teams, again.overtaken) },
      errors: again?.errors ?? [],
    });
  }

  move = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = textAsked(request.params['ref']);
    const version = versionShown(request.body);
    const form = parseForm(MoveForm, request.body);
    if (!form.ok) return this.showForm(request, response, { errors: form.errors });
    const { teamId, reason } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        const { actions, concerns } = await this.childMoves.moveByHand(person, ref, version, teamId, reason);
        const moved = howManyMove({ actions: actions.length, concerns: concerns.length });
        notify(request, `${moved} moved. Those who answer for them now are told.`);
        // Whoever gave them to another service may not see them any more.
        return maySeeAction(person, await this.actions.byRef(ref)) ? `/actions/${ref}` : '/actions';
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.showForm(request, response, { errors: [], overtaken: form.value });
      if (error instanceof RuleBroken) return this.showForm(request, response, { errors: error.problems });
      throw error;
    }
  };
}
