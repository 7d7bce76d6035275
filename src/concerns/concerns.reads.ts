import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { ConcernCause } from './concern.js';

/** The case of concern an audit raised, as the audit's page shows it. */
export interface ConcernOfAudit {
  ref: string;
  cause: ConcernCause;
  detail: string | null;
  raisedOn: Day;
  /** Null: still active. */
  resolvedOn: Day | null;
}

/** What pages and other features read about cases of concern. */
export class ConcernReads {
  constructor(private readonly database: Database) {}

  /** The case of concern of an audit; undefined when it raised none. */
  async ofAudit(auditId: number): Promise<ConcernOfAudit | undefined> {
    const [concern] = await this.database.query<ConcernOfAudit>(
      'select ref, cause, detail, raised_on as "raisedOn", resolved_on as "resolvedOn" from concerns where audit_id = :auditId',
      { auditId },
    );
    return concern;
  }
}
