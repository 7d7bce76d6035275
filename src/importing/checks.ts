import { spelt, type Cell } from './column.js';
import type { Day } from '../shared/day.js';
import { format, importedStatuses, keyOf, type Kind, type Line, type Lines, type Row } from './format.js';
import { quoted, type Problems } from './problem.js';
import { childInMonth, type Recorded } from './recorded.js';
import { unhurried } from './unhurried.js';

type ColumnOf<K extends Kind> = keyof Row<K> & string;

/** What is needed to judge a row: the other rows, and what Plumbline holds. */
class Check {
  constructor(
    readonly lines: Lines,
    readonly incomplete: ReadonlySet<Kind>,
    readonly recorded: Recorded,
    readonly today: Day,
    readonly problems: Problems,
  ) {}

  report<K extends Kind>(line: Line<K>, column: ColumnOf<K>, expected: string): void {
    this.problems.add({ file: line.file, line: line.line, column, found: quoted(spelt(cellOf(line, column))), expected });
  }

  /** Reports the columns that are empty and may not be, because of `why`. */
  needed<K extends Kind>(kind: K, line: Line<K>, columns: readonly ColumnOf<K>[], why: string): void {
    const specs = format[kind].columns as Record<string, { expected: string }>;
    for (const column of columns) {
      if (cellOf(line, column) === null) this.report(line, column, `${specs[column]!.expected.replace(', or an empty cell', '')}, because ${why}`);
    }
  }

  /** Reports the columns that are filled in and must not be, because of `why`. */
  unwanted<K extends Kind>(line: Line<K>, columns: readonly ColumnOf<K>[], why: string): void {
    for (const column of columns) {
      const value = cellOf(line, column);
      if (value !== null && value !== undefined) this.report(line, column, `an empty cell, because ${why}`);
    }
  }

  /** Days or months that follow one another; empty ones are passed over. */
  inOrder<K extends Kind>(line: Line<K>, ...columns: ColumnOf<K>[]): void {
    let before: { column: string; value: string } | undefined;
    for (const column of columns) {
      const value = cellOf(line, column);
      if (typeof value !== 'string') continue;
      if (before && value < before.value) this.report(line, column, `not before ${before.column}, which is ${before.value}`);
      before = { column, value };
    }
  }

  /** Reports columns that name something of which neither the files nor Plumbline know. */
  known<K extends Kind>(line: Line<K>, columns: readonly ColumnOf<K>[], target: Target): void {
    if (this.incomplete.has(target)) return;
    for (const column of columns) {
      const value = cellOf(line, column);
      if (typeof value === 'string' && !this.inFiles(target).has(value) && !this.recorded[target].has(value)) {
        this.report(line, column, `${targets[target]}, in ${format[target].file} or already in Plumbline`);
      }
    }
  }

  private readonly fromFiles = new Map<Target, Set<unknown>>();
  private inFiles(target: Target): Set<unknown> {
    const names = this.fromFiles.get(target) ?? new Set((this.lines[target] as Line[]).map((line) => cellOf(line, format[target].key[0]!)));
    this.fromFiles.set(target, names);
    return names;
  }
}

function cellOf(line: Line, column: string): Cell | undefined {
  const cells: Record<string, Cell | undefined> = line.cells;
  return cells[column];
}

type Target = 'services' | 'teams' | 'staff' | 'audits' | 'concerns';

const targets: Record<Target, string> = {
  services: 'the name of a service',
  teams: 'the name of a team',
  staff: 'the e-mail address of a member of staff',
  audits: 'the reference of an audit',
  concerns: 'the reference of a case of concern',
};

/** Finds what is wrong between cells, rows and files, with what Plumbline already holds, and with the day of the import. */
export async function checkLines(lines: Lines, incomplete: ReadonlySet<Kind>, recorded: Recorded, today: Day, problems: Problems): Promise<void> {
  const check = new Check(lines, incomplete, recorded, today, problems);
  for (const kind of Object.keys(rowChecks) as Kind[]) {
    const checkRow = rowChecks[kind] as (line: Line, check: Check) => void;
    await unhurried<Line>(lines[kind], (line) => checkRow(line, check));
  }
  oneAuditOfAChildAMonth(check);
  oneConcernAnAudit(check);
  concernsAreOfTheAuditedChild(check);
  updatesFollowTheConcern(check);
  anAdministratorIsLeft(check);
}

const rowChecks: { [K in Kind]: (line: Line<K>, check: Check) => void } = {
  services(line, check) {
    check.known(line, ['head_of_service'], 'staff');
  },
  teams(line, check) {
    check.known(line, ['service'], 'services');
    check.known(line, ['team_manager'], 'staff');
  },
  staff(line, check) {
    check.known(line, ['team'], 'teams');
    check.inOrder(line, 'starts_on', 'ends_on');
    if (line.cells.audit_frequency === 'alternate') check.needed('staff', line, ['alternate_months'], 'audit_frequency is alternate');
  },
  exemptions(line, check) {
    check.known(line, ['email', 'authorised_by'], 'staff');
    check.inOrder(line, 'from_month', 'to_month');
    const { kind, from_month: from, to_month: to } = line.cells;
    if (kind === 'single_month' && from !== undefined && (to === null || (to !== undefined && to > from))) {
      check.report(line, 'to_month', `${from}, the month it starts in, because it is for a single month`);
    }
  },
  pairings(line, check) {
    check.known(line, ['auditor', 'moderator'], 'staff');
    check.inOrder(line, 'from_month', 'to_month');
    notTheirOwnModerator(line, check);
  },
  caseload(line, check) {
    const { date_of_birth: born } = line.cells;
    if (born !== undefined && born > check.today) check.report(line, 'date_of_birth', `not after ${check.today}, which is today`);
    check.known(line, ['team'], 'teams');
    check.known(line, ['reviewing_officer'], 'staff');
  },
  audits: checkAudit,
  actions(line, check) {
    check.known(line, ['audit_ref'], 'audits');
    notOfAnAuditUnderWay('actions', line, check);
    if (line.cells.closed_reason !== 'service_ended') return;
    check.needed('actions', line, ['last_update_on'], 'closed_reason is service_ended');
    check.unwanted(line, ['completed_on'], 'closed_reason is service_ended');
  },
  concerns(line, check) {
    check.known(line, ['team'], 'teams');
    check.known(line, ['audit_ref'], 'audits');
    notOfAnAuditUnderWay('concerns', line, check);
    check.inOrder(line, 'raised_on', 'resolved_on');
  },
  concern_updates(line, check) {
    check.known(line, ['concern_ref'], 'concerns');
    check.known(line, ['updated_by'], 'staff');
  },
  ambassador_reviews(line, check) {
    check.known(line, ['audit_ref'], 'audits');
    check.known(line, ['ambassador'], 'staff');
  },
  programme_audits(line, check) {
    check.known(line, ['team'], 'teams');
    if (line.cells.status === 'completed') check.needed('programme_audits', line, ['overall_auditor', 'overall_final', 'completed_on'], 'status is completed');
  },
};

const areaRatings = (Object.keys(format.audits.columns) as ColumnOf<'audits'>[]).filter((column) => /_(auditor|final)$/.test(column));
const involvements = ['social_worker_involved', 'team_manager_involved', 'reviewing_officer_involved'] as const;

/** Counting needs the dates, every rating and both views of a completed audit (domain.md, "Figures"). */
function checkAudit(line: Line<'audits'>, check: Check): void {
  const { cells } = line;
  check.known(line, ['team'], 'teams');
  check.known(line, ['auditor', 'moderator'], 'staff');
  notTheirOwnModerator(line, check);
  check.inOrder(line, 'submitted_on', 'moderated_on', 'accepted_on');
  const why = `status is ${String(cells.status)}`;
  if (cells.status === 'completed') {
    check.needed('audits', line, ['submitted_on', 'moderated_on', 'accepted_on', ...areaRatings, ...involvements, 'child_view', 'family_view'], why);
  } else if (cells.status === 'not_accepted') {
    check.needed('audits', line, ['submitted_on'], why);
    check.unwanted(line, ['accepted_on'], why);
  } else if (cells.status) {
    check.unwanted(line, ['submitted_on', 'moderated_on', 'accepted_on'], why);
  }
  for (const person of ['child', 'family'] as const) {
    const view = `${person}_view` as const;
    if (cells[view] === 'not_obtained') check.needed('audits', line, [`${person}_view_reason`], `${view} is not_obtained`);
    else if (cells[view] !== undefined) check.unwanted(line, [`${person}_view_reason`], `${view} is not not_obtained`);
    if (cells[view] !== 'spoken_to' && cells[view] !== undefined) check.unwanted(line, [`${person}_feedback`], `${view} is not spoken_to`);
  }
  if (cells.lower_end_ri && cells.overall_final !== undefined && cells.overall_final !== 'requires_improvement') {
    check.report(line, 'lower_end_ri', 'no or an empty cell, because overall_final is not requires_improvement');
  }
}

/** Nobody moderates their own audit. */
function notTheirOwnModerator(line: Line<'audits'> | Line<'pairings'>, check: Check): void {
  const { auditor, moderator } = line.cells;
  if (auditor !== undefined && auditor === moderator) check.report(line, 'moderator', 'someone other than the auditor');
}

/** What an audit under way in Plumbline asks for is written and raised there; records that are there already are not added. */
function notOfAnAuditUnderWay(kind: 'actions' | 'concerns', line: Line<'actions'> | Line<'concerns'>, check: Check): void {
  const audit = check.recorded.audits.get(line.cells.audit_ref ?? '');
  if (audit === undefined || importedStatuses.some((status) => status === audit.status)) return;
  const key = keyOf(kind, line);
  if (key !== undefined && check.recorded.rows[kind].has(key)) return;
  check.report(line, 'audit_ref', 'an audit that is not under way in Plumbline');
}

function oneAuditOfAChildAMonth(check: Check): void {
  const taken = new Map(check.recorded.auditOfChild);
  for (const line of check.lines.audits) {
    const { audit_ref: ref, template, month, case_ref: caseRef } = line.cells;
    if (!ref || !template || !month || !caseRef) continue;
    const key = childInMonth({ template, month, case_ref: caseRef });
    const other = taken.get(key);
    if (other === undefined) taken.set(key, ref);
    else if (other !== ref) check.report(line, 'case_ref', `another child, because ${other} is the audit of this child in ${month}`);
  }
}

function oneConcernAnAudit(check: Check): void {
  const taken = new Map(check.recorded.concernOfAudit);
  for (const line of check.lines.concerns) {
    const { concern_ref: ref, audit_ref: audit } = line.cells;
    // One that is there already is compared with what is recorded; Plumbline itself may raise a second.
    if (!ref || !audit || check.recorded.concerns.has(ref)) continue;
    const other = taken.get(audit);
    if (other === undefined) taken.set(audit, ref);
    else if (other !== ref) check.report(line, 'audit_ref', `another audit, because ${other} is the case of concern of this one`);
  }
}

/** A case of concern is about the child of the audit that raised it. */
function concernsAreOfTheAuditedChild(check: Check): void {
  const children = new Map([...check.recorded.audits].map(([ref, audit]) => [ref, audit.caseRef]));
  for (const { cells } of check.lines.audits) if (cells.audit_ref && cells.case_ref) children.set(cells.audit_ref, cells.case_ref);
  for (const line of check.lines.concerns) {
    const audited = children.get(line.cells.audit_ref ?? '');
    if (audited !== undefined && line.cells.case_ref !== undefined && line.cells.case_ref !== audited) {
      check.report(line, 'case_ref', `${audited}, the child of audit ${String(line.cells.audit_ref)}`);
    }
  }
}

/** An update is of a day between raising and resolving the case, and not of one to come. */
function updatesFollowTheConcern(check: Check): void {
  const concerns = new Map<string, { raisedOn: Day; resolvedOn: Day | null }>(check.recorded.concerns);
  for (const { cells } of check.lines.concerns) {
    if (cells.concern_ref && cells.raised_on) concerns.set(cells.concern_ref, { raisedOn: cells.raised_on, resolvedOn: cells.resolved_on ?? null });
  }
  for (const line of check.lines.concern_updates) {
    const concern = concerns.get(line.cells.concern_ref ?? '');
    const updatedOn = line.cells.updated_on;
    if (updatedOn === undefined) continue;
    if (updatedOn > check.today) check.report(line, 'updated_on', `not after ${check.today}, the day of the import`);
    else if (concern && updatedOn < concern.raisedOn) check.report(line, 'updated_on', `not before ${concern.raisedOn}, when the case of concern was raised`);
    else if (concern?.resolvedOn && updatedOn > concern.resolvedOn) check.report(line, 'updated_on', `not after ${concern.resolvedOn}, when the case of concern was resolved`);
  }
}

/** A staff file that takes the role from everyone who can sign in as an administrator would lock them all out. */
function anAdministratorIsLeft(check: Check): void {
  const losing = check.lines.staff.filter(({ cells }) => cells.email && cells.roles && !cells.roles.includes('admin') && check.recorded.administrators.includes(cells.email));
  if (losing.length === 0 || losing.length < check.recorded.administrators.length) return;
  for (const line of losing) check.report(line, 'roles', 'admin among them, because no administrator who can sign in would be left');
}
