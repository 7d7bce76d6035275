import type { Request, Response } from 'express';
import { maySeeHistory } from '../access/policies.js';
import { roles } from '../access/roles.js';
import { actorOf, signedIn } from '../access/signedIn.js';
import { recordId } from '../forms/fields.js';
import { parseForm, textAsked, typedDay, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import type { HistoryLine, HistoryStore } from '../history/history.store.js';
import type { Clock } from '../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../web/paging.js';
import type { AccountsService } from './accounts.service.js';
import { temporaryPassword } from './passwords.js';
import { staffConflict, staffForm, staffHistory, staffList, staffPage, type StaffTyped } from './people.presenter.js';
import type { SignInLimits } from './signInLimits.js';
import { detailsIn, StaffForm } from './staff.form.js';
import type { StaffReads, StaffSeen } from './staff.reads.js';
import type { StaffService } from './staff.service.js';

declare module 'express-session' {
  interface SessionData {
    /** A password just given to somebody, for the administrator's next page and no other. */
    temporaryPassword?: { staffId: number; password: string };
  }
}

/** Administrators' pages about staff and their accounts. */
export class PeopleController {
  constructor(
    private readonly staff: StaffService,
    private readonly reads: StaffReads,
    private readonly accounts: AccountsService,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly limits: SignInLimits,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const [search, role, team] = ['search', 'role', 'team'].map((name) => textAsked(request.query[name])) as [string, string, string];
    const page = pageAsked(request.query['page']);
    const filter = { search, role: roles.find((known) => known === role), teamId: /^\d{1,9}$/.test(team) ? Number(team) : undefined };
    const [{ staff, total }, teams] = await Promise.all([this.reads.list(filter, rowsBefore(page), perPage), this.reads.teams()]);
    response.render('people/list', {
      ...staffList(staff, { search, role, team }, teams, this.clock.today()),
      paging: paging('/people', { search, role, team }, page, total),
    });
  };

  showNew = async (_request: Request, response: Response): Promise<void> => {
    response.render('people/new', { ...staffForm({ fte: 1, auditFrequency: 'none' }, await this.reads.teams()), errors: [] });
  };

  add = async (request: Request, response: Response): Promise<void> => {
    const again = async (errors: readonly Problem[]): Promise<void> =>
      response.status(400).render('people/new', { ...staffForm(typedIn(request.body), await this.reads.teams()), errors });
    const form = parseForm(StaffForm, request.body);
    if (!form.ok) return again(form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        const staffId = await this.staff.add(actorOf(signedIn(request)), detailsIn(form.value));
        notify(request, `${form.value.name} is added.`);
        return `/people/${staffId}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await again(error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.showPerson(request, response, recordId(request.params['id']), []);
  };

  private async showPerson(request: Request, response: Response, staffId: number, errors: readonly Problem[]): Promise<void> {
    const person = signedIn(request);
    const staff = await this.reads.one(staffId);
    const lines = maySeeHistory(person, 'staff') ? await this.historyOf(staff) : undefined;
    const given = request.session.temporaryPassword;
    delete request.session.temporaryPassword;
    response.render('people/person', {
      ...staffPage(staff, this.clock.today()),
      isSelf: staff.id === person.staffId,
      temporaryPassword: given?.staffId === staff.id ? given.password : undefined,
      changes: lines && staffHistory(lines),
      errors,
    });
  }

  /** What happened to them and to their account, oldest first. */
  private async historyOf({ id, account }: StaffSeen): Promise<HistoryLine[]> {
    const both = await Promise.all([this.history.of('staff', id), account ? this.history.of('account', account.id) : []]);
    return both.flat().toSorted((one, other) => one.at.localeCompare(other.at));
  }

  showChange = async (request: Request, response: Response): Promise<void> => {
    const [staff, teams] = await Promise.all([this.reads.one(recordId(request.params['id'])), this.reads.teams()]);
    response.render('people/change', { ...staffForm(staff, teams), id: staff.id, staffName: staff.name, shownVersion: staff.version, conflict: undefined, errors: [] });
  };

  change = async (request: Request, response: Response): Promise<void> => {
    const staffId = recordId(request.params['id']);
    const version = versionShown(request.body);
    const again = async (status: number, errors: readonly Problem[]): Promise<void> => {
      const [stored, teams] = await Promise.all([this.reads.one(staffId), this.reads.teams()]);
      const stale = status === 409;
      const conflict = stale && form.ok ? staffConflict(stored, detailsIn(form.value), teams) : undefined;
      response.status(status).render('people/change', {
        ...staffForm(typedIn(request.body), teams), id: staffId, staffName: stored.name, shownVersion: stale ? stored.version : version, conflict, errors,
      });
    };
    const form = parseForm(StaffForm, request.body);
    if (!form.ok) return again(400, form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.staff.change(actorOf(signedIn(request)), staffId, version, detailsIn(form.value));
        notify(request, 'Saved.');
        return `/people/${staffId}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return again(409, []);
      if (error instanceof RuleBroken) return again(400, error.problems);
      throw error;
    }
  };

  openAccount = async (request: Request, response: Response): Promise<void> => {
    const { password, passwordHash } = await temporaryPassword();
    await this.changeAccount(request, response, async (staffId) => {
      await this.accounts.openAccount(actorOf(signedIn(request)), staffId, passwordHash);
      request.session.temporaryPassword = { staffId, password };
    });
  };

  resetPassword = async (request: Request, response: Response): Promise<void> => {
    const { password, passwordHash } = await temporaryPassword();
    await this.changeAccount(request, response, async (staffId) => {
      const email = await this.accounts.resetPassword(actorOf(signedIn(request)), staffId, passwordHash);
      // Too many wrong ones before must not keep the new one waiting.
      await this.limits.rightPassword(email);
      request.session.temporaryPassword = { staffId, password };
    });
  };

  disable = (request: Request, response: Response): Promise<void> => this.setDisabled(request, response, true);

  enable = (request: Request, response: Response): Promise<void> => this.setDisabled(request, response, false);

  private setDisabled(request: Request, response: Response, disabled: boolean): Promise<void> {
    const version = versionShown(request.body);
    return this.changeAccount(request, response, async (staffId) => {
      await this.accounts.setDisabled(actorOf(signedIn(request)), staffId, version, disabled);
      notify(request, disabled ? 'The account is disabled. Whoever was signed in with it is signed out.' : 'The account is enabled again.');
    });
  }

  private async changeAccount(request: Request, response: Response, work: (staffId: number) => Promise<void>): Promise<void> {
    const staffId = recordId(request.params['id']);
    try {
      const location = await this.submissions.once(request, async () => {
        await work(staffId);
        return `/people/${staffId}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.showPerson(request, response.status(400), staffId, error.problems);
    }
  }
}

function typedIn(body: unknown): StaffTyped {
  const typed = body as Record<string, unknown>;
  return { ...typed, startsOn: typedDay(typed, 'startsOn'), endsOn: typedDay(typed, 'endsOn') };
}
