import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import { mayChangeOwner, maySeeAudit, maySeeHistory, mayUpdateAction, teamsAnsweredFor } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { parseForm, textAsked, typedDay, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { savedLast } from '../history/history.presenter.js';
import type { HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { actionTypes } from '../shared/practice.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging } from '../web/paging.js';
import type { UpdateWritten } from './action.js';
import { ActionUpdateForm, OwnerForm, updateIn } from './action.form.js';
import { actionHistory, actionList, actionPage, ownerConflict, ownerForm, updateConflict, updateForm } from './actions.presenter.js';
import { actionFilters, type ActionReads } from './actions.reads.js';
import type { ActionsService } from './actions.service.js';

/** A form shown once more: with its problems, or with what somebody else saved first beside what was wanted. */
interface Again<Wanted> {
  errors: readonly Problem[];
  overtaken?: Wanted;
}

/** The list of actions, and the page where one is followed up. */
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly reads: ActionReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const answersFor = teamsAnsweredFor(person);
    const page = pageAsked(request.query['page']);
    const asked = (name: string): string => textAsked(request.query[name]);
    // Who answers for teams starts with what they must do; everybody else with what is open.
    const state = actionFilters.find((known) => known === asked('state')) ?? (answersFor.length > 0 ? 'needs_update' : 'open');
    const type = actionTypes.find((known) => known === asked('type')) ?? null;
    const teamAsked = /^(mine|all|[1-9]\d{0,8})$/.test(asked('team')) ? asked('team') : 'mine';
    const team = teamAsked === 'mine' && answersFor.length === 0 ? 'all' : teamAsked;
    const teams = team === 'all' ? null : team === 'mine' ? answersFor : [Number(team)];
    const [{ actions, total }, teamsSeen] = await Promise.all([this.reads.list(person, { state, type, teams }, page), this.reads.teamsSeen(person)]);
    response.render('actions/list', {
      ...actionList(actions, { state, type: type ?? '', team }, teamsSeen, answersFor.length > 0, this.clock.today()),
      paging: paging('/actions', { state, type: type ?? undefined, team }, page, total),
    });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showAction(request, response);
  };

  private async showAction(request: Request, response: Response, again?: Again<UpdateWritten>): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const action = await this.reads.actionFor(person, refIn(request));
    const mayUpdate = may(person, 'action:update') && mayUpdateAction(person, action);
    if (again && !mayUpdate) throw new Refused('Only those who answer for this action may record an update.');
    const [updates, lines] = await Promise.all([this.reads.updatesOf(action.id), maySeeHistory(person) || again?.overtaken ? this.history.of('action', action.id) : []]);
    const mayDo = {
      openAudit: may(person, 'audit:read') && maySeeAudit(person, { ...action, status: action.auditStatus }),
      changeOwner: may(person, 'action:update') && mayChangeOwner(person, action),
    };
    response.status(statusOf(again)).render('actions/action', {
      ...actionPage(action, updates, mayDo, today),
      form: mayUpdate && updateForm(action, again ? { ...(request.body as object), happenedOn: typedDay(request.body, 'happenedOn') } : { happenedOn: today }, today, versionFor(request, again, action)),
      conflict: again?.overtaken && { fields: updateConflict(action, updates, again.overtaken), ...savedLast(lines) },
      history: maySeeHistory(person) && actionHistory(lines),
      errors: again?.errors ?? [],
    });
  }

  recordUpdate = async (request: Request, response: Response): Promise<void> => {
    const ref = refIn(request);
    const version = versionShown(request.body);
    const form = parseForm(ActionUpdateForm, request.body);
    if (!form.ok) return this.showAction(request, response, { errors: form.errors });
    const update = updateIn(form.value);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.actions.recordUpdate(signedIn(request), ref, version, update);
        notify(request, 'The update is recorded.');
        return `/actions/${ref}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.showAction(request, response, { errors: [], overtaken: update });
      if (error instanceof RuleBroken) return this.showAction(request, response, { errors: error.problems });
      throw error;
    }
  };

  showOwner = async (request: Request, response: Response): Promise<void> => {
    await this.showOwnerForm(request, response);
  };

  private async showOwnerForm(request: Request, response: Response, again?: Again<number | null>): Promise<void> {
    const person = signedIn(request);
    const action = await this.reads.actionFor(person, refIn(request));
    if (!mayChangeOwner(person, action)) throw new Refused('Only the team’s manager, its Head of Service and the QA team may change the owner.');
    const overtaken = again?.overtaken !== undefined;
    const [owners, lines] = await Promise.all([this.reads.ownersFor(action), overtaken ? this.history.of('action', action.id) : []]);
    response.status(statusOf(again)).render('actions/change', {
      ...ownerForm(action, owners, again ? (request.body as object) : action, versionFor(request, again, action)),
      conflict: overtaken && { fields: ownerConflict(action, owners, again.overtaken ?? null), ...savedLast(lines) },
      errors: again?.errors ?? [],
    });
  }

  changeOwner = async (request: Request, response: Response): Promise<void> => {
    const ref = refIn(request);
    const version = versionShown(request.body);
    const form = parseForm(OwnerForm, request.body);
    if (!form.ok) return this.showOwnerForm(request, response, { errors: form.errors });
    const { ownerId = null, reason } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        const { dueOn } = await this.reads.actionFor(signedIn(request), ref);
        await this.actions.changeTerms(signedIn(request), ref, version, { ownerId, dueOn }, reason);
        notify(request, 'The change is saved.');
        return `/actions/${ref}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.showOwnerForm(request, response, { errors: [], overtaken: ownerId });
      if (error instanceof RuleBroken) return this.showOwnerForm(request, response, { errors: error.problems });
      throw error;
    }
  };
}

const statusOf = (again: Again<unknown> | undefined): number => (!again ? 200 : again.overtaken === undefined ? 400 : 409);

/** The version a form is about: a wrong answer does not bring the page up to date, seeing what somebody else saved does. */
const versionFor = (request: Request, again: Again<unknown> | undefined, { version }: { version: number }): number =>
  again && again.overtaken === undefined ? versionShown(request.body) : version;

const refIn = (request: Request): string => textAsked(request.params['ref']);
