import type { AuditStatus } from '../../audits/auditLifecycle.js';
import { dueDaySql } from './dueDay.js';

/** Where an allocated audit stands on the month's board, in the order of a month. */
export const places = [
  'not_started', 'in_progress', 'submitted', 'with_moderator', 'returned', 'awaiting_acceptance', 'not_accepted', 'accepted', 'not_submitted', 'exempted',
] as const;
export type Place = (typeof places)[number];

export const placeInWords: Record<Place, string> = {
  not_started: 'Not started',
  in_progress: 'In progress',
  submitted: 'Submitted',
  with_moderator: 'With the moderator',
  returned: 'Returned',
  awaiting_acceptance: 'Awaiting acceptance',
  not_accepted: 'Not accepted',
  accepted: 'Accepted',
  not_submitted: 'Not submitted',
  exempted: 'Exempted',
};

const placeOfStatus: Record<AuditStatus, Place> = {
  allocated: 'not_started',
  in_progress: 'in_progress',
  submitted: 'submitted',
  returned: 'returned',
  moderated: 'awaiting_acceptance',
  not_accepted: 'not_accepted',
  completed: 'accepted',
  not_submitted: 'not_submitted',
  exempted: 'exempted',
};

/** What of an audit says where it stands. */
export interface Placed {
  status: AuditStatus;
  /** Of the audit as a whole and of its areas of practice. */
  finalRatings: readonly (string | null)[];
  moderatorDiscussion: string | null;
}

/** Where an audit stands. One that is submitted is with its moderator once they have begun: with a final rating or their account of the discussion. */
export function placeOf({ status, finalRatings, moderatorDiscussion }: Placed): Place {
  const begun = finalRatings.some((rating) => rating !== null) || (moderatorDiscussion ?? '') !== '';
  return status === 'submitted' && begun ? 'with_moderator' : placeOfStatus[status];
}

const begunSql = `(audits.overall_final is not null or coalesce(audits.moderator_discussion, '') <> ''
  or exists (select 1 from audit_areas where audit_areas.audit_id = audits.id and audit_areas.final_rating is not null))`;

/** The same for the rows of `audits`. */
export const placeSql = `case audits.status ${Object.entries(placeOfStatus)
  .map(([status, place]) => `when '${status}' then ${status === 'submitted' ? `case when ${begunSql} then 'with_moderator' else 'submitted' end` : `'${place}'`}`)
  .join(' ')} end`;

/** Where it is the auditor's turn, and the due day counts. */
export const withAuditor: readonly Place[] = ['not_started', 'in_progress', 'returned'];

/** Whether an audit of `audits` is past its due day on the day `:asAt`. */
export const lateSql = `(audits.status in (${listOf(withAuditor.map(statusOf))}) and ${dueDaySql} < :asAt)`;

/** What needs attention first, after what is late; the places of one line stand together, by their days. */
const attention: readonly (readonly Place[])[] = [
  ['returned'], ['not_accepted'], ['not_started', 'in_progress'], ['submitted', 'with_moderator'], ['awaiting_acceptance'], ['not_submitted'], ['accepted'], ['exempted'],
];
export const attentionInWords =
  'Late audits come first, the latest at the top. Then those returned, those not accepted, those to be submitted by the day they are due, and those that have been with their moderator or awaiting acceptance longest. Those not submitted, accepted and exempted come last.';

/** The day since when an audit of `audits` has been with its moderator or awaiting acceptance; otherwise the day it is due. */
export const sinceSql = `case audits.status when 'submitted' then coalesce(audits.resubmitted_on, audits.submitted_on) when 'moderated' then audits.moderated_on else ${dueDaySql} end`;

/** The order of the board, on the rows of `audits`; takes the day `:asAt`. */
export const attentionOrder = `case when ${lateSql} then 0 ${attention.map((group, index) => `when audits.status in (${listOf(group.map(statusOf))}) then ${index + 1}`).join(' ')} end, ${sinceSql}, audits.id`;

function statusOf(place: Place): AuditStatus {
  return place === 'with_moderator' ? 'submitted' : (Object.keys(placeOfStatus) as AuditStatus[]).find((status) => placeOfStatus[status] === place)!;
}

function listOf(codes: readonly string[]): string {
  return codes.map((code) => `'${code}'`).join(', ');
}
