import fc from 'fast-check';
import type { Availability, Blackout, StaffAvailability, Workforce } from '../../../src/allocation/availability/availability.js';
import { addMonths, type Month } from '../../../src/shared/month.js';

/** One of the two years around August 2022. */
export const anyMonth: fc.Arbitrary<Month> = fc.integer({ min: -12, max: 12 }).map((months) => addMonths('2022-08', months));
const parity = fc.constantFrom('odd' as const, 'even' as const);

const anyAvailability: fc.Arbitrary<Availability> = fc.record({
  auditFrequency: fc.constantFrom('monthly', 'alternate', 'elective', 'none'),
  alternateMonths: parity,
  moderationCapacity: fc.option(fc.integer({ min: 0, max: 4 })),
  moderatesIn: fc.option(parity),
  startsOn: fc.option(anyMonth.map((month) => `${month}-10`)),
  endsOn: fc.option(anyMonth.map((month) => `${month}-20`)),
  exemptions: fc.array(
    fc.record({ kind: fc.constantFrom('standing', 'moderation'), reason: fc.constant('extended_absence'), fromMonth: anyMonth, toMonth: fc.option(anyMonth) }),
    { maxLength: 2 },
  ),
});

const anyBlackouts: fc.Arbitrary<Blackout[]> = fc.array(anyMonth.map((month) => ({ month, reason: 'Inspection' })), { maxLength: 2 });

/** Any number of people, audits expected of some of them. */
export const anyWorkforce: fc.Arbitrary<Workforce> = fc.record({
  staff: fc.array(fc.tuple(anyAvailability, fc.boolean()), { maxLength: 12 }).map((people) =>
    people.map(([availability, external], index): StaffAvailability => ({ ...availability, external, staffId: index + 1, name: `Person ${index + 1}`, teamId: index % 3 === 0 ? null : index % 3 })),
  ),
  blackouts: anyBlackouts,
});
