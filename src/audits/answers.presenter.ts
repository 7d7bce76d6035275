import { ageInYears, dayInWords, type Day } from '../shared/day.js';
import { label, type AreaRating, type Rating } from '../shared/practice.js';
import { isArea, writingPages, type AreaAnswers, type AuditAnswers, type WritingPage } from './audit.js';

interface Row {
  key: string;
  value: string | { rating: AreaRating };
  multiline?: boolean;
}

/** The answers of one page of the audit, in words. */
export interface AnswersShown {
  page: WritingPage;
  heading: string;
  rows: Row[];
}

export const pageTitles: Record<WritingPage, string> = {
  child: 'Child and people',
  voice: 'Voice of the child and family',
  risk_assessment_and_response: label('risk_assessment_and_response'),
  assessment: label('assessment'),
  planning_and_review: label('planning_and_review'),
  relational_intervention_and_review: label('relational_intervention_and_review'),
  permanence: label('permanence'),
  management_oversight: label('management_oversight'),
  overall: 'Overall',
  actions: 'Actions',
  check: 'Check answers and submit',
};

const unanswered = 'Not answered yet';

/** Who the child is, for the head of a page. */
export function childFacts(audit: { caseRef: string; dateOfBirth: Day; cohort: string; teamName: string }, today: Day): { key: string; value: string }[] {
  return [
    { key: 'Case reference', value: audit.caseRef },
    { key: 'Date of birth', value: `${dayInWords(audit.dateOfBirth)} (age ${ageInYears(audit.dateOfBirth, today)})` },
    { key: 'Cohort', value: label(audit.cohort) },
    { key: 'Team', value: audit.teamName },
  ];
}

/** What the auditor wrote, for those who read it: without gaps, and without the ratings, which stand side by side with the final ones. */
export function answersToRead(audit: AuditAnswers, areasWritten: readonly AreaAnswers[]): AnswersShown[] {
  return answersShown(audit, areasWritten)
    .map((section) => ({ ...section, rows: section.rows.filter((row) => typeof row.value === 'string' && row.value !== unanswered) }))
    .filter((section) => section.rows.length > 0);
}

/** Everything the auditor answered and has yet to answer, page by page, but for the actions. */
export function answersShown(audit: AuditAnswers, areasWritten: readonly AreaAnswers[]): AnswersShown[] {
  return writingPages.flatMap((page) => {
    const rows = rowsOf(page, audit, areasWritten);
    return rows === undefined ? [] : [{ page, heading: pageTitles[page], rows }];
  });
}

function rowsOf(page: WritingPage, audit: AuditAnswers, areasWritten: readonly AreaAnswers[]): Row[] | undefined {
  if (page === 'child') {
    return [
      { key: 'Social worker involved', value: label(audit.socialWorkerInvolved) || unanswered },
      { key: 'Team manager involved', value: label(audit.teamManagerInvolved) || unanswered },
      { key: 'Reviewing officer involved', value: label(audit.reviewingOfficerInvolved) || unanswered },
      ...text('About the child', audit.childContext),
    ];
  }
  if (page === 'voice') return [...voiceRows('child', audit), ...voiceRows('family', audit)];
  if (page === 'overall') return ratedRows(audit.overallAuditor, audit.strengths, audit.improvements, audit.impact);
  if (!isArea(page)) return undefined;
  const area = areasWritten.find((one) => one.area === page);
  return ratedRows(area?.auditorRating ?? null, area?.worksWell ?? null, area?.mustImprove ?? null, area?.impact ?? null);
}

function ratedRows(rating: AreaRating | Rating | null, worksWell: string | null, mustImprove: string | null, impact: string | null): Row[] {
  const needed = rating === 'not_applicable' ? undefined : unanswered;
  return [
    { key: 'Rating', value: rating === null ? unanswered : { rating } },
    ...text('What works well', worksWell, rating === 'inadequate' ? undefined : needed),
    ...text('What must improve', mustImprove, rating === 'outstanding' ? undefined : needed),
    ...text('Impact for the child', impact, needed),
  ];
}

function voiceRows(whose: 'child' | 'family', audit: AuditAnswers): Row[] {
  const { view, reason, said, feedback, consulted, detail } =
    whose === 'child'
      ? { view: audit.childView, reason: audit.childViewReason, said: audit.childSaid, feedback: audit.childFeedback, consulted: audit.childWorkerConsulted, detail: audit.childViewDetail }
      : { view: audit.familyView, reason: audit.familyViewReason, said: audit.familySaid, feedback: audit.familyFeedback, consulted: audit.familyWorkerConsulted, detail: audit.familyViewDetail };
  const why = { inappropriate: 'Why inappropriate', unreachable: 'What was tried', declined: 'How they declined' };
  return [
    { key: label(whose), value: view === null ? unanswered : reason === null ? label(view) : `${label(view)}: ${label(reason).toLowerCase()}` },
    ...text(`What the ${whose} said`, said, view === 'spoken_to' ? unanswered : undefined),
    ...text(`Feedback of the ${whose}`, label(feedback), view === 'spoken_to' ? unanswered : undefined),
    ...text('Worker consulted', consulted === null ? null : consulted ? 'Yes' : 'No', reason === 'inappropriate' ? unanswered : undefined),
    ...text(reason === null ? 'Why it does not apply' : why[reason], detail, needsDetail(view, reason) ? unanswered : undefined),
  ];
}

function needsDetail(view: AuditAnswers['childView'], reason: AuditAnswers['childViewReason']): boolean {
  return reason === 'inappropriate' || reason === 'unreachable' || (reason === null && view === 'not_applicable');
}

/** A row for what was typed; without it `otherwise`, or no row at all. */
function text(key: string, typed: string | null, otherwise?: string): Row[] {
  const value = typed || otherwise;
  return value === undefined ? [] : [{ key, value, multiline: true }];
}
