import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { boolean, day, id, index, integer, moment, month, optional, primary, text, to, unique, varchar, version, type TableParts } from './columns.js';

const tables: Record<string, TableParts> = {
  exemption_requests: {
    columns: [
      id, integer('staff_id'), month('month'), varchar('reason', 20), optional(text('detail')), day('asked_on'), optional(varchar('decision', 10)),
      optional(integer('decided_by_id')), optional(day('decided_on')), optional(text('decision_note')), version,
    ],
    foreignKeys: [to('staff_id', 'staff'), to('decided_by_id', 'staff')],
    indices: [index('staff_id', 'month'), index('month')],
  },
  blackout_months: {
    columns: [id, month('month'), varchar('reason', 200), integer('set_by_id'), day('set_on'), optional(integer('lifted_by_id')), optional(day('lifted_on')), version],
    foreignKeys: [to('set_by_id', 'staff'), to('lifted_by_id', 'staff')],
    indices: [index('month')],
  },
  allocation_proposals: {
    columns: [
      id, month('month'), month('caseload_month'), varchar('seed', 64), varchar('status', 20), integer('made_by_id'), moment('made_at'),
      // All that the draw looked at, as JSON, so that it can be replayed after everything has moved on.
      text('inputs'),
      // The part of it that every page of the proposal shows: small, and apart from the rest.
      text('coverage'),
      optional(integer('confirmed_by_id')), optional(moment('confirmed_at')), version,
    ],
    foreignKeys: [to('made_by_id', 'staff'), to('confirmed_by_id', 'staff')],
    indices: [index('month')],
  },
  allocation_lines: {
    columns: [
      id, integer('proposal_id'), integer('place'), integer('auditor_id'), optional(integer('moderator_id')), optional(varchar('case_ref', 40)), optional(day('date_of_birth')),
      optional(integer('team_id')), optional(varchar('cohort', 30)), optional(integer('reviewing_officer_id')), optional(text('open_reason')), text('why'), text('broken'), text('drawn'),
      boolean('by_hand'), optional(text('hand_reason')), optional(integer('changed_by_id')), optional(moment('changed_at')), optional(integer('audit_id')), version,
    ],
    foreignKeys: [
      to('proposal_id', 'allocation_proposals'), to('auditor_id', 'staff'), to('moderator_id', 'staff'), to('team_id', 'teams'), to('reviewing_officer_id', 'staff'),
      to('changed_by_id', 'staff'), to('audit_id', 'audits'),
    ],
    indices: [unique('proposal_id', 'auditor_id'), index('audit_id')],
  },
  caseload_uploads: {
    columns: [
      id, month('month'), varchar('file_name', 200), varchar('status', 20), integer('uploaded_by_id'), moment('uploaded_at'), optional(text('outcome')), version,
    ],
    foreignKeys: [to('uploaded_by_id', 'staff')],
    indices: [index('month')],
  },
  caseload_upload_rows: {
    columns: [id, integer('upload_id'), varchar('case_ref', 40), day('date_of_birth'), integer('team_id'), varchar('cohort', 30), optional(integer('reviewing_officer_id'))],
    foreignKeys: [to('upload_id', 'caseload_uploads'), to('team_id', 'teams'), to('reviewing_officer_id', 'staff')],
    indices: [unique('upload_id', 'case_ref')],
  },
  nil_returns: {
    columns: [primary(integer('audit_id')), varchar('answer', 30), text('note'), integer('answered_by_id'), day('answered_on'), version],
    foreignKeys: [to('audit_id', 'audits'), to('answered_by_id', 'staff')],
  },
  deliveries: {
    columns: [
      id, integer('staff_id'), varchar('kind', 20), optional(varchar('once', 60)), varchar('message_id', 320), varchar('status', 20), integer('attempts'), moment('next_attempt_at'),
      moment('created_at'), optional(moment('sent_at')), optional(varchar('last_error', 300)), version,
    ],
    foreignKeys: [to('staff_id', 'staff')],
    indices: [unique('once'), index('status', 'next_attempt_at')],
  },
  messages: {
    columns: [id, integer('staff_id'), varchar('kind', 30), text('facts'), optional(varchar('once', 120)), moment('created_at'), optional(integer('delivery_id'))],
    foreignKeys: [to('staff_id', 'staff'), to('delivery_id', 'deliveries')],
    indices: [unique('once'), index('staff_id', 'id'), index('delivery_id', 'staff_id')],
  },
  daily_rounds: { columns: [primary(day('day')), moment('made_at')] },
  messages_switched_off: { columns: [primary(integer('staff_id')), primary(varchar('kind', 30))], foreignKeys: [to('staff_id', 'staff')] },
};

/** Added as they stand: TypeORM's own way of adding a column makes a SQLite table anew, which the keys that lead to it forbid. */
const added: [table: string, column: string, type: string][] = [
  ['audits', 'extended_to', 'varchar(10)'],
  ['audits', 'exempted_on', 'varchar(10)'],
  ['audits', 'chosen', 'varchar(10)'],
  ['staff', 'moderates_in', 'varchar(10)'],
  ['exemptions', 'version', 'integer not null default 1'],
];

/** Children are counted by team and cohort in this index alone. */
const caseloadByTeam = new TableIndex({ name: 'IDX_caseload_by_team', columnNames: ['month', 'team_id', 'cohort'] });

export class TheMonthlyCycle1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(tables)) await runner.createTable(new Table({ name, ...parts }));
    for (const [table, column, type] of added) await runner.query(`alter table ${table} add column ${column} ${type}`);
    await runner.createIndex('caseload', caseloadByTeam);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('caseload', caseloadByTeam);
    for (const [table, column] of added) await runner.query(`alter table ${table} drop column ${column}`);
    for (const name of Object.keys(tables).reverse()) await runner.dropTable(name);
  }
}
