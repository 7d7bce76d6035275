import type { Person } from '../../access/person.js';
import { auditorsSeenBy } from '../../access/policies.js';
import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import { nextMonths, type Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import { capacityIn, whyNotModerating, type StaffAvailability } from './availability.js';
import { expectationsOf, type CalendarLine, type MonthOff } from './calendar.js';
import type { CapacityOfMonth } from './capacity.js';
import { readCapacity } from './capacity.reads.js';
import { readMonthsAudited, readMonthsOff, readWorkforce } from './workforce.reads.js';

export interface Calendar {
  months: Month[];
  /** Everyone who audits, or is an auditor by role, as far as the reader may see them. */
  lines: CalendarLine[];
}

interface AuditorSeen {
  staffId: number;
  teamName: string | null;
  serviceId: number | null;
  serviceName: string | null;
}

/** What the pages about availability and capacity read. */
export class AvailabilityReads {
  constructor(private readonly database: Database) {}

  /** The six months from `from` on, as they are known on `today`. */
  async calendar(person: Person, today: Day, from: Month): Promise<Calendar> {
    const months = nextMonths(from, 6);
    const to = months.at(-1)!;
    const [workforce, auditors, granted, audited, asked] = await Promise.all([
      readWorkforce(this.database, today),
      this.database.query<AuditorSeen>(
        `select staff.id as "staffId", teams.name as "teamName", services.id as "serviceId", services.name as "serviceName"
           from staff left join teams on teams.id = staff.team_id left join services on services.id = teams.service_id
          where (audit_frequency <> 'none' or staff.id in (select staff_id from staff_roles where role = 'auditor')) and ${auditorsSeenBy(person)}`,
      ),
      readMonthsOff(this.database, today, from, to),
      readMonthsAudited(this.database, today, from, to),
      this.database.query<{ staffId: number; month: Month }>(
        'select staff_id as "staffId", month from exemption_requests where decision is null and month >= :from and month <= :to',
        { from, to },
      ),
    ]);
    const seen = new Map(auditors.map((one) => [one.staffId, one]));
    const off: MonthOff[] = [...granted.map((one) => ({ ...one, off: 'granted' as const })), ...asked.map((one) => ({ ...one, off: 'asked' as const }))];
    return {
      months,
      lines: workforce.staff.flatMap((one) => {
        const auditor = seen.get(one.staffId);
        if (!auditor) return [];
        return [{ ...auditor, name: one.name, teamId: one.teamId, months: expectationsOf(one, months, workforce.blackouts, off, audited) }];
      }),
    };
  }

  async capacity(today: Day, months: readonly Month[]): Promise<CapacityOfMonth[]> {
    return readCapacity(this.database, today, months);
  }

  /**
   * A page of everyone with a moderation capacity, those available in the month first; and how many are, with what capacity. `seen` are
   * those whose reasons the person may read.
   */
  async moderators(person: Person, today: Day, month: Month, page: number): Promise<{ shown: StaffAvailability[]; seen: Set<number>; total: number; available: number; capacity: number }> {
    const workforce = await readWorkforce(this.database, today);
    const seen = await this.database.query<{ id: number }>(`select id from staff where moderation_capacity is not null and ${auditorsSeenBy(person)}`);
    const all = workforce.staff.filter((one) => one.moderationCapacity !== null);
    const available = all.filter((one) => whyNotModerating(one, month) === null);
    const others = all.filter((one) => !available.includes(one));
    return { shown: [...available, ...others].slice(rowsBefore(page), rowsBefore(page) + perPage), seen: new Set(seen.map(({ id }) => id)), total: all.length, available: available.length, capacity: capacityIn(workforce, month) };
  }
}
