import { ageInYears, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import { areas, label, type Area, type AreaRating, type ChildView, type FamilyView, type Feedback, type Involvement, type Rating, type ReasonNotObtained } from '../shared/practice.js';

/** How an audit's child was found. */
export type ChildChosen = 'drawn' | 'by_hand';

/** What the auditor answers about the audit as a whole; null where there is no answer yet. */
export interface AuditAnswers {
  socialWorkerInvolved: Involvement | null;
  teamManagerInvolved: Involvement | null;
  reviewingOfficerInvolved: Involvement | null;
  childContext: string | null;
  childView: ChildView | null;
  childViewReason: ReasonNotObtained | null;
  childFeedback: Feedback | null;
  childSaid: string | null;
  childWorkerConsulted: boolean | null;
  /** Why it would have been inappropriate, what was tried, or how it was declined. */
  childViewDetail: string | null;
  familyView: FamilyView | null;
  familyViewReason: ReasonNotObtained | null;
  familyFeedback: Feedback | null;
  familySaid: string | null;
  familyWorkerConsulted: boolean | null;
  familyViewDetail: string | null;
  overallAuditor: Rating | null;
  strengths: string | null;
  improvements: string | null;
  impact: string | null;
}

/** Which of these answers stand on which page. */
export const answersOnPage = {
  child: ['socialWorkerInvolved', 'teamManagerInvolved', 'reviewingOfficerInvolved', 'childContext'],
  voice: [
    'childView', 'childViewReason', 'childFeedback', 'childSaid', 'childWorkerConsulted', 'childViewDetail',
    'familyView', 'familyViewReason', 'familyFeedback', 'familySaid', 'familyWorkerConsulted', 'familyViewDetail',
  ],
  overall: ['overallAuditor', 'strengths', 'improvements', 'impact'],
} as const satisfies Record<string, readonly (keyof AuditAnswers)[]>;

/** What the auditor answers about one area of practice. */
export interface AreaAnswers {
  area: Area;
  auditorRating: AreaRating | null;
  worksWell: string | null;
  mustImprove: string | null;
  impact: string | null;
}

/** The pages an audit is written on, in their order. */
export const writingPages = ['child', 'voice', ...areas, 'overall', 'actions', 'check'] as const;
export type WritingPage = (typeof writingPages)[number];

/** A page that is one form. */
export type FormPage = Exclude<WritingPage, 'actions' | 'check'>;

/** A page's place under `/audits/:ref/write`. */
export function pathOfPage(page: WritingPage): string {
  return isArea(page) ? `areas/${slugOf(page)}` : page;
}

export function slugOf(area: Area): string {
  return area.replaceAll('_', '-');
}

/** The area a slug of `slugOf` stands for; undefined for anything else. */
export function areaOfSlug(slug: unknown): Area | undefined {
  return areas.find((area) => slugOf(area) === slug);
}

export function nextPage(page: WritingPage): WritingPage {
  return writingPages[Math.min(writingPages.indexOf(page) + 1, writingPages.length - 1)]!;
}

export function isArea(page: string): page is Area {
  return (areas as readonly string[]).includes(page);
}

/** From their fourth birthday on a child is asked for their view. */
function isUnderFour(dateOfBirth: Day, on: Day): boolean {
  return ageInYears(dateOfBirth, on) < 4;
}

/** The day the child's age is taken on: one who turns four while an audit goes back and forth was under four when it was first submitted. */
export function ageDay(audit: { submittedOn: Day | null }, today: Day): Day {
  return audit.submittedOn ?? today;
}

/** Whether "under four" may be said of the child. */
export function canBeUnderFour(audit: { dateOfBirth: Day; submittedOn: Day | null }, today: Day): boolean {
  return isUnderFour(audit.dateOfBirth, ageDay(audit, today));
}

/** Something still to be answered before submission, and the page it is answered on. */
export interface Missing extends Problem {
  page: WritingPage;
}

interface AuditToSubmit extends AuditAnswers {
  dateOfBirth: Day;
}

/**
 * What stands in the way of submitting (domain.md, "Audit"): every area and the whole rated with what works, what must improve and
 * the impact for the child; who was involved; and the child's and the family's views, or a reason that says what was tried or
 * whether the worker was consulted. `on` is the day the child's age is taken on.
 */
export function problemsBeforeSubmission(audit: AuditToSubmit, areasWritten: readonly AreaAnswers[], on: Day): Missing[] {
  return [
    ...missingPeople(audit),
    ...missingChildView(audit, on),
    ...missingFamilyView(audit),
    ...areas.flatMap((area) => missingInArea(areasWritten.find((one) => one.area === area), area)),
    ...missingOverall(audit),
  ];
}

/** How far a page has come. */
export type Progress = 'not_started' | 'in_progress' | 'complete';

/** The progress of each page on which something must be answered. */
export function progressOf(audit: AuditToSubmit, areasWritten: readonly AreaAnswers[], on: Day): Record<FormPage, Progress> {
  const missing = new Set(problemsBeforeSubmission(audit, areasWritten, on).map((problem) => problem.page));
  const progress = (page: WritingPage, answers: readonly unknown[]): Progress =>
    !missing.has(page) ? 'complete' : answers.some((answer) => answer !== null) ? 'in_progress' : 'not_started';
  const ofArea = (area: Area): Progress => {
    const one = areasWritten.find((written) => written.area === area);
    return progress(area, one ? [one.auditorRating, one.worksWell, one.mustImprove, one.impact] : []);
  };
  return {
    child: progress('child', [audit.socialWorkerInvolved, audit.teamManagerInvolved, audit.reviewingOfficerInvolved, audit.childContext]),
    voice: progress('voice', [audit.childView, audit.familyView]),
    ...(Object.fromEntries(areas.map((area) => [area, ofArea(area)])) as Record<Area, Progress>),
    overall: progress('overall', [audit.overallAuditor, audit.strengths, audit.improvements, audit.impact]),
  };
}

function unless(answered: unknown, page: WritingPage, field: string, message: string): Missing[] {
  return answered === null || answered === undefined || answered === '' ? [{ page, field, message }] : [];
}

function missingPeople(audit: AuditAnswers): Missing[] {
  return [
    ...unless(audit.socialWorkerInvolved, 'child', 'socialWorkerInvolved', 'Say whether the social worker was involved.'),
    ...unless(audit.teamManagerInvolved, 'child', 'teamManagerInvolved', 'Say whether the team manager was involved.'),
    ...unless(audit.reviewingOfficerInvolved, 'child', 'reviewingOfficerInvolved', 'Say whether the reviewing officer was involved.'),
  ];
}

function missingChildView(audit: AuditToSubmit, on: Day): Missing[] {
  if (audit.childView === 'under_four') {
    return isUnderFour(audit.dateOfBirth, on) ? [] : [{ page: 'voice', field: 'child', message: 'The child is four or older: say whether they were spoken to.' }];
  }
  return missingView('child', 'the child', {
    view: audit.childView === 'not_applicable' ? null : audit.childView,
    reason: audit.childViewReason,
    said: audit.childSaid,
    feedback: audit.childFeedback,
    workerConsulted: audit.childWorkerConsulted,
    detail: audit.childViewDetail,
  });
}

function missingFamilyView(audit: AuditAnswers): Missing[] {
  if (audit.familyView === 'not_applicable') return unless(audit.familyViewDetail, 'voice', 'familyNotApplicable', 'Say why a family view does not apply.');
  return missingView('family', 'the family', {
    view: audit.familyView,
    reason: audit.familyViewReason,
    said: audit.familySaid,
    feedback: audit.familyFeedback,
    workerConsulted: audit.familyWorkerConsulted,
    detail: audit.familyViewDetail,
  });
}

interface View {
  view: 'spoken_to' | 'not_obtained' | null;
  reason: ReasonNotObtained | null;
  said: string | null;
  feedback: Feedback | null;
  workerConsulted: boolean | null;
  detail: string | null;
}

function missingView(whose: 'child' | 'family', inWords: string, { view, reason, said, feedback, workerConsulted, detail }: View): Missing[] {
  const missing = (answered: unknown, field: string, message: string): Missing[] => unless(answered, 'voice', `${whose}${field}`, message);
  if (view === null) return missing(null, '', `Say whether ${inWords} was spoken to.`);
  if (view === 'spoken_to') {
    return [...missing(said, 'Said', `Write down what ${inWords} said.`), ...missing(feedback, 'Feedback', `Say what ${inWords}’s feedback was like.`)];
  }
  if (reason === 'inappropriate') {
    return [
      ...missing(workerConsulted, 'Consulted', `Say whether the worker was consulted about not speaking to ${inWords}.`),
      ...missing(detail, 'Inappropriate', `Say why it would have been inappropriate to speak to ${inWords}.`),
    ];
  }
  if (reason === 'unreachable') return missing(detail, 'Tried', `Say what was tried to reach ${inWords}.`);
  return missing(reason, '', `Say why ${inWords} was not spoken to.`);
}

function missingInArea(answers: AreaAnswers | undefined, area: Area): Missing[] {
  if (!answers?.auditorRating) return [{ page: area, field: 'rating', message: `Rate ${label(area).toLowerCase()}.` }];
  if (answers.auditorRating === 'not_applicable') return [];
  const fields = { worksWell: answers.worksWell, mustImprove: answers.mustImprove, impact: answers.impact };
  return missingWords(area, `${label(area)}: `, answers.auditorRating, fields, { worksWell: 'worksWell', mustImprove: 'mustImprove', impact: 'impact' });
}

function missingOverall(audit: AuditAnswers): Missing[] {
  if (!audit.overallAuditor) return [{ page: 'overall', field: 'rating', message: 'Give an overall rating.' }];
  const fields = { worksWell: audit.strengths, mustImprove: audit.improvements, impact: audit.impact };
  return missingWords('overall', 'Overall: ', audit.overallAuditor, fields, { worksWell: 'strengths', mustImprove: 'improvements', impact: 'impact' });
}

type Words = Record<'worksWell' | 'mustImprove' | 'impact', string | null>;

/** Nothing need work well in inadequate practice, and nothing need improve in outstanding practice; the impact is always told. */
function missingWords(page: WritingPage, before: string, rating: Rating, words: Words, fields: Record<keyof Words, string>): Missing[] {
  return [
    ...(rating === 'inadequate' ? [] : unless(words.worksWell, page, fields.worksWell, `${before}say what works well.`)),
    ...(rating === 'outstanding' ? [] : unless(words.mustImprove, page, fields.mustImprove, `${before}say what must improve.`)),
    ...unless(words.impact, page, fields.impact, `${before}describe the impact for the child.`),
  ];
}
