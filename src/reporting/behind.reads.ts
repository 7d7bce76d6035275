import type { Person } from '../access/person.js';
import { actionsSeenBy, auditorsSeenBy, auditsSeenBy } from '../access/policies.js';
import { expectedAuditors } from '../allocation/availability/availability.js';
import { readWorkforce } from '../allocation/availability/workforce.reads.js';
import type { Database } from '../database/database.js';
import type { AlternateMonths, AuditFrequency } from '../people/staff.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import type { ActionType, Cohort, Rating } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { Period } from './askedPeriod.js';
import type { Measure, Side } from './figures.js';
import { monthsOver } from './periods.js';
import { all, completed, completedOn, counted, dueOn, howMany, inMonths, rowsOf } from './predicates.js';

export interface AuditBehind {
  ref: string;
  month: Month;
  caseRef: string;
  team: string;
  cohort: Cohort;
  overallAuditor: Rating;
  overallFinal: Rating;
  acceptedOn: Day;
  /** The answer that decides about this measure, where it is not the overall rating. */
  shown?: string;
}

export interface ActionBehind {
  ref: string;
  auditRef: string;
  month: Month;
  team: string;
  type: ActionType;
  dueOn: Day;
  /** Null when it was not done by the as-at day. */
  completedOn: Day | null;
}

export interface AuditorBehind {
  name: string;
  team: string | null;
  auditFrequency: AuditFrequency;
  alternateMonths: AlternateMonths | null;
  /** How many counted audits of theirs there are. */
  counted: number;
}

/** The rows behind a number: how many there are, how many the reader may see, and one page of those. */
export interface Behind<Row> {
  total: number;
  seen: number;
  rows: Row[];
}

/** The lists behind the numbers, by the same predicates as the counts. */
export class BehindReads {
  constructor(private readonly database: Database) {}

  async audits(person: Person, measure: Measure, side: Side, period: Period, page: number): Promise<Behind<AuditBehind>> {
    const from = rowsOf[measure.of];
    const rows = `select audits.ref, audits.month, audits.case_ref as "caseRef", teams.name as team, audits.cohort, audits.overall_auditor as "overallAuditor",
        audits.overall_final as "overallFinal", audits.accepted_on as "acceptedOn"${measure.shows ? `, ${measure.shows.column} as shown` : ''}
      from ${from} join teams on teams.id = audits.team_id`;
    return this.behind(from, rows, auditsSeenBy(person), 'audits.month desc, audits.ref', measure, side, period, page);
  }

  async actions(person: Person, measure: Measure, side: Side, period: Period, page: number): Promise<Behind<ActionBehind>> {
    const from = rowsOf.actions;
    const rows = `select actions.ref, audits.ref as "auditRef", audits.month, teams.name as team, actions.type, ${dueOn} as "dueOn",
        case when ${completed} then ${completedOn} end as "completedOn"
      from ${from} join teams on teams.id = audits.team_id`;
    return this.behind(from, rows, actionsSeenBy(person), 'actions.due_on, actions.ref', measure, side, period, page);
  }

  private async behind<Row>(
    from: string, rows: string, seenBy: string, order: string, measure: Measure, side: Side, { month, asAt }: Period, page: number,
  ): Promise<Behind<Row>> {
    const where = all(inMonths, counted, side.is);
    const parameters = { ...monthsOver(measure.over, month), asAt };
    const [count] = await this.database.query<{ total: number; seen: number | null }>(
      `select count(*) as total, ${howMany(seenBy)} as seen from ${from} where ${where}`,
      parameters,
    );
    return {
      total: count?.total ?? 0,
      seen: count?.seen ?? 0,
      rows: await this.database.query<Row>(`${rows} where ${where} and ${seenBy} order by ${order} limit ${perPage} offset ${rowsBefore(page)}`, parameters),
    };
  }

  /** The people of whom an audit is expected in the month. */
  async expectedAuditors(person: Person, { month, asAt }: Period, page: number): Promise<Behind<AuditorBehind>> {
    const expected = expectedAuditors(await readWorkforce(this.database, asAt), month).map((each) => each.staffId);
    if (expected.length === 0) return { total: 0, seen: 0, rows: [] };
    const where = all('staff.id in (:...expected)', auditorsSeenBy(person));
    const [count] = await this.database.query<{ seen: number }>(`select count(*) as seen from staff where ${where}`, { expected });
    const rows = await this.database.query<AuditorBehind>(
      `select staff.name, teams.name as team, staff.audit_frequency as "auditFrequency", staff.alternate_months as "alternateMonths",
          (select count(*) from audits where audits.auditor_id = staff.id and ${inMonths} and ${counted}) as counted
        from staff left join teams on teams.id = staff.team_id where ${where} order by staff.name, staff.id limit ${perPage} offset ${rowsBefore(page)}`,
      { expected, fromMonth: month, toMonth: month, asAt },
    );
    return { total: expected.length, seen: count?.seen ?? 0, rows };
  }
}
