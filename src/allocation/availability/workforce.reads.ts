import type { Database } from '../../database/database.js';
import type { Change } from '../../history/history.js';
import { addDays, type Day } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import type { Availability, Blackout, ExemptionPeriod, StaffAvailability, Workforce } from './availability.js';

type Terms = Partial<Availability>;
const terms: readonly (keyof Availability)[] = ['auditFrequency', 'alternateMonths', 'moderationCapacity', 'moderatesIn', 'startsOn', 'endsOn'];

/**
 * What of people's terms has been changed since `asAt`, as it was on that day, by their ids; nothing is known of whoever was added since.
 * An import corrects the records, for all days.
 */
async function readTermsBefore(database: Database, asAt: Day): Promise<Map<number, Terms>> {
  const changed = await database.query<{ staffId: number; event: string; changes: string }>(
    "select record_id as \"staffId\", event, changes from history where record_type = 'staff' and event in ('added', 'changed') and at >= :dayAfter order by id desc",
    { dayAfter: addDays(asAt, 1) },
  );
  const before = new Map<number, Terms>();
  for (const { staffId, event, changes } of changed) {
    const was = (JSON.parse(changes) as Change[]).filter(({ field }) => (terms as readonly string[]).includes(field)).map(({ field, was: value }) => [field, value] as const);
    before.set(staffId, event === 'added' ? { auditFrequency: 'none', moderationCapacity: null } : { ...before.get(staffId), ...(Object.fromEntries(was) as Terms) });
  }
  return before;
}

/** Everyone with a part in auditing or moderating, on the terms and with the exemptions they had by `asAt`, and the blackout months set by then: a few hundred rows, so that the rules of `availability.ts` stay the only ones. */
export async function readWorkforce(database: Database, asAt: Day): Promise<Workforce> {
  // One after the other: inside a transaction there is one connection for all of them.
  const before = await readTermsBefore(database, asAt);
  const staff = await database.query<Omit<StaffAvailability, 'exemptions' | 'external'> & { external: boolean | number }>(
    `select staff.id as "staffId", staff.name, staff.team_id as "teamId", external, audit_frequency as "auditFrequency", alternate_months as "alternateMonths",
            moderation_capacity as "moderationCapacity", moderates_in as "moderatesIn", starts_on as "startsOn", ends_on as "endsOn"
       from staff
      where audit_frequency <> 'none' or moderation_capacity is not null or staff.id in (select staff_id from staff_roles where role in ('auditor', 'moderator'))
         or staff.id in (:...changed)
      order by staff.name, staff.id`,
    { changed: [0, ...before.keys()] },
  );
  // A single month's exemption changes nothing that is expected, and there are many.
  const exemptions = await database.query<ExemptionPeriod & { staffId: number }>(
    `select staff_id as "staffId", kind, reason, from_month as "fromMonth", to_month as "toMonth" from exemptions
      where kind <> 'single_month' and (authorised_on is null or authorised_on <= :asAt)`,
    { asAt },
  );
  const blackouts = await readBlackouts(database, asAt);
  const byPerson = new Map<number, ExemptionPeriod[]>();
  for (const exemption of exemptions) byPerson.set(exemption.staffId, [...(byPerson.get(exemption.staffId) ?? []), exemption]);
  return { staff: staff.map((person) => ({ ...person, ...before.get(person.staffId), external: Boolean(person.external), exemptions: byPerson.get(person.staffId) ?? [] })), blackouts };
}

/** The blackout months set by `asAt` and not lifted by then. */
export async function readBlackouts(database: Database, asAt: Day): Promise<Blackout[]> {
  return database.query('select month, reason from blackout_months where set_on <= :asAt and (lifted_on is null or lifted_on > :asAt)', { asAt });
}

/** Who has an audit of which month from `from` to `to`, whatever became of it, as far as it was allocated by `asAt`. */
export async function readMonthsAudited(database: Database, asAt: Day, from: Month, to: Month): Promise<{ staffId: number; month: Month }[]> {
  return database.query(
    `select distinct month, auditor_id as "staffId" from audits where template = 'core' and month >= :from and month <= :to and (allocated_on is null or allocated_on <= :asAt)`,
    { asAt, from, to },
  );
}

/** Who has been let off which single month from `from` to `to`, as far as it was granted by `asAt`. */
export async function readMonthsOff(database: Database, asAt: Day, from: Month, to: Month): Promise<{ staffId: number; month: Month }[]> {
  return database.query(
    `select staff_id as "staffId", from_month as month from exemptions
      where kind = 'single_month' and from_month >= :from and from_month <= :to and (authorised_on is null or authorised_on <= :asAt)`,
    { asAt, from, to },
  );
}
