import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultAsAt, earlierPeriods, lastMonths, lastQuarters, monthsInWords, monthsOver, periodInWords } from '../../src/reporting/periods.js';
import { addMonths, quarterOf } from '../../src/shared/month.js';

const month = fc.integer({ min: 0, max: 300 }).map((n) => addMonths('2010-01', n));
// January 2022 had no audits.
const withAudits = ['2022-06', '2022-05', '2022-04', '2022-03', '2022-02', '2021-12', '2021-11'];

describe('the periods of a figure', () => {
  it('look at the month, the quarter up to it, or the month before', () => {
    assert.deepEqual(monthsOver('month', '2022-05'), { fromMonth: '2022-05', toMonth: '2022-05' });
    assert.deepEqual(monthsOver('quarter_to_date', '2022-05'), { fromMonth: '2022-04', toMonth: '2022-05' });
    assert.deepEqual(monthsOver('previous_month', '2022-01'), { fromMonth: '2021-12', toMonth: '2021-12' });
  });

  it('keep the quarter to date inside one quarter', () => {
    fc.assert(
      fc.property(month, (m) => {
        const { fromMonth, toMonth } = monthsOver('quarter_to_date', m);
        assert.equal(toMonth, m);
        assert.equal(quarterOf(fromMonth), quarterOf(m));
        assert.notEqual(quarterOf(addMonths(fromMonth, -1)), quarterOf(m));
      }),
    );
  });

  it('count back calendar months and quarters', () => {
    assert.deepEqual(lastMonths(3, '2022-01'), { fromMonth: '2021-11', toMonth: '2022-01' });
    assert.deepEqual(lastQuarters(5, '2022-07'), ['2021-Q2', '2021-Q3', '2021-Q4', '2022-Q1', '2022-Q2']);
  });

  it('skip months and quarters without audits', () => {
    assert.deepEqual(earlierPeriods('month', '2022-03', withAudits), ['2022-02', '2021-12', '2021-11']);
    assert.deepEqual(earlierPeriods('quarter_to_date', '2022-04', withAudits), ['2022-03', '2021-12']);
    // Actions are those of the month before: January looks at December's, and February would look at none.
    assert.deepEqual(earlierPeriods('previous_month', '2022-04', withAudits), ['2022-03', '2022-01', '2021-12']);
  });

  it('are named in words', () => {
    assert.equal(periodInWords('month', '2022-06'), 'June 2022');
    assert.equal(periodInWords('quarter_to_date', '2022-06'), 'April to June 2022');
    assert.equal(periodInWords('quarter_to_date', '2022-07'), 'July 2022');
    assert.equal(monthsInWords('2021-11', '2022-01'), 'November 2021 to January 2022');
  });

  it('are as at the 15th of the following month, or today if that is earlier', () => {
    assert.equal(defaultAsAt('2022-07', '2026-01-01'), '2022-08-15');
    assert.equal(defaultAsAt('2021-12', '2026-01-01'), '2022-01-15');
    assert.equal(defaultAsAt('2022-07', '2022-08-03'), '2022-08-03');
  });
});
