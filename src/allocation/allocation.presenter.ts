import { reauditDueFrom } from '../concerns/concern.js';
import { ageInYears, dayInWords, monthInWords, type Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import { cohorts, label } from '../shared/practice.js';
import type { AuditHeader } from '../audits/audits.reads.js';
import type { Auditor, CaseloadFilter, ChildInCaseload, ChildLine, Choices, Moderator } from './allocation.reads.js';
import { monthsToAllocate } from './allocationRules.js';
import type { AllocationPlanned } from './allocation.service.js';
import { inPost } from './availability/availability.js';
import type { Reaudit } from './reaudit.js';

interface Choice {
  value: string;
  label: string;
}

const select = (name: string, words: string, items: Choice[], value: string, more: object = {}): object => ({ component: 'select', name, label: words, items, value, ...more });

/** The months an audit may be allocated for. */
export function monthChoices(today: Day): Choice[] {
  return monthsToAllocate(today).map((month) => ({ value: month, label: monthInWords(month) }));
}

/** The fields of the caseload's filter. */
export function filterFields(asked: Record<string, unknown>, month: Month, teams: readonly { id: number; name: string }[], today: Day): object[] {
  const value = (name: string): string => (typeof asked[name] === 'string' ? asked[name] : '');
  return [
    select('month', 'Audit month', monthChoices(today), month),
    select('team', 'Team', [{ value: '', label: 'All teams' }, ...teams.map((team) => ({ value: String(team.id), label: team.name }))], value('team')),
    select('cohort', 'Cohort', [{ value: '', label: 'All cohorts' }, ...cohorts.map((cohort) => ({ value: cohort, label: label(cohort) }))], value('cohort')),
    select('show', 'Children', [{ value: 'free', label: 'Those who can be audited' }, { value: 'reaudit', label: 'Those due a re-audit' }, { value: 'all', label: 'All children' }], value('show') || 'free'),
  ];
}

/** The filter as query parameters. */
export function filterInAddress(month: Month, { teamId, cohort, show }: CaseloadFilter): Record<string, string | undefined> {
  return { month, team: teamId === undefined ? undefined : String(teamId), cohort, show: show === 'free' ? undefined : show };
}

export const caseloadColumns = ['Child', 'Age', 'Team', 'Cohort', 'Last audit', 'This month'].map((words) => ({ label: words }));

/** The children, as rows of a table; each leads to the page on which an auditor is chosen. */
export function caseloadRows(children: readonly ChildLine[], reaudits: ReadonlyMap<string, Reaudit>, month: Month, today: Day): unknown[][] {
  return children.map((child) => [
    { text: child.caseRef, href: `/allocation/children/${child.id}?month=${month}`, ...(reaudits.has(child.caseRef) ? { tag: { text: 'Re-audit due', colour: 'purple' } } : {}) },
    ageInYears(child.dateOfBirth, today),
    child.teamName,
    label(child.cohort),
    child.lastAudited === null ? 'None known' : monthInWords(child.lastAudited),
    child.auditRef === null ? 'Not allocated' : { text: child.auditRef, href: `/audits/${child.auditRef}` },
  ]);
}

/** Who the child is, and when they were last audited. */
export function childRows(child: ChildInCaseload, reaudit: Reaudit | undefined, today: Day): { key: string; value: string }[] {
  return [
    { key: 'Case reference', value: child.caseRef },
    { key: 'Date of birth', value: `${dayInWords(child.dateOfBirth)} (age ${ageInYears(child.dateOfBirth, today)})` },
    { key: 'Cohort', value: label(child.cohort) },
    { key: 'Team', value: child.teamName },
    { key: 'Reviewing officer', value: child.reviewingOfficerName ?? 'None' },
    { key: 'Last audit', value: child.lastAudited === null ? 'None known' : monthInWords(child.lastAudited) },
    ...(reaudit ? [{ key: 'Re-audit due', value: `Since ${dayInWords(reauditDueFrom(reaudit.resolvedOn))}. Case of concern ${reaudit.concernRef} was resolved on ${dayInWords(reaudit.resolvedOn)}.` }] : []),
  ];
}

/** The auditors in post, those of whom an audit is expected and who have none yet before all others. */
function inPostWaitingFirst(auditors: readonly Auditor[], month: Month): Auditor[] {
  const waiting = (one: Auditor): number => (one.expected && one.allocated === 0 ? 0 : 1);
  return auditors.filter((one) => inPost(one, month)).toSorted((a, b) => waiting(a) - waiting(b));
}

/** The choice of auditor and moderator, as typed or blank. */
export function choiceFields(choices: Choices, month: Month, chosen: { auditor: string; moderator: string }): object[] {
  const auditors = inPostWaitingFirst(choices.auditors, month);
  const paired = new Map(choices.moderators.map((one) => [one.staffId, one.name]));
  const pairedWith = ({ pairedWithId }: Auditor): string => (pairedWithId === null ? '' : `, paired with ${paired.get(pairedWithId) ?? 'someone who no longer moderates'}`);
  const first = auditors.some((one) => one.pairedWithId !== null) ? { value: 'paired', label: 'The moderator paired with the auditor' } : { value: '', label: 'Choose a moderator' };
  return [
    select(
      'auditor',
      'Auditor',
      [
        { value: '', label: 'Choose an auditor' },
        ...auditors.map((one) => ({ value: String(one.staffId), label: `${one.name}${inTeam(one.teamName)}: ${audits(one.allocated)}${one.expected ? '' : ', not expected'}${pairedWith(one)}` })),
      ],
      chosen.auditor,
      { labelSize: 's', hint: `With how many audits of ${monthInWords(month)} they have already. Those who still need one come first.` },
    ),
    select('moderator', 'Moderator', [first, ...moderatorChoices(choices.moderators, month)], chosen.moderator || first.value, {
      labelSize: 's',
      hint: 'With how many they moderate of how many they can. Those with places left come first.',
    }),
  ];
}

/** Those with places left first. */
function moderatorChoices(moderators: readonly Moderator[], month: Month): Choice[] {
  const full = (one: Moderator): number => (one.allocated >= one.capacity ? 1 : 0);
  return moderators.filter((one) => inPost(one, month)).sort((a, b) => full(a) - full(b)).map((one) => ({ value: String(one.staffId), label: `${one.name}${inTeam(one.teamName)}: ${one.allocated} of ${one.capacity}` }));
}

const inTeam = (team: string | null): string => (team === null ? '' : ` (${team})`);
const audits = (count: number): string => (count === 0 ? 'none yet' : String(count));

/** What is about to be given out. */
export function planRows({ child, reaudit, month, auditor, moderator }: AllocationPlanned, today: Day): { key: string; value: string }[] {
  return [
    ...childRows(child, reaudit, today),
    { key: 'Audit month', value: monthInWords(month) },
    { key: 'Auditor', value: `${auditor.name}${inTeam(auditor.teamName)}` },
    { key: 'Moderator', value: `${moderator.name}${inTeam(moderator.teamName)}` },
  ];
}

/** The choice of another auditor or moderator; the present ones stand first. */
export function reallocationFields(audit: AuditHeader, choices: Choices, typed: { auditor: string; moderator: string; reason: string }): object[] {
  const others = <One extends { staffId: number }>(list: readonly One[], present: number): One[] => list.filter((one) => one.staffId !== present);
  return [
    select(
      'auditor',
      'Auditor',
      [
        { value: String(audit.auditorId), label: `${audit.auditorName}: as now` },
        ...inPostWaitingFirst(others(choices.auditors, audit.auditorId), audit.month).map((one) => ({ value: String(one.staffId), label: `${one.name}${inTeam(one.teamName)}: ${audits(one.allocated)}` })),
      ],
      typed.auditor,
      { labelSize: 's', hint: `With how many audits of ${monthInWords(audit.month)} they have already. Those who still need one come first.` },
    ),
    select(
      'moderator',
      'Moderator',
      [{ value: String(audit.moderatorId), label: `${audit.moderatorName}: as now` }, ...moderatorChoices(others(choices.moderators, audit.moderatorId), audit.month)],
      typed.moderator,
      { labelSize: 's', hint: 'With how many they moderate of how many they can. Those with places left come first.' },
    ),
    { component: 'textarea', name: 'reason', label: 'Why is it changed?', labelSize: 's', lines: 3, value: typed.reason },
  ];
}
