import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spreadsheet, type Cell, type Column } from '../../src/reporting/spreadsheet.js';
import { readWorkbook } from '../support/workbook.js';

const made = new Date('2022-08-15T10:00:00Z');

const columns: Column[] = [
  { header: 'What', width: 30, kind: 'text' },
  { header: 'On', width: 12, kind: 'day' },
  { header: 'Month', width: 12, kind: 'month' },
  { header: 'Times', width: 8, kind: 'number' },
];

async function written(rows: Cell[][], width: readonly Column[] = columns): Promise<ReturnType<typeof readWorkbook>> {
  const pieces: Uint8Array[] = [];
  const middle = Math.floor(rows.length / 2);
  for await (const piece of spreadsheet([{ name: 'Data', columns: width, filtered: true, rows: [rows.slice(0, middle), rows.slice(middle)] }, { name: "It's & <about>", columns: width, filtered: false, rows: [] }], made)) pieces.push(piece);
  return readWorkbook(Buffer.concat(pieces));
}

describe('a spreadsheet', () => {
  it('has real dates, numbers that are numbers, a header that stays in view, and a filter to each column', async () => {
    const [data, about] = await written([['First', '2022-08-15', '2022-07-01', 2], ['Second', '2024-02-29', '1999-12-31', 0], [null, null, null, null]]);
    assert.equal(data!.name, 'Data');
    assert.equal(data!.frozenRows, 1);
    assert.equal(data!.filtered, 'A1:D4');
    assert.deepEqual(data!.rows[0]!.map(({ text }) => text), ['What', 'On', 'Month', 'Times']);
    assert.deepEqual(data!.rows[1], [
      { text: 'First', format: 'text' }, { text: '2022-08-15', format: 'dd/mm/yyyy' }, { text: '2022-07-01', format: 'mmmm yyyy' }, { text: '2', format: '' },
    ]);
    assert.deepEqual(data!.rows[2]!.map(({ text }) => text), ['Second', '2024-02-29', '1999-12-31', '0']);
    assert.deepEqual(data!.rows[3], []);
    assert.deepEqual([about!.name, about!.filtered, about!.rows.length], ["It's & <about>", undefined, 1]);
  });

  it('keeps every text as text, also what looks like a formula, a number or a character’s code', async () => {
    for (const text of ['=1+1', '+44 1452', '-3', '@SUM(A1)', '=HYPERLINK("http://example.org","x")', '007', '15/08/2022', '<b>&amp;"quoted"\'</b>', ' spaces  ', 'two\nlines', 'née 👩‍👧 Œuvre']) {
      const [data] = await written([[text, null, null, null]]);
      assert.deepEqual(data!.rows[1]![0], { text, format: 'text' });
    }
    // Spreadsheets read `_x0041_` back as the letter A, unless the underscore is written by its own code.
    assert.equal((await written([['_x0041_', null, null, null]]))[0]!.rows[1]![0]!.text, '_x005F_x0041_');
  });

  it('can be read whatever the text: what XML has no place for is left out, and a cell holds no more than it can', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), { minLength: 1, maxLength: 6 }), async (texts) => {
        const [data] = await written(texts.map((text) => [`x${text}`, null, null, null]));
        const legible = (text: string): string =>
          // eslint-disable-next-line no-control-regex
          text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
        assert.deepEqual(data!.rows.slice(1).map(([cell]) => cell!.text.replaceAll('_x005F_', '_')), texts.map((text) => `x${legible(text).replaceAll('_x005F_', '_')}`));
      }),
      { numRuns: 100 },
    );
    const [data] = await written([['a'.repeat(40_000), null, null, null]]);
    assert.equal(data!.rows[1]![0]!.text.length, 32_767);
  });

  it('names its columns past Z', async () => {
    const many = Array.from({ length: 60 }, (_, n): Column => ({ header: `Column ${n}`, width: 9, kind: 'number' }));
    const [data] = await written([many.map((_, n) => n)], many);
    assert.equal(data!.filtered, 'A1:BH2');
    assert.deepEqual(data!.rows[1]!.map(({ text }) => Number(text)), many.map((_, n) => n));
  });

  it('asks for rows only as they are wanted, and for no more once nobody wants them', async () => {
    let asked = 0;
    let ended = false;
    async function* rows(): AsyncGenerator<Cell[][]> {
      try {
        for (;;) {
          asked += 1;
          yield await Promise.resolve(Array.from({ length: 2000 }, (_, n) => [`Row ${n} of ${asked}, ${Math.sin(n * asked)}`, '2022-08-15', '2022-07-01', n]));
        }
      } finally {
        ended = true;
      }
    }
    for await (const piece of spreadsheet([{ name: 'Endless', columns, filtered: true, rows: rows() }], made)) {
      if (asked > 3 && piece.length > 0) break;
    }
    assert.equal(asked, 4);
    assert.ok(ended);
  });
});
