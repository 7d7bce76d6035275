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
import { dayNumber, done, helpedMeasures, impactMeasures, median, ofPart, sixMonths, type Impact, type ImpactCounts, type ImpactKey, type ImpactPart } from './impact.js';
import { all, howMany } from './predicates.js';

/** A sum over no rows is null to the database. */
type Counts = Record<ImpactKey | 'asked', number | null> & { completed: number };

type CountsOf = Counts & { part: 'all' | 'team' | 'cohort' | 'rating' | 'days'; name: string; team: string | null };

const daysTaken = `${dayNumber('done.done_on')} - ${dayNumber('done.accepted_on')}`;

/** What the audits of the six calendar months to `month` changed by `asAt`, each figure from its one definition. */
export async function impactOf(database: Database, period: Period): Promise<Impact> {
  const facts = sixMonths(period);
  const counts = [
    'count(*) as completed',
    ...impactMeasures.map(({ key, counts: what, numerator: { is } }) => (what === 'children' ? `count(distinct case when ${is} then done.case_ref end) as ${key}` : `${howMany(is)} as ${key}`)),
    `${howMany(helpedMeasures[0]!.denominator!.is)} as asked`,
  ].join(', ');
  const toPlan = impactMeasures.find(({ key }) => key === 'days_to_plan')!.numerator.is;
  const rows = await database.query<CountsOf>(
    `with ${done}
     select 'all' as part, '' as name, null as team, ${counts} from done
     union all select 'team', cast(team_id as text), teams.name, ${counts} from done join teams on teams.id = done.team_id group by done.team_id, teams.name
     union all select 'cohort', done.cohort, null, ${counts} from done group by done.cohort
     union all select 'rating', done.overall_final, null, ${counts} from done group by done.overall_final
     union all select 'days', cast(${daysTaken} as text), null, ${counts} from done where ${toPlan} group by ${daysTaken}`,
    facts,
  );
  const days = rows.filter((row) => row.part === 'days').map((row) => ({ number: Number(row.name), times: row.completed })).sort((a, b) => a.number - b.number);
  const of = (part: CountsOf['part'], name: string): CountsOf | undefined => rows.find((row) => row.part === part && row.name === name);
  const whole = of('all', '')!;
  return {
    fromMonth: facts.fromMonth,
    toMonth: facts.toMonth,
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
  /** The latest answer by then to whether it helped; null when it had not been asked yet. */
  answer: Helped | 'not_answered' | null;
}

/** A child behind a number, with those of the actions that the reader may see. */
export interface ChildChanged {
  caseRef: string;
  actions: ActionChanged[];
}

const columns = `actions.ref, done.type, done.case_ref as "caseRef", audits.ref as "auditRef", teams.name as team, done.cohort, done.overall_final as "overallFinal", done.accepted_on as "acceptedOn",
  done.done_on as "completedOn", done.verified_on as "verifiedOn", done.answer`;
const rows = 'done join actions on actions.id = done.id join audits on audits.id = done.audit_id';

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
    const where = all(side.is, ofPart(part));
    const facts = { ...part, ...sixMonths(period) };
    const seen = actionsSeenBy(person);
    return {
      ...(await this.howMany(`select case when ${seen} then 1 else 0 end as seen from ${rows} where ${where}`, facts)),
      rows: await this.database.query<ActionChanged>(
        `with ${done} select ${columns} from ${rows} join teams on teams.id = done.team_id where ${where} and ${seen} order by done.done_on desc, actions.ref limit ${perPage} offset ${rowsBefore(page)}`, facts,
      ),
    };
  }

  /** The children behind a number, by case reference. */
  async children(person: Person, side: Side, part: ImpactPart, period: Period, page: number): Promise<Behind<ChildChanged>> {
    const where = all(side.is, ofPart(part));
    const facts = { ...part, ...sixMonths(period) };
    const seen = actionsSeenBy(person);
    const actions = await this.database.query<ActionChanged>(
      `with ${done},
         shown as (select distinct done.case_ref from ${rows} where ${where} and ${seen} order by done.case_ref limit ${perPage} offset ${rowsBefore(page)})
       select ${columns} from ${rows} join teams on teams.id = done.team_id where ${where} and ${seen} and done.case_ref in (select case_ref from shown) order by done.case_ref, done.done_on, actions.ref`,
      facts,
    );
    return {
      ...(await this.howMany(`select done.case_ref, max(case when ${seen} then 1 else 0 end) as seen from ${rows} where ${where} group by done.case_ref`, facts)),
      rows: [...new Set(actions.map(({ caseRef }) => caseRef))].map((caseRef) => ({ caseRef, actions: actions.filter((action) => action.caseRef === caseRef) })),
    };
  }

  private async howMany(found: string, facts: object): Promise<{ total: number; seen: number }> {
    const [counts] = await this.database.query<{ total: number; seen: number | null }>(`with ${done} select count(*) as total, sum(seen) as seen from (${found}) as found`, facts);
    return { total: counts!.total, seen: counts!.seen ?? 0 };
  }
}
