import assert from 'node:assert/strict';
import { monthStated, monthsToUpload } from '../../../src/allocation/caseloads/caseloadUpload.js';

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
