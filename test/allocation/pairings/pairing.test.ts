import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Availability } from '../../../src/allocation/availability/availability.js';
import {
  lastTwoWindows, lineManagersOf, monthsToChange, notesOnPair, pairsIn, problemsWithPair, troubleWith, windowOfChange, type Colleague, type Pair,
} from '../../../src/allocation/pairings/pairing.js';
import { pairsOfMonth } from '../../../src/allocation/pairings/pairsOfMonth.js';
import { addMonths } from '../../../src/shared/month.js';

const availability: Availability = { auditFrequency: 'monthly', alternateMonths: null, moderationCapacity: null, moderatesIn: null, startsOn: null, endsOn: null, exemptions: [] };
const anAuditor = (staffId: number, values: Partial<Colleague> = {}): Colleague => ({ staffId, name: `Auditor ${staffId}`, isAuditor: true, isModerator: false, teams: [], lineManagers: [], availability, ...values });
const aModerator = (staffId: number, moderationCapacity = 1, values: Partial<Colleague> = {}): Colleague => ({
  staffId, name: `Moderator ${staffId}`, isAuditor: false, isModerator: true, teams: [], lineManagers: [], availability: { ...availability, auditFrequency: 'none', moderationCapacity }, ...values,
});
const pair = (auditorId: number, moderatorId: number, fromMonth: string, toMonth: string): Pair => ({ id: auditorId * 1000 + Number(fromMonth.slice(5)), auditorId, moderatorId, fromMonth, toMonth });
const everybody = (...people: Colleague[]): Map<number, Colleague> => new Map(people.map((one) => [one.staffId, one]));

describe('pairs', () => {
  it('are in force from their first to their last month, the one begun last of two', () => {
    const pairs = [pair(1, 51, '2022-08', '2023-01'), pair(1, 52, '2022-10', '2023-01')];
    assert.deepEqual(['2022-07', '2022-08', '2022-09', '2022-10', '2023-01', '2023-02'].map((month) => pairsIn(pairs, month).get(1)?.moderatorId), [undefined, 51, 51, 52, 52, undefined]);
    assert.equal(pairsIn(pairs.toReversed(), '2022-10').get(1)?.moderatorId, 52);
  });

  it('look back over the twelve months up to the end of the last window, however long ago that was', () => {
    const pairs = [pair(1, 51, '2021-08', '2022-01'), pair(1, 52, '2022-02', '2022-07')];
    assert.deepEqual(lastTwoWindows(pairs, '2022-08'), { from: '2021-08', to: '2022-07' });
    assert.deepEqual(lastTwoWindows(pairs, '2022-11'), { from: '2021-08', to: '2022-07' });
    // Within a window the months before are of that window too.
    assert.deepEqual(lastTwoWindows([...pairs, pair(2, 51, '2022-08', '2023-01')], '2022-11'), { from: '2021-11', to: '2022-10' });
    assert.deepEqual(lastTwoWindows([], '2022-08'), { from: '2021-08', to: '2022-07' });
  });

  it('know the line manager: the team’s, or the Head of Service of somebody who manages it', () => {
    const teams = [{ id: 1, managerId: 10, headOfServiceId: 20 }, { id: 2, managerId: null, headOfServiceId: 21 }, { id: 3, managerId: 10, headOfServiceId: 22 }];
    assert.deepEqual(lineManagersOf(1, 1, teams), [10]);
    assert.deepEqual(lineManagersOf(1, 2, teams), []);
    assert.deepEqual(lineManagersOf(1, null, teams), []);
    assert.deepEqual(lineManagersOf(10, 1, teams), [20, 22]);
    assert.deepEqual(lineManagersOf(20, 1, [{ id: 1, managerId: 20, headOfServiceId: 20 }]), []);
  });

  it('have trouble when the moderator cannot take what is expected', () => {
    const exempt = { kind: 'moderation' as const, reason: 'supporting_new_moderators', fromMonth: '2022-08', toMonth: null };
    const of = (moderator: Colleague, auditor = anAuditor(1)): string | undefined => troubleWith(auditor, moderator, '2022-09', [])?.why;
    const mo = aModerator(51);
    assert.equal(of(mo), undefined);
    assert.equal(of({ ...mo, isModerator: false }), 'no_role');
    assert.equal(of({ ...mo, availability: { ...mo.availability, endsOn: '2022-08-31' } }), 'left');
    assert.equal(of({ ...mo, availability: { ...mo.availability, exemptions: [exempt] } }), 'exempt');
    assert.equal(of({ ...mo, availability: { ...mo.availability, moderatesIn: 'even' } }), 'other_months');
    assert.equal(of({ ...mo, availability: { ...mo.availability, moderatesIn: 'even' } }, anAuditor(1, { availability: { ...availability, auditFrequency: 'alternate', alternateMonths: 'even' } })), undefined);
  });
});

describe('a pair changed by hand', () => {
  const pairs = [pair(1, 51, '2022-08', '2023-01'), pair(2, 52, '2022-08', '2023-01')];

  it('lasts to the end of the window in force', () => {
    assert.deepEqual(windowOfChange(pairs, 1, '2022-10'), { fromMonth: '2022-10', toMonth: '2023-01' });
    assert.deepEqual(windowOfChange(pairs, 3, '2022-10'), { fromMonth: '2022-10', toMonth: '2023-01' });
  });

  it('ends before the auditor’s next pair begins', () => {
    assert.deepEqual(windowOfChange([...pairs, pair(1, 53, '2022-12', '2023-01')], 1, '2022-10'), { fromMonth: '2022-10', toMonth: '2022-11' });
  });

  it('lasts six months at the most', () => {
    assert.deepEqual(windowOfChange([pair(2, 52, '2022-08', '2023-12')], 1, '2022-10'), { fromMonth: '2022-10', toMonth: '2023-03' });
  });

  it('never overlaps another pair of the auditor that begins later, and has at least its month', () => {
    const anyPair = fc.record({ auditorId: fc.constantFrom(1, 2), from: fc.integer({ min: -8, max: 8 }), length: fc.integer({ min: 1, max: 6 }) });
    fc.assert(
      fc.property(fc.array(anyPair), (some) => {
        const all = some.map(({ auditorId, from, length }) => pair(auditorId, 51, addMonths('2022-10', from), addMonths('2022-10', from + length - 1)));
        const { fromMonth, toMonth } = windowOfChange(all, 1, '2022-10');
        assert.ok(fromMonth === '2022-10' && toMonth >= fromMonth && toMonth <= '2023-03');
        assert.ok(all.every((one) => one.auditorId !== 1 || one.fromMonth <= fromMonth || one.fromMonth > toMonth));
      }),
    );
  });

  it('begins in this month at the earliest, and while others are paired', () => {
    assert.deepEqual(monthsToChange([...pairs, pair(1, 51, '2023-03', '2023-04')], '2022-12'), ['2022-12', '2023-01', '2023-03', '2023-04']);
    assert.deepEqual(monthsToChange(pairs, '2023-02'), []);
    assert.deepEqual(monthsToChange([], '2022-12'), []);
  });

  it('is forbidden with oneself, the line manager, nobody’s moderator, somebody gone, and whom they have', () => {
    const auditor = anAuditor(1, { lineManagers: [52] });
    const why = (moderator: Colleague, one = auditor, month = '2022-10'): string => problemsWithPair(one, moderator, pairsIn(pairs, month).get(1), month)[0]?.message ?? 'nothing';
    assert.equal(why(aModerator(53)), 'nothing');
    assert.equal(why({ ...aModerator(1), isAuditor: true }), 'Nobody moderates their own audits. Choose another moderator.');
    assert.equal(why(aModerator(52)), 'Moderator 52 is the line manager of Auditor 1. Choose another moderator.');
    assert.equal(why({ ...aModerator(53), isModerator: false }), 'Moderator 53 is not one of the moderators. Choose another moderator.');
    assert.equal(why(aModerator(53, 1, { availability: { ...availability, endsOn: '2022-09-30' } })), 'Moderator 53 is not in post in October 2022. Choose another moderator.');
    assert.equal(why(aModerator(51)), 'Moderator 51 is their moderator in October 2022 already. Choose another moderator or another month.');
    assert.equal(why(aModerator(53), { ...auditor, isAuditor: false }), 'Auditor 1 is not one of the auditors. Nobody can be paired with them.');
    assert.equal(why(aModerator(53), { ...auditor, availability: { ...availability, startsOn: '2022-11-01' } }), 'Auditor 1 is not in post in October 2022. Choose another month.');
  });

  it('is noted where the moderator is a former one, of the same team, away or full', () => {
    const former = [pair(1, 53, '2022-02', '2022-07'), ...pairs];
    const [auditor, other] = [anAuditor(1, { teams: [7] }), anAuditor(2)];
    const months = { fromMonth: '2022-10', toMonth: '2022-12' };
    const notes = (moderator: Colleague, one = auditor): string[] => notesOnPair(one, moderator, months, { pairs: former, colleagues: everybody(one, other, moderator), blackouts: [{ month: '2022-11', reason: 'No audits' }] });
    assert.deepEqual(notes(aModerator(54)), []);
    assert.deepEqual(notes(aModerator(53)), ['Moderator 53 was their moderator from February 2022 to July 2022, in the last two windows.']);
    assert.deepEqual(notes(aModerator(54, 1, { teams: [7] })), ['Moderator 54 and Auditor 1 are of the same team.']);
    assert.deepEqual(notes(aModerator(52)), ['Moderator 52 would have more audits than they can take: 2 of 1 in October 2022 and 2 of 1 in December 2022.']);
    assert.deepEqual(notes(aModerator(52, 2)), []);
    assert.deepEqual(notes(aModerator(54, 0)), ['Moderator 54 cannot moderate in October 2022 and December 2022.']);
    assert.deepEqual(notes(aModerator(54), anAuditor(1, { availability: { ...availability, auditFrequency: 'elective' } })), ['No audit is expected of Auditor 1 in these months.']);
  });
});

describe('the pairs of a month', () => {
  const alternate = (staffId: number, alternateMonths: 'odd' | 'even'): Colleague => anAuditor(staffId, { availability: { ...availability, auditFrequency: 'alternate', alternateMonths } });

  it('show each moderator’s load in that month and the next, and who has nobody', () => {
    const people = everybody(anAuditor(1), alternate(2, 'odd'), alternate(3, 'even'), alternate(4, 'odd'), aModerator(51, 2), aModerator(52, 0));
    const pairs = [1, 2, 3].map((id) => pair(id, 51, '2022-08', '2023-01'));
    const august = pairsOfMonth(people, pairs, '2022-08', []);
    assert.deepEqual(august.months, ['2022-08', '2022-09']);
    assert.deepEqual(august.moderators.map(({ moderator, auditors, loads }) => [moderator.staffId, auditors.length, loads]), [
      [51, 3, [{ month: '2022-08', load: 2, capacity: 2 }, { month: '2022-09', load: 2, capacity: 2 }]],
    ]);
    assert.deepEqual(august.unpaired.map(({ staffId }) => staffId), [4]);
    assert.equal(august.lastMonth, '2023-01');
    assert.deepEqual(pairsOfMonth(people, pairs, '2023-01', []).months, ['2022-12', '2023-01']);
  });
});
