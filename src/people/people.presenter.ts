import { roles } from '../access/roles.js';
import { historyShown, type HistoryShown } from '../history/history.presenter.js';
import type { HistoryLine } from '../history/history.store.js';
import { momentInWords } from '../shared/clock.js';
import { dayInWords, type Day } from '../shared/day.js';
import { label } from '../shared/practice.js';
import { accountState, alternateMonths, auditFrequencies, type AccountState, type StaffDetails } from './staff.js';
import type { AccountSeen, StaffListed, StaffSeen } from './staff.reads.js';

interface Option {
  value: string | number;
  label: string;
}

interface Named {
  id: number;
  name: string;
}

const frequencyInWords = { monthly: 'Every month', alternate: 'Every other month', elective: 'By choice, not expected', none: 'Does not audit' };
const monthsInWords = { odd: 'Odd months: January, March, May and so on', even: 'Even months: February, April, June and so on' };

const accountInWords: Record<AccountState, { text: string; colour: string }> = {
  none: { text: 'No account', colour: 'grey' },
  disabled: { text: 'Disabled', colour: 'grey' },
  left: { text: 'Open after their last day', colour: 'orange' },
  must_change_password: { text: 'Temporary password', colour: 'blue' },
  open: { text: 'Open', colour: 'green' },
};

const roleOptions: Option[] = roles.map((role) => ({ value: role, label: label(role) }));

/** Records to choose from, with a first line for none of them. */
export function choices(records: readonly Named[], none: string): Option[] {
  return [{ value: '', label: none }, ...records.map(({ id, name }) => ({ value: id, label: name }))];
}

/** The list of staff. */
export function staffList(staff: readonly StaffListed[], filter: { search: string; role: string; team: string }, teams: readonly Named[], today: Day) {
  return {
    filters: [
      { component: 'input', name: 'search', label: 'Name or e-mail address', value: filter.search },
      { component: 'select', name: 'role', label: 'Role', items: [{ value: '', label: 'All roles' }, ...roleOptions], value: filter.role },
      { component: 'select', name: 'team', label: 'Team', items: choices(teams, 'All teams'), value: filter.team },
    ],
    columns: ['Name', 'E-mail address', 'Team', 'Roles', 'Account'].map((column) => ({ label: column })),
    rows: staff.map(({ id, name, email, team, roles: held, account, endsOn }) => [
      { text: name, href: `/people/${id}` },
      email,
      team,
      held.map(label).join(', '),
      account ? { tag: accountInWords[accountState(account, endsOn, today)] } : accountInWords.none.text,
    ]),
  };
}

interface Row {
  key: string;
  value: string;
}

/** Everything known of a member of staff, in the order of the form. */
function detailRows(details: StaffDetails, team: string | null): Row[] {
  const { auditFrequency, alternateMonths: months, moderationCapacity, moderatesIn } = details;
  return [
    { key: 'Name', value: details.name },
    { key: 'E-mail address', value: details.email },
    { key: 'Team', value: team ?? 'No team' },
    { key: 'Roles', value: details.roles.map(label).toSorted().join(', ') || 'No role' },
    { key: 'Working time', value: String(details.fte) },
    { key: 'Audits', value: auditFrequency === 'alternate' && months ? monthsInWords[months] : frequencyInWords[auditFrequency] },
    { key: 'Moderation capacity', value: moderationCapacity === null ? 'None' : `${moderationCapacity} a month${moderatesIn === null ? '' : `, ${moderatesIn} months only`}` },
    { key: 'External', value: details.external ? 'Yes' : 'No' },
    { key: 'First day', value: dayInWords(details.startsOn) || 'Not known' },
    { key: 'Last day', value: dayInWords(details.endsOn) || 'Not known' },
  ];
}

/** One member of staff with their account. */
export function staffPage(staff: StaffSeen, today: Day) {
  const { account, managesTeams, headsServices } = staff;
  const links = (records: readonly Named[], path: string) => ({ list: records.map(({ id, name }) => ({ text: name, href: `${path}/${id}` })) });
  return {
    id: staff.id,
    staffName: staff.name,
    details: [
      ...detailRows(staff, staff.team),
      ...(managesTeams.length > 0 ? [{ key: 'Manages', value: links(managesTeams, '/teams') }] : []),
      ...(headsServices.length > 0 ? [{ key: 'Head of', value: links(headsServices, '/services') }] : []),
    ],
    account: account && accountRows(account, accountInWords[accountState(account, staff.endsOn, today)]),
    disabled: account?.disabled ?? false,
    accountVersion: account?.version,
  };
}

function accountRows(account: AccountSeen, state: { text: string; colour: string }) {
  return [
    { key: 'Account', value: { tag: state } },
    { key: 'Last signed in', value: account.lastSignedInAt ? momentInWords(account.lastSignedInAt) : 'Never' },
  ];
}

/** The history of a member of staff and that of their account. */
export function staffHistory(lines: readonly HistoryLine[]): HistoryShown[] {
  return historyShown(lines, {
    words: {
      set_up: 'Set up as the first administrator',
      opened: 'Account opened',
      disabled: 'Account disabled',
      enabled: 'Account enabled',
      password_changed: 'Password changed',
      password_reset: 'New temporary password given',
      email: 'E-mail address',
      fte: 'Working time',
      startsOn: 'First day',
      endsOn: 'Last day',
      alternateMonths: 'Odd or even months',
      moderatesIn: 'Moderates in odd or even months only',
    },
    codes: ['auditFrequency', 'alternateMonths', 'moderatesIn'],
  });
}

/** What the form shows in its fields: what is stored, or what was typed. */
export type StaffTyped = Partial<Record<keyof StaffDetails, unknown>>;

/** The form to add or change a member of staff. */
export function staffForm(typed: StaffTyped, teams: readonly Named[]) {
  const items = <Code extends string>(codes: readonly Code[], inWords: Record<Code, string>): Option[] => codes.map((code) => ({ value: code, label: inWords[code] }));
  const whichMonths = { component: 'radios', name: 'alternateMonths', legend: 'Which months', items: items(alternateMonths, monthsInWords), value: typed.alternateMonths, small: true };
  return {
    typed,
    teamItems: choices(teams, 'No team'),
    roleItems: roleOptions,
    frequencyItems: items(auditFrequencies, frequencyInWords).map((item) => ({ ...item, conditional: item.value === 'alternate' ? [whichMonths] : undefined })),
    moderatesInItems: [{ value: 'every', label: 'Every month' }, ...items(alternateMonths, monthsInWords)],
    externalItems: [{ value: 'yes', label: 'Works for somebody else than the council' }],
  };
}

/** Where the stored details and those just typed differ. */
export function staffConflict(stored: StaffSeen, typed: StaffDetails, teams: readonly Named[]) {
  const typedTeam = teams.find((team) => team.id === typed.teamId)?.name ?? null;
  return conflictOf(detailRows(stored, stored.team), detailRows(typed, typedTeam));
}

/** The rows whose values differ, for `components/conflict`. */
export function conflictOf(stored: readonly Row[], typed: readonly Row[]): { label: string; stored: string; typed: string }[] {
  return stored.flatMap(({ key, value }, index) => {
    const other = typed[index]?.value ?? '';
    return other === value ? [] : [{ label: key, stored: value, typed: other }];
  });
}
