import fc from 'fast-check';
import { coverageBefore } from '../../../src/allocation/proposals/coverage.js';
import type { DrawInputs } from '../../../src/allocation/proposals/draw.js';
import type { Auditor, Child, Moderator } from '../../../src/allocation/proposals/rules.js';
import type { Reaudit } from '../../../src/allocation/reaudit.js';
import { cohorts } from '../../../src/shared/practice.js';

export const month = '2022-08';

export const aChild = (caseRef: string, more: Partial<Child> = {}): Child => ({ caseRef, dateOfBirth: '2012-02-03', teamId: 1, cohort: 'child_in_need', reviewingOfficerId: null, ...more });
export const anAuditor = (id: number, more: Partial<Auditor> = {}): Auditor => ({ id, name: `Auditor ${id}`, teamIds: [], isReviewingOfficer: false, pairedWithId: 900, unfit: null, ...more });
export const aModerator = (id = 900, more: Partial<Moderator> = {}): Moderator => ({ id, name: `Moderator ${id}`, unfit: null, capacity: 100, moderates: 0, ...more });

/** Inputs with teams 1 to 4 and the coverage that these children and audits make. `audits` of a team are of July. */
export function inputsWith(more: Partial<Omit<DrawInputs, 'coverage'>> & { audits?: { teamId: number; cohort?: Child['cohort']; dateOfBirth?: string; caseRef?: string; month?: string }[] } = {}): DrawInputs {
  const { audits = [], children = [], ...rest } = more;
  const teams = [1, 2, 3, 4].map((id) => ({ id, name: `Team ${id}` }));
  const counted = audits.map((audit, index) => ({ caseRef: `Z${index}`, month: '2022-07', dateOfBirth: '2012-02-03', cohort: 'child_in_need' as const, ...audit }));
  return {
    month, caseloadMonth: '2022-07', seed: 'a seed', children, auditors: [], moderators: [aModerator()], audited: [], ...rest,
    coverage: coverageBefore(children, counted, { teams, officers: [] }, { month, threeMonthsFrom: '2022-05' }),
  };
}

export const aReaudit = (caseRef: string, more: Partial<Reaudit> = {}): Reaudit => ({ caseRef, concernRef: `K${caseRef}`, resolvedOn: '2022-05-03', auditorId: null, moderatorId: null, ...more });

const day = fc.integer({ min: 0, max: 28 * 365 }).map((days) => new Date(Date.UTC(1995, 0, 1 + days)).toISOString().slice(0, 10));

/** Anything a draw may meet: few of everything, so that rules get in each other's way. */
export const anyInputs: fc.Arbitrary<DrawInputs> = fc
  .record({
    seed: fc.string({ minLength: 1, maxLength: 12 }),
    children: fc.uniqueArray(
      fc.record({
        caseRef: fc.integer({ min: 1, max: 200 }).map((number) => `C${number}`),
        dateOfBirth: day,
        // Team 9 is no social care team.
        teamId: fc.constantFrom(1, 1, 2, 3, 4, 9),
        cohort: fc.constantFrom(...cohorts.slice(0, 3)),
        reviewingOfficerId: fc.constantFrom(null, null, 1, 2, 3, 4, 5, 900, 901),
      }, { noNullPrototype: true }),
      { selector: (child) => child.caseRef, minLength: 2, maxLength: 45, size: 'max' },
    ),
    auditors: fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 14 }),
        teamIds: fc.subarray([1, 2, 3, 4]),
        isReviewingOfficer: fc.constantFrom(false, false, true),
        pairedWithId: fc.constantFrom(900, 900, 901, 902, 3, null),
        unfit: fc.constantFrom(null, null, null, null, 'They cannot.'),
      }),
      { selector: (auditor) => auditor.id, minLength: 3, maxLength: 12, size: 'max' },
    ),
    capacities: fc.array(fc.record({ unfit: fc.constantFrom(null, null, null, null, null, 'They have left.'), capacity: fc.integer({ min: 0, max: 6 }), moderates: fc.integer({ min: 0, max: 2 }) }), { minLength: 4, maxLength: 4 }),
    audits: fc.array(fc.record({ teamId: fc.constantFrom(1, 2, 3), cohort: fc.constantFrom(...cohorts.slice(0, 3)), dateOfBirth: day, month: fc.constantFrom('2021-10', '2022-06', '2022-08') }), { maxLength: 12 }),
    reaudits: fc.array(fc.record({
      child: fc.nat(), resolvedOn: fc.constantFrom('2021-12-01', '2022-03-31', '2022-05-31'), auditorId: fc.constantFrom(null, 1, 2, 3, 4, 5), moderatorId: fc.constantFrom(null, 900, 901, 902),
    }), { maxLength: 4, size: 'max' }),
    audited: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 200 }).map((number) => `C${number}`), fc.constantFrom('2021-09', '2022-08', '2023-01')), { selector: ([caseRef]) => caseRef, maxLength: 60 }),
  })
  .map(({ auditors, capacities, reaudits, ...rest }) =>
    inputsWith({
      ...rest,
      // One re-audit a child.
      reaudits: [...new Map(reaudits.map(({ child, ...more }) => { const { caseRef } = rest.children[child % rest.children.length]!; return [caseRef, aReaudit(caseRef, more)]; })).values()],
      auditors: auditors.map((auditor) => anAuditor(auditor.id, auditor)),
      moderators: [900, 901, 902, 3].map((id, index) => aModerator(id, capacities[index])),
    }),
  );
