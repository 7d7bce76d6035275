import type { Person } from '../../access/person.js';
import { actionsAnsweredBy, actionsUpdatedBy, teamsAnsweredFor } from '../../access/policies.js';
import type { Database } from '../../database/database.js';
import { all, dueOn, dueSoon, howMany, noUpdate, open, pastDue, waits, type Predicate } from '../../reporting/predicates.js';
import type { Clock } from '../../shared/clock.js';
import type { Day } from '../../shared/day.js';
import { rowsBefore } from '../../web/paging.js';
import { actionState, soonAfter } from '../action.js';
import { listedColumns, listedFrom, type ActionListed, type ActionReads, type UpdateRecorded } from '../actions.reads.js';

/** Children on a page of "My work". */
export const childrenAPage = 10;

/** What waits for someone, of every team of theirs or of one: how many children with such actions there are, and the actions by what is the matter. */
export interface WaitingCounts {
  children: number;
  overdue: number;
  silent: number;
  dueSoon: number;
}

/** A child with open actions, the one due first at the top. */
export interface Child {
  caseRef: string;
  actions: ActionListed[];
}

/** A team of the person's; null for all of them and the actions they own elsewhere. */
export type TeamAsked = number | null;

/** The actions that wait for someone, by child. */
export class ByChildReads {
  constructor(
    private readonly database: Database,
    private readonly actionReads: ActionReads,
    private readonly clock: Clock,
  ) {}

  async counts(person: Person, team: TeamAsked, asAt: Day = this.clock.today()): Promise<WaitingCounts> {
    const [counted] = await this.database.query<Record<keyof WaitingCounts, number | null>>(
      `select count(distinct audits.case_ref) as "children", ${howMany(pastDue)} as "overdue", ${howMany(noUpdate)} as "silent", ${howMany(dueSoon)} as "dueSoon"
         from actions join audits on audits.id = actions.audit_id where ${all(actionsAnsweredBy(person), waits, ...ofTeam(team))}`,
      { asAt, soon: soonAfter(asAt), team },
    );
    return { children: counted?.children ?? 0, overdue: counted?.overdue ?? 0, silent: counted?.silent ?? 0, dueSoon: counted?.dueSoon ?? 0 };
  }

  /** A page of the children of whose actions at least one waits, the one with the oldest due date first, each with all its open actions that are the person's. */
  async children(person: Person, team: TeamAsked, page: number, asAt: Day = this.clock.today()): Promise<Child[]> {
    const theirs = all(actionsAnsweredBy(person), open, ...ofTeam(team));
    const parameters = { asAt, soon: soonAfter(asAt), team };
    const shown = await this.database.query<{ caseRef: string }>(
      `select audits.case_ref as "caseRef" from actions join audits on audits.id = actions.audit_id where ${theirs}
        group by audits.case_ref having ${howMany(waits)} > 0 order by min(${dueOn}), audits.case_ref limit ${childrenAPage} offset ${rowsBefore(page, childrenAPage)}`,
      parameters,
    );
    const caseRefs = shown.map(({ caseRef }) => caseRef);
    const actions = caseRefs.length === 0 ? [] : await this.actions(all(theirs, 'audits.case_ref in (:...caseRefs)'), { ...parameters, caseRefs }, asAt);
    return caseRefs.map((caseRef) => ({ caseRef, actions: actions.filter((action) => action.caseRef === caseRef) }));
  }

  /** The actions of a child that the person may update, open or among `refs`. */
  async ofChild(person: Person, caseRef: string, refs: readonly string[] = [], asAt: Day = this.clock.today()): Promise<ActionListed[]> {
    const wanted = refs.length === 0 ? open : `(${open} or actions.ref in (:...refs))`;
    return this.actions(all('audits.case_ref = :caseRef', actionsUpdatedBy(person), wanted), { asAt, caseRef, refs }, asAt);
  }

  /** What was recorded last about each of the actions, by reference. */
  async latestUpdates(refs: readonly string[]): Promise<Map<string, UpdateRecorded>> {
    if (refs.length === 0) return new Map();
    const last = await this.database.query<{ ref: string; id: number }>(
      'select actions.ref, max(action_updates.id) as id from action_updates join actions on actions.id = action_id where actions.ref in (:...refs) group by actions.ref', { refs },
    );
    const updates = await this.actionReads.updates(last.map(({ id }) => id));
    return new Map(last.map(({ ref, id }) => [ref, updates.get(id)!]));
  }

  /** The teams the person answers for, by name. */
  async teamsOf(person: Person): Promise<{ id: number; name: string }[]> {
    const ids = teamsAnsweredFor(person);
    return ids.length === 0 ? [] : this.database.query('select id, name from teams where id in (:...ids) order by name', { ids });
  }

  private async actions(where: Predicate, parameters: object, asAt: Day): Promise<ActionListed[]> {
    const rows = await this.database.query<Omit<ActionListed, 'state'>>(
      `select ${listedColumns}, audits.case_ref as "caseRef", teams.name as "teamName" from ${listedFrom} where ${where} order by "dueOn", actions.id`,
      parameters,
    );
    return rows.map((row) => ({ ...row, state: actionState(row, asAt) }));
  }
}

const ofTeam = (team: TeamAsked): Predicate[] => (team === null ? [] : ['actions.team_id = :team']);
