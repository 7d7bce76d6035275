export type RecordType = 'audit' | 'action' | 'concern' | 'account' | 'staff' | 'team' | 'service' | 'target' | 'import' | 'exemption' | 'pairing' | 'caseload' | 'programme_audit'
  | 'exemption_request' | 'blackout_month' | 'allocation_proposal' | 'month' | 'caseload_upload'
  | 'surgery' | 'settings'
  /** The tracker taken out as a spreadsheet; the record is whoever did. */
  | 'tracker';

/** One field of a change: what it was and what it is; null for nothing. */
export interface Change {
  field: string;
  was: unknown;
  is: unknown;
}

/** The fields in which `after` differs from `before`. */
export function changesBetween<T extends object>(before: Partial<T>, after: Partial<T>): Change[] {
  return (Object.keys(after) as (keyof T & string)[])
    .filter((field) => (before[field] ?? null) !== (after[field] ?? null))
    .map((field) => ({ field, was: before[field] ?? null, is: after[field] ?? null }));
}
