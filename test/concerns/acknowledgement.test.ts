import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isAsked, stillToAcknowledge, type MustKnow } from '../../src/concerns/acknowledgement.js';

const knows = (...ids: number[]): ReadonlySet<number> => new Set(ids);
const someIds = fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 4 });
const anyone: fc.Arbitrary<MustKnow> = fc.record({ headId: fc.option(fc.integer({ min: 1, max: 8 })), directors: someIds, qa: someIds });

describe('acknowledging a safety worry', () => {
  const usual: MustKnow = { headId: 1, directors: [2, 3], qa: [7] };

  it('is asked of the Head of Service and all directors until the Head and one of them have', () => {
    assert.deepEqual(stillToAcknowledge(usual, knows()), [1, 2, 3]);
    assert.deepEqual(stillToAcknowledge(usual, knows(1)), [2, 3]);
    assert.deepEqual(stillToAcknowledge(usual, knows(2, 3)), [1]);
    assert.deepEqual(stillToAcknowledge(usual, knows(2)), [1, 3]);
    assert.deepEqual(stillToAcknowledge(usual, knows(1, 3)), []);
  });

  it('asks nobody for a chair that nobody holds, and the QA team where nobody else is', () => {
    assert.deepEqual(stillToAcknowledge({ ...usual, headId: null }, knows(2)), []);
    assert.deepEqual(stillToAcknowledge({ ...usual, directors: [] }, knows()), [1]);
    assert.deepEqual(stillToAcknowledge({ ...usual, directors: [] }, knows(1)), []);
    assert.deepEqual(stillToAcknowledge({ headId: null, directors: [], qa: [7, 8] }, knows()), [7, 8]);
    assert.deepEqual(stillToAcknowledge({ headId: null, directors: [], qa: [7, 8] }, knows(8)), []);
    assert.deepEqual(stillToAcknowledge({ headId: null, directors: [], qa: [] }, knows()), []);
  });

  it('is asked again of the place’s next holder, whatever those before them said', () => {
    assert.deepEqual(stillToAcknowledge({ ...usual, headId: 4 }, knows(1, 2)), [4, 3]);
    assert.deepEqual(stillToAcknowledge({ ...usual, headId: 2 }, knows(2)), []);
  });

  it('is never asked of somebody who has, and ends when everybody has', () => {
    fc.assert(fc.property(anyone, someIds, (who, said) => {
      const again = stillToAcknowledge(who, knows(...said));
      assert.ok(again.every((id) => !said.includes(id)));
      assert.equal(new Set(again).size, again.length);
      assert.deepEqual(stillToAcknowledge(who, knows(...said, ...again)), []);
    }));
  });

  it('waits for those who were told, while the case is active', () => {
    const told = [{ staffId: 1, acknowledgedAt: null }, { staffId: 2, acknowledgedAt: '2022-08-15T10:00:00.000Z' }];
    const active = { raisedOn: '2022-08-01', resolvedOn: null };
    assert.ok(isAsked(1, told, active, '2022-08-15'));
    assert.ok(!isAsked(2, told, active, '2022-08-15'));
    assert.ok(!isAsked(3, told, active, '2022-08-15'));
    assert.ok(!isAsked(1, told, { ...active, resolvedOn: '2022-08-15' }, '2022-08-15'));
  });
});
