import type { Role } from '../access/roles.js';
import { dayInWords, monthInWords, type Day } from '../shared/day.js';
import type { Problem } from '../shared/errors.js';
import { addMonths, monthOf, nextMonths, type Month } from '../shared/month.js';
import { inPost } from './availability/availability.js';
import { reauditInWords, type Reaudit } from './reaudit.js';

/** What of a member of staff decides whether they may have a part in an audit. */
export interface Candidate {
  staffId: number;
  name: string;
  roles: readonly Role[];
  teamId: number | null;
  /** Teams they manage. */
  managesTeams: readonly number[];
  startsOn: Day | null;
  endsOn: Day | null;
}

export interface ModeratorCandidate extends Candidate {
  /** How many audits they can moderate in the month. */
  capacity: number;
  /** How many they have in it already. */
  allocated: number;
}

export interface AuditorCandidate extends Candidate {
  /** How many audits they have in the month already. */
  allocated: number;
  /** Whether an audit is expected of them in the month. */
  expected: boolean;
  /** Whether they have been let off this single month. */
  exempt: boolean;
}

export interface ChildToAudit {
  teamId: number;
  reviewingOfficerId: number | null;
  /** The month of the caseload that the child was found in. */
  caseloadMonth: Month;
  /** That of the caseload in force in the month asked for. */
  caseloadInForce: Month | null;
  /** The months of this child's audits, but for those that were exempted or not submitted. */
  auditedIn: readonly Month[];
  /** An audit of the month asked for is there already, whatever became of it. */
  allocatedAlready: boolean;
  /** The re-audit they are due, which other audits do not stand in the way of. */
  reaudit: Reaudit | undefined;
}

/** Which children of a caseload to show. */
export const whichChildren = ['free', 'reaudit', 'all'] as const;

/** How long before and after an audit the same child is left in peace, in months. */
export const monthsBetweenAudits = 12;

/** The months an audit may be allocated for: from three before today's to three after it. */
export function monthsToAllocate(today: Day): Month[] {
  return nextMonths(addMonths(monthOf(today), -3), 7);
}

/** What forbids giving this child in this month (domain.md, "Allocation"); empty when nothing does. */
export function problemsWithChild(child: ChildToAudit, month: Month, today: Day): Problem[] {
  const months = monthsToAllocate(today);
  if (!months.includes(month)) {
    return [{ field: 'month', message: `Choose a month from ${monthInWords(months[0]!)} to ${monthInWords(months.at(-1)!)}.` }];
  }
  if (child.caseloadMonth !== child.caseloadInForce) {
    const inForce = child.caseloadInForce === null ? `there is none for ${monthInWords(month)}` : `audits of ${monthInWords(month)} are from that of ${monthInWords(child.caseloadInForce)}`;
    return [{ field: 'month', message: `This child was found in the caseload of ${monthInWords(child.caseloadMonth)}, but ${inForce}. Find the child in the caseload again.` }];
  }
  if (child.allocatedAlready) return [{ field: 'month', message: `This child has been allocated for ${monthInWords(month)} already. Choose another child or another month.` }];
  const near = child.reaudit ? undefined : child.auditedIn.find((audited) => addMonths(audited, monthsBetweenAudits) > month && addMonths(month, monthsBetweenAudits) > audited);
  return near === undefined ? [] : [{ field: 'month', message: `This child has an audit in ${monthInWords(near)}, less than ${monthsBetweenAudits} months from ${monthInWords(month)}. Choose another child.` }];
}

/**
 * What forbids these two people for an audit of `month`; empty when nothing does. Nothing more is asked of someone in
 * `unchanged`, who has that part in the audit already.
 */
export function problemsWithPeople(
  auditor: Candidate,
  moderator: Candidate,
  child: Pick<ChildToAudit, 'reviewingOfficerId'>,
  month: Month,
  unchanged: { auditorId?: number; moderatorId?: number } = {},
): Problem[] {
  if (auditor.staffId === moderator.staffId) return [{ field: 'moderator', message: 'Nobody moderates their own audit. Choose another moderator.' }];
  return [
    ...(auditor.staffId === unchanged.auditorId ? [] : unfit(auditor, 'auditor', month)),
    ...(moderator.staffId === unchanged.moderatorId ? [] : unfit(moderator, 'moderator', month)),
    ...(child.reviewingOfficerId === moderator.staffId && moderator.staffId !== unchanged.moderatorId
      ? [{ field: 'moderator', message: `${moderator.name} is this child’s reviewing officer and cannot moderate the audit. Choose another moderator.` }]
      : []),
  ];
}

function unfit(person: Candidate, role: 'auditor' | 'moderator', month: Month): Problem[] {
  if (!person.roles.includes(role)) return [{ field: role, message: `${person.name} is not one of the ${role}s. Choose another ${role}.` }];
  if (inPost(person, month)) return [];
  const when = person.startsOn !== null && monthOf(person.startsOn) > month ? `starts on ${dayInWords(person.startsOn)}` : `left on ${dayInWords(person.endsOn)}`;
  return [{ field: role, message: `${person.name} ${when} and cannot have an audit of ${monthInWords(month)}. Choose another ${role}.` }];
}

/** What to think about before giving it out; none of it forbids anything. */
export function notesOnAllocation(auditor: AuditorCandidate, moderator: ModeratorCandidate, child: ChildToAudit, month: Month): string[] {
  const isOwnTeam = (person: Candidate): boolean => person.teamId === child.teamId || person.managesTeams.includes(child.teamId);
  const { reaudit } = child;
  const notes: [boolean, string][] = [
    [reaudit !== undefined, `${reaudit ? reauditInWords(reaudit) : ''} An audit in the last ${monthsBetweenAudits} months does not stop it.`],
    [auditor.staffId === reaudit?.auditorId, `${auditor.name} wrote the audit that raised the case. Choose another auditor if there is one.`],
    [moderator.staffId === reaudit?.moderatorId, `${moderator.name} moderated the audit that raised the case. Choose another moderator if there is one.`],
    [isOwnTeam(auditor), `${auditor.name} belongs to the child’s team. This is allowed, and the audit is marked.`],
    [isOwnTeam(moderator), `${moderator.name}, the moderator, belongs to the child’s team.`],
    [
      auditor.roles.includes('reviewing_officer') && child.reviewingOfficerId !== auditor.staffId,
      `${auditor.name} is a reviewing officer and should be given a child who is already theirs.`,
    ],
    [!auditor.expected, `No audit is expected of ${auditor.name} in ${monthInWords(month)}, so it counts as an elective one.`],
    [auditor.exempt, `${auditor.name} is exempt for ${monthInWords(month)}.`],
    [auditor.allocated > 0, `${auditor.name} has ${audits(auditor.allocated)} of ${monthInWords(month)} already.`],
    [
      moderator.allocated >= moderator.capacity,
      moderator.capacity === 0
        ? `${moderator.name} is not available to moderate in ${monthInWords(month)}.`
        : `${moderator.name} has ${moderator.allocated} to moderate in ${monthInWords(month)} and can take ${moderator.capacity}.`,
    ],
  ];
  return notes.filter(([applies]) => applies).map(([, note]) => note);
}

function audits(count: number): string {
  return count === 1 ? 'one audit' : `${count} audits`;
}
