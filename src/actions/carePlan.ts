import { dayInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import type { ActionType, Cohort } from '../shared/practice.js';
import { isClosed, meetings, type ActionDates, type Meeting } from './action.js';

/** The days on which meetings are planned. */
export type PlannedDays = Partial<Record<Meeting, Day>>;

interface Route {
  inWords: string;
  /** The meetings on the way; where one cannot do without the other, in their order. */
  meetings: readonly Meeting[];
  /** Those that must be planned, one after the other; where there are none, the first meeting that is planned carries the action into the plan. */
  steps: readonly Meeting[];
}

const childInNeed: Route = {
  inWords: 'At the next child in need review or team around the family meeting.',
  meetings: ['child_in_need_review', 'team_around_family'],
  steps: [],
};

/** How a care-planning action gets into the child's own plan (domain.md, step 6). */
export const routes: Record<Cohort, Route> = {
  subject_to_assessment: childInNeed,
  child_in_need: childInNeed,
  disabled_children: childInNeed,
  child_protection: {
    inWords: 'At the next child protection conference or core group, whichever is first. If it is the core group, tell the conference chair.',
    // The conference is named first: it is the one where both are on one day.
    meetings: ['child_protection_conference', 'core_group'],
    steps: [],
  },
  child_in_care: {
    inWords: 'In a discussion with the child, then with the reviewing officer (IRO), and at a review if the plan changes.',
    meetings: ['discussion_with_child', 'discussion_with_reviewing_officer', 'child_in_care_review'],
    steps: ['discussion_with_child', 'discussion_with_reviewing_officer'],
  },
  care_leaver: {
    inWords: 'In a discussion with the young person, when their pathway plan is updated.',
    meetings: ['pathway_plan_update'],
    steps: [],
  },
};

export const meetingInWords: Record<Meeting, string> = {
  child_in_need_review: 'Child in need review',
  team_around_family: 'Team around the family meeting',
  core_group: 'Core group',
  child_protection_conference: 'Child protection conference',
  discussion_with_child: 'Discussion with the child',
  discussion_with_reviewing_officer: 'Discussion with the reviewing officer',
  child_in_care_review: 'Child in care review',
  pathway_plan_update: 'Update of the pathway plan',
};

/** The meeting that carries the action into the plan, and its day, from which the due date follows: the last step, or the first meeting; null while none is planned. */
export function carriedBy(cohort: Cohort, days: PlannedDays): { meeting: Meeting; day: Day } | null {
  const planned = routes[cohort].meetings.flatMap((meeting) => (days[meeting] === undefined ? [] : [{ meeting, day: days[meeting] }]));
  if (routes[cohort].steps.length > 0) return planned.at(-1) ?? null;
  return planned.reduce<{ meeting: Meeting; day: Day } | null>((first, one) => (first === null || one.day < first.day ? one : first), null);
}

/** Whether the conference chair has to be told, because the core group takes the action up before a conference does. */
export function chairIsTold(cohort: Cohort, days: PlannedDays): boolean {
  return carriedBy(cohort, days)?.meeting === 'core_group';
}

/** What a plan is checked against. */
export interface ActionPlanned extends ActionDates {
  type: ActionType;
  cohort: Cohort;
  planned: PlannedDays;
}

/** Whether there is a way into the plan ahead of it. */
export function mayBePlanned(action: Pick<ActionPlanned, 'type' | 'completedOn' | 'serviceEndedOn'>): boolean {
  return action.type === 'care_planning' && !isClosed(action);
}

/** Whether these are other days than those planned. */
export function isReplanned(action: Pick<ActionPlanned, 'planned'>, days: PlannedDays): boolean {
  return meetings.some((meeting) => action.planned[meeting] !== days[meeting]);
}

/** What stands against planning these days today; a day that was planned before and stays may be past. */
export function planProblems(action: ActionPlanned, days: PlannedDays, reason: string | null, today: Day): Problem[] {
  if (!mayBePlanned(action)) return [{ field: 'form', message: 'There is nothing to plan: this action is closed, or does not go into the child’s plan.' }];
  const route = routes[action.cohort];
  const entered = meetings.filter((meeting) => days[meeting] !== undefined);
  if (entered.some((meeting) => !route.meetings.includes(meeting))) {
    return [{ field: 'form', message: 'Another way leads into the plan of this child. Plan the action on its own page.' }];
  }
  const missing = route.steps.filter((step) => days[step] === undefined);
  const problems: Problem[] = missing.map((step) => ({ field: step, message: `Enter the day of the ${meetingInWords[step].toLowerCase()}.` }));
  if (entered.length === 0 && missing.length === 0) problems.push({ field: route.meetings[0]!, message: 'Enter the day of a meeting.' });
  for (const meeting of entered) {
    const earlier = route.steps.length === 0 ? undefined : route.meetings.slice(0, route.meetings.indexOf(meeting)).findLast((step) => days[step] !== undefined);
    if (days[meeting]! < today && days[meeting] !== action.planned[meeting]) {
      problems.push({ field: meeting, message: `The day of the ${meetingInWords[meeting].toLowerCase()} must be today or later.` });
    } else if (earlier !== undefined && days[meeting]! < days[earlier]!) {
      problems.push({ field: meeting, message: `The ${meetingInWords[meeting].toLowerCase()} must be on ${dayInWords(days[earlier])} or later: the ${meetingInWords[earlier].toLowerCase()} comes first.` });
    }
  }
  const because = reason === null ? reasonAsked(action, days) : null;
  return because === null ? problems : [...problems, { field: 'reason', message: because }];
}

/** What the reason for other days is asked with; null when none is needed: nothing planned changes, and the action is not due later than before. */
function reasonAsked({ planned, cohort, dueOn }: ActionPlanned, days: PlannedDays): string | null {
  if (meetings.some((meeting) => planned[meeting] !== undefined && planned[meeting] !== days[meeting])) return 'Enter the reason: a day that was planned changes.';
  const carrier = carriedBy(cohort, days);
  return carrier !== null && carrier.day > dueOn ? `Enter the reason: the action would be due later than ${dayInWords(dueOn)}.` : null;
}
