import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ragOf } from '../../src/reporting/rag.js';

const order = ['red', 'amber', 'green'];
const percentage = fc.integer({ min: 0, max: 100 });
const target = fc.record({ value: percentage, tolerance: fc.integer({ min: 0, max: 20 }) });

describe('red, amber, green', () => {
  it('is green at the target, amber to the tolerance in percentage points, red beyond', () => {
    const fifty = { value: 50, tolerance: 5 };
    assert.deepEqual(
      [51, 50, 49, 45, 44].map((value) => ragOf(value, fifty, 'higher', 'percent')),
      ['green', 'green', 'amber', 'amber', 'red'],
    );
    const atMostNine = { value: 9, tolerance: 5 };
    assert.deepEqual(
      [0, 9, 10, 14, 15].map((value) => ragOf(value, atMostNine, 'lower', 'percent')),
      ['green', 'green', 'amber', 'amber', 'red'],
    );
  });

  it('takes the tolerance of a number as percent of the target', () => {
    const fortyFive = { value: 45, tolerance: 10 };
    assert.deepEqual(
      [45, 44, 41, 40].map((value) => ragOf(value, fortyFive, 'higher', 'audits')),
      ['green', 'amber', 'amber', 'red'],
    );
  });

  it('is none without data or without a target', () => {
    assert.equal(ragOf(null, { value: 50, tolerance: 5 }, 'higher', 'percent'), 'none');
    assert.equal(ragOf(50, null, 'higher', 'percent'), 'none');
  });

  it('never gets worse when the value gets better', () => {
    fc.assert(
      fc.property(percentage, percentage, target, fc.constantFrom('percent' as const, 'audits' as const), (a, b, aim, unit) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const place = (value: number, better: 'higher' | 'lower'): number => order.indexOf(ragOf(value, aim, better, unit));
        assert.ok(place(high, 'higher') >= place(low, 'higher'));
        assert.ok(place(low, 'lower') >= place(high, 'lower'));
      }),
    );
  });

  it('is never amber without a tolerance', () => {
    fc.assert(fc.property(percentage, percentage, (value, aim) => ragOf(value, { value: aim, tolerance: 0 }, 'higher', 'percent') !== 'amber'));
  });
});
