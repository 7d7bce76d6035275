import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readShown, shownAs, waits } from '../../../src/actions/byChild/byChild.js';
import { addDays } from '../../../src/shared/day.js';

describe('what waits for an answer', () => {
  const today = '2022-08-15';
  const action = { dueOn: '2022-09-30', firstUpdatedOn: '2022-08-01', completedOn: null, serviceEndedOn: null };

  it('is an open action that is overdue, due within ten days, or was never updated', () => {
    assert.equal(waits(action, today), false);
    assert.equal(waits({ ...action, firstUpdatedOn: null }, today), true);
    for (const [days, expected] of [[-1, true], [0, true], [10, true], [11, false]] as const) assert.equal(waits({ ...action, dueOn: addDays(today, days) }, today), expected, String(days));
  });

  it('is none that is done, or whose service ended', () => {
    const overdue = { ...action, dueOn: '2022-08-01', firstUpdatedOn: null };
    assert.equal(waits({ ...overdue, completedOn: '2022-08-15' }, today), false);
    assert.equal(waits({ ...overdue, serviceEndedOn: '2022-08-10' }, today), false);
  });
});

describe('the actions ticked in a form', () => {
  it('are read back as they were shown, each once', () => {
    const shown = fc.record({ ref: fc.integer({ min: 1, max: 99_999 }).map((number) => `X${String(number).padStart(5, '0')}`), version: fc.integer({ min: 1, max: 9_999 }) }, { noNullPrototype: true });
    fc.assert(
      fc.property(fc.uniqueArray(shown, { selector: ({ ref }) => ref }), (actions) => {
        assert.deepEqual(readShown(actions.map(shownAs)), actions);
        assert.deepEqual(readShown([...actions, ...actions].map(shownAs)), actions);
      }),
    );
    assert.deepEqual(readShown('X00012-3'), [{ ref: 'X00012', version: 3 }]);
  });

  it('are none where something else was sent', () => {
    for (const nonsense of [undefined, '', 'X00012', 'A00012-3', 'X00012-3 ', "X1-1' or 1=1", ['X00012-x', null, {}]]) assert.deepEqual(readShown(nonsense), [], JSON.stringify(nonsense));
    fc.assert(fc.property(fc.anything(), (anything) => readShown(anything).every(({ ref }) => /^X\d+$/.test(ref))));
  });
});
