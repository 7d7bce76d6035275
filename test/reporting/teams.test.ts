import assert from 'node:assert/strict';
import fc from 'fast-check';
import { standingOf } from '../../src/reporting/tables.js';

const team = (audits: number, good: number, inadequate: number, weaker: number) => ({ audits, good_or_better: good, inadequate, weaker });

describe('where a team stands', () => {
  it('is “met both targets” on unrounded shares', () => {
    assert.equal(standingOf(team(11, 6, 1, 1), 50, 9), 'variable'); // 1 of 11 is 9.09%, shown as 9%
    assert.equal(standingOf(team(12, 6, 1, 1), 50, 9), 'met_both_targets');
    assert.equal(standingOf(team(201, 100, 0, 0), 50, 9), 'variable');
  });

  it('is “leadership review” from 40% of weaker practice, unless both targets are met', () => {
    assert.equal(standingOf(team(5, 2, 0, 2), 50, 9), 'leadership_review');
    assert.equal(standingOf(team(6, 2, 0, 2), 50, 9), 'variable');
    assert.equal(standingOf(team(4, 2, 0, 2), 50, 9), 'met_both_targets');
  });

  it('is “not audited” without audits, and only then', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.nat(20), fc.nat(20), (good, other, low, bad) => {
        const audits = good + other + low + bad;
        assert.equal(standingOf(team(audits, good, bad, low + bad), 50, 9) === 'not_audited', audits === 0);
      }),
    );
  });
});
