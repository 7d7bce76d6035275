import type { Person } from '../access/person.js';
import { actionsSeenBy } from '../access/policies.js';
import { helpedAnswers, type Helped } from '../actions/action.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import { NotFound } from '../shared/errors.js';
import { share } from '../shared/percent.js';
import { cohorts, ratings, type ActionType, type Cohort, type Rating } from '../shared/practice.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { Period } from './askedPeriod.js';
import type { Behind } from './behind.reads.js';
import type { Side } from './figures.js';
import { answer, completedInTime, dayNumber, helpedMeasures, impactMeasures, median, ofPart, sixMonths, type Impact, type ImpactCounts, type ImpactKey, type ImpactPart } from './impact.js';
import { all, completedOn, counted, rowsOf } from './predicates.js';

/** A sum over no rows is null to the database. */
type Counts = Record<ImpactKey | 'asked', number | null> & { completed: number };

type CountsOf = Counts & { part: 'all' | 'team' | 'cohort' | 'rating'; name: string; team: string | null };

/** What audit changed in the six calendar months to `month`, as at `asAt`, each figure from its one definition. */
export async function impactOf(database: Database, period: Period): Promise<Impact> {
  const { fromMonth, toMonth, facts } = sixMonths(period);
  const flags = [...impactMeasures.map(({ key, numerator }) => ({ key, is: numerator.is })), { key: 'asked', is: helpedMeasures[0]!.denominator!.is }];
  const counts = [
    'count(*) as completed',
    ...flags.map(({ key }) => (impactMeasures.some((measure) => measure.key === key && measure.counts === 'children') ? `count(distinct case when ${key} = 1 then case_ref end) as ${key}` : `sum(${key}) as ${key}`)),
  ].join(', ');
  const toPlan = impactMeasures.find(({ key }) => key === 'days_to_plan')!.numerator.is;
  const [rows, days] = await Promise.all([
    database.query<CountsOf>(
      `with done as (
         select audits.team_id, audits.cohort, audits.overall_final, audits.case_ref, ${flags.map(({ key, is }) => `case when ${is} then 1 else 0 end as ${key}`).join(', ')}
           from ${rowsOf.actions} where ${counted} and ${completedInTime})
       select 'all' as part, '' as name, null as team, ${counts} from done
       union all select 'team', cast(team_id as text), teams.name, ${counts} from done join teams on teams.id = team_id group by team_id, teams.name
       union all select 'cohort', cohort, null, ${counts} from done group by cohort
       union all select 'rating', overall_final, null, ${counts} from done group by overall_final`,
      facts,
    ),
    database.query<{ number: number; times: number }>(
      `select number, count(*) as times from (
         select ${dayNumber('done_on')} - ${dayNumber('accepted_on')} as number
           from (select ${completedOn} as done_on, audits.accepted_on from ${rowsOf.actions} where ${counted} and ${toPlan}) as transferred) as days
        group by number order by number`,
      facts,
    ),
  ]);
  const of = (part: CountsOf['part'], name: string): CountsOf | undefined => rows.find((row) => row.part === part && row.name === name);
  const whole = of('all', '')!;
  return {
    fromMonth,
    toMonth,
    ...countsIn(whole),
    days_to_plan: { median: median(days), actions: days.reduce((sum, { times }) => sum + times, 0) },
    helped: {
      asked: whole.asked ?? 0,
      ...(Object.fromEntries([...helpedAnswers, 'not_answered' as const].map((each) => [each, whole[`helped_${each}`] ?? 0])) as Record<Helped | 'not_answered', number>),
    },
    by_team: rows
      .filter((row) => row.part === 'team')
      .map((row) => ({ teamId: Number(row.name), team: row.team!, ...countsIn(row) }))
      .sort((a, b) => a.team.localeCompare(b.team)),
    by_cohort: Object.fromEntries(cohorts.map((cohort) => [cohort, countsIn(of('cohort', cohort))])) as Record<Cohort, ImpactCounts>,
    by_rating: Object.fromEntries(ratings.map((rating) => [rating, countsIn(of('rating', rating))])) as Record<Rating, ImpactCounts>,
  };
}

function countsIn(row: Counts | undefined): ImpactCounts {
  return { care_plans_amended: row?.care_plans_amended ?? 0, actions_completed: row?.actions_completed ?? 0, verified: share(row?.verified ?? 0, row?.completed ?? 0) };
}

/** An action behind a number. */
export interface ActionChanged {
  ref: string;
  type: ActionType;
  caseRef: string;
  auditRef: string;
  team: string;
  cohort: Cohort;
  overallFinal: Rating;
  acceptedOn: Day;
  completedOn: Day;
  /** Null when it was not verified by the as-at day. */
  verifiedOn: Day | null;
  /** The latest answer by then to whether it helped. */
  helped: Helped | null;
}

/** A child behind a number, with those of the actions that the reader may see. */
export interface ChildChanged {
  caseRef: string;
  actions: ActionChanged[];
}

const columns = `actions.ref, actions.type, audits.case_ref as "caseRef", audits.ref as "auditRef", teams.name as team, audits.cohort, audits.overall_final as "overallFinal", audits.accepted_on as "acceptedOn",
  ${completedOn} as "completedOn", case when actions.verified_on <= :asAt then actions.verified_on end as "verifiedOn", ${answer} as helped`;
const actionsWithTeam = `${rowsOf.actions} join teams on teams.id = audits.team_id`;

/** What the page of impact and the lists behind its numbers read, by the same predicates. */
export class ImpactReads {
  constructor(private readonly database: Database) {}

  figures(period: Period): Promise<Impact> {
    return impactOf(this.database, period);
  }

  /** @throws NotFound */
  async teamName(id: number): Promise<string> {
    const [team] = await this.database.query<{ name: string }>('select name from teams where id = :id', { id });
    if (!team) throw new NotFound('There is no such team.');
    return team.name;
  }

  /** The actions behind a number, the latest first. */
  async actions(person: Person, side: Side, part: ImpactPart, period: Period, page: number): Promise<Behind<ActionChanged>> {
    const where = all(counted, side.is, ofPart(part));
    const facts = { ...part, ...sixMonths(period).facts };
    return {
      ...(await this.howMany(`select 1 as one, case when ${actionsSeenBy(person)} then 1 else 0 end as seen from ${rowsOf.actions} where ${where}`, facts)),
      rows: await this.database.query<ActionChanged>(
        `select ${columns} from ${actionsWithTeam} where ${where} and ${actionsSeenBy(person)} order by "completedOn" desc, actions.ref limit ${perPage} offset ${rowsBefore(page)}`, facts,
      ),
    };
  }

  /** The children behind a number, by case reference. */
  async children(person: Person, side: Side, part: ImpactPart, period: Period, page: number): Promise<Behind<ChildChanged>> {
    const where = all(counted, side.is, ofPart(part));
    const seen = actionsSeenBy(person);
    const facts = { ...part, ...sixMonths(period).facts };
    const actions = await this.database.query<ActionChanged>(
      `select ${columns} from ${actionsWithTeam} where ${where} and ${seen} and audits.case_ref in (
         select shown.case_ref from (select distinct audits.case_ref from ${rowsOf.actions} where ${where} and ${seen} order by audits.case_ref limit ${perPage} offset ${rowsBefore(page)}) as shown)
        order by "caseRef", "completedOn", actions.ref`,
      facts,
    );
    return {
      ...(await this.howMany(`select audits.case_ref, max(case when ${seen} then 1 else 0 end) as seen from ${rowsOf.actions} where ${where} group by audits.case_ref`, facts)),
      rows: [...new Set(actions.map(({ caseRef }) => caseRef))].map((caseRef) => ({ caseRef, actions: actions.filter((action) => action.caseRef === caseRef) })),
    };
  }

  private async howMany(rows: string, facts: object): Promise<{ total: number; seen: number }> {
    const [counts] = await this.database.query<{ total: number; seen: number | null }>(`select count(*) as total, sum(seen) as seen from (${rows}) as found`, facts);
    return { total: counts!.total, seen: counts!.seen ?? 0 };
  }
}
