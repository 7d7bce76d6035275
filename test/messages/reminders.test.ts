import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dueDay } from '../../src/allocation/board/dueDay.js';
import { remindersFor, type AuditToSubmit } from '../../src/messages/reminders.js';
import { addDays, daysBetween, type Day } from '../../src/shared/day.js';

const audit: AuditToSubmit = { ref: 'A00001', caseRef: 'C70001', month: '2022-09', extendedTo: null, auditorId: 7 };
const kinds = (on: Day, of = audit): string[] => remindersFor([of], on).map(({ kind }) => kind);

describe('reminders', () => {
  it('begin five days before the day an audit is due, and become late the day after', () => {
    assert.deepEqual(['2022-09-24', '2022-09-25', '2022-09-30', '2022-10-01', '2022-10-30'].map((day) => kinds(day)), [[], ['due_soon'], ['due_soon'], ['overdue'], ['overdue']]);
  });

  it('go by the day it was extended to', () => {
    const extended = { ...audit, extendedTo: '2022-10-07' };
    assert.deepEqual(['2022-10-01', '2022-10-02', '2022-10-07', '2022-10-08'].map((day) => kinds(day, extended)), [[], ['due_soon'], ['due_soon'], ['overdue']]);
  });

  it('say nothing but the audit, its case and its day, to its auditor', () => {
    assert.deepEqual(remindersFor([audit], '2022-10-09'), [
      { kind: 'overdue', staffId: 7, facts: { auditRef: 'A00001', caseRef: 'C70001', month: '2022-09', dueOn: '2022-09-30' }, once: 'overdue A00001 2022-09-30 week 1' },
    ]);
  });

  it('are said once before the day, and once in every week after it, however often and on whichever days they are looked for', () => {
    const someDay = fc.integer({ min: 0, max: 700 }).map((after) => addDays('2022-01-01', after));
    fc.assert(
      fc.property(fc.uniqueArray(someDay, { minLength: 1, maxLength: 120 }), fc.option(someDay, { nil: null }), fc.constantFrom('2022-02', '2022-06', '2022-12', '2023-02'), (days, extendedTo, month) => {
        const due = { ...audit, month, extendedTo };
        const told = new Map<string, Day>();
        for (const day of days.toSorted()) {
          for (const { once, kind } of [...remindersFor([due], day), ...remindersFor([due], day)]) {
            if (!told.has(once!)) told.set(once!, day);
            assert.equal(kind === 'overdue', day > dueDay(due));
          }
        }
        const late = [...told.values()].filter((day) => day > dueDay(due)).map((day) => Math.floor((daysBetween(dueDay(due), day) - 1) / 7));
        assert.equal(new Set(late).size, late.length);
        assert.deepEqual(new Set(late), new Set(days.filter((day) => day > dueDay(due)).map((day) => Math.floor((daysBetween(dueDay(due), day) - 1) / 7))));
        const before = [...told.values()].filter((day) => day <= dueDay(due));
        assert.equal(before.length, days.some((day) => day <= dueDay(due) && daysBetween(day, dueDay(due)) <= 5) ? 1 : 0);
      }),
    );
  });
});
