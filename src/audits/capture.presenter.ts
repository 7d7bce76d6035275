import { momentInWords } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { areaRatings, areas, feedbacks, involvements, label, ratings } from '../shared/practice.js';
import { pageTitles, type AnswersShown } from './answers.presenter.js';
import { isArea, pathOfPage, progressOf, type AreaAnswers, type AuditAnswers, type FormPage, type Missing, type Progress } from './audit.js';
import type { LastSaved } from './capture.reads.js';
import { answerFor, childAnswers, familyAnswers } from './voice.js';

/** A form field's component and its settings, for components/field. */
interface Field {
  component: 'radios' | 'textarea';
  name: string;
  label?: string;
  legend?: string;
  hint?: string;
  value: string;
  [setting: string]: unknown;
}

/** What stands in the fields of a page: stored, or typed. */
export type Values = Record<string, string>;

const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');
const typed = (values: Values, name: string): string => values[name] ?? '';

/** What is stored of a page, as its fields show it. */
export function valuesStored(page: FormPage, audit: AuditAnswers, area: AreaAnswers | undefined): Values {
  if (page === 'child') return withoutNulls({ socialWorkerInvolved: audit.socialWorkerInvolved, teamManagerInvolved: audit.teamManagerInvolved, reviewingOfficerInvolved: audit.reviewingOfficerInvolved, childContext: audit.childContext });
  if (page === 'overall') return withoutNulls({ rating: audit.overallAuditor, strengths: audit.strengths, improvements: audit.improvements, impact: audit.impact });
  if (page !== 'voice') return withoutNulls({ rating: area?.auditorRating, worksWell: area?.worksWell, mustImprove: area?.mustImprove, impact: area?.impact });
  return withoutNulls({
    ...voiceStored('child', answerFor(audit.childView, audit.childViewReason), audit.childSaid, audit.childFeedback, audit.childWorkerConsulted, audit.childViewDetail),
    ...voiceStored('family', answerFor(audit.familyView, audit.familyViewReason), audit.familySaid, audit.familyFeedback, audit.familyWorkerConsulted, audit.familyViewDetail),
  });
}

function voiceStored(whose: string, answer: string | undefined, said: string | null, feedback: string | null, consulted: boolean | null, detail: string | null): Record<string, string | null | undefined> {
  return {
    [whose]: answer,
    [`${whose}Said`]: said,
    [`${whose}Feedback`]: feedback,
    [`${whose}Consulted`]: yesNo(consulted),
    [`${whose}Inappropriate`]: answer === 'inappropriate' ? detail : null,
    [`${whose}Tried`]: answer === 'unreachable' ? detail : null,
    [`${whose}Declined`]: answer === 'declined' ? detail : null,
    [`${whose}NotApplicable`]: answer === 'not_applicable' ? detail : null,
  };
}

function withoutNulls(values: Record<string, string | null | undefined>): Values {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
}

const radios = (name: string, legend: string, values: Values, codes: readonly string[], more: Record<string, unknown> = {}): Field => ({
  component: 'radios',
  name,
  legend,
  value: typed(values, name),
  items: codes.map((code) => ({ value: code, label: label(code) })),
  ...more,
});

const textarea = (name: string, words: string, values: Values, hint?: string): Field => ({
  component: 'textarea',
  name,
  label: words,
  value: typed(values, name),
  ...(hint === undefined ? {} : { hint }),
});

/** The fields of a page. `canBeUnderFour`: whether the child is under four, so that it may be said. */
export function fieldsOf(page: FormPage, values: Values, canBeUnderFour: boolean): Field[] {
  if (page === 'child') {
    return [
      radios('socialWorkerInvolved', 'Was the social worker involved in this audit?', values, involvements, { inline: true }),
      radios('teamManagerInvolved', 'Was the team manager involved?', values, involvements, { inline: true }),
      radios('reviewingOfficerInvolved', 'Was the reviewing officer involved?', values, involvements, { inline: true, hint: 'The IRO or the child protection chair. Choose not applicable where the child has none.' }),
      { ...textarea('childContext', 'What it helps to know about the child (optional)', values, 'A few lines: who is important to them, and why we are involved.'), labelSize: 's' },
    ];
  }
  if (page === 'voice') return [voiceField('child', values, canBeUnderFour), voiceField('family', values, false)];
  const rating = page === 'overall' ? radios('rating', 'Overall rating', values, ratings) : radios('rating', 'Rating', values, areaRatings);
  const [worksWell, mustImprove] = page === 'overall' ? ['strengths', 'improvements'] : ['worksWell', 'mustImprove'];
  return [
    rating,
    { ...textarea(worksWell, 'What works well', values), labelSize: 's' },
    { ...textarea(mustImprove, 'What must improve', values), labelSize: 's' },
    { ...textarea('impact', 'The impact for the child', values), labelSize: 's' },
  ];
}

function voiceField(whose: 'child' | 'family', values: Values, canBeUnderFour: boolean): Field {
  const name = (suffix: string): string => `${whose}${suffix}`;
  const them = whose === 'child' ? 'the child' : 'the family';
  const answers: Record<string, { label: string; conditional?: Field[] }> = {
    spoken_to: {
      label: 'Yes',
      conditional: [
        textarea(name('Said'), `What did ${them} say?`, values),
        radios(name('Feedback'), `Was ${them}’s feedback positive, mixed or negative?`, values, feedbacks, { small: true }),
      ],
    },
    inappropriate: {
      label: 'No, it would have been inappropriate',
      conditional: [
        radios(name('Consulted'), 'Was the worker consulted about this?', values, ['yes', 'no'], { small: true }),
        textarea(name('Inappropriate'), 'Why would it have been inappropriate?', values),
      ],
    },
    unreachable: { label: `No, ${them} could not be reached`, conditional: [textarea(name('Tried'), 'What was tried?', values, 'For example calls on two days and a letter through the worker.')] },
    declined: { label: `No, ${them} declined`, conditional: [textarea(name('Declined'), 'What did they say about it? (optional)', values)] },
    under_four: { label: 'The child is under four' },
    not_applicable: { label: 'A family view does not apply', conditional: [textarea(name('NotApplicable'), 'Why does it not apply?', values)] },
  };
  const codes: readonly string[] = whose === 'child' ? childAnswers.filter((answer) => answer !== 'under_four' || canBeUnderFour) : familyAnswers;
  return {
    component: 'radios',
    name: whose,
    legend: `Did you speak to ${them}?`,
    legendSize: 'm',
    value: typed(values, whose),
    items: codes.map((code) => ({ value: code, ...answers[code]! })),
  };
}

function allFields(page: FormPage): Field[] {
  const fields = fieldsOf(page, {}, true);
  const within = (field: Field): Field[] => ((field['items'] ?? []) as { conditional?: Field[] }[]).flatMap((item) => item.conditional ?? []);
  return fields.flatMap((field) => [field, ...within(field)]);
}

/** The names of a page's fields. */
export function fieldNames(page: FormPage): string[] {
  return allFields(page).map((field) => field.name);
}

/** The names of those fields that a browser always sends, filled in or not. */
export function textNames(page: FormPage): string[] {
  return allFields(page).filter((field) => field.component === 'textarea').map((field) => field.name);
}

const wordsOfFields: Record<string, string> = {
  socialWorkerInvolved: 'Social worker involved', teamManagerInvolved: 'Team manager involved', reviewingOfficerInvolved: 'Reviewing officer involved',
  childContext: 'About the child', rating: 'Rating', worksWell: 'What works well', mustImprove: 'What must improve', strengths: 'What works well',
  improvements: 'What must improve', impact: 'The impact for the child',
  child: 'Spoke to the child', childSaid: 'What the child said', childFeedback: 'Feedback of the child', childConsulted: 'Worker consulted about the child',
  childInappropriate: 'Why speaking to the child would have been inappropriate', childTried: 'What was tried to reach the child', childDeclined: 'How the child declined',
  family: 'Spoke to the family', familySaid: 'What the family said', familyFeedback: 'Feedback of the family', familyConsulted: 'Worker consulted about the family',
  familyInappropriate: 'Why speaking to the family would have been inappropriate', familyTried: 'What was tried to reach the family',
  familyDeclined: 'How the family declined', familyNotApplicable: 'Why a family view does not apply',
  type: 'Kind of action', description: 'What must be done', dueOn: 'To be done by', ownerId: 'Who does it', detail: 'What worries you',
};

const codeFields = [
  'socialWorkerInvolved', 'teamManagerInvolved', 'reviewingOfficerInvolved', 'rating', 'child', 'childFeedback', 'childConsulted', 'family', 'familyFeedback',
  'familyConsulted', 'type',
];

/** What was typed on a page, field by field, in words; what was left empty is left out. */
export function typedShown(values: Values): { label: string; text: string }[] {
  return Object.entries(values).flatMap(([name, value]) => (value === '' || !(name in wordsOfFields) ? [] : [{ label: wordsOfFields[name]!, text: inWords(name, value) }]));
}

function inWords(name: string, value: string): string {
  return codeFields.includes(name) ? label(value) : value;
}

export interface ConflictShown {
  savedBy: string | undefined;
  savedAt: string | undefined;
  fields: { label: string; stored: string; typed: string }[];
}

/** Both texts of every field in which what is stored now differs from what was typed by `me`, who may have been first in another window. */
export function conflictShown(stored: Values, typedValues: Values, last: LastSaved | undefined, me: number): ConflictShown {
  return {
    savedBy: last && (last.staffId === me ? 'You' : last.by),
    savedAt: last && `on ${momentInWords(last.at)}`,
    fields: Object.keys(stored)
      .filter((name) => sameLines(typed(stored, name)) !== sameLines(typed(typedValues, name)))
      .map((name) => ({ label: wordsOfFields[name] ?? name, stored: inWords(name, typed(stored, name)), typed: inWords(name, typed(typedValues, name)) })),
  };
}

const sameLines = (text: string): string => text.replaceAll('\r\n', '\n').trim();

interface Task {
  title: string;
  href: string;
  status: string;
  done: boolean;
  colour?: string;
}

export interface TaskListShown {
  done: number;
  total: number;
  groups: { heading: string; idPrefix: string; tasks: Task[] }[];
}

const progressInWords: Record<Progress, { status: string; done: boolean; colour?: string }> = {
  not_started: { status: 'Not started', done: false, colour: 'blue' },
  in_progress: { status: 'In progress', done: false, colour: 'teal' },
  complete: { status: 'Complete', done: true },
};

/** The task list of an audit being written. */
export function tasksShown(audit: AuditAnswers & { ref: string; dateOfBirth: Day }, areasWritten: readonly AreaAnswers[], actions: number, on: Day): TaskListShown {
  const progress = progressOf(audit, areasWritten, on);
  const task = (page: FormPage): Task => ({ title: pageTitles[page], href: `/audits/${audit.ref}/write/${pathOfPage(page)}`, ...progressInWords[progress[page]] });
  const steps = Object.values(progress);
  const done = steps.filter((one) => one === 'complete').length;
  const ready = done === steps.length;
  return {
    done,
    total: steps.length,
    groups: [
      { heading: 'The child', idPrefix: 'child', tasks: [task('child'), task('voice')] },
      { heading: 'The six areas of practice', idPrefix: 'area', tasks: areas.map(task) },
      {
        heading: 'To finish',
        idPrefix: 'finish',
        tasks: [
          task('overall'),
          { title: pageTitles.actions, href: `/audits/${audit.ref}/write/actions`, status: actions === 0 ? 'None yet' : actions === 1 ? '1 action' : `${actions} actions`, done: true },
          { title: pageTitles.check, href: `/audits/${audit.ref}/write/check`, ...(ready ? { status: 'Ready to submit', done: false, colour: 'green' } : { status: steps.length - done === 1 ? '1 part left' : `${steps.length - done} parts left`, done: true }) },
        ],
      },
    ],
  };
}

/** The answers of each page, with the link to change them; saving there leads back to the check. */
export function answerCards(ref: string, answers: readonly AnswersShown[]): object[] {
  return answers.map(({ page, heading, rows }) => ({
    heading,
    links: [{ text: 'Change', hidden: heading.toLowerCase(), href: `/audits/${ref}/write/${pathOfPage(page)}?from=check` }],
    rows,
  }));
}

export interface MissingShown {
  href: string;
  message: string;
}

/** What is missing, each with the place where it is answered; the page there leads back to the check. */
export function missingShown(ref: string, missing: readonly Missing[]): MissingShown[] {
  return missing.map(({ page, field, message }) => ({ href: `/audits/${ref}/write/${pathOfPage(page)}?from=check#${field}`, message }));
}

/** Which part of how many this is. */
export function placeOf(page: FormPage): string {
  return isArea(page) ? `Area ${areas.indexOf(page) + 1} of ${areas.length}` : '';
}
