import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Person } from '../../access/person.js';
import { movedBy } from '../../access/policies.js';
import type { ConcernToMove } from '../../concerns/concernMoves.service.js';
import type { Database } from '../../database/database.js';
import { active, all, every, not, open, type Predicate } from '../../reporting/predicates.js';
import type { Clock } from '../../shared/clock.js';
import type { Month } from '../../shared/month.js';
import { afterMove, type ActionHeld } from './childMove.js';

/** An open action and where it goes. */
export interface ActionToMove {
  id: number;
  team_id: number;
  owner_id: number | null;
  wasTeam: string;
  team: string;
  wasOwner: string | null;
  /** Null: the team manager. */
  owner: string | null;
}

export interface Moves {
  actions: ActionToMove[];
  concerns: ConcernToMove[];
}

/** The children of a caseload: one that is stored, or one that waits. */
export type Children = { month: Month } | { uploadId: number };

/** A child who is to be in a team, whatever caseloads say. */
export interface InTeam {
  caseRef: string;
  teamId: number;
}

/** The newest caseload as it was before another one came. */
export interface CaseloadBefore {
  month: Month | null;
  /** The open actions whose owner is the child's reviewing officer in it. */
  officersActions: ReadonlySet<number>;
}

/** What is open of a child. */
export interface OpenOfChild {
  actions: { ref: string; description: string; team: string; version: number }[];
  concerns: { ref: string; team: string; version: number }[];
}

/** Some actions: those of an audit, or one. */
export type Which = { auditId: number } | { actionId: number };

const openActions = "actions join audits on audits.id = actions.audit_id and audits.status = 'completed'";
const which = (of: Which): string => ('auditId' in of ? 'actions.audit_id = :auditId' : 'actions.id = :actionId');
/** A row `child` for each child of a caseload, or the same one for every child who is to be in a team. */
function childrenOf(children: Children | InTeam): string {
  if ('month' in children) return 'caseload child on child.month = :month and child.case_ref = ';
  if ('uploadId' in children) return 'caseload_upload_rows child on child.upload_id = :uploadId and child.case_ref = ';
  return '(select :caseRef as case_ref, id as team_id, cast(null as integer) as reviewing_officer_id from teams where id = :teamId) child on child.case_ref = ';
}

/** Which open actions and active cases of concern are not where their child is. Rows that are held are theirs to change who asked, until the transaction ends. */
export class ChildMovesReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async newestCaseload(): Promise<CaseloadBefore> {
    const [newest] = await this.database.query<{ month: Month | null }>('select max(month) as month from caseload');
    const month = newest!.month;
    const rows = await this.database.query<{ id: number }>(
      `select actions.id from ${openActions} join ${childrenOf({ month: month ?? '' })} audits.case_ref where ${open} and actions.owner_id = child.reviewing_officer_id`,
      { month: month ?? '', asAt: this.clock.today() },
    );
    await letOthersWork();
    return { month, officersActions: new Set(rows.map(({ id }) => id)) };
  }

  /** What goes with its child when this caseload, of `month`, takes the place of the one before: nothing unless it is the newest. A child who is not in it stays where they are. */
  async movesBy(children: Children, month: Month, before: CaseloadBefore, { hold }: { hold: boolean }): Promise<Moves> {
    if (before.month !== null && month < before.month) return { actions: [], concerns: [] };
    // Whoever places an action at this moment has seen the caseload before, and is waited for; whoever does so later sees this one.
    if (hold) await this.database.oneAtATime('moves');
    return { actions: await this.actions(children, every, before.officersActions, hold), concerns: await this.concerns(children, every, hold) };
  }

  /** Where a child is, until the transaction ends: with the other open actions there are of them, or else where the newest caseload has them; null when neither says. */
  async teamNow(caseRef: string, besides: Which): Promise<number | null> {
    await this.database.oneAtATime('moves');
    const [beside] = await this.database.query<{ teamId: number }>(
      `select actions.team_id as "teamId" from ${openActions} where ${all('audits.case_ref = :caseRef', open, not(which(besides)))} order by actions.id desc limit 1`,
      { caseRef, ...besides, asAt: this.clock.today() },
    );
    if (beside) return beside.teamId;
    const [open_] = await this.database.query<{ teamId: number }>('select team_id as "teamId" from caseload where case_ref = :caseRef and month = (select max(month) from caseload)', { caseRef });
    return open_?.teamId ?? null;
  }

  /** Which of these open actions are not with the child, held. */
  async actionsTo(child: InTeam, of: Which): Promise<ActionToMove[]> {
    return this.actions({ ...child, ...of }, which(of), new Set(), true);
  }

  /** What of a child somebody may move to a team by hand, held. */
  async movesByHand(person: Person, child: InTeam): Promise<Moves> {
    return { actions: await this.actions(child, movedBy(person, 'actions'), new Set(), true), concerns: await this.concerns(child, movedBy(person, 'concerns'), true) };
  }

  /** What is open of a child that somebody may move by hand, as the page shows it. */
  async openOf(person: Person, caseRef: string): Promise<OpenOfChild> {
    const parameters = { caseRef, asAt: this.clock.today() };
    return {
      actions: await this.database.query<OpenOfChild['actions'][number]>(
        `select actions.ref, actions.description, teams.name as team, actions.version from ${openActions} join teams on teams.id = actions.team_id
          where ${all('audits.case_ref = :caseRef', open, movedBy(person, 'actions'))} order by actions.id`,
        parameters,
      ),
      concerns: await this.database.query<OpenOfChild['concerns'][number]>(
        `select concerns.ref, teams.name as team, concerns.version from concerns join teams on teams.id = concerns.team_id
          where ${all('concerns.case_ref = :caseRef', active, movedBy(person, 'concerns'))} order by concerns.id`,
        parameters,
      ),
    };
  }

  /** Every team by name, to choose from. */
  async teams(): Promise<{ id: number; name: string }[]> {
    return this.database.query('select id, name from teams order by name');
  }

  private async actions(children: (Children | InTeam), condition: Predicate, officersActions: ReadonlySet<number>, hold: boolean): Promise<ActionToMove[]> {
    type Row = Omit<ActionHeld, 'ofOfficer'> & { id: number; childTeamId: number; officerId: number | null; wasTeam: string; team: string; ownerName: string | null; officerName: string | null };
    const rows = await this.database.query<Row>(
      `select actions.id, actions.team_id as "teamId", actions.owner_id as "ownerId", owner.team_id as "ownerTeamId", child.team_id as "childTeamId",
              child.reviewing_officer_id as "officerId", was_team.name as "wasTeam", team.name as "team", owner.name as "ownerName", officer.name as "officerName"
         from ${openActions} join ${childrenOf(children)} audits.case_ref join teams was_team on was_team.id = actions.team_id join teams team on team.id = child.team_id
              left join staff owner on owner.id = actions.owner_id left join staff officer on officer.id = child.reviewing_officer_id
        where ${all(open, condition, '(actions.team_id <> child.team_id or actions.owner_id <> coalesce(child.reviewing_officer_id, 0))')}
        order by actions.id${hold ? this.held('actions') : ''}`,
      { ...children, asAt: this.clock.today() },
    );
    await letOthersWork();
    return rows.flatMap(({ id, childTeamId, officerId, wasTeam, team, ownerName, officerName, ...held }) => {
      const ofOfficer = officersActions.has(id);
      const { teamId, ownerId } = afterMove({ ...held, ofOfficer }, { teamId: childTeamId, officerId });
      if (teamId === held.teamId && ownerId === held.ownerId) return [];
      return [{ id, team_id: teamId, owner_id: ownerId, wasTeam, team, wasOwner: ownerName, owner: ownerId === null ? null : ofOfficer ? officerName : ownerName }];
    });
  }

  private async concerns(children: Children | InTeam, condition: Predicate, hold: boolean): Promise<ConcernToMove[]> {
    return this.database.query<ConcernToMove>(
      `select concerns.id, concerns.team_id as "wasTeamId", child.team_id from concerns join ${childrenOf(children)} concerns.case_ref
        where ${all(active, condition, 'concerns.team_id <> child.team_id')} order by concerns.id${hold ? this.held('concerns') : ''}`,
      { ...children, asAt: this.clock.today() },
    );
  }

  private held(table: string): string {
    return this.database.isPostgres ? ` for no key update of ${table}` : '';
  }
}
