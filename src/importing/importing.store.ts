import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Database } from '../database/database.js';
import { insertRows, type Fields } from '../database/insertRows.js';
import { changesBetween, type Change, type RecordType } from '../history/history.js';
import type { Actor, HistoryStore } from '../history/history.store.js';
import { areas } from '../shared/practice.js';
import { caseloadMonth, format, kinds, type Kind, type Row } from './format.js';
import { updatesOf, type Changed, type Plan } from './plan.js';
import type { Recorded } from './recorded.js';

const eventsAtATime = 500;

/** Writes a plan down. Call it inside the transaction in which the plan was made. */
export class ImportStore {
  /** Ids by name, e-mail address or reference; grows as rows are stored. */
  private readonly ids: { services: Map<string, number>; teams: Map<string, number>; staff: Map<string, number>; audits: Map<string, number>; concerns: Map<string, number> };

  constructor(
    private readonly database: Database,
    private readonly history: HistoryStore,
    private readonly actor: Actor,
    private readonly recordedAt: string,
    private readonly recorded: Recorded,
    private readonly onProgress: (kind: Kind, done: number, total: number) => void,
  ) {
    this.ids = {
      services: new Map(recorded.services),
      teams: new Map(recorded.teams),
      staff: new Map(recorded.staff),
      audits: new Map([...recorded.audits].map(([ref, { id }]) => [ref, id])),
      concerns: new Map([...recorded.concerns].map(([ref, { id }]) => [ref, id])),
    };
  }

  async store(plan: Plan): Promise<void> {
    await this.organisation(plan);
    await this.exemptions(plan.exemptions);
    await this.pairings(plan.pairings);
    await this.caseload(plan.caseload);
    await this.audits(plan.audits.added.map(({ cells }) => cells));
    await this.actions(plan.actions.added.map(({ cells }) => cells));
    await this.concerns(plan.concerns.added.map(({ cells }) => cells));
    await this.concernUpdates(plan.concern_updates.added.map(({ cells }) => cells));
    await this.ambassadorReviews(plan.ambassador_reviews.added.map(({ cells }) => cells));
    await this.imported('programme_audit', await this.insert('programme_audits', 'programme_audits', plan.programme_audits.added.map(({ cells: { audit_ref, team, ...rest } }) => ({
      ref: audit_ref, team_id: this.idOf('teams', team), ...rest,
    })), 'ref'));
  }

  /** Services, teams and staff refer to each other in a circle, so managers are put in last. */
  private async organisation({ services, teams, staff }: Plan): Promise<void> {
    const newServices = await this.insert('services', 'services', services.added.map(({ cells }) => ({ name: cells.service, version: 1 })), 'name');
    this.remember('services', newServices);
    const newTeams = await this.insert(
      'teams', 'teams',
      teams.added.map(({ cells }) => ({ name: cells.team, service_id: this.idOf('services', cells.service), programme: cells.programme, version: 1 })),
      'name',
    );
    this.remember('teams', newTeams);
    const newStaff = await this.insert('staff', 'staff', staff.added.map(({ cells }) => ({ email: cells.email, ...this.staffFields(cells), version: 1 })), 'email');
    this.remember('staff', newStaff);
    await this.insert('staff', 'staff_roles', staff.added.flatMap(({ cells }) => cells.roles.map((role) => ({ staff_id: this.idOf('staff', cells.email), role }))));
    await this.imported('service', newServices);
    await this.imported('team', newTeams);
    await this.imported('staff', newStaff);

    for (const { cells } of services.added) {
      if (cells.head_of_service) await this.update('services', this.idOf('services', cells.service), { head_of_service_id: this.idOf('staff', cells.head_of_service) });
    }
    for (const { cells } of teams.added) {
      if (cells.team_manager) await this.update('teams', this.idOf('teams', cells.team), { team_manager_id: this.idOf('staff', cells.team_manager) });
    }
    for (const changed of services.changed) await this.change('services', 'service', changed, { head_of_service_id: this.idOrNull('staff', changed.cells.head_of_service) });
    for (const changed of teams.changed) {
      const { service, programme, team_manager: manager } = changed.cells;
      await this.change('teams', 'team', changed, { service_id: this.idOf('services', service), programme, team_manager_id: this.idOrNull('staff', manager) });
    }
    for (const changed of staff.changed) {
      await this.change('staff', 'staff', changed, this.staffFields(changed.cells));
      await this.database.query('delete from staff_roles where staff_id = :id', { id: changed.id });
      await this.insert('staff', 'staff_roles', changed.cells.roles.map((role) => ({ staff_id: changed.id, role })));
    }
  }

  private staffFields({ email: _email, roles: _roles, team, ...rest }: Row<'staff'>): Fields {
    return { ...rest, team_id: this.idOrNull('teams', team) };
  }

  private async exemptions({ added, changed }: Plan['exemptions']): Promise<void> {
    const fields = ({ reason, to_month, authorised_by, authorised_on }: Row<'exemptions'>): Fields => ({
      reason, to_month, authorised_by_id: this.idOrNull('staff', authorised_by), authorised_on,
    });
    await this.imported('exemption', await this.insert('exemptions', 'exemptions', added.map(({ cells }) => ({
      staff_id: this.idOf('staff', cells.email), kind: cells.kind, from_month: cells.from_month, ...fields(cells),
    })), 'id'));
    for (const one of changed) await this.change('exemptions', 'exemption', one, fields(one.cells));
  }

  private async pairings({ added, changed }: Plan['pairings']): Promise<void> {
    await this.imported('pairing', await this.insert('pairings', 'pairings', added.map(({ cells: { auditor, moderator, ...months } }) => ({
      auditor_id: this.idOf('staff', auditor), moderator_id: this.idOf('staff', moderator), ...months,
    })), 'id'));
    for (const { id, cells } of changed) await this.update('pairings', id, { moderator_id: this.idOf('staff', cells.moderator), to_month: cells.to_month });
    await this.changed('pairing', changed);
  }

  private async caseload({ added, changed }: Plan['caseload']): Promise<void> {
    const fields = ({ team, reviewing_officer, ...child }: Row<'caseload'>): Fields => ({
      ...child, team_id: this.idOf('teams', team), reviewing_officer_id: this.idOrNull('staff', reviewing_officer),
    });
    await this.insert('caseload', 'caseload', added.map(({ file, cells }) => ({ month: caseloadMonth(file)!, ...fields(cells) })));
    const rowsOf = new Map<string, number>();
    for (const { file } of added) rowsOf.set(file, (rowsOf.get(file) ?? 0) + 1);
    // One entry for all of them, of no single child: a council's caseload is tens of thousands of rows every month.
    const counts = [...rowsOf].map(([file, rows]) => ({ field: file, was: null, is: rows }));
    if (counts.length > 0) await this.history.append(this.actor, 'caseload', 0, 'imported', counts);
    for (const { id, cells } of changed) await this.update('caseload', id, fields(cells));
    await this.changed('caseload', changed);
  }

  private async audits(rows: Row<'audits'>[]): Promise<void> {
    const stored = await this.insert('audits', 'audits', rows.map((row) => this.auditFields(row)), 'ref');
    this.remember('audits', stored);
    await this.insert('audits', 'audit_areas', rows.flatMap((row) => {
      const rated = areas.map((area) => ({ area, auditor_rating: row[`${area}_auditor`], final_rating: row[`${area}_final`] }));
      if (rated.every(({ auditor_rating, final_rating }) => auditor_rating === null && final_rating === null)) return [];
      return rated.map((ratings) => ({ audit_id: this.idOf('audits', row.audit_ref), ...ratings, version: 1 }));
    }));
    await this.imported('audit', stored);
  }

  private auditFields(row: Row<'audits'>): Fields {
    const { audit_ref, team, auditor, moderator, lower_end_ri, ...rest } = row;
    const ofAreas = new Set<string>(areas.flatMap((area) => [`${area}_auditor`, `${area}_final`]));
    return {
      ...Object.fromEntries(Object.entries(rest).filter(([column]) => !ofAreas.has(column))),
      ref: audit_ref,
      team_id: this.idOf('teams', team),
      auditor_id: this.idOf('staff', auditor),
      moderator_id: this.idOf('staff', moderator),
      lower_end_ri: lower_end_ri ?? false,
      not_accepted_on: row.status === 'not_accepted' ? (row.moderated_on ?? row.submitted_on) : null,
      version: 1,
    };
  }

  private async actions(rows: Row<'actions'>[]): Promise<void> {
    const stored = await this.insert('actions', 'actions', rows.map((row) => ({
      ref: row.action_ref, audit_id: this.idOf('audits', row.audit_ref), team_id: 0, type: row.type, description: row.description, due_on: row.due_on,
      first_updated_on: updatesOf(row).first, last_updated_on: updatesOf(row).last, completed_on: row.completed_on,
      service_ended_on: row.closed_reason === 'service_ended' ? row.last_update_on : null, version: 1,
    })), 'ref');
    await this.database.query('update actions set team_id = (select audits.team_id from audits where audits.id = actions.audit_id) where team_id = 0');
    await this.insert('actions', 'action_updates', rows.flatMap((row) => {
      const action_id = stored.get(row.action_ref)!;
      return updatesAsRows(row).map((update) => ({ action_id, ...update, recorded_at: this.recordedAt }));
    }));
    await this.imported('action', stored);
  }

  private async concerns(rows: Row<'concerns'>[]): Promise<void> {
    const stored = await this.insert('concerns', 'concerns', rows.map(({ concern_ref, team, audit_ref, ...rest }) => ({
      ref: concern_ref, team_id: this.idOf('teams', team), audit_id: this.idOrNull('audits', audit_ref), cause: 'inadequate', ...rest, version: 1,
    })), 'ref');
    this.remember('concerns', stored);
    await this.imported('concern', stored);
  }

  private async concernUpdates(rows: Row<'concern_updates'>[]): Promise<void> {
    await this.insert('concern_updates', 'concern_updates', rows.map((row) => ({
      concern_id: this.idOf('concerns', row.concern_ref), updated_on: row.updated_on, updated_by_id: this.idOf('staff', row.updated_by),
      child_safe: row.child_safe, plan_progressing: row.plan_progressing, note: row.note,
    })));
    // A case that came with this import is new as a whole; of one that was there before, whoever has its page open is told.
    const toBefore = rows.flatMap((row) => {
      const before = this.recorded.concerns.get(row.concern_ref);
      return before ? [{ before, row }] : [];
    });
    for (const { id, version } of new Set(toBefore.map(({ before }) => before))) await this.database.compareAndSet<{ id: number; version: number }>('concerns', { id }, version, {});
    await this.history.appendMany(this.actor, 'concern', toBefore.map(({ before, row: { updated_on: updatedOn, updated_by: updatedBy, child_safe: childSafe, plan_progressing: planProgressing, note } }) => ({
      recordId: before.id, event: 'imported_update', changes: changesBetween({}, { updatedOn, updatedBy, childSafe, planProgressing, note }),
    })));
  }

  private async ambassadorReviews(rows: Row<'ambassador_reviews'>[]): Promise<void> {
    await this.insert('ambassador_reviews', 'ambassador_reviews', rows.map(({ audit_ref, ambassador, ...answers }) => ({
      audit_id: this.idOf('audits', audit_ref), ambassador_id: this.idOf('staff', ambassador), ...answers,
    })));
    await this.history.appendMany(this.actor, 'audit', rows.flatMap(({ audit_ref, ambassador, reviewed_on: reviewedOn }) => {
      const before = this.recorded.audits.get(audit_ref);
      return before ? [{ recordId: before.id, event: 'review_imported', changes: changesBetween({}, { ambassador, reviewedOn }) }] : [];
    }));
  }

  /** Inserts the rows; with `key` gives their new ids by that column. */
  private insert(kind: Kind, table: string, rows: Fields[], key?: string): Promise<Map<string, number>> {
    return insertRows(this.database, table, rows, { key, onStored: (done) => this.onProgress(kind, done, rows.length) });
  }

  private async update(table: string, id: number, fields: Fields): Promise<void> {
    const assignments = Object.keys(fields).map((column) => `${column} = :${column}`);
    await this.database.query(`update ${table} set ${assignments.join(', ')} where id = :id`, { ...fields, id });
  }

  /** Changes a versioned record, so that whoever has its page open is told. */
  private async change(table: 'services' | 'teams' | 'staff' | 'exemptions', recordType: RecordType, { id, changes }: Pick<Changed, 'id' | 'changes'>, fields: Fields): Promise<void> {
    const properties = Object.fromEntries(Object.entries(fields).map(([column, value]) => [column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]));
    await this.database.compareAndSet<{ id: number; version: number }>(table, { id }, this.recorded.versions[table].get(id)!, properties);
    await this.changed(recordType, [{ id, changes }]);
  }

  private async imported(recordType: RecordType, ids: ReadonlyMap<string, number>): Promise<void> {
    const events = [...ids.values()].map((recordId) => ({ recordId, event: 'imported', changes: [] }));
    for (let from = 0; from < events.length; from += eventsAtATime) {
      await this.history.appendMany(this.actor, recordType, events.slice(from, from + eventsAtATime));
      await letOthersWork();
    }
  }

  private async changed(recordType: RecordType, rows: readonly { id: number; changes: Change[] }[]): Promise<void> {
    await this.history.appendMany(this.actor, recordType, rows.map(({ id, changes }) => ({ recordId: id, event: 'changed_by_import', changes })));
  }

  private remember(target: keyof ImportStore['ids'], ids: ReadonlyMap<string, number>): void {
    for (const [name, id] of ids) this.ids[target].set(name, id);
  }

  private idOf(target: keyof ImportStore['ids'], name: string): number {
    const id = this.ids[target].get(name);
    if (id === undefined) throw new Error(`A row of the import refers to one of the ${target} that was not stored.`);
    return id;
  }

  private idOrNull(target: keyof ImportStore['ids'], name: string | null): number | null {
    return name === null ? null : this.idOf(target, name);
  }
}

/** The updates an action's dates speak of, in order. */
function updatesAsRows(row: Row<'actions'>): Fields[] {
  if (row.closed_reason === 'service_ended') return [{ kind: 'service_ended', happened_on: row.last_update_on }];
  const done = row.completed_on === null ? [] : [{ kind: row.type === 'care_planning' ? 'transferred' : 'completed', happened_on: row.completed_on }];
  const progress = row.last_update_on === null || row.last_update_on === row.completed_on ? [] : [{ kind: 'progress', happened_on: row.last_update_on }];
  return [...progress, ...done].sort((one, other) => (one.happened_on < other.happened_on ? -1 : 1));
}

/** The references of these kinds are given out by number; those of the files are taken. */
export function highestNumbers(plan: Plan): { prefix: string; highest: number }[] {
  const prefixes = { audits: 'A', actions: 'X', concerns: 'K' } as const;
  return kinds.flatMap((kind) => {
    if (kind !== 'audits' && kind !== 'actions' && kind !== 'concerns') return [];
    const prefix = prefixes[kind];
    const column = format[kind].key[0]!;
    const numbers = plan[kind].added.map(({ cells }) => Number(new RegExp(`^${prefix}(\\d{1,9})$`).exec(String((cells as Record<string, unknown>)[column]))?.[1] ?? 0));
    const highest = numbers.reduce((one, other) => Math.max(one, other), 0);
    return highest > 0 ? [{ prefix, highest }] : [];
  });
}
