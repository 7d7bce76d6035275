import type { ActionOfAudit } from '../actions/actions.reads.js';
import { stateInWords } from '../actions/action.js';
import { daysLeftInWords, dueDay } from '../allocation/board/dueDay.js';
import { canBeExtended } from '../allocation/board/extension.js';
import type { Change } from '../history/history.js';
import { momentInWords } from '../shared/clock.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { areas, cohorts, label } from '../shared/practice.js';
import type { Audit } from './audit.entity.js';
import type { AuditArea } from './auditArea.entity.js';
import type { AuditFilter, AuditLine } from './auditList.reads.js';
import { auditStatuses, statusesFor, statusInWords, type AuditAction } from './auditLifecycle.js';
import type { AuditHeader, EventOfAudit } from './audits.reads.js';

interface Choice {
  value: string;
  label: string;
}

const any = (words: string): Choice => ({ value: '', label: words });

/** The fields of the list's filter. */
export function filterFields(asked: Record<string, unknown>, months: readonly Month[], teams: readonly { id: number; name: string }[], hasAudits: boolean): object[] {
  const select = (name: string, words: string, items: Choice[]): object => ({ component: 'select', name, label: words, items, value: typeof asked[name] === 'string' ? asked[name] : '' });
  return [
    select('month', 'Month', [any('All months'), ...months.map((month) => ({ value: month, label: monthInWords(month) }))]),
    select('status', 'Status', [any('Any status'), ...auditStatuses.map((status) => ({ value: status, label: statusInWords[status] }))]),
    select('team', 'Team', [any('All teams'), ...teams.map((team) => ({ value: String(team.id), label: team.name }))]),
    select('cohort', 'Cohort', [any('All cohorts'), ...cohorts.map((cohort) => ({ value: cohort, label: label(cohort) }))]),
    ...(hasAudits ? [select('whose', 'Whose', [any('All I may see'), { value: 'mine', label: 'Mine as auditor or moderator' }])] : []),
  ];
}

/** The filter as query parameters, for the addresses of the pages. */
export function filterInAddress(filter: AuditFilter): Record<string, string | undefined> {
  const { month, status, teamId, cohort, mine } = filter;
  return { month, status, team: teamId === undefined ? undefined : String(teamId), cohort, whose: mine ? 'mine' : undefined };
}

export const listColumns = ['Audit', 'Child', 'Team', 'Month', 'Auditor', 'Moderator', 'Status', 'Rating'].map((words) => ({ label: words }));

/** The rows of the list; the rating is the final one, or the auditor's while there is none. */
export function listRows(lines: readonly AuditLine[]): unknown[][] {
  return lines.map((line) => [
    { text: line.ref, href: `/audits/${line.ref}` },
    line.caseRef,
    line.teamName,
    monthInWords(line.month),
    line.auditorName,
    line.moderatorName,
    { status: line.status, statusText: statusInWords[line.status] },
    line.overallFinal ? { rating: line.overallFinal } : line.overallAuditor ? { rating: line.overallAuditor, note: 'Auditor’s rating' } : 'Not rated',
  ]);
}

/** What stands at the head of an audit's page. */
export function headRows(audit: AuditHeader, today: Day): { key: string; value: unknown }[] {
  const day = (key: string, value: Day | null): { key: string; value: unknown }[] => (value === null ? [] : [{ key, value: dayInWords(value) }]);
  return [
    { key: 'Audit month', value: monthInWords(audit.month) },
    { key: 'Auditor', value: audit.ownTeam ? { text: audit.auditorName, note: 'Audited in their own team' } : audit.auditorName },
    { key: 'Moderator', value: audit.moderatorName },
    ...day('Allocated', audit.allocatedOn),
    { key: 'Due', value: dueCell(audit, today) },
    ...day('Exempted', audit.exemptedOn),
    ...day('Submitted', audit.submittedOn),
    ...day('Moderated', audit.moderatedOn),
    ...day('Not accepted', audit.notAcceptedOn),
    ...day('Accepted', audit.acceptedOn),
  ];
}

/** When the audit is due; how long that is as long as nothing keeps its auditor from submitting it. */
function dueCell(audit: AuditHeader, today: Day): { text: string; note: string } {
  const open = [...statusesFor('close', 'qa'), ...statusesFor('submit', 'auditor')].includes(audit.status) && audit.notAcceptedOn === null;
  return { text: dayInWords(dueDay(audit)), note: [...(open ? [daysLeftInWords(audit, today)] : []), ...(audit.extendedTo === null ? [] : ['extended'])].join(', ') };
}

export const ratingColumns = [{ label: 'Area of practice' }, { label: 'Auditor’s rating' }, { label: 'Final rating' }, { label: 'Reason for the difference' }];

/** The auditor's and the final ratings side by side. */
export function ratingRows(audit: Readonly<Audit>, written: readonly Readonly<AuditArea>[]): unknown[][] {
  const cell = (rating: string | null, none: string): unknown => (rating === null ? none : { rating });
  return [
    ...areas.map((area) => {
      const one = written.find((other) => other.area === area);
      return [label(area), cell(one?.auditorRating ?? null, 'Not rated'), cell(one?.finalRating ?? null, 'None yet'), { text: one?.finalReason ?? '', multiline: true }];
    }),
    [{ text: 'Overall' }, cell(audit.overallAuditor, 'Not rated'), cell(audit.overallFinal, 'None yet'), { text: audit.moderationRationale ?? '', multiline: true }],
  ];
}

/** What was said in and about the discussion; empty when nothing is recorded. */
export function discussionRows(audit: Readonly<Audit>): { key: string; value: string; multiline?: boolean }[] {
  const text = (key: string, value: string | null): { key: string; value: string; multiline: boolean }[] => (value ? [{ key, value, multiline: true }] : []);
  return [
    ...text('The auditor', audit.auditorDiscussion),
    ...(audit.auditorAgrees === null ? [] : [{ key: 'Auditor agrees', value: audit.auditorAgrees ? 'Yes' : 'No' }]),
    ...text('The moderator', audit.moderatorDiscussion),
    ...text('The moderator’s decision', audit.moderatorDecision),
  ];
}

export const actionsColumns = [{ label: 'Action' }, { label: 'What must be done' }, { label: 'Kind' }, { label: 'By' }, { label: 'Who' }, { label: 'State' }];

/** The actions; they have pages of their own once the audit is accepted, and only for those who may see these. */
export function actionsRows(actions: readonly ActionOfAudit[], followedUp: boolean): unknown[][] {
  return actions.map((action) => [
    followedUp ? { text: action.ref, href: `/actions/${action.ref}` } : action.ref,
    { text: action.description, multiline: true },
    label(action.type),
    dayInWords(action.dueOn),
    action.ownerName ?? 'Team manager',
    followedUp ? { status: action.state, statusText: stateInWords(action.type, action.state) } : 'Starts when the audit is accepted',
  ]);
}

const steps: Partial<Record<AuditAction, { text: string; page: string; main?: boolean }>> = {
  write: { text: 'Continue writing', page: '/write', main: true },
  rate: { text: 'Moderate', page: '/moderation', main: true },
  accept: { text: 'Accept or return', page: '/acceptance', main: true },
  discuss: { text: 'Record the discussion', page: '/discussion' },
  flag: { text: 'Change the lower-end flag', page: '/acceptance' },
  reallocate: { text: 'Change auditor or moderator', page: '/reallocate' },
  extend: { text: 'Extend', page: '/extend' },
  escalate: { text: 'Immediate worry about safety', page: '/safety' },
};

/** The buttons for what may be done next. Only an audit that requires improvement can be at its lower end, and only one of late is extended. */
export function nextSteps(audit: AuditHeader, open: readonly AuditAction[], today: Day): { text: string; href: string; secondary: boolean }[] {
  const { ref, status, overallFinal } = audit;
  return (Object.keys(steps) as AuditAction[])
    .filter((action) => open.includes(action) && (action !== 'flag' || overallFinal === 'requires_improvement') && (action !== 'extend' || canBeExtended(audit, today)))
    .map((action) => {
      const { text, page, main } = steps[action]!;
      return { text: action === 'write' && status === 'allocated' ? 'Start writing' : text, href: `/audits/${ref}${page}`, secondary: !main };
    });
}

const eventsInWords: Record<string, string> = {
  imported: 'Taken over from earlier records',
  allocated: 'Allocated',
  reallocated: 'Auditor or moderator changed',
  started: 'Started',
  reopened: 'Taken up again by the auditor',
  submitted: 'Submitted',
  discussed: 'Discussion recorded',
  rated: 'Ratings moderated',
  returned: 'Returned to the auditor',
  finalised: 'Ratings final',
  accepted: 'Accepted',
  not_accepted: 'Not accepted',
  lower_end_flagged: 'Marked as lower-end requires improvement',
  lower_end_cleared: 'No longer marked as lower-end requires improvement',
  safety_raised: 'Immediate worry raised',
  exempted: 'Exempted for this month',
  not_submitted: 'Not submitted at the close of the month',
  extended: 'Extended',
  nil_return_answered: 'Nil return answered',
  nil_return_changed: 'Answer to the nil return changed',
};

/** Events that are history but no step of the audit's life. */
const notSteps = ['saved', 'action_added', 'action_removed', 'review_imported'];

export interface TimelineEntry {
  title: string;
  by?: string;
  at: string;
  text?: string | undefined;
}

/** The reason given, or who it went from and to. */
function textOf(changes: readonly Change[]): string | undefined {
  const lines = changes.flatMap(({ field, was, is }) => {
    if (['reason', 'returnReason', 'notAcceptedReason'].includes(field) && typeof is === 'string') return [is];
    if (field === 'extendedTo' && typeof is === 'string') return [`To ${dayInWords(is)}`];
    return ['auditor', 'moderator'].includes(field) && typeof is === 'string' && typeof was === 'string' ? [`${label(field)}: ${is} instead of ${was}`] : [];
  });
  return lines.length === 0 ? undefined : lines.join('\n');
}

/**
 * What happened, the latest first. A day the audit carries without an event of its own comes from earlier records and stands
 * without a name; repeated saving of ratings or of the discussion stands once, at the last time.
 */
export function timeline(audit: AuditHeader, events: readonly EventOfAudit[]): TimelineEntry[] {
  const shown = events.filter(({ event }, index) => !notSteps.includes(event) && !(['rated', 'discussed'].includes(event) && events.slice(index + 1).some((later) => later.event === event && later.by === events[index]!.by)));
  const known = new Set(events.map(({ event }) => event));
  const days: [string, Day | null][] = [
    ['allocated', audit.allocatedOn],
    ['submitted', audit.submittedOn],
    ['finalised', audit.moderatedOn],
    ['not_accepted', audit.notAcceptedOn],
    ['accepted', audit.acceptedOn],
  ];
  const fromDays = days.flatMap(([event, day], order) => (day === null || known.has(event) ? [] : [{ at: day, order, entry: { title: eventsInWords[event]!, at: dayInWords(day) } }]));
  const fromEvents = shown.map(({ event, by, at, changes }, order) => ({ at, order, entry: { title: eventsInWords[event] ?? label(event), by, at: momentInWords(at), text: textOf(changes) } }));
  return [...fromDays, ...fromEvents].sort((a, b) => (a.at.slice(0, 10) === b.at.slice(0, 10) ? b.order - a.order : a.at < b.at ? 1 : -1)).map(({ entry }) => entry);
}

/** How the history says the fields of an audit. */
export const historyWords = {
  words: {
    ...eventsInWords,
    saved: 'Saved',
    review_imported: 'Ambassador review imported',
    extendedTo: 'Due', nilReturn: 'Why it was not submitted', agreed: 'What was agreed',
    overallAuditor: 'Overall rating of the auditor', overallFinal: 'Final overall rating', lowerEndRi: 'Lower-end requires improvement', strengths: 'What works well',
    improvements: 'What must improve', impact: 'Impact for the child', moderationRationale: 'Reason for the final overall rating', returnReason: 'Reason for returning it', notAcceptedReason: 'Reason for not accepting it', resubmittedOn: 'Submitted again on',
    ...Object.fromEntries(
      areas.flatMap((area) =>
        Object.entries({ auditorRating: 'rating', finalRating: 'final rating', worksWell: 'what works well', mustImprove: 'what must improve', impact: 'impact', finalReason: 'reason for the final rating' })
          .map(([field, words]) => [`${area}.${field}`, `${label(area)}, ${words}`]),
      ),
    ),
  },
  codes: [
    'overallAuditor', 'overallFinal', 'socialWorkerInvolved', 'teamManagerInvolved', 'reviewingOfficerInvolved', 'childView', 'childViewReason', 'childFeedback',
    'familyView', 'familyViewReason', 'familyFeedback', 'status', 'nilReturn', ...areas.flatMap((area) => [`${area}.auditorRating`, `${area}.finalRating`]),
  ],
};
