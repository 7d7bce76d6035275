import type { MessageFacts, MessageToTell } from '../../messages/message.js';
import { addDays, type Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { grouped } from '../../shared/grouped.js';
import { addWorkingDays, type IsHoliday } from '../../shared/workingDays.js';

/** To whom an action is taken that nobody answers, one after the other; an action's `escalated` says how many of them have been told. */
export const levels = ['team_manager', 'head_of_service', 'director'] as const;
export type Level = (typeof levels)[number];
export type SettingName = `silent_days_${Level}`;

/** Working days after acceptance without an update, after which it is taken to each. */
export type SilentDays = Record<Level, number>;

/** The most that a setting may be: about a year. */
export const mostDays = 250;

/** What stands against these settings; empty when nothing does. */
export function daysProblems(days: SilentDays): Problem[] {
  const problems: Problem[] = [];
  if (days.head_of_service <= days.team_manager) problems.push({ field: 'head_of_service', message: 'The Head of Service must be told later than the team manager: enter more working days.' });
  if (days.director <= days.head_of_service) problems.push({ field: 'director', message: 'The directors must be told later than the Head of Service: enter more working days.' });
  return problems;
}

/** The last day of acceptance after which `days` working days have passed, `today` among them if it is one. */
export function acceptedBy(today: Day, days: number, isHoliday: IsHoliday): Day {
  return addDays(addWorkingDays(addDays(today, 1), -days, isHoliday), -1);
}

/** To whom a silent action is taken next, and when; null when all have been told. */
export function nextLevel({ acceptedOn, escalated }: { acceptedOn: Day; escalated: number }, days: SilentDays, isHoliday: IsHoliday): { level: Level; on: Day } | null {
  const level = levels[escalated];
  return level === undefined ? null : { level, on: addWorkingDays(acceptedOn, days[level], isHoliday) };
}

/** An action that nobody has answered, with the ids of the manager and the Head of Service of its team; null for a chair that nobody in post holds. */
export interface SilentAction {
  ref: string;
  caseRef: string;
  managerId: number | null;
  headId: number | null;
}

/** The ids of those in post who stand above the services. */
export interface Leaders {
  directors: readonly number[];
  qa: readonly number[];
}

/** Who is told when an action reaches a level: where nobody holds the chair, whoever is next; the QA team where nobody is. */
export function toldOf({ managerId, headId }: SilentAction, level: Level, { directors, qa }: Leaders): readonly number[] {
  const chairs = [managerId === null ? [] : [managerId], headId === null ? [] : [headId], directors, qa];
  return chairs.slice(levels.indexOf(level)).find((holders) => holders.length > 0) ?? [];
}

/** What is told when these actions reach a level on a day: one message a person. */
export function silenceTold(actions: readonly SilentAction[], level: Level, leaders: Leaders, workingDays: number, today: Day): MessageToTell[] {
  const of = grouped(actions.flatMap((action) => toldOf(action, level, leaders).map((staffId) => [staffId, action] as const)));
  return [...of].map(([staffId, silent]) => ({ kind: 'actions_silent', staffId, facts: { workingDays, ...(level === 'team_manager' ? {} : { escalated: true }), ...factsOf(silent) }, once: `silent ${level} ${today}` }));
}

const factsOf = (actions: readonly Pick<SilentAction, 'ref' | 'caseRef'>[]): MessageFacts =>
  actions.length === 1 ? { actionRef: actions[0]!.ref, caseRef: actions[0]!.caseRef } : { howMany: actions.length, actionRefs: actions.map(({ ref }) => ref) };

/** What a message made earlier still says when these are the actions that nobody has answered; null when all it told of are answered. */
export function stillSilent({ workingDays = 0, escalated, actionRef = '', actionRefs = [actionRef] }: MessageFacts, silent: readonly Pick<SilentAction, 'ref' | 'caseRef'>[]): MessageFacts | null {
  const told = new Set(actionRefs);
  const left = silent.filter(({ ref }) => told.has(ref));
  return left.length === 0 ? null : { workingDays, ...(escalated && { escalated }), ...factsOf(left) };
}
