import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageAsked, paging, perPage, rowsBefore } from '../../src/web/paging.js';

describe('the pages of a list', () => {
  it('are asked for by number, and the first is meant by anything else', () => {
    assert.equal(pageAsked('3'), 3);
    for (const other of [undefined, '', '0', '-1', '1.5', 'x', ['2', '3'], '99999999999', '1e3']) assert.equal(pageAsked(other), 1, String(other));
  });

  it('say what they show', () => {
    const { url, ...shown } = paging('/people', { role: 'qa', team: '', search: 'a b&c' }, 2, 51);
    assert.deepEqual(shown, { page: 2, pages: 3, from: 26, to: 50, total: 51 });
    assert.equal(url(3), '/people?role=qa&search=a+b%26c&page=3');
    assert.deepEqual([paging('/x', {}, 1, 0).from, paging('/x', {}, 1, 0).to, paging('/x', {}, 1, 0).pages], [0, 0, 0]);
  });

  it('show every row once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (total) => {
        const { pages } = paging('/x', {}, 1, total);
        const rows = Array.from({ length: pages }, (_, index) => paging('/x', {}, index + 1, total)).flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (__, n) => from + n));
        assert.deepEqual(rows, Array.from({ length: total }, (_, n) => n + 1));
        assert.equal(rowsBefore(pages + 1) >= total, true);
        assert.equal(perPage, 25);
      }),
    );
  });
});
