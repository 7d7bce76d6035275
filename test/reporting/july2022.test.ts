import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { figuresFor, type Figures } from '../../src/reporting/figuresFor.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import type { TestDatabase } from '../support/testDatabase.js';

type Expected = Partial<Record<keyof Figures, unknown>>;

describe('the months to July 2022', function () {
  this.timeout(60_000);
  const expected = JSON.parse(readFileSync('src/demo/july-2022.figures.json', 'utf8')) as Expected;
  let test: TestDatabase;
  let figures: Figures;

  before(async () => {
    test = await referenceDatabase();
    figures = await figuresFor(test.database, '2022-07', '2022-08-15');
  });
  after(() => test.remove());

  for (const key of Object.keys(expected) as (keyof Figures)[]) {
    it(`come out as expected: ${key.replaceAll('_', ' ')}`, () => {
      assert.deepEqual(figures[key], expected[key]);
    });
  }

  it('come out as the published report’s moderation capacity and standing of its measures', () => {
    assert.equal(figures.moderation_capacity, 58);
    assert.deepEqual(figures.snapshot_standing['audits_completed'], {
      target: 45,
      rag: 'red',
      direction_of_travel: 'Decreased from 44 in June 2022 and 40 in May 2022; below the baseline of 45.',
    });
    assert.equal(
      figures.snapshot_standing['completion_rate']?.direction_of_travel,
      'Decreased from 72% in June 2022, above 63% in May 2022; below the target of 90%.',
    );
    assert.equal(figures.snapshot_standing['inadequate']?.rag, 'green');
    assert.equal(figures.snapshot_standing['reviewing_officer_involvement']?.rag, 'amber');
  });

  it('know of no audit how its child was chosen', () => {
    assert.deepEqual(figures.allocation_chosen, { drawn: 0, by_hand: 0, not_known: 53 });
  });

  it('had as many audits allocated as were expected, in every month', async () => {
    for (const [month, expectedAuditors] of [['2021-07', 64], ['2021-08', 73], ['2022-05', 64], ['2022-06', 61]] as const) {
      const { allocation } = await figuresFor(test.database, month, '2022-08-15');
      assert.deepEqual([allocation.expected_auditors, allocation.allocated], [expectedAuditors, expectedAuditors], month);
    }
  });

  it('were different before the last audits were accepted', async () => {
    const earlier = await figuresFor(test.database, '2022-07', '2022-07-31');
    assert.ok(earlier.allocation.completed < 35);
    assert.deepEqual(earlier.snapshot.audits_completed, { value: earlier.allocation.completed, target: 45 });
    assert.equal(earlier.completed_by_month.total, 521 - 35 + earlier.allocation.completed);
  });
});
