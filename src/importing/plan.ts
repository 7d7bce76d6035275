import type { Change } from '../history/history.js';
import type { Day } from '../shared/day.js';
import { spelt, type Cell } from './column.js';
import { isWhole, keyOf, kinds, type Kind, type Line, type Lines, type Row } from './format.js';
import { quoted, type ImportProblem, type Problems } from './problem.js';
import type { Recorded, RecordedRow } from './recorded.js';
import { unhurried } from './unhurried.js';

/** A row of reference data that differs from what Plumbline holds. */
export interface Changed<K extends Kind = Kind> {
  id: number;
  cells: Row<K>;
  changes: Change[];
}

export interface KindPlan<K extends Kind> {
  added: { file: string; cells: Row<K> }[];
  changed: Changed<K>[];
  unchanged: number;
}

export type Plan = { [K in Kind]: KindPlan<K> };

interface Difference extends Change {
  was: string | null;
  is: string | null;
}

/** What files may change; anything else is a record that an import never overwrites. */
const referenceData: readonly Kind[] = ['services', 'teams', 'staff', 'exemptions', 'pairings', 'caseload'];

/** What storing these rows would do. Rows that differ from a record already kept are problems, and rows that could not be read are left out. */
export async function planFor(lines: Lines, recorded: Recorded, problems: Problems): Promise<Plan> {
  const plan: Partial<Record<Kind, unknown>> = {};
  for (const kind of kinds) plan[kind] = await planForKind(kind, lines[kind], recorded.rows[kind], problems);
  return plan as Plan;
}

async function planForKind<K extends Kind>(kind: K, lines: readonly Line<K>[], recorded: ReadonlyMap<string, readonly RecordedRow<K>[]>, problems: Problems): Promise<KindPlan<K>> {
  const plan: KindPlan<K> = { added: [], changed: [], unchanged: 0 };
  await unhurried(lines, (line) => {
    const key = keyOf(kind, line);
    if (key === undefined) return;
    const kept = recorded.get(key);
    if (!kept) {
      if (isWhole(kind, line)) plan.added.push(line);
      return;
    }
    const is = asKept(kind, line.cells);
    const differences = kept.map((row) => differencesBetween(row.cells, is));
    const changes = differences.find((found) => found.length === 0) ?? differences[0]!;
    if (changes.length === 0) plan.unchanged += 1;
    else if (!referenceData.includes(kind)) problems.addAll(changes.map((change) => overwriting(line, change)));
    else if (isWhole(kind, line)) plan.changed.push({ id: kept[0]!.id, cells: line.cells, changes });
  });
  return plan;
}

function overwriting({ file, line }: Line, { field, was, is }: Difference): ImportProblem {
  return { file, line, column: field, found: quoted(is ?? ''), expected: `${quoted(was ?? '')}, as already recorded; Plumbline never overwrites a record by import` };
}

/** A row as Plumbline would give it back: without a flag there is none, and completing an action is its last update. */
function asKept<K extends Kind>(kind: K, cells: Partial<Row<K>>): Record<string, Cell | undefined> {
  const is: Record<string, Cell | undefined> = cells;
  if (kind === 'audits' && is['lower_end_ri'] === null) return { ...is, lower_end_ri: false };
  const { last_update_on: updated, completed_on: completed } = is;
  if (kind === 'actions' && typeof completed === 'string' && (updated === null || (typeof updated === 'string' && updated < completed))) return { ...is, last_update_on: completed };
  return is;
}

/** When an action was first and last updated; transferring or completing it is an update. */
export function updatesOf({ last_update_on, completed_on }: Row<'actions'>): { first: Day | null; last: Day | null } {
  const days = [last_update_on, completed_on].filter((day) => day !== null).sort();
  return { first: days[0] ?? null, last: days.at(-1) ?? null };
}

/** Only columns that could be read are compared. */
function differencesBetween(was: Record<string, Cell>, is: Record<string, Cell | undefined>): Difference[] {
  return Object.keys(is)
    .filter((field) => is[field] !== undefined && spelt(was[field]) !== spelt(is[field]))
    .map((field) => ({ field, was: spelt(was[field]) || null, is: spelt(is[field]) || null }));
}
