import { dayInWords, type Day } from '../shared/day.js';
import { involvements, label } from '../shared/practice.js';
import {
  awaitsVerification, helpedAnswers, helpedInWords, isClosed, kindInWords, kindsOpen, type Helped, type ReportKind, type Terms, type UpdateWritten,
} from './action.js';
import { longestNote } from './action.form.js';
import { plannedInWords, standsNow, tookPart, updateTyped } from './actions.presenter.js';
import type { ActionInFull, UpdateRecorded } from './actions.reads.js';
import { carriedBy, chairIsTold, meetingInWords, routes, type PlannedDays } from './carePlan.js';

interface Named {
  id: number;
  name: string;
}

/** What somebody typed into a form, to show it again. */
type Typed = Record<string, unknown>;

/** What was stored and what was typed, for `components/conflict`. */
interface Both {
  label: string;
  stored: string;
  typed: string;
}

/** What every form about an action shows of it; `versionSeen` is the version it was shown at. */
const about = (action: ActionInFull, versionSeen: number) => ({ ref: action.ref, caseRef: action.caseRef, description: action.description, longestNote, versionSeen });

const kindHints: Record<ReportKind, string> = {
  progress: 'It is not done yet: say what has happened and what is next.',
  transferred: 'It is now in the child’s own plan.',
  completed: 'It is done.',
  service_ended: 'The service to the child ended before this was done: say why.',
};

const yesNoChoices = [{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }];

/** Who took part when an action went into the plan. */
export function whoTookPart(typed: Typed, hints: { childInvolved?: string | undefined; reviewingOfficerInvolved?: string | undefined }): object[] {
  return [
    { name: 'childInvolved', legend: 'Was the child involved?', items: yesNoChoices, hint: hints.childInvolved },
    { name: 'familyInvolved', legend: 'Was the family involved?', items: yesNoChoices },
    {
      name: 'reviewingOfficerInvolved', legend: 'Was the reviewing officer involved?', hint: hints.reviewingOfficerInvolved,
      items: involvements.map((involvement) => ({ value: involvement, label: involvement === 'not_applicable' ? 'There is none' : label(involvement) })),
    },
  ].map((field) => ({ component: 'radios', inline: true, small: true, value: typed[field.name], ...field }));
}

/** The form for an update; an action that is closed only takes notes. */
export function updateForm(action: ActionInFull, typed: Typed, today: Day, versionSeen: number) {
  const { cohort, planned } = action;
  const field = (name: string, more: object): object => ({ name, value: typed[name], ...more });
  const evidence = field('evidence', { component: 'textarea', label: 'Where is it recorded?', hint: 'For example “Core group minutes of 3 August, in the child’s file”.', lines: 2, maxlength: longestNote });
  const conditional: Partial<Record<ReportKind, object[]>> = {
    transferred: [
      ...whoTookPart(typed, {
        reviewingOfficerInvolved: cohort === 'child_protection' ? `That is the conference chair.${chairIsTold(cohort, planned) ? ' The core group comes first, so the chair has to be told.' : ''}` : undefined,
      }),
      evidence,
    ],
    completed: [evidence],
    service_ended: [field('agreedBy', { component: 'input', label: 'Who agreed that the service ended?' })],
  };
  const meetings = plannedInWords(planned);
  return {
    ...about(action, versionSeen),
    kinds: kindsOpen(action).map((kind) => ({
      value: kind,
      label: kindInWords[kind],
      hint: kind === 'transferred' && meetings.length > 0 ? `${kindHints[kind]} Planned: ${meetings.join(', ')}.` : kindHints[kind],
      conditional: conditional[kind],
    })),
    onlyNotes: isClosed(action),
    kind: typed['kind'],
    happenedOn: typed['happenedOn'],
    dateHint: `Today is ${Number(today.slice(8))} ${Number(today.slice(5, 7))} ${today.slice(0, 4)}.`,
    note: typed['note'],
  };
}

export function updateConflict(action: ActionInFull, updates: readonly UpdateRecorded[], typed: UpdateWritten): Both[] {
  return [{ label: 'This action', stored: standsNow(action, updates), typed: updateTyped(typed) }];
}

/** The choice of no owner, told apart from the manager as a person, who keeps the action when somebody else comes to manage the team. */
const whoeverManages = ({ managerName }: ActionInFull): string => `Whoever manages the team (now ${managerName ?? 'nobody'})`;

/** The form for another owner and, of a task, another due date. */
export function termsForm(action: ActionInFull, owners: readonly Named[], typed: { ownerId?: unknown; dueOn?: unknown; reason?: unknown }, versionSeen: number) {
  return {
    ...about(action, versionSeen),
    heading: action.type === 'care_planning' ? `Change who answers for action ${action.ref}` : `Change who answers for action ${action.ref}, or when it is due`,
    movesDueDate: action.type === 'non_care_planning',
    owners: [{ value: '', label: whoeverManages(action) }, ...owners.map(({ id, name }) => ({ value: id, label: name }))],
    ownerId: typed.ownerId,
    dueOn: typed.dueOn,
    reason: typed.reason,
  };
}

export function termsConflict(action: ActionInFull, owners: readonly Named[], wanted: Terms): Both[] {
  const ownerIs = (id: number | null): string => (id === null ? whoeverManages(action) : (owners.find((owner) => owner.id === id)?.name ?? ''));
  return [
    { label: 'Answers for it', stored: ownerIs(action.ownerId), typed: ownerIs(wanted.ownerId) },
    ...(action.type === 'care_planning' ? [] : [{ label: 'Due', stored: dayInWords(action.dueOn), typed: dayInWords(wanted.dueOn) }]),
  ];
}

/** The form for the meetings on the way into the child's plan; `shown` gives what stands in the date field of each. */
export function planForm(action: ActionInFull, shown: (meeting: string) => unknown, reason: unknown, today: Day, versionSeen: number) {
  const { cohort, planned, dueOn } = action;
  const isPlanned = carriedBy(cohort, planned) !== null;
  const optional = routes[cohort].steps.length > 0 ? 'Leave it out if the plan does not change.' : routes[cohort].meetings.length > 1 ? 'Leave it out if none is planned.' : undefined;
  return {
    ...about(action, versionSeen),
    route: routes[cohort].inWords,
    days: routes[cohort].meetings.map((meeting) => ({
      component: 'date-input', name: meeting, legend: meetingInWords[meeting], hint: routes[cohort].steps.includes(meeting) ? undefined : optional, value: shown(meeting),
    })),
    reason,
    reasonHint: dueOn < today ? `Needed, because the action was due on ${dayInWords(dueOn)}.` : `Needed if ${isPlanned ? 'a day that was planned changes, or ' : ''}the action becomes due later than ${dayInWords(dueOn)}.`,
  };
}

export function planConflict(action: ActionInFull, wanted: PlannedDays, reason: string | null): Both[] {
  return [{ label: 'The meetings planned', stored: plannedInWords(action.planned).join('\n'), typed: [...plannedInWords(wanted), ...(reason === null ? [] : [reason])].join('\n') }];
}

/** The form for verifying or reopening, with what was recorded as the end of the action. */
export function verifyForm(action: ActionInFull, updates: readonly UpdateRecorded[], typed: { outcome?: unknown; reason?: unknown }, versionSeen: number) {
  const end = updates.find(({ kind }) => kind === 'transferred' || kind === 'completed' || kind === 'service_ended');
  const awaits = awaitsVerification(action);
  return {
    ...about(action, versionSeen),
    heading: awaits ? `Verify or reopen action ${action.ref}` : `Reopen action ${action.ref}`,
    details: [
      { key: 'What was asked', value: action.description, multiline: true },
      ...(end
        ? [
            { key: 'What was recorded', value: `${kindInWords[end.kind]}, ${dayInWords(end.happenedOn)}, ${end.recordedBy === null ? 'taken over from earlier records' : `by ${end.recordedBy}`}` },
            ...(end.kind === 'transferred' && end.recordedBy !== null ? [{ key: 'Who took part', value: tookPart(end).join('\n'), multiline: true }] : []),
            ...(end.note === null ? [] : [{ key: end.kind === 'service_ended' ? 'Why the service ended' : 'What was done', value: end.note, multiline: true }]),
            ...(end.evidence === null ? [] : [{ key: 'Where it is recorded', value: end.evidence, multiline: true }]),
            ...(end.agreedBy === null ? [] : [{ key: 'Who agreed', value: end.agreedBy }]),
          ]
        : []),
    ],
    awaits,
    outcomes: [
      { value: 'verified', label: 'Verify', hint: 'You have seen that it is done.' },
      { value: 'reopened', label: 'Reopen', hint: 'It is not done as recorded. Whoever answers for it is told.', conditional: [{ component: 'textarea', name: 'reason', label: 'Why do you reopen it?', maxlength: longestNote, value: typed.reason }] },
    ],
    outcome: typed.outcome,
    reason: typed.reason,
  };
}

export function verifyConflict(action: ActionInFull, updates: readonly UpdateRecorded[], { outcome, reason }: { outcome: string; reason?: string }): Both[] {
  return [{ label: 'This action', stored: standsNow(action, updates), typed: [label(outcome), ...(reason === undefined ? [] : [reason])].join('\n') }];
}

/** The form that asks whether a completed action helped the child. */
export function helpedForm(action: ActionInFull, typed: { helped?: unknown; why?: unknown }, versionSeen: number) {
  return {
    ...about(action, versionSeen),
    completed: `${action.type === 'care_planning' ? 'Transferred to the child’s plan' : 'Completed'} on ${dayInWords(action.completedOn)}.`,
    answers: helpedAnswers.map((answer) => ({ value: answer, label: helpedInWords[answer], hint: answer === 'too_early' ? 'You are asked again in three months.' : undefined })),
    helped: typed.helped,
    why: typed.why,
  };
}

export function helpedConflict(action: ActionInFull, updates: readonly UpdateRecorded[], { helped, why }: { helped: Helped; why: string }): Both[] {
  return [{ label: 'This action', stored: standsNow(action, updates), typed: [helpedInWords[helped], why].join('\n') }];
}
