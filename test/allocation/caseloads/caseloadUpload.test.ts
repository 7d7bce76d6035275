import assert from 'node:assert/strict';
import { childrenOn, monthStated, monthsToUpload } from '../../../src/allocation/caseloads/caseloadUpload.js';

describe('the month of an uploaded caseload', () => {
  const today = '2022-08-15';
  const stated = (chosen?: string, named?: string): unknown => {
    const found = monthStated(chosen, named, today);
    return found.ok ? found.month : found.problem;
  };
  const wrong = (message: string): object => ({ field: 'month', message });

  it('is the one chosen, the one the file is named for, or both', () => {
    assert.equal(stated('2022-08'), '2022-08');
    assert.equal(stated(undefined, '2022-08'), '2022-08');
    assert.equal(stated('2022-08', '2022-08'), '2022-08');
  });

  it('must be stated, and not in two ways', () => {
    assert.deepEqual(stated(), wrong('Choose the month of the caseload. The file’s name does not say it.'));
    assert.deepEqual(stated('2022-08', '2022-07'), wrong('You chose August 2022, and the file’s name says July 2022. Choose the month the file is of, or the right file.'));
  });

  it('is at most one month ahead and two years back', () => {
    assert.deepEqual([monthsToUpload(today)[0], monthsToUpload(today).at(-1), monthsToUpload(today).length], ['2022-09', '2020-08', 26]);
    assert.equal(stated('2022-09'), '2022-09');
    assert.equal(stated('2020-08'), '2020-08');
    assert.deepEqual(stated('2022-10'), wrong('The caseload must be of a month from August 2020 to September 2022, not October 2022.'));
    assert.deepEqual(stated(undefined, '2020-07'), wrong('The caseload must be of a month from August 2020 to September 2022, not July 2020.'));
  });
});

describe('the children of a caseload that was replaced', () => {
  const takenOver = (at: string, children: number, added: number, removed: number) => ({ at: `${at}T10:00:00.000Z`, by: 'Quinn Abbot', children, added, removed, changed: 0 });

  it('are counted on a day as they were then', () => {
    const replaced = [takenOver('2022-08-25', 30, 5, 1), takenOver('2022-08-20', 26, 0, 74)];
    assert.deepEqual(['2022-08-19', '2022-08-20', '2022-08-24', '2022-08-25'].map((day) => childrenOn(day, 30, replaced)), [100, 26, 26, 30]);
    assert.equal(childrenOn('2022-08-15', 100, []), 100);
  });

  it('are those of the first caseload on the days before it', () => {
    const first = takenOver('2022-08-20', 26, 26, 0);
    assert.equal(childrenOn('2022-08-15', 26, [first]), 26);
    assert.equal(childrenOn('2022-08-15', 30, [first, takenOver('2022-08-25', 30, 4, 0)]), 26);
  });
});
