import type { Day } from '../../shared/day.js';
import { isOpen, soonAfter, type ActionDates } from '../action.js';

/** Whether an action waits for an answer: nobody has ever said how it stands, or its day has passed or is near. */
export function waits(action: ActionDates, today: Day): boolean {
  return isOpen(action, today) && (action.firstUpdatedOn === null || action.firstUpdatedOn > today || action.dueOn <= soonAfter(today));
}

/** An action as a form shows it, so that the form tells which version was seen: `X00012-3`. */
export const shownAs = ({ ref, version }: { ref: string; version: number }): string => `${ref}-${version}`;

/** The actions ticked in a form, each once; what no form of ours sends is left out. */
export function readShown(ticked: unknown): { ref: string; version: number }[] {
  const shown = new Map<string, number>();
  for (const each of [ticked].flat()) {
    const [, ref, version] = typeof each === 'string' ? (/^(X\d{1,9})-(\d{1,9})$/.exec(each) ?? []) : [];
    if (ref !== undefined) shown.set(ref, Number(version));
  }
  return [...shown].map(([ref, version]) => ({ ref, version }));
}
