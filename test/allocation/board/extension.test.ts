import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Due } from '../../../src/allocation/board/dueDay.js';
import { dueDay } from '../../../src/allocation/board/dueDay.js';
import { canBeExtended, lastExtension, problemsWithExtension, whyNotExtended, type ExtendedBy } from '../../../src/allocation/board/extension.js';
import { addDays } from '../../../src/shared/day.js';

const july: Due = { month: '2022-07', extendedTo: null };
const said = (audit: Due, to: string, by: ExtendedBy, today: string): string[] => problemsWithExtension(audit, to, by, today).map(({ message }) => message);

describe('an extension', () => {
  it('by the QA team is up to seven days after the end of the month in all', () => {
    assert.deepEqual(said(july, '2022-08-01', 'qa', '2022-07-20'), []);
    assert.deepEqual(said(july, '2022-08-07', 'qa', '2022-08-07'), []);
    assert.deepEqual(said({ ...july, extendedTo: '2022-08-03' }, '2022-08-07', 'qa', '2022-08-02'), []);
    assert.deepEqual(said(july, '2022-08-08', 'qa', '2022-07-20'), ['A director can give longer. Ask one, or choose a day up to 7 August 2022.']);
  });

  it('by a director is up to sixty', () => {
    assert.deepEqual(said(july, '2022-08-08', 'director', '2022-08-15'), ['This day has passed. Choose today or a later day.']);
    assert.deepEqual(said(july, '2022-09-29', 'director', '2022-08-15'), []);
    assert.deepEqual(said(july, '2022-09-30', 'director', '2022-08-15'), ['60 days after the end of the month is the longest. Choose a day up to 29 September 2022.']);
  });

  it('gives more time, and never to a day that has passed', () => {
    assert.deepEqual(said(july, '2022-07-31', 'qa', '2022-07-20'), ['The audit is due on 31 July 2022 anyway. Choose a later day.']);
    assert.deepEqual(said({ ...july, extendedTo: '2022-08-05' }, '2022-08-05', 'qa', '2022-07-20'), ['The audit is due on 5 August 2022 anyway. Choose a later day.']);
    assert.deepEqual(said(july, '2022-08-02', 'qa', '2022-08-03'), ['This day has passed. Choose today or a later day.']);
  });

  it('says when it is too late, and who can still help', () => {
    assert.equal(whyNotExtended(july, 'qa', '2022-08-07'), null);
    assert.equal(whyNotExtended(july, 'qa', '2022-08-08'), 'The 7 days that the QA team can give after the end of July 2022 ended on 7 August 2022. Ask a director.');
    assert.equal(whyNotExtended(july, 'qa', '2022-09-30'), 'The 7 days that the QA team can give after the end of July 2022 ended on 7 August 2022.');
    assert.equal(whyNotExtended(july, 'director', '2022-09-30'), 'The 60 days that a director can give after the end of July 2022 ended on 29 September 2022.');
    assert.equal(whyNotExtended({ ...july, extendedTo: '2022-08-20' }, 'qa', '2022-08-01'), 'It is extended to 20 August 2022 already. Only a director can give longer.');
  });

  const day = fc.integer({ min: -60, max: 120 }).map((days) => addDays('2022-07-31', days));
  const audit = fc.record({ month: fc.constant('2022-07'), extendedTo: fc.option(fc.integer({ min: 1, max: 60 }).map((days) => addDays('2022-07-31', days))) });

  it('that is allowed always makes it due later, within the limit, and a director may all that the QA team may', () => {
    let allowed = 0;
    fc.assert(
      fc.property(audit, day, day, fc.constantFrom<ExtendedBy>('qa', 'director'), (one, to, today, by) => {
        if (problemsWithExtension(one, to, by, today).length > 0) return;
        allowed += 1;
        assert.ok(to > dueDay(one) && to >= today && to <= lastExtension(one, by));
        assert.ok(canBeExtended(one, today));
        assert.deepEqual(problemsWithExtension(one, to, 'director', today), []);
      }),
      { numRuns: 2000 },
    );
    assert.ok(allowed > 20, String(allowed));
  });
});
