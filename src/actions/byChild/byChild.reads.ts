import type { Person } from '../../access/person.js';
import { actionsAnsweredBy, actionsUpdatedBy, teamsAnsweredFor } from '../../access/policies.js';
import type { Database } from '../../database/database.js';
import { all, dueOn, howMany, open, waits, type Predicate } from '../../reporting/predicates.js';
import type { Clock } from '../../shared/clock.js';
import type { Day } from '../../shared/day.js';
import { rowsBefore } from '../../web/paging.js';
import { actionState, soonAfter } from '../action.js';
import { listedColumns, listedFrom, type ActionListed, type ActionReads, type UpdateRecorded } from '../actions.reads.js';

/** Children on a page of "My work". */
export const childrenAPage = 10;

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

  /**
   * A page of the children of whose actions at least one waits, the one with the oldest due date first, each with all its open actions that are the person's;
   * and how many children there are in all. Where there is no such page, because its last child has just been answered, it is the last one there is.
   */
  async children(person: Person, team: TeamAsked, page: number, asAt: Day = this.clock.today()): Promise<{ children: Child[]; total: number; page: number }> {
    const theirs = all(actionsAnsweredBy(person), open, ...(team === null ? [] : ['actions.team_id = :team']));
    const parameters = { asAt, soon: soonAfter(asAt), team };
    const found = (on: number): Promise<{ caseRef: string; total: number }[]> =>
      this.database.query(
        `select audits.case_ref as "caseRef", count(*) over () as total from actions join audits on audits.id = actions.audit_id where ${theirs}
          group by audits.case_ref having ${howMany(waits)} > 0 order by min(${dueOn}), audits.case_ref limit ${childrenAPage} offset ${rowsBefore(on, childrenAPage)}`,
        parameters,
      );
    const shown = await found(page);
    if (shown.length === 0 && page > 1) return this.children(person, team, Math.max(1, Math.ceil(((await found(1))[0]?.total ?? 0) / childrenAPage)), asAt);
    const caseRefs = shown.map(({ caseRef }) => caseRef);
    const actions = caseRefs.length === 0 ? [] : await this.actions(await this.ids(theirs, { ...parameters, caseRefs }), asAt);
    return { children: caseRefs.map((caseRef) => ({ caseRef, actions: actions.filter((action) => action.caseRef === caseRef) })), total: shown[0]?.total ?? 0, page };
  }

  /** The actions of a child that the person may update, open or among `refs`. */
  async ofChild(person: Person, caseRef: string, refs: readonly string[] = [], asAt: Day = this.clock.today()): Promise<ActionListed[]> {
    const wanted = refs.length === 0 ? open : `(${open} or actions.ref in (:...refs))`;
    return this.actions(await this.ids(all(actionsUpdatedBy(person), wanted), { asAt, caseRefs: [caseRef], refs }), asAt);
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

  /** Some of the actions of a few children. A cross join, whose order SQLite follows: left to itself, it would look at every action of the teams. */
  private async ids(which: Predicate, parameters: { asAt: Day; caseRefs: readonly string[]; [more: string]: unknown }): Promise<number[]> {
    const found = await this.database.query<{ id: number }>(
      `select actions.id from audits cross join actions where actions.audit_id = audits.id and audits.case_ref in (:...caseRefs) and ${which}`, parameters,
    );
    return found.map(({ id }) => id);
  }

  private async actions(ids: readonly number[], asAt: Day): Promise<ActionListed[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<Omit<ActionListed, 'state'>>(
      `select ${listedColumns}, audits.case_ref as "caseRef", teams.name as "teamName" from ${listedFrom} where actions.id in (:...ids) order by "dueOn", actions.id`, { ids, asAt },
    );
    return rows.map((row) => ({ ...row, state: actionState(row, asAt) }));
  }
}
