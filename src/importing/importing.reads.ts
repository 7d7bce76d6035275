import type { Database } from '../database/database.js';
import { roles as roleOrder, type Role } from '../access/roles.js';
import type { AuditStatus } from '../audits/auditLifecycle.js';
import type { Day } from '../shared/day.js';
import { keyOf, kinds, type Kind, type Line, type Lines, type Row } from './format.js';
import { childInMonth, type Recorded, type RecordedRow } from './recorded.js';
import { unhurried } from './unhurried.js';

type Found = Record<string, unknown> & { id: number };

const atATime = 500;

/** What the database holds of what these rows name, in the words of the files. Call it inside the transaction that stores them. */
export async function readRecorded(database: Database, lines: Lines): Promise<Recorded> {
  const reads = new Reads(database);
  const services = await reads.services();
  const teams = await reads.teams();
  const staff = await reads.staff();
  const named = <K extends Kind>(kind: K, column: keyof Row<K>): string[] => [
    ...new Set((lines[kind] as Line<K>[]).map(({ cells }) => cells[column]).filter((value): value is Row<K>[keyof Row<K>] & string => typeof value === 'string')),
  ];
  const auditRefs = [...new Set([...named('audits', 'audit_ref'), ...named('actions', 'audit_ref'), ...named('concerns', 'audit_ref'), ...named('ambassador_reviews', 'audit_ref')])];
  const audits = await reads.audits(auditRefs);
  const concerns = await reads.concerns([...new Set([...named('concerns', 'concern_ref'), ...named('concern_updates', 'concern_ref')])]);
  const concernOfAudit = await reads.concernOfAudit(named('concerns', 'audit_ref'));
  const auditOfChild = await reads.auditOfChild(named('audits', 'month'));
  const exemptions = lines.exemptions.length > 0 ? await reads.exemptions() : [];
  const caseloadFiles = [...new Set(lines.caseload.map(({ file }) => file))];

  const found: Record<Kind, { file?: string; rows: Found[] }[]> = {
    services: [{ rows: services }],
    teams: [{ rows: teams }],
    staff: [{ rows: staff }],
    exemptions: [{ rows: exemptions }],
    pairings: [{ rows: lines.pairings.length > 0 ? await reads.pairings() : [] }],
    caseload: [],
    audits: [{ rows: audits }],
    actions: [{ rows: await reads.actions(named('actions', 'action_ref')) }],
    concerns: [{ rows: concerns }],
    concern_updates: [{ rows: await reads.concernUpdates(named('concern_updates', 'concern_ref')) }],
    ambassador_reviews: [{ rows: await reads.ambassadorReviews(named('ambassador_reviews', 'audit_ref')) }],
    programme_audits: [{ rows: await reads.programmeAudits(named('programme_audits', 'audit_ref')) }],
  };
  for (const file of caseloadFiles) found.caseload.push({ file, rows: await reads.caseload(file.slice('caseload-'.length, -'.csv'.length)) });

  const rows: Partial<Record<Kind, unknown>> = {};
  for (const kind of kinds) rows[kind] = await byKey(kind, found[kind]);
  const ids = (rows: Found[], key: string): Map<string, number> => new Map(rows.map((row) => [String(row[key]), row.id]));
  const versions = (rows: Found[]): Map<number, number> => new Map(rows.map((row) => [row.id, Number(row['version'])]));
  return {
    rows: rows as Recorded['rows'],
    services: ids(services, 'service'),
    teams: ids(teams, 'team'),
    staff: ids(staff, 'email'),
    audits: new Map(audits.map((audit) => [String(audit['audit_ref']), { id: audit.id, caseRef: String(audit['case_ref']), status: audit['status'] as AuditStatus }])),
    concerns: new Map(concerns.map((concern) => [
      String(concern['concern_ref']),
      { id: concern.id, raisedOn: String(concern['raised_on']), resolvedOn: concern['resolved_on'] as Day | null, version: Number(concern['version']) },
    ])),
    auditOfChild: new Map(auditOfChild.map((audit) => [childInMonth(audit), audit.audit_ref])),
    concernOfAudit: new Map(concernOfAudit.map(({ audit_ref, concern_ref }) => [audit_ref, concern_ref])),
    versions: { services: versions(services), teams: versions(teams), staff: versions(staff), exemptions: versions(exemptions) },
    administrators: await reads.administrators(),
  };
}

async function byKey<K extends Kind>(kind: K, found: { file?: string; rows: Found[] }[]): Promise<Map<string, RecordedRow<K>[]>> {
  const map = new Map<string, RecordedRow<K>[]>();
  for (const { file = '', rows } of found) {
    await unhurried(rows, (row) => {
      const cells = row as unknown as Row<K>;
      const key = keyOf(kind, { file, cells: cells as Partial<Row<K>> })!;
      map.set(key, [...(map.get(key) ?? []), { id: row.id, cells }]);
    });
  }
  return map;
}

/** One query a table. Columns are named as in the files. */
class Reads {
  constructor(private readonly database: Database) {}

  services(): Promise<Found[]> {
    return this.database.query('select s.id, s.version, s.name as service, h.email as head_of_service from services s left join staff h on h.id = s.head_of_service_id');
  }

  teams(): Promise<Found[]> {
    return this.database.query(
      `select t.id, t.version, t.name as team, s.name as service, t.programme, m.email as team_manager
       from teams t join services s on s.id = t.service_id left join staff m on m.id = t.team_manager_id`,
    );
  }

  async staff(): Promise<Found[]> {
    const staff = await this.database.query<Found>(
      `select s.id, s.version, s.email, s.name, t.name as team, s.fte, s.audit_frequency, s.alternate_months, s.moderation_capacity, s.external, s.starts_on, s.ends_on
       from staff s left join teams t on t.id = s.team_id`,
    );
    const rolesOf = new Map<number, Set<Role>>();
    for (const { staff_id, role } of await this.database.query<{ staff_id: number; role: Role }>('select staff_id, role from staff_roles')) {
      rolesOf.set(staff_id, (rolesOf.get(staff_id) ?? new Set<Role>()).add(role));
    }
    return staff.map((person) => ({ ...withBooleans(person, 'external'), roles: roleOrder.filter((role) => rolesOf.get(person.id)?.has(role)) }));
  }

  exemptions(): Promise<Found[]> {
    return this.database.query(
      `select e.id, e.version, s.email, e.kind, e.reason, e.from_month, e.to_month, a.email as authorised_by, e.authorised_on
       from exemptions e join staff s on s.id = e.staff_id left join staff a on a.id = e.authorised_by_id`,
    );
  }

  pairings(): Promise<Found[]> {
    return this.database.query(
      `select p.id, a.email as auditor, m.email as moderator, p.from_month, p.to_month
       from pairings p join staff a on a.id = p.auditor_id join staff m on m.id = p.moderator_id`,
    );
  }

  caseload(month: string): Promise<Found[]> {
    return this.database.query(
      `select c.id, c.case_ref, c.date_of_birth, t.name as team, c.cohort, o.email as reviewing_officer
       from caseload c join teams t on t.id = c.team_id left join staff o on o.id = c.reviewing_officer_id where c.month = :month`,
      { month },
    );
  }

  async audits(refs: string[]): Promise<Found[]> {
    const audits = await this.chunked<Found>(
      refs,
      `select a.id, a.ref as audit_ref, a.template, a.month, a.case_ref, a.date_of_birth, t.name as team, a.cohort, u.email as auditor, m.email as moderator, a.status,
              a.submitted_on, a.moderated_on, a.accepted_on, a.overall_auditor, a.overall_final, a.lower_end_ri,
              a.social_worker_involved, a.team_manager_involved, a.reviewing_officer_involved, a.child_view, a.child_view_reason, a.child_feedback,
              a.family_view, a.family_view_reason, a.family_feedback, a.strengths, a.improvements, a.impact, a.moderation_rationale
       from audits a join teams t on t.id = a.team_id join staff u on u.id = a.auditor_id join staff m on m.id = a.moderator_id where a.ref in (:...values)`,
    );
    const byRef = new Map(audits.map((audit) => [audit['audit_ref'], withBooleans(audit, 'lower_end_ri')]));
    const areas = await this.chunked<{ audit_ref: string; area: string; auditor_rating: string | null; final_rating: string | null }>(
      refs,
      'select a.ref as audit_ref, r.area, r.auditor_rating, r.final_rating from audit_areas r join audits a on a.id = r.audit_id where a.ref in (:...values)',
    );
    for (const { audit_ref, area, auditor_rating, final_rating } of areas) {
      const audit = byRef.get(audit_ref)!;
      audit[`${area}_auditor`] = auditor_rating;
      audit[`${area}_final`] = final_rating;
    }
    return [...byRef.values()];
  }

  auditOfChild(months: string[]): Promise<{ audit_ref: string; template: string; month: string; case_ref: string }[]> {
    return this.chunked(months, 'select ref as audit_ref, template, month, case_ref from audits where month in (:...values)');
  }

  actions(refs: string[]): Promise<Found[]> {
    return this.chunked(
      refs,
      `select x.id, x.ref as action_ref, a.ref as audit_ref, x.type, x.description, x.due_on, x.last_updated_on as last_update_on, x.completed_on,
              case when x.service_ended_on is null then null else 'service_ended' end as closed_reason
       from actions x join audits a on a.id = x.audit_id where x.ref in (:...values)`,
    );
  }

  concerns(refs: string[]): Promise<Found[]> {
    return this.chunked(
      refs,
      `select c.id, c.version, c.ref as concern_ref, c.case_ref, t.name as team, a.ref as audit_ref, c.raised_on, c.resolved_on
       from concerns c join teams t on t.id = c.team_id left join audits a on a.id = c.audit_id where c.ref in (:...values)`,
    );
  }

  concernOfAudit(refs: string[]): Promise<{ audit_ref: string; concern_ref: string }[]> {
    return this.chunked(refs, 'select a.ref as audit_ref, c.ref as concern_ref from concerns c join audits a on a.id = c.audit_id where a.ref in (:...values)');
  }

  async concernUpdates(refs: string[]): Promise<Found[]> {
    const updates = await this.chunked<Found>(
      refs,
      `select u.id, c.ref as concern_ref, u.updated_on, s.email as updated_by, u.child_safe, u.plan_progressing, u.note
       from concern_updates u join concerns c on c.id = u.concern_id join staff s on s.id = u.updated_by_id where c.ref in (:...values)`,
    );
    return updates.map((update) => withBooleans(update, 'child_safe', 'plan_progressing'));
  }

  async ambassadorReviews(auditRefs: string[]): Promise<Found[]> {
    const questions = ['relationship_evident', 'summary_child_focused', 'views_and_direct_work', 'likes_and_interests', 'language_understandable'];
    const reviews = await this.chunked<Found>(
      auditRefs,
      `select r.id, a.ref as audit_ref, r.month, s.email as ambassador, r.reviewed_on, ${questions.map((question) => `r.${question}`).join(', ')}, r.comment
       from ambassador_reviews r join audits a on a.id = r.audit_id join staff s on s.id = r.ambassador_id where a.ref in (:...values)`,
    );
    return reviews.map((review) => withBooleans(review, ...questions));
  }

  programmeAudits(refs: string[]): Promise<Found[]> {
    return this.chunked(
      refs,
      `select p.id, p.ref as audit_ref, p.template, p.month, p.case_ref, t.name as team, p.overall_auditor, p.overall_final, p.status, p.completed_on
       from programme_audits p join teams t on t.id = p.team_id where p.ref in (:...values)`,
    );
  }

  async administrators(): Promise<string[]> {
    const rows = await this.database.query<{ email: string }>(
      `select s.email from staff s join staff_roles r on r.staff_id = s.id and r.role = 'admin' join accounts a on a.staff_id = s.id and a.disabled = false`,
    );
    return rows.map(({ email }) => email);
  }

  /** A query for many values, some hundred at a time: a statement takes only so many parameters. */
  private async chunked<Result>(values: string[], sql: string): Promise<Result[]> {
    const results: Result[] = [];
    for (let from = 0; from < values.length; from += atATime) results.push(...(await this.database.query<Result>(sql, { values: values.slice(from, from + atATime) })));
    return results;
  }
}

/** SQLite keeps truth as 1 and 0. */
function withBooleans(row: Found, ...columns: string[]): Found {
  return { ...row, ...Object.fromEntries(columns.map((column) => [column, Boolean(row[column])])) };
}
