import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { monthInWords } from '../shared/day.js';
import { addMonths } from '../shared/month.js';
import { targetedMeasures, type Measure } from './figures.js';
import { targetInWords } from './figures.presenter.js';
import type { TargetInForce } from './rag.js';
import type { TargetSeen } from './target.reads.js';
import { replacedFrom } from './targets.js';

/** Since when the targets of the published report hold: before any record. */
const always = '2000-01';

/** Every target, measure by measure in the order of the snapshot, the latest first. */
export function targetList(targets: readonly TargetSeen[]) {
  return {
    columns: ['Measure', 'Target', 'Tolerance', 'From', 'Until', 'Change'].map((each) => ({ label: each, hidden: each === 'Change' })),
    rows: targetedMeasures.flatMap((measure) =>
      targets
        .filter((target) => target.measure === measure.key)
        .map((target) => {
          const next = replacedFrom(targets, target);
          return [
            measure.label,
            targetInWords(measure, target.value),
            toleranceInWords(measure, target.tolerance),
            target.fromMonth === always ? 'The beginning' : monthInWords(target.fromMonth),
            next === null ? 'Further notice' : monthInWords(addMonths(next, -1)),
            { text: 'Change', href: `/targets/${target.id}`, hidden: `the target of ${measure.label.toLowerCase()} from ${monthInWords(target.fromMonth)}` },
          ];
        }),
    ),
  };
}

function toleranceInWords({ unit }: Measure, tolerance: number): string {
  if (unit === 'audits') return `${tolerance}% of the target`;
  return tolerance === 1 ? '1 percentage point' : `${tolerance} percentage points`;
}

type Typed = Record<string, unknown>;

const toleranceHint = 'By how much the target may be missed and still be amber: percentage points, or for the number of audits percent of the target.';
const number = { component: 'input', inputmode: 'numeric', width: 4 };

function amountFields(typed: Typed) {
  return [
    { ...number, name: 'target', label: 'Target', hint: 'A whole percentage, or for audits completed a number of audits.', value: typed['target'] },
    { ...number, name: 'tolerance', label: 'Tolerance', hint: toleranceHint, value: typed['tolerance'] },
  ];
}

export function newTargetFields(typed: Typed) {
  return [
    {
      component: 'select',
      name: 'measure',
      label: 'Measure',
      value: typed['measure'],
      items: [{ value: '', label: 'Choose a measure' }, ...targetedMeasures.map((measure) => ({ value: measure.key, label: measure.label }))],
    },
    { component: 'input', name: 'fromMonth', label: 'From month', hint: 'Year and month, such as 2023-04. Figures of earlier months keep their target.', width: 10, value: typed['fromMonth'] },
    ...amountFields(typed),
  ];
}

/** The page of one target with what is stored, or what was typed. */
export function targetPage(target: TargetSeen, typed: Typed | undefined, lines: readonly HistoryLine[]) {
  const measure = targetedMeasures.find((each) => each.key === target.measure);
  return {
    id: target.id,
    heading: `${measure?.label ?? target.measure}, from ${target.fromMonth === always ? 'the beginning' : monthInWords(target.fromMonth)}`,
    fields: amountFields(typed ?? { target: target.value, tolerance: target.tolerance }),
    changes: targetHistory(lines),
  };
}

function targetHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, { words: { value: 'Target', fromMonth: 'From month' }, codes: ['measure'] });
}

/** Where the stored target and what was just typed differ. */
export function targetConflict(stored: TargetInForce, typed: TargetInForce) {
  const rows: [label: string, stored: number, typed: number][] = [
    ['Target', stored.value, typed.value],
    ['Tolerance', stored.tolerance, typed.tolerance],
  ];
  return rows.flatMap(([label, was, is]) => (was === is ? [] : [{ label, stored: String(was), typed: String(is) }]));
}
