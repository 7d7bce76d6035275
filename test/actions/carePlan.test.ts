import assert from 'node:assert/strict';
import fc from 'fast-check';
import { meetings } from '../../src/actions/action.js';
import { carriedBy, chairIsTold, isReplanned, meetingInWords, planProblems, routes, type ActionPlanned, type PlannedDays } from '../../src/actions/carePlan.js';
import { addDays } from '../../src/shared/day.js';
import { cohorts, type Cohort } from '../../src/shared/practice.js';
import { anyDay } from './anyAction.js';

const today = '2022-08-01';
const action: ActionPlanned = {
  type: 'care_planning', cohort: 'child_protection', dueOn: '2022-08-20', firstUpdatedOn: null, completedOn: null, serviceEndedOn: null, planned: {},
};
const inCare: ActionPlanned = { ...action, cohort: 'child_in_care' };
const fields = (about: ActionPlanned, days: PlannedDays, reason: string | null = null): string[] => planProblems(about, days, reason, today).map(({ field }) => field);

/** Days of the meetings of a cohort, any of them left out. */
const anyDays = (cohort: Cohort): fc.Arbitrary<PlannedDays> => fc.record(Object.fromEntries(routes[cohort].meetings.map((meeting) => [meeting, anyDay])), { requiredKeys: [] });
const anyCohort = fc.constantFrom(...cohorts);

describe('the way into the child’s plan', () => {
  it('is the one of the cohort, and every meeting is on one', () => {
    const meetingsOf = (cohort: Cohort): readonly string[] => routes[cohort].meetings;
    for (const cohort of ['subject_to_assessment', 'child_in_need', 'disabled_children'] as const) assert.deepEqual(meetingsOf(cohort), ['child_in_need_review', 'team_around_family']);
    assert.deepEqual(meetingsOf('child_protection'), ['child_protection_conference', 'core_group']);
    assert.deepEqual(meetingsOf('child_in_care'), ['discussion_with_child', 'discussion_with_reviewing_officer', 'child_in_care_review']);
    assert.deepEqual(meetingsOf('care_leaver'), ['pathway_plan_update']);
    assert.deepEqual([...new Set(cohorts.flatMap(meetingsOf))].toSorted(), [...meetings].toSorted());
    for (const cohort of cohorts) assert.match(routes[cohort].inWords, /\.$/);
    for (const meeting of meetings) assert.ok(meetingInWords[meeting]);
  });

  const carriers: [what: string, cohort: Cohort, days: PlannedDays, meeting: string | undefined, day: string | undefined][] = [
    ['a core group before the conference', 'child_protection', { core_group: '2022-08-10', child_protection_conference: '2022-08-12' }, 'core_group', '2022-08-10'],
    ['a conference before the core group', 'child_protection', { core_group: '2022-08-13', child_protection_conference: '2022-08-12' }, 'child_protection_conference', '2022-08-12'],
    ['both on one day', 'child_protection', { core_group: '2022-08-12', child_protection_conference: '2022-08-12' }, 'child_protection_conference', '2022-08-12'],
    ['a team around the family alone', 'child_in_need', { team_around_family: '2022-08-12' }, 'team_around_family', '2022-08-12'],
    ['the discussions about a child in care', 'child_in_care', { discussion_with_child: '2022-08-02', discussion_with_reviewing_officer: '2022-08-05' }, 'discussion_with_reviewing_officer', '2022-08-05'],
    ['a review after them', 'child_in_care', { discussion_with_child: '2022-08-02', discussion_with_reviewing_officer: '2022-08-05', child_in_care_review: '2022-08-05' }, 'child_in_care_review', '2022-08-05'],
    ['a pathway plan', 'care_leaver', { pathway_plan_update: '2022-08-02' }, 'pathway_plan_update', '2022-08-02'],
    ['nothing planned', 'care_leaver', {}, undefined, undefined],
  ];
  for (const [what, cohort, days, meeting, day] of carriers) {
    it(`${what}: ${meeting ?? 'none'} carries it`, () => {
      assert.deepEqual([carriedBy(cohort, days)?.meeting, carriedBy(cohort, days)?.day], [meeting, day]);
      assert.equal(chairIsTold(cohort, days), meeting === 'core_group');
    });
  }

  it('is due on the first day planned, or on the last where one step follows the other', () => {
    fc.assert(
      fc.property(anyCohort.chain((cohort) => fc.tuple(fc.constant(cohort), anyDays(cohort))), ([cohort, days]) => {
        const carrier = carriedBy(cohort, days);
        const planned = Object.values(days).toSorted();
        assert.equal(carrier === null, planned.length === 0);
        if (carrier === null) return;
        assert.equal(days[carrier.meeting], carrier.day);
        const asked = { ...action, cohort, dueOn: '2023-01-01' };
        if (planProblems(asked, days, null, '2022-07-01').length > 0) return;
        assert.equal(carrier.day, cohort === 'child_in_care' ? planned.at(-1) : planned[0]);
      }),
    );
  });
});

describe('planning the meeting', () => {
  it('takes one of the meetings, or each step of a child in care', () => {
    assert.deepEqual(fields(action, {}), ['child_protection_conference']);
    assert.deepEqual(fields(action, { core_group: '2022-08-10' }), []);
    assert.deepEqual(fields(inCare, { discussion_with_child: '2022-08-02' }), ['discussion_with_reviewing_officer']);
    assert.deepEqual(fields(inCare, {}), ['discussion_with_child', 'discussion_with_reviewing_officer']);
    assert.deepEqual(fields(inCare, { discussion_with_child: '2022-08-02', discussion_with_reviewing_officer: '2022-08-02' }), []);
  });

  it('of a child in care goes from one step to the next', () => {
    const days = { discussion_with_child: '2022-08-05', discussion_with_reviewing_officer: '2022-08-04', child_in_care_review: '2022-08-03' };
    assert.deepEqual(fields(inCare, days), ['discussion_with_reviewing_officer', 'child_in_care_review']);
    assert.deepEqual(fields(action, { child_protection_conference: '2022-08-05', core_group: '2022-08-04' }), []);
  });

  it('is of days to come; a day that was planned before may be past', () => {
    assert.deepEqual([fields(action, { core_group: '2022-07-31' }), fields(action, { core_group: today })], [['core_group'], []]);
    const met = { ...inCare, planned: { discussion_with_child: '2022-07-25', discussion_with_reviewing_officer: '2022-07-30' }, dueOn: '2022-07-30' };
    assert.deepEqual(fields(met, { ...met.planned, child_in_care_review: '2022-08-05' }, 'The plan changes.'), []);
  });

  it('is of the meetings of the cohort, and of an open action of the plan', () => {
    assert.deepEqual(fields(action, { pathway_plan_update: '2022-08-10' }), ['form']);
    assert.deepEqual(fields({ ...action, type: 'non_care_planning' }, { core_group: '2022-08-10' }), ['form']);
    assert.deepEqual(fields({ ...action, completedOn: '2022-07-30' }, { core_group: '2022-08-10' }), ['form']);
    assert.deepEqual(fields({ ...action, serviceEndedOn: '2022-07-30' }, { core_group: '2022-08-10' }), ['form']);
  });

  it('needs a reason where a planned day changes or goes, and where the action becomes due later', () => {
    const planned = { ...action, planned: { core_group: '2022-08-20' } };
    assert.deepEqual(fields(action, { core_group: '2022-08-20' }), []);
    assert.deepEqual(fields(action, { core_group: '2022-08-21' }), ['reason']);
    assert.deepEqual(fields(planned, { core_group: '2022-08-10' }), ['reason']);
    assert.deepEqual(fields(planned, { child_protection_conference: '2022-08-10' }), ['reason']);
    assert.deepEqual(fields(planned, { core_group: '2022-08-20', child_protection_conference: '2022-08-10' }), []);
    assert.deepEqual(fields(planned, { core_group: '2022-08-10' }, 'The worker is ill.'), []);
  });

  it('without a reason never moves the due date back, nor a day that was planned', () => {
    fc.assert(
      fc.property(anyCohort.chain((cohort) => fc.tuple(fc.constant(cohort), anyDays(cohort), anyDays(cohort), anyDay)), ([cohort, planned, days, dueOn]) => {
        const before = { ...action, cohort, planned, dueOn };
        const problems = planProblems(before, days, null, '2022-07-01');
        const changed = routes[cohort].meetings.some((meeting) => planned[meeting] !== undefined && planned[meeting] !== days[meeting]);
        const carrier = carriedBy(cohort, days);
        assert.equal(problems.some(({ field }) => field === 'reason'), changed || (carrier !== null && carrier.day > dueOn));
        assert.deepEqual(planProblems(before, days, 'Because.', '2022-07-01'), problems.filter(({ field }) => field !== 'reason'));
      }),
    );
  });

  it('is a change when any day is another, came or went', () => {
    const planned = { core_group: '2022-08-20' };
    assert.equal(isReplanned({ planned }, { core_group: '2022-08-20' }), false);
    assert.equal(isReplanned({ planned }, { core_group: addDays('2022-08-20', 1) }), true);
    assert.equal(isReplanned({ planned }, { ...planned, child_protection_conference: '2022-08-20' }), true);
    assert.equal(isReplanned({ planned }, {}), true);
  });
});
