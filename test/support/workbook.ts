import { load } from 'cheerio';
import { strFromU8, unzipSync } from 'fflate';

/** A sheet of a workbook (.xlsx) as its parts say, read without a spreadsheet program. */
export interface SheetRead {
  name: string;
  /** The rows that stay in view. */
  frozenRows: number;
  /** What the columns are filtered by; undefined when they are not. */
  filtered: string | undefined;
  /** Rows of cells; a date is `2022-08-15` when its cell is a number in the format of a date. */
  rows: { text: string; format: string }[][];
}

/** Reads every sheet. @throws when a part is missing or is no XML */
export function readWorkbook(file: Buffer): SheetRead[] {
  const parts = unzipSync(file);
  const xml = (path: string) => {
    const part = parts[path];
    if (!part) throw new Error(`the workbook has no ${path}`);
    return load(strFromU8(part), { xml: true });
  };
  const styles = xml('xl/styles.xml');
  const formats = new Map(styles('numFmt').toArray().map((each) => [styles(each).attr('numFmtId'), styles(each).attr('formatCode')!]));
  const formatOf = styles('cellXfs xf').toArray().map((each) => formats.get(styles(each).attr('numFmtId')) ?? '');
  const workbook = xml('xl/workbook.xml');
  const targets = xml('xl/_rels/workbook.xml.rels');
  const types = xml('[Content_Types].xml');
  return workbook('sheet').toArray().map((each) => {
    const target = targets(`Relationship[Id="${workbook(each).attr('r:id')}"]`).attr('Target')!;
    if (types(`Override[PartName="/xl/${target}"]`).length !== 1) throw new Error(`${target} has no type`);
    const sheet = xml(`xl/${target}`);
    const rows = sheet('row').toArray().map((row) => {
      const cells: SheetRead['rows'][number] = [];
      const nothing = { text: '', format: '' };
      for (const cell of sheet(row).find('c').toArray()) {
        const [letters] = /^[A-Z]+/.exec(sheet(cell).attr('r')!)!;
        const column = letters.split('').reduce((place, letter) => place * 26 + letter.charCodeAt(0) - 64, 0) - 1;
        const format = formatOf[Number(sheet(cell).attr('s') ?? 0)]!;
        const isText = sheet(cell).attr('t') === 'inlineStr';
        const value = isText ? sheet(cell).find('is > t').text() : sheet(cell).find('v').text();
        const isDate = !isText && format.includes('y');
        cells[column] = { text: isDate ? new Date(Date.UTC(1899, 11, 30) + Number(value) * 86_400_000).toISOString().slice(0, 10) : value, format: isText ? 'text' : format };
      }
      return Array.from({ length: cells.length }, (_, column) => cells[column] ?? nothing);
    });
    const pane = sheet('pane[state=frozen]');
    return { name: workbook(each).attr('name')!, frozenRows: Number(pane.attr('ySplit') ?? 0), filtered: sheet('autoFilter').attr('ref'), rows };
  });
}
