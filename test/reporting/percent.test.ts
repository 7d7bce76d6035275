import assert from 'node:assert/strict';
import fc from 'fast-check';
import { percent, share } from '../../src/shared/percent.js';

const counts = fc.tuple(fc.nat(100_000), fc.nat(100_000)).map(([a, b]) => ({ numerator: Math.min(a, b), denominator: Math.max(a, b) }));

describe('a percentage', () => {
  it('is whole, halves up', () => {
    assert.deepEqual(
      [percent(1, 8), percent(3, 8), percent(1, 200), percent(1, 201), percent(199, 200), percent(35, 52)],
      [13, 38, 1, 0, 100, 67],
    );
  });

  it('is “no data” without a denominator, never 0%', () => {
    assert.deepEqual(share(0, 0), { numerator: 0, denominator: 0, percent: null });
    assert.deepEqual(share(0, 3), { numerator: 0, denominator: 3, percent: 0 });
  });

  it('is the nearest whole number, from 0 to 100, growing with the numerator', () => {
    fc.assert(
      fc.property(counts, ({ numerator, denominator }) => {
        fc.pre(denominator > 0);
        const shown = percent(numerator, denominator)!;
        // In integers: |100n - shown·d| is at most half of d, and a half goes up.
        const beyond = 100 * numerator - shown * denominator;
        assert.ok(Number.isInteger(shown) && shown >= 0 && shown <= 100);
        assert.ok(2 * beyond < denominator && 2 * beyond >= -denominator);
        assert.ok(numerator === denominator || percent(numerator + 1, denominator)! >= shown);
      }),
    );
  });

  it('of both parts of a whole adds up to 100, or 101 when both are halves', () => {
    fc.assert(
      fc.property(counts, ({ numerator, denominator }) => {
        fc.pre(denominator > 0);
        const total = percent(numerator, denominator)! + percent(denominator - numerator, denominator)!;
        assert.ok(total === 100 || (total === 101 && (200 * numerator) % denominator === 0));
      }),
    );
  });
});
