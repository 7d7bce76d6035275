import type { Change } from '../history/history.js';
import type { Day } from '../shared/day.js';
import { spelt } from './column.js';
import { keyOf, kinds, type Kind, type Line, type Lines, type Row } from './format.js';
import { quoted, type Problems } from './problem.js';
import type { Recorded, RecordedRow } from './recorded.js';

/** A row of reference data that differs from what Plumbline holds. */
export interface Changed<K extends Kind = Kind> {
  id: number;
  file: string;
  cells: Row<K>;
  changes: Change[];
}

export interface KindPlan<K extends Kind> {
  added: { file: string; cells: Row<K> }[];
  changed: Changed<K>[];
  unchanged: number;
}

export type Plan = { [K in Kind]: KindPlan<K> };

/** What files may change; anything else is a record that an import never overwrites. */
const referenceData: readonly Kind[] = ['services', 'teams', 'staff', 'exemptions', 'pairings', 'caseload'];

/** What storing these rows would do. Rows that differ from a record already kept are problems. */
export function planFor(lines: Lines, recorded: Recorded, problems: Problems): Plan {
  return Object.fromEntries(kinds.map((kind) => [kind, planForKind(kind, lines, recorded, problems)])) as unknown as Plan;
}

function planForKind<K extends Kind>(kind: K, lines: Lines, recorded: Recorded, problems: Problems): KindPlan<K> {
  const plan: KindPlan<K> = { added: [], changed: [], unchanged: 0 };
  for (const line of lines[kind] as Line<K>[]) {
    const key = keyOf(kind, line);
    if (key === undefined) continue;
    const kept = recorded.rows[kind].get(key) as RecordedRow<K>[] | undefined;
    // Until every cell has been read the row is not going to be stored.
    const cells = line.cells as Row<K>;
    if (!kept) {
      plan.added.push({ file: line.file, cells });
      continue;
    }
    const differences = kept.map((row) => differencesBetween(row.cells, asKept(kind, cells)));
    const changes = differences.find((found) => found.length === 0) ?? differences[0]!;
    if (changes.length === 0) plan.unchanged += 1;
    else if (referenceData.includes(kind)) plan.changed.push({ id: kept[0]!.id, file: line.file, cells, changes });
    else {
      for (const { field, was, is } of changes) {
        const expected = `${quoted(String(was ?? ''))}, as already recorded; Plumbline never overwrites a record by import`;
        problems.add({ file: line.file, line: line.line, column: field, found: quoted(String(is ?? '')), expected });
      }
    }
  }
  return plan;
}

/** A row as Plumbline would give it back: without a flag there is none, and completing an action is its last update. */
function asKept<K extends Kind>(kind: K, cells: Row<K>): Row<K> {
  if (kind === 'audits') return { ...cells, lower_end_ri: (cells as Row<'audits'>).lower_end_ri ?? false };
  if (kind === 'actions') return { ...cells, last_update_on: updatesOf(cells as Row<'actions'>).last };
  return cells;
}

/** When an action was first and last updated; transferring or completing it is an update. */
export function updatesOf({ last_update_on, completed_on }: Row<'actions'>): { first: Day | null; last: Day | null } {
  const days = [last_update_on, completed_on].filter((day) => typeof day === 'string').sort();
  return { first: days[0] ?? null, last: days.at(-1) ?? null };
}

/** Only columns that could be read are compared. */
function differencesBetween<K extends Kind>(was: Row<K>, is: Partial<Row<K>>): Change[] {
  return (Object.keys(is) as (keyof Row<K> & string)[])
    .filter((field) => is[field] !== undefined && spelt(was[field]) !== spelt(is[field]))
    .map((field) => ({ field, was: spelt(was[field]) || null, is: spelt(is[field]) || null }));
}
