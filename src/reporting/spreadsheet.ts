import { setImmediate } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { Day } from '../shared/day.js';

/** `day` and `month` are real dates: the values are days, and a month's is its first. */
export type CellKind = 'text' | 'long_text' | 'number' | 'day' | 'month';
export type Cell = string | number | null;

export interface Column {
  header: string;
  /** In characters. */
  width: number;
  kind: CellKind;
}

export interface Sheet {
  /** At most 31 characters, without []:*?/\ */
  name: string;
  columns: readonly Column[];
  /** Whether its columns have a filter each. */
  filtered: boolean;
  /** Some rows at a time; a row has a cell for each column. */
  rows: AsyncIterable<readonly (readonly Cell[])[]> | readonly (readonly (readonly Cell[])[])[];
}

const letters = (column: number): string => (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) + String.fromCharCode(65 + (column % 26));

/** What XML and spreadsheets cannot hold is left out: control characters, halves of characters, and more than a cell takes. */
function written(text: string): string {
  return text
    .slice(0, 32_767)
    .replace(/\r\n?/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    // Read back as the character with that number.
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}

/** The place of each kind of cell among the `cellXfs` below; the header's is 1. */
const styles: Record<CellKind, number> = { number: 0, day: 2, month: 3, text: 4, long_text: 5 };
const stylesXml = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="mmmm yyyy"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Arial"/></font><font><b/><sz val="11"/><name val="Arial"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE3EBED"/></patternFill></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
</cellXfs>
</styleSheet>`;

/** Spreadsheets count the days from the end of 1899. */
const serial = (day: Day): number => (Date.parse(`${day}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000;

function cellXml(reference: string, value: Cell, style: number, kind: CellKind): string {
  if (value === null || value === '') return '';
  if (kind === 'number') return `<c r="${reference}"><v>${value}</v></c>`;
  if (kind === 'day' || kind === 'month') return `<c r="${reference}" s="${style}"><v>${serial(String(value))}</v></c>`;
  // Text is always text, whatever it begins with: nothing in it is ever worked out.
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${written(String(value))}</t></is></c>`;
}

const rowXml = (row: number, cells: readonly Cell[], styleOf: (column: number) => [number, CellKind]): string =>
  `<row r="${row}">${cells.map((cell, column) => cellXml(`${letters(column)}${row}`, cell, ...styleOf(column))).join('')}</row>`;

/**
 * A workbook (.xlsx) of these sheets, each with a header row that stays in view. It is given out piece by piece as the
 * rows come, and others have their turn after each piece, so that neither time nor memory depends on how many there are. `made`: written into the file.
 */
export async function* spreadsheet(sheets: readonly Sheet[], made: Date): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    ready.push(piece);
  });
  const begin = (path: string): ZipDeflate => {
    const file = Object.assign(new ZipDeflate(path, { level: 3 }), { mtime: made });
    zip.add(file);
    return file;
  };
  const whole = (path: string, xml: string): void => begin(path).push(strToU8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${xml}`), true);

  const filters: string[] = [];
  for (const [index, { name, columns, filtered, rows }] of sheets.entries()) {
    const file = begin(`xl/worksheets/sheet${index + 1}.xml`);
    const widths = columns.map(({ width }, column) => `<col min="${column + 1}" max="${column + 1}" width="${width}" customWidth="1"/>`).join('');
    file.push(strToU8(
      '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>' +
        `<sheetView workbookViewId="0"${index === 0 ? ' tabSelected="1"' : ''}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
        `<cols>${widths}</cols><sheetData>${rowXml(1, columns.map(({ header }) => header), () => [1, 'text'])}`,
    ));
    let last = 1;
    for await (const some of rows) {
      file.push(strToU8(some.map((cells) => rowXml(++last, cells, (column) => [styles[columns[column]!.kind], columns[column]!.kind])).join('')));
      yield* ready.splice(0);
      await setImmediate();
    }
    const corner = letters(columns.length - 1);
    file.push(strToU8(`</sheetData>${filtered ? `<autoFilter ref="A1:${corner}${last}"/>` : ''}</worksheet>`), true);
    if (filtered) filters.push(`<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">'${written(name).replaceAll("'", "''")}'!$A$1:$${corner}$${last}</definedName>`);
  }
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const package_ = 'http://schemas.openxmlformats.org/package/2006';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  whole('xl/styles.xml', stylesXml);
  whole('xl/workbook.xml',
    `<workbook xmlns="${main}" xmlns:r="${relationships}"><bookViews><workbookView/></bookViews><sheets>` +
      sheets.map(({ name }, index) => `<sheet name="${written(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('') +
      `</sheets>${filters.length > 0 ? `<definedNames>${filters.join('')}</definedNames>` : ''}</workbook>`);
  whole('xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${package_}/relationships">${sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Type="${relationships}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}` +
      `<Relationship Id="styles" Type="${relationships}/styles" Target="styles.xml"/></Relationships>`);
  whole('_rels/.rels', `<Relationships xmlns="${package_}/relationships"><Relationship Id="workbook" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`);
  whole('[Content_Types].xml',
    `<Types xmlns="${package_}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>` +
      sheets.map((_, index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${type}.worksheet+xml"/>`).join('') +
      '</Types>');
  zip.end();
  yield* ready;
}
