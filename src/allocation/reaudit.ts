import { reauditDueFrom } from '../concerns/concern.js';
import { dayInWords, type Day } from '../shared/day.js';
import { monthOf, type Month } from '../shared/month.js';

/** A child whose case of concern was resolved, and for whom no audit of a later month has been allocated since. */
export interface Reaudit {
  caseRef: string;
  concernRef: string;
  resolvedOn: Day;
  /** Of the audit that raised the case, if one did: a re-audit is better done by others. */
  auditorId: number | null;
  moderatorId: number | null;
}

/** Whether the child of a case resolved on this day is due a re-audit by the end of an audit month. */
export function isDueIn(resolvedOn: Day, month: Month): boolean {
  return monthOf(reauditDueFrom(resolvedOn)) <= month;
}

/** Why the child comes before others, and although they may have been audited lately. */
export function reauditInWords({ concernRef, resolvedOn }: Pick<Reaudit, 'concernRef' | 'resolvedOn'>): string {
  return `Re-audit: case of concern ${concernRef} was resolved on ${dayInWords(resolvedOn)}.`;
}
