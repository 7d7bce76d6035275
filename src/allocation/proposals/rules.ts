import { monthInWords, type Day } from '../../shared/day.js';
import { addMonths, type Month } from '../../shared/month.js';
import type { Cohort } from '../../shared/practice.js';
import { monthsBetweenAudits } from '../allocationRules.js';
import type { Reaudit } from '../reaudit.js';

/** A child of the caseload. */
export interface Child {
  caseRef: string;
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
  reviewingOfficerId: number | null;
}

/** Somebody to be given a child. */
export interface Auditor {
  id: number;
  name: string;
  /** Teams they belong to or manage. */
  teamIds: readonly number[];
  isReviewingOfficer: boolean;
  pairedWithId: number | null;
  /** Why they cannot be given an audit of the month; null when they can. */
  unfit: string | null;
}

export interface Moderator {
  id: number;
  name: string;
  /** Why they cannot be given an audit at all; null when they can, whether or not they have places. */
  unfit: string | null;
  /** Audits they can moderate in the month. */
  capacity: number;
  /** Audits of the month they moderate already. */
  moderates: number;
}

/** Somebody who has lost the role of moderator: they still are a pair, or stand on a line. */
export function noModerator(id: number, name: string): Moderator {
  return { id, name, unfit: `${name} is not one of the moderators.`, capacity: 0, moderates: 0 };
}

/** A child that would be given to an auditor with a moderator. */
export interface Match {
  month: Month;
  auditor: Auditor;
  moderator: Moderator | undefined;
  /** Of the moderator's audits and lines of the month, without this one. */
  moderates: number;
  child: Child;
  /** The month of an audit of this child less than twelve months away, or of any audit of the month itself. */
  audited: Month | undefined;
  /** The child is due a re-audit. */
  reaudit: Reaudit | undefined;
  /** The child stands on another line. */
  taken: boolean;
}

/** A rule that is never broken silently. */
export interface HardRule {
  words: string;
  /** Where on a form its message stands. */
  field: 'auditor' | 'moderator' | 'child';
  /** Whether the QA team may set it aside by hand, with a reason. */
  maySetAside: boolean;
}

/** Which of these children are not free in `month`, each with the month of the audit in the way. `counts`: it was neither exempted nor left undone. */
export function auditsInTheWay(audits: readonly { caseRef: string; month: Month; counts: boolean }[], month: Month): Map<string, Month> {
  const inTheWay = new Map<string, Month>();
  for (const audit of audits) {
    const near = addMonths(audit.month, monthsBetweenAudits) > month && addMonths(month, monthsBetweenAudits) > audit.month;
    // An audit of the month itself stands in the way whatever became of it, and is the one to name.
    if (audit.month === month || (audit.counts && near && inTheWay.get(audit.caseRef) !== month)) inTheWay.set(audit.caseRef, audit.month);
  }
  return inTheWay;
}

type About<Part extends keyof Match> = Pick<Match, Part>;

function auditorAvailable({ auditor }: About<'auditor'>): string | null {
  return auditor.unfit;
}

function hasModerator({ auditor, moderator }: About<'auditor' | 'moderator'>): string | null {
  return moderator === undefined ? `${auditor.name} has no paired moderator in this month.` : null;
}

function moderatorAvailable({ moderator }: About<'moderator'>): string | null {
  return moderator?.unfit ?? null;
}

function notThemselves({ auditor, moderator }: About<'auditor' | 'moderator'>): string | null {
  return moderator?.id === auditor.id ? `${auditor.name} cannot moderate their own audit.` : null;
}

function withinCapacity({ moderator, moderates, month }: About<'moderator' | 'moderates' | 'month'>): string | null {
  if (moderator?.unfit !== null || moderates < moderator.capacity) return null;
  return moderator.capacity === 0
    ? `${moderator.name} is not available to moderate in ${monthInWords(month)}.`
    : `${moderator.name} can moderate no more: ${moderates} of ${moderator.capacity} in ${monthInWords(month)}.`;
}

function notAuditedLately({ audited, month, reaudit }: About<'audited' | 'month' | 'reaudit'>): string | null {
  if (audited === undefined || setAsideForReaudit({ audited, month, reaudit }).length > 0) return null;
  return audited === month
    ? `The child has been allocated for ${monthInWords(month)} already.`
    : `The child has an audit in ${monthInWords(audited)}, less than ${monthsBetweenAudits} months from ${monthInWords(month)}.`;
}

/** The hard rule that is set aside for a child due a re-audit, where there is an audit in the way: never another one of the month itself. */
export function setAsideForReaudit({ audited, month, reaudit }: About<'audited' | 'month' | 'reaudit'>): HardRuleName[] {
  return reaudit !== undefined && audited !== undefined && audited !== month ? ['not_audited_lately'] : [];
}

function oneLineAChild({ taken }: About<'taken'>): string | null {
  return taken ? 'The child stands on another line of this proposal.' : null;
}

function notHeldByAuditor({ auditor, child }: About<'auditor' | 'child'>): string | null {
  return child.reviewingOfficerId === auditor.id && !auditor.isReviewingOfficer ? `${auditor.name} holds this child.` : null;
}

function notHeldByModerator({ moderator, child }: About<'moderator' | 'child'>): string | null {
  if (moderator?.id !== child.reviewingOfficerId) return null;
  return `${moderator.name}, the moderator, is the child’s reviewing officer.`;
}

function oneOfTheirs({ auditor, child }: About<'auditor' | 'child'>): string | null {
  return auditor.isReviewingOfficer && child.reviewingOfficerId !== auditor.id ? `${auditor.name} is a reviewing officer, and the child is not one of theirs.` : null;
}

/** What forbids a line (domain.md, "Allocation"). `broken` says in words what is wrong, or null. */
export const hardRules = {
  auditor_available: { words: 'The auditor can be given an audit of the month', field: 'auditor', maySetAside: false, broken: auditorAvailable },
  paired_moderator: { words: 'A moderator: the one paired with the auditor, unless chosen by hand', field: 'moderator', maySetAside: false, broken: hasModerator },
  moderator_available: { words: 'The moderator has that role and is in post', field: 'moderator', maySetAside: false, broken: moderatorAvailable },
  not_themselves: { words: 'Nobody moderates their own audit', field: 'moderator', maySetAside: false, broken: notThemselves },
  moderator_capacity: { words: 'A moderator has no more than they can moderate', field: 'moderator', maySetAside: true, broken: withinCapacity },
  not_audited_lately: { words: `No child audited in the last ${monthsBetweenAudits} months`, field: 'child', maySetAside: false, broken: notAuditedLately },
  one_line_a_child: { words: 'One audit a child and month', field: 'child', maySetAside: false, broken: oneLineAChild },
  not_held_by_auditor: { words: 'No child the auditor holds, unless the auditor is a reviewing officer', field: 'child', maySetAside: false, broken: notHeldByAuditor },
  not_held_by_moderator: { words: 'No child the moderator holds', field: 'moderator', maySetAside: false, broken: notHeldByModerator },
  one_of_theirs: { words: 'A reviewing officer is given a child already theirs', field: 'child', maySetAside: true, broken: oneOfTheirs },
} as const satisfies Record<string, HardRule & { broken: (match: Match) => string | null }>;

export type HardRuleName = keyof typeof hardRules;

/** The hard rules that the QA team may set aside by hand. */
export const rulesToSetAside = (Object.keys(hardRules) as HardRuleName[]).filter((name) => hardRules[name].maySetAside);

/** By whom, or for what, a hard rule on a line is set aside. */
export function setAsideHow(rule: HardRuleName): string {
  return hardRules[rule].maySetAside ? 'set aside by hand' : 'set aside for the re-audit';
}

/** What a line breaks; nothing: it may be given out. */
export function brokenHardRules(match: Match): { rule: HardRuleName; words: string }[] {
  return (Object.keys(hardRules) as HardRuleName[]).flatMap((rule) => {
    const words = hardRules[rule].broken(match);
    return words === null ? [] : [{ rule, words }];
  });
}

/** What a draw prefers, the stronger first; a line says which of these it had to break. */
export const softRules = {
  reaudit_by_another: 'A re-audit not by the auditor of the audit that raised the case',
  reaudit_moderated_by_another: 'A re-audit not with the moderator of that audit',
  own_team_avoided: 'Own team avoided',
  fewest_audits_first: 'Teams with the fewest audits in three months first',
  cohort_under_covered: 'Cohorts least covered in twelve months first',
  age_band_under_covered: 'Age bands least covered in twelve months first',
} as const;

export type SoftRuleName = keyof typeof softRules;

/** What a re-audit prefers, the stronger first. */
export const reauditRules = ['reaudit_by_another', 'reaudit_moderated_by_another', 'own_team_avoided'] as const satisfies readonly SoftRuleName[];

/** Which of these a re-audit by the two would break. */
export function brokenByReaudit({ child, reaudit }: { child: Child; reaudit: Reaudit }, auditor: Auditor, moderator: { id: number }): (typeof reauditRules)[number][] {
  const broken = { reaudit_by_another: auditor.id === reaudit.auditorId, reaudit_moderated_by_another: moderator.id === reaudit.moderatorId, own_team_avoided: isOwnTeam(auditor, child) };
  return reauditRules.filter((rule) => broken[rule]);
}

/** Whether a child is of the auditor's own team. */
export function isOwnTeam(auditor: Pick<Auditor, 'teamIds'>, child: Pick<Child, 'teamId'>): boolean {
  return auditor.teamIds.includes(child.teamId);
}
