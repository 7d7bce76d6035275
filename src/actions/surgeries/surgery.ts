import { dayInWords, daysBetween, type Day } from '../../shared/day.js';
import { refusal, type Problem } from '../../shared/errors.js';
import type { UpdateWritten } from '../action.js';
import type { PlannedDays } from '../carePlan.js';

export const surgeryStatuses = ['scheduled', 'under_way', 'held', 'cancelled'] as const;
export type SurgeryStatus = (typeof surgeryStatuses)[number];

export type SurgeryStep = 'change' | 'cancel' | 'begin' | 'record' | 'end';

interface Step {
  step: SurgeryStep;
  from: SurgeryStatus;
  to: SurgeryStatus;
}

/** The only place that says what may happen next to a surgery (domain.md, "QA surgeries"): its agenda is fixed when it begins. */
export const surgeryLifecycle: readonly Step[] = [
  { step: 'change', from: 'scheduled', to: 'scheduled' },
  { step: 'cancel', from: 'scheduled', to: 'cancelled' },
  { step: 'begin', from: 'scheduled', to: 'under_way' },
  { step: 'record', from: 'under_way', to: 'under_way' },
  { step: 'end', from: 'under_way', to: 'held' },
];

export const statusInWords: Record<SurgeryStatus, string> = { scheduled: 'Arranged', under_way: 'Under way', held: 'Held', cancelled: 'Cancelled' };

/** What may happen now. */
export function stepsOpen(status: SurgeryStatus): SurgeryStep[] {
  return surgeryLifecycle.filter(({ from }) => from === status).map(({ step }) => step);
}

/** The status after a step. @throws RuleBroken when the surgery has moved on to where it may not happen */
export function statusAfter(status: SurgeryStatus, step: SurgeryStep): SurgeryStatus {
  const found = surgeryLifecycle.find((each) => each.step === step && each.from === status);
  if (!found) throw refusal('form', `This cannot be done any more: the surgery is ${statusInWords[status].toLowerCase()}.`);
  return found.to;
}

/** Until it begins, the agenda is what is outstanding now; from then on, what was outstanding at that moment. */
export function agendaOf(status: SurgeryStatus): 'live' | 'fixed' | 'none' {
  return ({ scheduled: 'live', under_way: 'fixed', held: 'fixed', cancelled: 'none' } as const)[status];
}

/** When and where a surgery is. */
export interface Appointment {
  meetOn: Day;
  /** `14:30`. */
  meetAt: string;
  place: string;
  note: string | null;
}

/** A manager's other surgery, cancelled ones left out. */
export interface OtherSurgery {
  meetOn: Day;
  meetAt: string;
}

/** Days within which a second surgery with one manager is probably an oversight. */
const near = 14;

/** What stands against meeting then: a day that is over, and, until somebody says `anyway`, another surgery with the same manager close by. */
export function appointmentProblems({ meetOn }: Appointment, others: readonly OtherSurgery[], anyway: boolean, today: Day): Problem[] {
  if (meetOn < today) return [{ field: 'meetOn', message: 'The day must be today or later.' }];
  const other = others.find((each) => Math.abs(daysBetween(each.meetOn, meetOn)) <= near);
  if (!other || anyway) return [];
  return [{ field: 'anyway', message: `There is a QA surgery with this manager on ${dayInWords(other.meetOn)} at ${other.meetAt}. Tick the box if you want both, or choose another day.` }];
}

/** What was agreed about an action: how it stands, when it is taken into the plan, or when else it is due. */
export type Outcome =
  | { kind: 'report'; update: UpdateWritten }
  | { kind: 'planned'; days: PlannedDays; reason: string | null }
  | { kind: 'due_changed'; dueOn: Day; reason: string };

/** Why the meeting cannot begin; its agenda would be that of another day. */
export function beginProblems({ meetOn }: Pick<Appointment, 'meetOn'>, today: Day): Problem[] {
  return meetOn > today ? [{ field: 'form', message: `The surgery is on ${dayInWords(meetOn)} and can begin on that day. Change its day if you meet earlier.` }] : [];
}

/** What stands against ending: open actions without an outcome, until somebody says so be it. */
export function endProblems(withoutOutcome: number, confirmed: boolean): Problem[] {
  if (withoutOutcome === 0 || confirmed) return [];
  const actions = withoutOutcome === 1 ? 'one open action has' : `${withoutOutcome} open actions have`;
  return [{ field: 'confirmed', message: `Tick the box to end the meeting although ${actions} no outcome.` }];
}
