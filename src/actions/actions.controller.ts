import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import type { Person } from '../access/person.js';
import { mayChangeOwner, mayMoveAction, maySeeAudit, maySeeHistory, mayUpdateAction, mayVerifyAction, teamsAnsweredFor } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { parseForm, textAsked, typedDay, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { savedLast } from '../history/history.presenter.js';
import type { HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { actionTypes } from '../shared/practice.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging, perPage } from '../web/paging.js';
import { asksIfHelped, mayBeReopened, type Meeting, type Terms } from './action.js';
import { ActionUpdateForm, HelpedForm, OwnerForm, PlanForm, TermsForm, updateIn, VerifyForm } from './action.form.js';
import {
  helpedConflict, helpedForm, planConflict, planForm, termsConflict, termsForm, updateConflict, updateForm, verifyConflict, verifyForm,
} from './actionForms.presenter.js';
import { actionHistory, actionList, actionPage, type MayDo } from './actions.presenter.js';
import { actionFilters, type ActionInFull, type ActionReads } from './actions.reads.js';
import { refusedTo, type ActionsService } from './actions.service.js';
import { mayBePlanned } from './carePlan.js';
import { escalationLine } from './escalation/escalation.presenter.js';
import type { EscalationReads } from './escalation/escalation.reads.js';

declare module 'express-session' {
  interface SessionData {
    /** The list of actions as the person saw it last: whoever goes through one comes back to it after each. */
    actionsList?: string;
  }
}

/** A form shown once more: with its problems, or with what was wanted beside what somebody else saved first. */
interface Again<Form> {
  errors: readonly Problem[];
  overtaken?: Form;
}

/** The list of actions, and the page where one is followed up. */
export class ActionsController {
  constructor(
    private readonly actions: ActionsService,
    private readonly reads: ActionReads,
    private readonly escalation: EscalationReads,
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
    const team = /^(mine|all|[1-9]\d{0,8})$/.test(asked('team')) ? asked('team') : answersFor.length > 0 ? 'mine' : 'all';
    const teams = team === 'all' ? null : team === 'mine' ? 'mine' : [Number(team)];
    const [{ actions, total }, teamsSeen] = await Promise.all([this.reads.list(person, { state, type, teams }, page), this.reads.teamsSeen(person)]);
    const pages = paging('/actions', { state, type: type ?? undefined, team }, page, total);
    // The last action of the last page may just have been dealt with.
    if (actions.length === 0 && total > 0) return response.redirect(303, pages.url(Math.ceil(total / perPage)));
    request.session.actionsList = pages.url(page);
    response.render('actions/list', {
      ...actionList(actions, { state, type: type ?? '', team }, teamsSeen, answersFor.length > 0 || team === 'mine', this.clock.today()),
      paging: pages,
    });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showAction(request, response);
  };

  private async showAction(request: Request, response: Response, again?: Again<ActionUpdateForm>): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const action = await this.reads.actionFor(person, refIn(request));
    const mayDo = mayAbout(person, action);
    if (again && !again.overtaken && !mayDo.update) throw new Refused(refusedTo.update);
    const [updates, escalated, { days }, lines] = await Promise.all([
      this.reads.updatesOf(action.id), this.escalation.of(action.id), this.escalation.settings(), maySeeHistory(person) || again?.overtaken ? this.history.of('action', action.id) : [],
    ]);
    const typed = again ? { ...(request.body as object), happenedOn: typedDay(request.body, 'happenedOn') } : { happenedOn: today };
    response.status(statusOf(again)).render('actions/action', {
      ...actionPage(action, updates, mayDo, escalationLine(action, escalated, days, today), today),
      listHref: request.session.actionsList ?? '/actions',
      form: mayDo.update && updateForm(action, typed, today, versionFor(request, again, action)),
      conflict: again?.overtaken && { fields: updateConflict(action, updates, updateIn(again.overtaken)), ...notYoursUnless(mayDo.update), ...savedLast(lines) },
      history: maySeeHistory(person) && actionHistory(lines),
      errors: again?.errors ?? [],
    });
  }

  recordUpdate = (request: Request, response: Response): Promise<void> =>
    this.carryOut(request, response, ActionUpdateForm, {
      work: (form, ref, version) => this.actions.recordUpdate(signedIn(request), ref, version, updateIn(form)),
      notice: 'The update is recorded.',
      again: (again) => this.showAction(request, response, again),
    });

  showTerms = async (request: Request, response: Response): Promise<void> => {
    await this.showTermsForm(request, response, await this.actionTo('changeTerms', request));
  };

  private async showTermsForm(request: Request, response: Response, action: ActionInFull, again?: Again<OwnerForm | TermsForm>): Promise<void> {
    const { overtaken } = again ?? {};
    const [owners, saved] = await Promise.all([this.reads.ownersFor(action), this.savedFirst(action, again)]);
    const typed = again ? { ...(request.body as object), dueOn: typedDay(request.body, 'dueOn') } : action;
    response.status(statusOf(again)).render('actions/change', {
      ...termsForm(action, owners, typed, versionFor(request, again, action)),
      conflict: overtaken && { fields: termsConflict(action, owners, termsIn(overtaken, action)), ...saved },
      errors: again?.errors ?? [],
    });
  }

  changeTerms = async (request: Request, response: Response): Promise<void> => {
    const action = await this.actionTo('changeTerms', request);
    await this.carryOut<OwnerForm | TermsForm>(request, response, action.type === 'care_planning' ? OwnerForm : TermsForm, {
      work: (form, ref, version) => this.actions.changeTerms(signedIn(request), ref, version, termsIn(form, action), form.reason),
      notice: 'The change is saved.',
      again: (again) => this.showTermsForm(request, response, action, again),
    });
  };

  showPlan = async (request: Request, response: Response): Promise<void> => {
    await this.showPlanForm(request, response);
  };

  private async showPlanForm(request: Request, response: Response, again?: Again<PlanForm>): Promise<void> {
    const action = await this.actionTo('update', request);
    if (!again && !mayBePlanned(action)) return response.redirect(303, `/actions/${action.ref}`);
    const { overtaken } = again ?? {};
    const dayOf = (meeting: string): unknown => (again ? typedDay(request.body, meeting) : action.planned[meeting as Meeting]);
    response.status(statusOf(again)).render('actions/plan', {
      ...planForm(action, dayOf, (request.body as PlanForm | undefined)?.reason, this.clock.today(), versionFor(request, again, action)),
      conflict: overtaken && { fields: planConflict(action, overtaken, overtaken.reason ?? null), ...settledUnless(mayBePlanned(action)), ...(await this.savedFirst(action, again)) },
      isOver: !mayBePlanned(action),
      errors: again?.errors ?? [],
    });
  }

  plan = (request: Request, response: Response): Promise<void> =>
    this.carryOut(request, response, PlanForm, {
      work: ({ reason = null, ...days }, ref, version) => this.actions.plan(signedIn(request), [{ ref, version }], days, reason),
      notice: 'The meeting is planned, and the action is due on its day.',
      again: (again) => this.showPlanForm(request, response, again),
    });

  showVerify = async (request: Request, response: Response): Promise<void> => {
    await this.showVerifyForm(request, response);
  };

  private async showVerifyForm(request: Request, response: Response, again?: Again<VerifyForm>): Promise<void> {
    const action = await this.actionTo('verify', request);
    if (!again && !mayBeReopened(action)) return response.redirect(303, `/actions/${action.ref}`);
    const [updates, saved] = await Promise.all([this.reads.updatesOf(action.id), this.savedFirst(action, again)]);
    response.status(statusOf(again)).render('actions/verify', {
      ...verifyForm(action, updates, again ? (request.body as object) : {}, versionFor(request, again, action)),
      conflict: again?.overtaken && { fields: verifyConflict(action, updates, again.overtaken), ...settledUnless(mayBeReopened(action)), ...saved },
      isOver: !mayBeReopened(action),
      errors: again?.errors ?? [],
    });
  }

  verify = (request: Request, response: Response): Promise<void> =>
    this.carryOut(request, response, VerifyForm, {
      work: ({ outcome, reason }, ref, version) =>
        outcome === 'verified' ? this.actions.verify(signedIn(request), ref, version) : this.actions.reopen(signedIn(request), ref, version, reason!),
      notice: ({ outcome }) => (outcome === 'verified' ? 'The action is verified.' : 'The action is open again.'),
      again: (again) => this.showVerifyForm(request, response, again),
    });

  showHelped = async (request: Request, response: Response): Promise<void> => {
    await this.showHelpedForm(request, response);
  };

  private async showHelpedForm(request: Request, response: Response, again?: Again<HelpedForm>): Promise<void> {
    const action = await this.actionTo('update', request);
    const isAsked = asksIfHelped(action, this.clock.today());
    if (!again && !isAsked) return response.redirect(303, `/actions/${action.ref}`);
    const [updates, saved] = await Promise.all([this.reads.updatesOf(action.id), this.savedFirst(action, again)]);
    response.status(statusOf(again)).render('actions/helped', {
      ...helpedForm(action, again ? (request.body as object) : {}, versionFor(request, again, action)),
      conflict: again?.overtaken && { fields: helpedConflict(action, updates, again.overtaken), ...settledUnless(isAsked), ...saved },
      isOver: !isAsked,
      errors: again?.errors ?? [],
    });
  }

  sayIfHelped = (request: Request, response: Response): Promise<void> =>
    this.carryOut(request, response, HelpedForm, {
      work: ({ helped, why }, ref, version) => this.actions.sayIfHelped(signedIn(request), ref, version, helped, why),
      notice: 'The answer is recorded.',
      again: (again) => this.showHelpedForm(request, response, again),
    });

  /** The action for someone who may do this about it. @throws NotFound, Refused */
  private async actionTo(what: keyof typeof refusedTo, request: Request): Promise<ActionInFull> {
    const person = signedIn(request);
    const action = await this.reads.actionFor(person, refIn(request));
    if (!mayAbout(person, action)[what]) throw new Refused(refusedTo[what]);
    return action;
  }

  /** Who saved an action first, where somebody did. */
  private async savedFirst(action: ActionInFull, again: Again<unknown> | undefined): Promise<ReturnType<typeof savedLast>> {
    return again?.overtaken === undefined ? {} : savedLast(await this.history.of('action', action.id));
  }

  /** Does what a form asks for, once, and goes to the action's page; otherwise the form is shown again. */
  private async carryOut<Form extends object>(
    request: Request,
    response: Response,
    formClass: new () => Form,
    { work, notice, again }: { work: (form: Form, ref: string, version: number) => Promise<unknown>; notice: string | ((form: Form) => string); again: (again: Again<Form>) => Promise<void> },
  ): Promise<void> {
    const ref = refIn(request);
    const version = versionShown(request.body);
    const form = parseForm(formClass, request.body);
    if (!form.ok) return again({ errors: form.errors });
    try {
      const location = await this.submissions.once(request, async () => {
        await work(form.value, ref, version);
        notify(request, typeof notice === 'string' ? notice : notice(form.value));
        return `/actions/${ref}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return again({ errors: [], overtaken: form.value });
      if (error instanceof RuleBroken) return again({ errors: error.problems });
      throw error;
    }
  }
}

/** What the person may do about the action, whatever state it is in. */
function mayAbout(person: Person, action: ActionInFull): MayDo {
  return {
    openAudit: may(person, 'audit:read') && maySeeAudit(person, { ...action, teamId: action.auditTeamId, status: action.auditStatus }),
    update: may(person, 'action:update') && mayUpdateAction(person, action),
    changeTerms: may(person, 'action:update') && mayChangeOwner(person, action),
    move: may(person, 'action:move') && mayMoveAction(person, action),
    verify: may(person, 'action:verify') && mayVerifyAction(person, action),
  };
}

/** A form without a due date leaves it as it is. */
const termsIn = (form: OwnerForm | TermsForm, action: ActionInFull): Terms => ({ ownerId: form.ownerId ?? null, dueOn: 'dueOn' in form ? form.dueOn : action.dueOn });

/** Where somebody else's change leaves nothing to do, the form is not offered again. */
const settledUnless = (isOpen: boolean): { settled?: string } => (isOpen ? {} : { settled: 'There is nothing left to do here: what you typed has not been saved.' });

/** Where the action has gone to somebody else, who answers for it now. */
const notYoursUnless = (mayUpdate: boolean): { settled?: string } => (mayUpdate ? {} : { settled: 'It is not yours to answer any more, so what you typed has not been saved. Tell whoever answers for it now.' });

const statusOf = (again: Again<unknown> | undefined): number => (!again ? 200 : again.overtaken === undefined ? 400 : 409);

/** The version a form is about: a wrong answer does not bring the page up to date, seeing what somebody else saved does. */
const versionFor = (request: Request, again: Again<unknown> | undefined, { version }: { version: number }): number =>
  again && again.overtaken === undefined ? versionShown(request.body) : version;

const refIn = (request: Request): string => textAsked(request.params['ref']);
