import type { Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import { cohorts, label } from '../shared/practice.js';
import { askedPeriod, type Period } from './askedPeriod.js';
import type { FollowUpFilter } from './followUp.js';

/** Services and teams by name. */
export interface Units {
  services: { id: number; name: string }[];
  teams: { id: number; name: string; serviceId: number }[];
}

/** The choices as they were typed: `unit` is `service-3`, `team-12` or empty for all. */
export interface FollowUpTyped {
  month: string;
  as_at: string;
  unit: string;
  cohort: string;
}

export interface FollowUpChosen {
  period: Period;
  filter: FollowUpFilter;
  /** Whose actions these are: `Referral and Assessment, child in need`; for all of them `All services, all cohorts`. */
  filterInWords: string;
  /** The query parameters that lead to the same. */
  kept: Record<string, string>;
}

export type AskedFollowUp = { ok: true; chosen: FollowUpChosen } | { ok: false; errors: Problem[] };

/** What is asked of the pages of follow-up; month and as-at day as for every page of figures. */
export function askedFollowUp(typed: FollowUpTyped, withAudits: readonly Month[], { services, teams }: Units, today: Day): AskedFollowUp {
  const asked = askedPeriod(typed.month, typed.as_at, withAudits, today);
  const errors = asked.ok ? [] : [...asked.errors];
  const [kind, id] = typed.unit.split('-');
  const service = kind === 'service' ? services.find((each) => String(each.id) === id) : undefined;
  const team = kind === 'team' ? teams.find((each) => String(each.id) === id) : undefined;
  if (typed.unit !== '' && !service && !team) errors.push({ field: 'unit', message: 'Choose a service or a team from the list.' });
  const cohort = cohorts.find((each) => each === typed.cohort) ?? null;
  if (typed.cohort !== '' && !cohort) errors.push({ field: 'cohort', message: 'Choose a cohort from the list.' });
  if (!asked.ok || errors.length > 0) return { ok: false, errors };
  const { period } = asked;
  return {
    ok: true,
    chosen: {
      period,
      filter: { serviceId: service?.id ?? null, teamId: team?.id ?? null, cohort },
      filterInWords: `${(service ?? team)?.name ?? 'All services'}, ${cohort ? label(cohort).toLowerCase() : 'all cohorts'}`,
      kept: { month: period.month, as_at: period.asAt, ...(typed.unit && { unit: typed.unit }), ...(cohort && { cohort }) },
    },
  };
}
