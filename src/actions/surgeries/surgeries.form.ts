import { Transform } from 'class-transformer';
import { IsNotEmpty, Matches } from 'class-validator';
import { DayField, RecordId, Text, Ticked } from '../../forms/fields.js';
import type { Day } from '../../shared/day.js';
import type { Problem } from '../../shared/errors.js';
import { parseForm, textAsked, type Parsed } from '../../forms/parseForm.js';
import { ActionUpdateForm, longestNote, PlanForm, updateIn } from '../action.form.js';
import type { Appointment, Outcome } from './surgery.js';

const longestPlace = 200;

/** When and where, in the order of the page. */
export class AppointmentForm {
  @DayField('The day')
  meetOn!: Day;

  @Transform(({ value }) => timeOfDay(value))
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Enter the time as hours and minutes, such as 14:30.' })
  @IsNotEmpty({ message: 'Enter the time.' })
  meetAt!: string;

  @Text({ label: 'The place', max: longestPlace, required: 'Enter the place, or the link of an online meeting.' })
  place!: string;

  @Text({ label: 'The note', max: longestNote })
  note?: string;

  @Ticked()
  anyway?: boolean;
}

export class NewSurgeryForm extends AppointmentForm {
  @RecordId('Choose the manager.')
  managerId!: number;
}

/** `9.30` and `9:30` → `09:30`; anything else as it is. */
function timeOfDay(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [, hours, minutes] = /^(\d{1,2})[:.](\d{2})$/.exec(value) ?? [];
  return hours === undefined ? value : `${hours.padStart(2, '0')}:${minutes}`;
}

export class EndForm {
  @Ticked()
  confirmed?: boolean;
}

export function appointmentIn({ meetOn, meetAt, place, note }: AppointmentForm): Appointment {
  return { meetOn, meetAt, place, note: note ?? null };
}

class NewDueDateForm {
  @DayField('The new due date')
  dueOn!: Day;

  @Text({ label: 'The note', max: longestNote, required: 'Enter why there is a new due date.' })
  note!: string;
}

/** The one note of the page is the reason for a new day. */
export function asNote(problem: Problem): Problem {
  return problem.field === 'reason' ? { ...problem, field: 'note' } : problem;
}

type Typed = Record<string, unknown>;

/** What was agreed about an action: an update of it, the meetings that carry it into the plan, or another due date. */
export function outcomeIn(body: unknown): Parsed<Outcome> {
  const kind = textAsked((body as Typed)['kind']);
  if (kind === 'planned') {
    const form = parseForm(PlanForm, { ...(body as object), reason: (body as Typed)['note'] });
    if (!form.ok) return { ok: false, errors: form.errors.map(asNote) };
    const { reason = null, ...days } = form.value;
    return { ok: true, value: { kind, days, reason } };
  }
  if (kind === 'due_changed') {
    const form = parseForm(NewDueDateForm, body);
    return form.ok ? { ok: true, value: { kind, dueOn: form.value.dueOn, reason: form.value.note } } : form;
  }
  const form = parseForm(ActionUpdateForm, body);
  return form.ok ? { ok: true, value: { kind: 'report', update: updateIn(form.value) } } : form;
}
