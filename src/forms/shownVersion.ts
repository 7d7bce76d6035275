import { createHash } from 'node:crypto';

/**
 * A number that changes when any of these changes. A page that shows a part of an audit sends it instead of the audit's own version,
 * so that two pages of one audit can be saved at the same time.
 */
export function shownVersion(...shown: readonly (string | number | boolean | null)[]): number {
  return Number.parseInt(createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 7), 16);
}
