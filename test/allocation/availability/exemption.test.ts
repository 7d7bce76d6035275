import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isExpectedToAudit, monthsToPlan, type Availability } from '../../../src/allocation/availability/availability.js';
import { mayBeLifted, problemsWithBlackout } from '../../../src/allocation/availability/blackoutMonth.js';
import { isStillOpen, mayBeTakenBack, overlap, problemsWithEnd, problemsWithExemption, type Months, type PersonToExempt } from '../../../src/allocation/availability/exemption.js';
import { addMonths, type Month } from '../../../src/shared/month.js';
import { anyMonth } from './anyWorkforce.js';

const today = '2022-08-15';
const person: PersonToExempt = { staffId: 1, name: 'Robin Hart', auditFrequency: 'monthly', moderationCapacity: null };
const anyMonths: fc.Arbitrary<Months> = fc.record({ fromMonth: anyMonth, toMonth: fc.option(anyMonth) }).filter(({ fromMonth, toMonth }) => toMonth === null || toMonth >= fromMonth);
const covers = ({ fromMonth, toMonth }: Months, month: Month): boolean => fromMonth <= month && (toMonth === null || month <= toMonth);
const fields = (problems: { field: string }[]): string[] => problems.map(({ field }) => field);

describe('an exemption for longer than a month', () => {
  it('overlaps another exactly when they have a month in common', () => {
    const months = Array.from({ length: 60 }, (_, ahead) => addMonths('2020-01', ahead));
    fc.assert(
      fc.property(anyMonths, anyMonths, (one, other) => {
        assert.equal(overlap(one, other), months.some((month) => covers(one, month) && covers(other, month)));
        assert.equal(overlap(one, other), overlap(other, one));
      }),
    );
  });

  it('begins this month or later, for somebody who audits or moderates', () => {
    const problems = (kind: 'standing' | 'moderation', fromMonth: Month, who = person): string[] => fields(problemsWithExemption(who, kind, { fromMonth, toMonth: null }, [], today));
    assert.deepEqual(problems('standing', '2022-08'), []);
    assert.deepEqual(problems('standing', '2023-08'), []);
    assert.deepEqual(problems('standing', '2022-07'), ['fromMonth']);
    assert.deepEqual(problems('standing', '2023-09'), ['fromMonth']);
    assert.deepEqual(problems('moderation', '2022-08'), ['person']);
    assert.deepEqual(problems('moderation', '2022-08', { ...person, moderationCapacity: 0 }), []);
    assert.deepEqual(problems('standing', '2022-08', { ...person, auditFrequency: 'none' }), ['person']);
    assert.deepEqual([monthsToPlan(today)[0], monthsToPlan(today).length], ['2022-08', 13]);
  });

  it('ends this month or later and never in another of its kind; the message names that one', () => {
    const end = (fromMonth: Month, toMonth: Month | null, ...others: Months[]): string[] => problemsWithEnd({ fromMonth, toMonth }, others, today).map(({ message }) => message);
    assert.deepEqual(end('2022-06', '2022-08'), []);
    assert.deepEqual(end('2022-06', null), []);
    assert.match(end('2022-06', '2022-07').join(), /cannot end before August 2022/);
    assert.match(end('2022-10', '2022-09').join(), /must be October 2022 or later/);
    assert.match(end('2022-08', null, { fromMonth: '2022-12', toMonth: '2023-01' }).join(), /from December 2022 until January 2023 already/);
    assert.match(end('2022-08', '2022-12', { fromMonth: '2022-12', toMonth: null }).join(), /from December 2022 until further notice already/);
    assert.deepEqual(end('2022-08', '2022-11', { fromMonth: '2022-12', toMonth: null }), []);
  });

  it('never changes what was expected in a month that has ended, however it is ended or begun', () => {
    const expectedWith = (months: Months | null, month: Month): boolean => {
      const availability: Availability = {
        auditFrequency: 'monthly', alternateMonths: null, moderationCapacity: null, moderatesIn: null, startsOn: null, endsOn: null,
        exemptions: months ? [{ kind: 'standing', reason: 'extended_absence', ...months }] : [],
      };
      return isExpectedToAudit(availability, month, []);
    };
    const past = Array.from({ length: 24 }, (_, back) => addMonths('2022-07', -back));
    let ended = 0;
    fc.assert(
      fc.property(anyMonths, fc.option(anyMonth), (before, toMonth) => {
        const after = { ...before, toMonth };
        if (isStillOpen(before, today) && problemsWithEnd(after, [], today).length === 0) {
          ended += 1;
          for (const month of past) assert.equal(expectedWith(after, month), expectedWith(before, month));
        }
        if (problemsWithExemption(person, 'standing', before, [], today).length === 0) for (const month of past) assert.equal(expectedWith(before, month), true);
      }),
    );
    assert.ok(ended > 5);
  });

  it('may be taken back before it begins, and on the day it was entered', () => {
    const may = (fromMonth: Month, authorisedOn: string | null): boolean => mayBeTakenBack({ fromMonth, authorisedOn }, today);
    assert.deepEqual([may('2022-09', '2022-08-01'), may('2022-08', today), may('2022-08', '2022-08-14'), may('2022-06', null), may('2022-09', null)], [true, true, false, false, true]);
  });
});

describe('a month without audits', () => {
  it('is this month or one of the next twelve, and not one already', () => {
    const problems = (month: Month, ...active: Month[]): string[] => problemsWithBlackout(month, active, today).map(({ message }) => message);
    assert.deepEqual(monthsToPlan(today).flatMap((month) => problems(month, '2022-07')), []);
    assert.match(problems('2022-07').join(), /Choose a month from August 2022 to August 2023/);
    assert.match(problems('2023-09').join(), /Choose a month from August 2022 to August 2023/);
    assert.match(problems('2022-12', '2022-12').join(), /December 2022 is without audits already/);
  });

  it('is lifted once, while it has not ended', () => {
    const may = (month: Month, liftedOn: string | null): boolean => mayBeLifted({ month, liftedOn }, today);
    assert.deepEqual([may('2022-08', null), may('2022-12', null), may('2022-07', null), may('2022-12', '2022-08-14')], [true, true, false, false]);
  });
});
