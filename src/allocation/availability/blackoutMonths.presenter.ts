import { dayInWords, monthInWords, type Day } from '../../shared/day.js';
import { monthsToPlan } from './availability.js';
import { mayBeLifted } from './blackoutMonth.js';
import type { BlackoutSeen } from './blackoutMonths.reads.js';

/** The form for another month without audits. */
export function blackoutFields(typed: Record<string, unknown>, today: Day): object[] {
  return [
    { component: 'select', name: 'month', label: 'Month', labelSize: 's', value: typed['month'], items: [{ value: '', label: 'Choose a month' }, ...monthsToPlan(today).map((month) => ({ value: month, label: monthInWords(month) }))] },
    { component: 'input', name: 'reason', label: 'Why', labelSize: 's', hint: 'Everyone who audits reads it. For example, Ofsted inspection.', value: typed['reason'] },
  ];
}

/** Each month with who set and who lifted it. */
export function blackoutLines(blackouts: readonly BlackoutSeen[], today: Day) {
  return blackouts.map((one) => ({
    id: one.id,
    shownVersion: one.version,
    month: monthInWords(one.month),
    mayBeLifted: mayBeLifted(one, today),
    facts: [
      { key: 'Reason', value: one.reason },
      { key: 'Set', value: `by ${one.setBy} on ${dayInWords(one.setOn)}` },
      ...(one.liftedOn === null ? [] : [{ key: 'Lifted', value: `by ${one.liftedBy ?? 'somebody'} on ${dayInWords(one.liftedOn)}` }]),
    ],
  }));
}
