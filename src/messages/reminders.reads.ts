import { dueDaySql } from '../allocation/board/dueDay.js';
import type { Database } from '../database/database.js';
import { addDays, type Day } from '../shared/day.js';
import { remindedFrom, stillToSubmit, type AuditToSubmit } from './reminders.js';

/** The audits that are in one of `:...statuses`. */
export const auditsToSubmit = 'select ref as "ref", case_ref as "caseRef", month as "month", extended_to as "extendedTo", auditor_id as "auditorId" from audits where status in (:...statuses)';

export class RemindersReads {
  constructor(private readonly database: Database) {}

  /** The audits of which auditors are reminded on a day: still to be submitted, and due soon or late. */
  toSubmit(today: Day): Promise<AuditToSubmit[]> {
    // `dueDaySql` says the 31st of every month, which is up to three days late; which of these are due soon is said in one place.
    return this.database.query(
      `${auditsToSubmit} and ${dueDaySql} <= :horizon order by id`, { statuses: stillToSubmit, horizon: addDays(today, remindedFrom + 3) },
    );
  }
}
