import assert from 'node:assert/strict';
import fc from 'fast-check';
import { daysLeft, daysLeftInWords, dueDay, endOfMonth } from '../../../src/allocation/board/dueDay.js';
import { addDays } from '../../../src/shared/day.js';
import { addMonths, monthOf } from '../../../src/shared/month.js';

const month = fc.integer({ min: 0, max: 300 }).map((months) => addMonths('2010-01', months));

describe('the day an audit is due', () => {
  it('is the last of its audit month, or the day it was extended to', () => {
    assert.equal(dueDay({ month: '2022-07', extendedTo: null }), '2022-07-31');
    assert.equal(dueDay({ month: '2022-02', extendedTo: null }), '2022-02-28');
    assert.equal(dueDay({ month: '2024-02', extendedTo: null }), '2024-02-29');
    assert.equal(dueDay({ month: '2022-12', extendedTo: null }), '2022-12-31');
    assert.equal(dueDay({ month: '2022-07', extendedTo: '2022-08-05' }), '2022-08-05');
  });

  it('lies in the month, and the day after it does not', () => {
    fc.assert(fc.property(month, (m) => monthOf(endOfMonth(m)) === m && monthOf(addDays(endOfMonth(m), 1)) === addMonths(m, 1)));
  });

  it('is said in days', () => {
    const audit = { month: '2022-07', extendedTo: null };
    assert.deepEqual(
      ['2022-07-19', '2022-07-30', '2022-07-31', '2022-08-01', '2022-08-03'].map((today) => [daysLeft(audit, today), daysLeftInWords(audit, today)]),
      [[12, '12 days left'], [1, '1 day left'], [0, 'due today'], [-1, '1 day late'], [-3, '3 days late']],
    );
  });
});
