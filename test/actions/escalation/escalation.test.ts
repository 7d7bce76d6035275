import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isBankHoliday } from '../../../src/actions/escalation/bankHolidays.js';
import { acceptedBy, daysProblems, levels, nextLevel, silenceTold, stillSilent, toldOf, type SilentAction, type SilentDays } from '../../../src/actions/escalation/escalation.js';
import { inWords } from '../../../src/messages/message.presenter.js';
import { addDays } from '../../../src/shared/day.js';
import { isWorkingDay } from '../../../src/shared/workingDays.js';
import { workingDaysBetween } from '../../support/workingDays.js';

const usual: SilentDays = { team_manager: 10, head_of_service: 20, director: 30 };
const aDay = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2022-01-01', days));
const someDays = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 3 }).map((three): SilentDays => {
  const [team_manager, head_of_service, director] = three.toSorted((one, other) => one - other) as [number, number, number];
  return { team_manager, head_of_service, director };
});
const action = (ref: string, managerId: number | null = 1, headId: number | null = 2): SilentAction => ({ ref, caseRef: `C${ref.slice(1)}`, managerId, headId });
const leaders = { directors: [8, 9], qa: [5] };

describe('taking silence further', () => {
  it('counts working days of England after acceptance, the present day among them', () => {
    // 29 August 2022 is a bank holiday.
    assert.equal(acceptedBy('2022-08-26', 10, isBankHoliday), '2022-08-14');
    assert.equal(acceptedBy('2022-08-30', 10, isBankHoliday), '2022-08-15');
    assert.equal(acceptedBy('2022-08-27', 10, isBankHoliday), '2022-08-14');
    assert.deepEqual(nextLevel({ acceptedOn: '2022-12-12', escalated: 0 }, usual, isBankHoliday), { level: 'team_manager', on: '2022-12-28' });
    assert.deepEqual(nextLevel({ acceptedOn: '2023-03-31', escalated: 1 }, usual, isBankHoliday), { level: 'head_of_service', on: '2023-05-03' });
    assert.equal(nextLevel({ acceptedOn: '2022-12-12', escalated: 3 }, usual, isBankHoliday), null);
  });

  it('reaches a level on the day on which that many working days have passed, whenever an audit is accepted', () => {
    fc.assert(fc.property(aDay, aDay, fc.integer({ min: 1, max: 60 }), (acceptedOn, today, days) => {
      fc.pre(acceptedOn <= today);
      assert.equal(acceptedOn <= acceptedBy(today, days, isBankHoliday), workingDaysBetween(acceptedOn, today, isBankHoliday) >= days);
    }));
  });

  it('says the day of the next level before it comes: a working day, and each later than the one before', () => {
    fc.assert(fc.property(aDay, someDays, (acceptedOn, days) => {
      const on = levels.map((level, escalated) => {
        const next = nextLevel({ acceptedOn, escalated }, days, isBankHoliday)!;
        assert.equal(next.level, level);
        assert.ok(isWorkingDay(next.on, isBankHoliday));
        assert.ok(acceptedOn <= acceptedBy(next.on, days[level], isBankHoliday));
        assert.ok(acceptedOn > acceptedBy(addDays(next.on, -1), days[level], isBankHoliday));
        return next.on;
      });
      assert.ok(on[0]! < on[1]! && on[1]! < on[2]!);
    }));
  });

  it('has settings that rise', () => {
    assert.deepEqual(daysProblems(usual), []);
    assert.deepEqual(daysProblems({ team_manager: 10, head_of_service: 10, director: 11 }).map(({ field }) => field), ['head_of_service']);
    assert.deepEqual(daysProblems({ team_manager: 1, head_of_service: 20, director: 19 }).map(({ field }) => field), ['director']);
    assert.deepEqual(daysProblems({ team_manager: 3, head_of_service: 2, director: 1 }).map(({ field }) => field), ['head_of_service', 'director']);
  });

  it('tells whoever is next where a chair is empty, and nobody only where there is nobody at all', () => {
    const told = (managerId: number | null, headId: number | null, of = leaders): (readonly number[])[] => levels.map((level) => toldOf(action('X1', managerId, headId), level, of));
    assert.deepEqual(told(1, 2), [[1], [2], [8, 9]]);
    assert.deepEqual(told(null, 2), [[2], [2], [8, 9]]);
    assert.deepEqual(told(1, null), [[1], [8, 9], [8, 9]]);
    assert.deepEqual(told(null, null), [[8, 9], [8, 9], [8, 9]]);
    assert.deepEqual(told(null, null, { directors: [], qa: [5] }), [[5], [5], [5]]);
    assert.deepEqual(told(null, null, { directors: [], qa: [] }), [[], [], []]);
  });

  it('tells each person once of all that reach them on a day, by name where it is one', () => {
    const told = silenceTold([action('X1'), action('X2', 3), action('X3')], 'team_manager', leaders, 10, '2022-08-30');
    assert.deepEqual(told, [
      { kind: 'actions_silent', staffId: 1, facts: { workingDays: 10, howMany: 2, actionRefs: ['X1', 'X3'] }, once: 'silent team_manager 2022-08-30' },
      { kind: 'actions_silent', staffId: 3, facts: { workingDays: 10, actionRef: 'X2', caseRef: 'C2' }, once: 'silent team_manager 2022-08-30' },
    ]);
    assert.deepEqual(silenceTold([action('X1')], 'head_of_service', leaders, 20, '2022-08-30').map(({ staffId, facts }) => [staffId, facts]), [[2, { workingDays: 20, escalated: true, actionRef: 'X1', caseRef: 'C1' }]]);
    assert.deepEqual(silenceTold([], 'director', leaders, 30, '2022-08-30'), []);
  });

  it('leads to the list of what it tells of', () => {
    const leadsTo = (level: (typeof levels)[number]): string => inWords('actions_silent', silenceTold([action('X1'), action('X2')], level, leaders, 10, '2022-08-30')[0]!.facts).href;
    assert.deepEqual(levels.map(leadsTo), ['/actions?state=no_update', '/actions?state=escalated', '/actions?state=escalated']);
  });

  it('tells one person of tens of thousands, as they may wait before the first round', () => {
    const told = silenceTold(Array.from({ length: 80_000 }, (_, n) => action(`X${n}`)), 'director', leaders, 30, '2022-08-30');
    assert.deepEqual(told.map(({ staffId, facts }) => [staffId, facts.howMany, facts.actionRefs?.at(-1)]), leaders.directors.map((staffId) => [staffId, 80_000, 'X79999']));
  });

  it('says later only what is still so', () => {
    const many = { workingDays: 10, howMany: 3, actionRefs: ['X1', 'X2', 'X3'] };
    assert.deepEqual(stillSilent(many, [action('X1'), action('X3'), action('X9')]), { workingDays: 10, howMany: 2, actionRefs: ['X1', 'X3'] });
    assert.deepEqual(stillSilent({ ...many, escalated: true }, [action('X3')]), { workingDays: 10, escalated: true, actionRef: 'X3', caseRef: 'C3' });
    assert.deepEqual(stillSilent(many, [action('X2')]), { workingDays: 10, actionRef: 'X2', caseRef: 'C2' });
    assert.equal(stillSilent(many, [action('X9')]), null);
    assert.deepEqual(stillSilent({ workingDays: 20, actionRef: 'X4', caseRef: 'C4' }, [action('X4')]), { workingDays: 20, actionRef: 'X4', caseRef: 'C4' });
    assert.equal(stillSilent({ workingDays: 20, actionRef: 'X4', caseRef: 'C4' }, []), null);
  });
});
