import type { Day } from '../shared/day.js';
import { isActive, type ConcernDates } from './concern.js';

/** Whether somebody has still to acknowledge a worry of which these have been told. */
export function isAsked(staffId: number, told: readonly { staffId: number; acknowledgedAt: string | null }[], concern: Pick<ConcernDates, 'raisedOn' | 'resolvedOn'>, today: Day): boolean {
  return isActive(concern, today) && told.some((each) => each.staffId === staffId && each.acknowledgedAt === null);
}

/** The ids of those in post who must know of an immediate safety worry: the Head of Service of the child's team, and directors; the QA team where there is none of these. */
export interface MustKnow {
  headId: number | null;
  directors: readonly number[];
  qa: readonly number[];
}

/**
 * Who is told, and told again: everybody who has not said that they know of it, until the Head of Service and at least one director have.
 * A chair that nobody holds asks nobody.
 */
export function stillToAcknowledge({ headId, directors, qa }: MustKnow, acknowledged: ReadonlySet<number>): number[] {
  const knows = (holders: readonly number[]): boolean => holders.length === 0 || holders.some((id) => acknowledged.has(id));
  const heads = headId === null ? [] : [headId];
  const leaders = [...new Set([...heads, ...directors])];
  const asked = leaders.length > 0 ? leaders : qa;
  const isKnown = leaders.length > 0 ? knows(heads) && knows(directors) : knows(qa);
  return isKnown ? [] : asked.filter((id) => !acknowledged.has(id));
}
