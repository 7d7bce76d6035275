import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isExpectedToAudit, type NotExpected, type NotModerating } from '../../../src/allocation/availability/availability.js';
import { countsByGroup, expectationsOf, filtered, groupNames, inGroup, type CalendarLine, type Group, type MonthAudited, type MonthOff } from '../../../src/allocation/availability/calendar.js';
import { reasonInWords } from '../../../src/allocation/availability/reasonsInWords.js';
import { addMonths } from '../../../src/shared/month.js';
import { anyMonth, anyWorkforce } from './anyWorkforce.js';

const anyOff = fc.array(fc.record({ staffId: fc.integer({ min: 1, max: 12 }), month: anyMonth, off: fc.constantFrom('granted' as const, 'asked' as const) }), { maxLength: 30 });

const anyAudited = fc.array(fc.record({ staffId: fc.integer({ min: 1, max: 12 }), month: anyMonth }), { maxLength: 30 });

/** The calendar of any people from any month on. */
const anyCalendar = fc.tuple(anyWorkforce, anyMonth, anyOff, anyAudited).map(([workforce, from, off, audited]) => {
  const months = [0, 1, 2, 3, 4, 5].map((ahead) => addMonths(from, ahead));
  const lines = workforce.staff.map((person): CalendarLine => ({
    ...person, teamName: person.teamId === null ? null : `Team ${person.teamId}`, serviceId: 1, serviceName: 'Service', months: expectationsOf(person, months, workforce.blackouts, off, audited),
  }));
  return { workforce, months, lines, off, audited };
});

const reasons = groupNames.slice(groupNames.indexOf('not_expected') + 1);

describe('the calendar of availability', () => {
  it('says of everyone in every month what the rule says, and keeps those let off among the expected', () => {
    fc.assert(
      fc.property(anyCalendar, ({ workforce, months, lines, off }) => {
        for (const [index, line] of lines.entries()) {
          assert.deepEqual(line.months.map(({ notExpected }) => notExpected === null), months.map((month) => isExpectedToAudit(workforce.staff[index]!, month, workforce.blackouts)));
          for (const { month, off: said } of line.months) {
            const own = off.filter((one: MonthOff) => one.staffId === line.staffId && one.month === month).map((one) => one.off);
            assert.equal(said, own.includes('granted') ? 'granted' : own.includes('asked') ? 'asked' : null);
          }
        }
      }),
    );
  });

  it('counts everyone once: expected, or not expected for one reason', () => {
    fc.assert(
      fc.property(anyCalendar, ({ lines, months }) => {
        const counts = countsByGroup(lines, months);
        for (const index of months.keys()) {
          const of = (group: Group): number => counts[group][index]!;
          assert.equal(of('expected') + of('not_expected'), lines.length);
          assert.equal(of('due') + of('exempt'), of('expected'));
          assert.equal(reasons.reduce((sum, group) => sum + of(group), 0), of('not_expected'));
          assert.ok(of('asked') <= of('due'));
        }
      }),
    );
  });

  it('names those expected and not exempt who have no audit of the month', () => {
    fc.assert(
      fc.property(anyCalendar, ({ lines, months, audited }) => {
        const hasAudit = ({ staffId }: CalendarLine): boolean => audited.some((one: MonthAudited) => one.staffId === staffId && one.month === months[0]);
        assert.deepEqual(inGroup(lines, 'without_audit'), inGroup(lines, 'due').filter((line) => !hasAudit(line)));
      }),
    );
  });

  it('lists behind each number exactly as many people', () => {
    fc.assert(
      fc.property(anyCalendar, ({ lines, months }) => {
        const counts = countsByGroup(lines, months);
        for (const group of groupNames) assert.equal(inGroup(lines, group).length, counts[group][0]);
      }),
    );
  });

  it('is filtered by service, team and part of the name, whatever its capitals', () => {
    const line = (staffId: number, name: string, teamId: number | null, serviceId: number | null): CalendarLine => ({ staffId, name, teamId, teamName: null, serviceId, serviceName: null, months: [] });
    const lines = [line(1, 'Robin Hart', 1, 1), line(2, 'Jules Moss', 2, 1), line(3, 'Robin Moss', null, null)];
    const found = (filter: Partial<Parameters<typeof filtered>[1]>): number[] => filtered(lines, { serviceId: undefined, teamId: undefined, name: '', ...filter }).map(({ staffId }) => staffId);
    assert.deepEqual([found({}), found({ serviceId: 1 }), found({ teamId: 2 }), found({ name: 'mOSS' }), found({ name: 'robin', serviceId: 1 })], [[1, 2, 3], [1, 2], [2], [2, 3], [1]]);
  });

  describe('gives the reason in words:', () => {
    const cases: [reason: NotExpected | NotModerating, words: string][] = [
      [{ why: 'other_months', auditsIn: 'even' }, 'Even months only'],
      [{ why: 'other_months', moderatesIn: 'odd' }, 'Odd months only'],
      [{ why: 'standing', reason: 'extended_absence', toMonth: '2022-10' }, 'Extended absence until October 2022'],
      [{ why: 'standing', reason: 'improvement_activity', toMonth: null }, 'Improvement activity until further notice'],
      [{ why: 'exempt', reason: 'supporting_new_moderators', toMonth: null }, 'Supporting new moderators until further notice'],
      [{ why: 'not_started', on: '2022-09-01' }, 'Starts 1 September 2022'],
      [{ why: 'not_started', on: '2022-08-15' }, 'Started 15 August 2022'],
      [{ why: 'left', on: '2022-07-31' }, 'Left 31 July 2022'],
      [{ why: 'left', on: '2022-08-15' }, 'Leaves 15 August 2022'],
      [{ why: 'blackout', reason: 'Ofsted inspection' }, 'No audits this month: Ofsted inspection'],
      [{ why: 'elective' }, 'Audits electively'],
      [{ why: 'not_an_auditor' }, 'Does not audit'],
      [{ why: 'not_a_moderator' }, 'Does not moderate'],
      [{ why: 'no_capacity' }, 'No capacity'],
    ];
    for (const [reason, words] of cases) it(words, () => assert.equal(reasonInWords(reason, '2022-08-15'), words));
  });
});
