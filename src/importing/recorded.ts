import type { AuditStatus } from '../audits/auditLifecycle.js';
import type { Day } from '../shared/day.js';
import type { Kind, Row } from './format.js';

/** A record Plumbline holds, in the words of the files. */
export interface RecordedRow<K extends Kind = Kind> {
  id: number;
  cells: Row<K>;
}

/** What Plumbline holds of what the files name. */
export interface Recorded {
  /** By what tells the rows of a file apart (`keyOf`). Only concern updates may have several rows of one key. */
  rows: { [K in Kind]: Map<string, RecordedRow<K>[]> };
  services: Map<string, number>;
  teams: Map<string, number>;
  /** By e-mail address. */
  staff: Map<string, number>;
  /** By reference. */
  audits: Map<string, { id: number; caseRef: string; status: AuditStatus }>;
  concerns: Map<string, { id: number; raisedOn: Day; resolvedOn: Day | null; version: number }>;
  /** Which audit of a month is of which child, by `childInMonth`. */
  auditOfChild: Map<string, string>;
  /** Which case of concern an audit has raised, by the audit's reference. */
  concernOfAudit: Map<string, string>;
  /** Version numbers of the versioned reference data, by id. */
  versions: { services: Map<number, number>; teams: Map<number, number>; staff: Map<number, number>; exemptions: Map<number, number> };
  /** E-mail addresses of administrators who can sign in. */
  administrators: string[];
}

/** One child is audited at most once a month by one tool. */
export function childInMonth(audit: { template: string; month: string; case_ref: string }): string {
  return JSON.stringify([audit.template, audit.month, audit.case_ref]);
}
