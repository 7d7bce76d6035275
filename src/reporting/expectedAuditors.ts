import { isExpectedToAudit, moderationCapacityIn, type Availability, type ExemptionPeriod } from '../allocation/availability.js';
import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';

/** A member of staff with what decides whether an audit is expected of them. */
export interface StaffAvailability extends Availability {
  staffId: number;
}

/** All staff with the exemptions given by `asAt`: a few hundred rows, so that the rule of `allocation/availability.ts` stays the only one. */
export async function staffAvailability(database: Database, asAt: Day): Promise<StaffAvailability[]> {
  const [staff, exemptions] = await Promise.all([
    database.query<Omit<StaffAvailability, 'exemptions'>>(
      `select id as "staffId", audit_frequency as "auditFrequency", alternate_months as "alternateMonths", moderation_capacity as "moderationCapacity",
         starts_on as "startsOn", ends_on as "endsOn" from staff where audit_frequency <> 'none' or moderation_capacity > 0`,
    ),
    // A single month's exemption changes nothing that is expected, and there are many.
    database.query<ExemptionPeriod & { staffId: number }>(
      `select staff_id as "staffId", kind, from_month as "fromMonth", to_month as "toMonth" from exemptions
         where kind <> 'single_month' and (authorised_on is null or authorised_on <= :asAt)`,
      { asAt },
    ),
  ]);
  const byPerson = new Map<number, ExemptionPeriod[]>();
  for (const exemption of exemptions) byPerson.set(exemption.staffId, [...(byPerson.get(exemption.staffId) ?? []), exemption]);
  return staff.map((person) => ({ ...person, exemptions: byPerson.get(person.staffId) ?? [] }));
}

/** How many audits are expected in `month`. */
export function expectedIn(staff: readonly StaffAvailability[], month: Month): number {
  return staff.filter((person) => isExpectedToAudit(person, month)).length;
}

/** Audits the available moderators can moderate in `month`. */
export function capacityIn(staff: readonly StaffAvailability[], month: Month): number {
  return staff.reduce((total, person) => total + moderationCapacityIn(person, month), 0);
}
