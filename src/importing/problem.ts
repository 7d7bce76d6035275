/** One thing wrong with one place in the files; `line` and `column` are null when the whole file or row is meant. */
export interface ImportProblem {
  file: string;
  line: number | null;
  column: string | null;
  /** What stands there. It may name a child: show it to whoever imports and never log it. */
  found: string;
  expected: string;
}

const longestShown = 80;

/** A cell as a problem quotes it: shortened, on one line, and never invisible. */
export function quoted(cell: string): string {
  const oneLine = cell.replace(/\s+/g, ' ').trim();
  if (oneLine === '') return 'an empty cell';
  return oneLine.length > longestShown ? `${oneLine.slice(0, longestShown)}… (${cell.length} characters)` : oneLine;
}

/** A problem on one line of text, for a terminal. */
export function problemInWords(problem: ImportProblem): string {
  const place = [problem.file, problem.line !== null && `line ${problem.line}`, problem.column].filter(Boolean).join(', ');
  return `${place}: found ${problem.found}; expected ${problem.expected}`;
}

const mostListed = 10_000;

/** The problems found so far. A file of the wrong kind can have millions: those beyond the ten thousandth are only counted. */
export class Problems {
  readonly listed: ImportProblem[] = [];
  total = 0;

  add(problem: ImportProblem): void {
    this.total += 1;
    if (this.listed.length < mostListed) this.listed.push(problem);
  }

  addAll(problems: readonly ImportProblem[]): void {
    for (const problem of problems) this.add(problem);
  }
}
