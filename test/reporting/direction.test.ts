import assert from 'node:assert/strict';
import fc from 'fast-check';
import { directionOfTravel, type Movement } from '../../src/reporting/direction.js';

const audits: Movement = {
  unit: 'audits',
  value: 35,
  previous: [
    { period: 'June 2022', value: 44 },
    { period: 'May 2022', value: 40 },
  ],
  target: { value: 45, tolerance: 10 },
  targetName: 'baseline',
  better: 'higher',
};
const between = (june: number, may: number): Movement => ({
  ...audits,
  unit: 'percent',
  value: 67,
  previous: [
    { period: 'June 2022', value: june },
    { period: 'May 2022', value: may },
  ],
  target: null,
});

describe('direction of travel', () => {
  it('says it as the report does', () => {
    assert.equal(directionOfTravel(audits), 'Decreased from 44 in June 2022 and 40 in May 2022; below the baseline of 45.');
  });

  it('tells both earlier periods, whichever way they lie', () => {
    assert.equal(directionOfTravel(between(72, 63)), 'Decreased from 72% in June 2022, above 63% in May 2022.');
    assert.equal(directionOfTravel(between(60, 70)), 'Increased from 60% in June 2022, below 70% in May 2022.');
    assert.equal(directionOfTravel(between(60, 60)), 'Increased from 60% in June 2022 and May 2022.');
    assert.equal(directionOfTravel(between(60, 67)), 'Increased from 60% in June 2022, the same as in May 2022.');
    assert.equal(directionOfTravel(between(67, 60)), 'Unchanged from 67% in June 2022, above 60% in May 2022.');
    assert.equal(directionOfTravel(between(67, 67)), 'Unchanged from 67% in June 2022 and May 2022.');
  });

  it('says where the target is, also where less is better', () => {
    const inadequate: Movement = { ...audits, unit: 'percent', value: 9, previous: [], target: { value: 9, tolerance: 5 }, targetName: 'target', better: 'lower' };
    assert.equal(directionOfTravel(inadequate), 'No earlier period to compare with; meets the target of at most 9%.');
    assert.equal(directionOfTravel({ ...inadequate, value: 15 }), 'No earlier period to compare with; above the target of at most 9%.');
  });

  it('says when there is nothing to tell', () => {
    assert.equal(directionOfTravel({ ...audits, value: null }), 'No data for this period.');
    assert.equal(directionOfTravel({ ...audits, previous: [], target: null }), 'No earlier period to compare with.');
  });

  it('begins with the word for the latest change and names every value it compares with', () => {
    const value = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(value, value, value, (now, june, may) => {
        const said = directionOfTravel({ ...between(june, may), value: now });
        const word = now > june ? 'Increased' : now < june ? 'Decreased' : 'Unchanged';
        assert.ok(said.startsWith(`${word} from ${june}% in June 2022`), said);
        assert.ok(said.includes('May 2022') && (said.includes(`${may}% in May 2022`) || may === june || may === now), said);
      }),
    );
  });
});
