import { setImmediate as letOthersWork } from 'node:timers/promises';
import { parse, type CsvError, type Info } from 'csv-parse';
import type { ImportProblem } from './problem.js';

export interface CsvRow {
  /** The line of the file the row starts on; the first is 1. */
  line: number;
  cells: string[];
}

export interface Csv {
  /** The header first; rows without anything in them are left out. */
  rows: CsvRow[];
  problems: Omit<ImportProblem, 'file'>[];
  /** False when a row, or the file, could not be read at all. */
  complete: boolean;
}

const longestRow = 1_000_000;
const atATime = 64 * 1024;
/** Each unreadable row costs another pass over the rest. */
const mostUnreadableRows = 20;

/** The rows of a CSV file (comma, double quotes, UTF-8 with or without its mark), letting other work go on meanwhile. */
export async function readCsv(bytes: Uint8Array): Promise<Csv> {
  const nothing = (line: number | null, found: string, expected: string): Csv => ({ rows: [], problems: [{ line, column: null, found, expected }], complete: false });
  if (bytes.length === 0) return nothing(null, 'an empty file', 'a header row');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const nul = text.indexOf('\0');
  if (nul >= 0) return nothing(lineAt(text, nul), 'a file that is not text', 'a CSV file: comma-separated text in UTF-8');

  const csv: Csv = { rows: [], problems: [], complete: true };
  const content = Buffer.from(text);
  let from = 0;
  let linesBefore = 0;
  for (let unreadable = 0; from < content.length; unreadable += 1) {
    if (unreadable > mostUnreadableRows) {
      csv.problems.push({ line: linesBefore + 1, column: null, found: 'more rows that cannot be read', expected: 'the rows above put right first' });
      break;
    }
    const { lines, error } = await readRows(content.subarray(from), linesBefore, csv.rows);
    if (!error) break;
    csv.complete = false;
    csv.problems.push({ line: lines + 1, column: null, ...explained(error) });
    // The row is lost; go on with the line after the one it starts on.
    for (; linesBefore <= lines; linesBefore += 1) {
      const end = content.indexOf(10, from);
      from = end < 0 ? content.length : end + 1;
    }
  }
  if (csv.rows.length === 0 && csv.problems.length === 0) return nothing(1, 'an empty file', 'a header row');
  return csv;
}

/** Reads up to the first row that cannot be read; `lines` are those of the whole file behind the last row. */
async function readRows(content: Buffer, linesBefore: number, rows: CsvRow[]): Promise<{ lines: number; error: CsvError | undefined }> {
  const parser = parse({ info: true, relax_column_count: true, trim: true, record_delimiter: '\n', max_record_size: longestRow });
  let lines = linesBefore;
  let error: CsvError | undefined;
  parser.on('data', ({ info, record }: { info: Info; record: string[] }) => {
    if (record.some((cell) => cell.trim() !== '')) rows.push({ line: lines + 1, cells: record.map((cell) => cell.trim()) });
    lines = linesBefore + info.lines;
  });
  parser.on('error', (problem: CsvError) => (error = problem));
  const finished = new Promise<void>((resolve) => parser.on('close', resolve));
  for (let at = 0; at < content.length && !error; at += atATime) {
    parser.write(content.subarray(at, at + atATime));
    await letOthersWork();
  }
  if (!error) parser.end();
  await finished;
  return { lines, error };
}

function explained(error: CsvError): { found: string; expected: string } {
  if (error.code === 'CSV_MAX_RECORD_SIZE') return { found: 'a row longer than 1,000,000 characters', expected: 'a shorter row; is a quotation mark not closed?' };
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return { found: 'a quotation mark that is not closed', expected: 'a closing quotation mark' };
  return { found: 'a quotation mark inside a cell', expected: 'a cell with quotation marks in it to be put in quotation marks, and those inside it doubled' };
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
