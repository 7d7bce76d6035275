import type { Column } from './column.js';
import { readCsv, type CsvRow } from './csv.js';
import { fileNames, format, keyOf, kindOf, kinds, type Kind, type Line, type Lines } from './format.js';
import { Problems, quoted } from './problem.js';
import { unhurried } from './unhurried.js';

export interface FilesRead {
  /** Their names. */
  files: string[];
  lines: Lines;
  problems: Problems;
  /** Files of which not every row could be read: what refers to them cannot be judged. */
  incomplete: Set<Kind>;
}

/** Reads every cell of every file by its column's rule; names of files that are not part of the format are problems. */
export async function readFiles(files: ReadonlyMap<string, Uint8Array>, onFile: (file: string) => void): Promise<FilesRead> {
  const read: FilesRead = { files: [...files.keys()], lines: Object.fromEntries(kinds.map((kind) => [kind, []])) as unknown as Lines, problems: new Problems(), incomplete: new Set() };
  for (const [name, bytes] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    onFile(name);
    const kind = kindOf(name);
    if (kind) await readFile(kind, name, bytes, read);
    else read.problems.add({ file: name, line: null, column: null, found: `a file named ${quoted(name)}`, expected: `only files named ${fileNames.join(', ')}` });
  }
  return read;
}

async function readFile(kind: Kind, file: string, bytes: Uint8Array, read: FilesRead): Promise<void> {
  const csv = await readCsv(bytes);
  for (const problem of csv.problems) read.problems.add({ file, ...problem });
  const header = csv.rows[0];
  if (!csv.complete || !header) read.incomplete.add(kind);
  if (!header) return;
  const columns = readHeader(kind, file, header, read);
  const seen = new Map<string, number>();
  await unhurried(csv.rows.slice(1), (row) => {
    const line = readRow(kind, file, row, header.cells.length, columns, read.problems);
    const key = keyOf(kind, line);
    const first = key === undefined ? undefined : seen.get(key);
    if (first !== undefined) {
      const [column = null] = format[kind].key;
      const what = format[kind].key.join(' and ');
      read.problems.add({ file, line: row.line, column, found: `the same ${what} as in line ${first}`, expected: `each ${what} once` });
      return;
    }
    if (key !== undefined) seen.set(key, row.line);
    (read.lines[kind] as Line[]).push(line);
  });
}

interface Placed {
  name: string;
  index: number;
  column: Column<unknown>;
}

/** Where each column of the format stands in this file. */
function readHeader(kind: Kind, file: string, header: CsvRow, read: FilesRead): Placed[] {
  const columns: Record<string, Column<unknown>> = format[kind].columns;
  const names = Object.keys(columns);
  const report = (column: string, found: string, expected: string): void => {
    read.problems.add({ file, line: header.line, column, found, expected });
  };
  header.cells.forEach((cell, index) => {
    const place = cell === '' ? `column ${index + 1}` : quoted(cell);
    if (!names.includes(cell)) report(place, cell === '' ? 'a column without a name' : 'an unknown column', `only the columns ${names.join(', ')}`);
    else if (header.cells.indexOf(cell) !== index) report(place, 'the same column again', 'each column once');
  });
  return names.flatMap((name) => {
    const index = header.cells.indexOf(name);
    if (index >= 0) return [{ name, index, column: columns[name]! }];
    report(name, 'no such column', `a column ${name} in the header row`);
    if ((format[kind].key as readonly string[]).includes(name)) read.incomplete.add(kind);
    return [];
  });
}

function readRow(kind: Kind, file: string, row: CsvRow, width: number, columns: readonly Placed[], problems: Problems): Line {
  const cells: Record<string, unknown> = {};
  const ragged = row.cells.length !== width;
  if (ragged) problems.add({ file, line: row.line, column: null, found: counted(row.cells.length), expected: `${counted(width)}, as in the header row` });
  for (const { name, index, column } of columns) {
    const cell = row.cells[index];
    // Cells of a ragged row may stand in the wrong column; only what tells the row apart is kept, for rows that refer to it.
    if (cell === undefined || (ragged && !(format[kind].key as readonly string[]).includes(name))) continue;
    const broken = cell.includes('\uFFFD');
    cells[name] = broken ? undefined : column.read(cell);
    if (ragged) continue;
    if (broken) problems.add({ file, line: row.line, column: name, found: quoted(cell), expected: 'text in UTF-8 (in Excel: save as “CSV UTF-8”)' });
    else if (cells[name] === undefined) problems.add({ file, line: row.line, column: name, found: quoted(cell), expected: column.expected });
  }
  return { file, line: row.line, cells };
}

const counted = (cells: number): string => `${cells} ${cells === 1 ? 'cell' : 'cells'}`;
