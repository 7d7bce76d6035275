import assert from 'node:assert/strict';
import fc from 'fast-check';
import { targetIn } from '../../src/reporting/targets.js';
import { addMonths } from '../../src/shared/month.js';

const targets = [
  { measure: 'good_or_outstanding', fromMonth: '2022-04', value: 50, tolerance: 5 },
  { measure: 'good_or_outstanding', fromMonth: '2000-01', value: 40, tolerance: 5 },
  { measure: 'inadequate', fromMonth: '2021-01', value: 9, tolerance: 5 },
];

describe('the target in force', () => {
  it('is the latest that had begun', () => {
    assert.deepEqual(
      ['2022-03', '2022-04', '2022-07'].map((month) => targetIn(targets, 'good_or_outstanding', month)?.value),
      [40, 50, 50],
    );
  });

  it('is none before the first, and none for another measure', () => {
    assert.equal(targetIn(targets, 'inadequate', '2020-12'), null);
    assert.equal(targetIn(targets, 'requires_improvement', '2022-07'), null);
  });

  it('does not depend on the order in which targets were set, and a later one changes no earlier month', () => {
    const month = fc.integer({ min: 0, max: 100 }).map((n) => addMonths('2018-01', n));
    fc.assert(
      fc.property(fc.uniqueArray(month, { minLength: 1 }), month, month, (from, asked, added) => {
        const set = from.map((fromMonth, value) => ({ measure: 'x', fromMonth, value, tolerance: 5 }));
        const now = targetIn(set, 'x', asked);
        assert.deepEqual(targetIn([...set].reverse(), 'x', asked), now);
        fc.pre(added > asked);
        assert.deepEqual(targetIn([...set, { measure: 'x', fromMonth: added, value: 99, tolerance: 0 }], 'x', asked), now);
      }),
    );
  });
});
