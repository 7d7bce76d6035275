import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';
import { day, id, index, integer, moment, optional, primary, text, to, unique, varchar, version, type TableParts } from './columns.js';

const tables: Record<string, TableParts> = {
  // How an action, or a case of concern, stood until a day on which what was recorded before was revised.
  action_standings: {
    columns: [id, integer('action_id'), day('until_on'), day('due_on'), optional(day('completed_on')), optional(day('service_ended_on'))],
    foreignKeys: [to('action_id', 'actions')],
    indices: [index('action_id', 'until_on')],
  },
  concern_standings: {
    columns: [
      id, integer('concern_id'), day('until_on'), integer('team_id'), optional(day('resolved_on')), varchar('ended_by', 20), optional(text('reason')), optional(integer('changed_by_id')),
    ],
    foreignKeys: [to('concern_id', 'concerns'), to('team_id', 'teams'), to('changed_by_id', 'staff')],
    indices: [index('concern_id', 'until_on')],
  },
  concern_acknowledgements: {
    columns: [primary(integer('concern_id')), primary(integer('staff_id')), moment('told_at'), optional(moment('acknowledged_at'))],
    foreignKeys: [to('concern_id', 'concerns'), to('staff_id', 'staff')],
    indices: [index('staff_id')],
  },
  surgeries: {
    columns: [
      id, integer('manager_id'), day('meet_on'), varchar('meet_at', 5), varchar('place', 200), varchar('status', 20), integer('scheduled_by_id'), moment('scheduled_at'),
      optional(moment('begun_at')), optional(moment('held_at')), optional(text('note')), version,
    ],
    foreignKeys: [to('manager_id', 'staff'), to('scheduled_by_id', 'staff')],
    indices: [index('manager_id', 'meet_on'), index('meet_on')],
  },
  surgery_items: {
    columns: [id, integer('surgery_id'), integer('action_id'), varchar('state', 30), optional(integer('update_id')), version],
    foreignKeys: [to('surgery_id', 'surgeries'), to('action_id', 'actions'), to('update_id', 'action_updates')],
    indices: [unique('surgery_id', 'action_id'), index('action_id')],
  },
  settings: { columns: [primary(varchar('name', 40)), integer('value'), version] },
};

/** Added as they stand, and without keys: SQLite could not take a column with one out again. */
const added: [table: string, column: string, type: string][] = [
  ['actions', 'team_id', 'integer not null default 0'],
  ['actions', 'told_id', 'integer'],
  ['actions', 'revised_on', 'varchar(10)'],
  ['actions', 'meeting', 'varchar(40)'],
  ['actions', 'completed_by_id', 'integer'],
  ['actions', 'verified_on', 'varchar(10)'],
  ['actions', 'verified_by_id', 'integer'],
  ['actions', 'helped', 'varchar(20)'],
  ['actions', 'helped_on', 'varchar(10)'],
  ['actions', 'escalated', 'integer not null default 0'],
  ['action_updates', 'evidence', 'text'],
  ['action_updates', 'agreed_by', 'varchar(200)'],
  ['action_updates', 'meetings', 'text'],
  ['action_updates', 'due_on', 'varchar(10)'],
  ['action_updates', 'helped', 'varchar(20)'],
  ['action_updates', 'surgery_id', 'integer'],
  ['concerns', 'revised_on', 'varchar(10)'],
];

const actionDates = ['first_updated_on', 'completed_on', 'service_ended_on'];
const indexOf = ([table, ...columnNames]: string[]): [table: string, index: TableIndex] => [table!, new TableIndex({ columnNames })];
/** What stood before, and what takes its place now that a state is also worked out from the day of the last revision, and counted by team. */
const indicesBefore = [['actions', 'audit_id', 'type'], ['actions', 'due_on', 'id', 'audit_id', 'type', ...actionDates], ['audits', 'team_id', 'month']].map(indexOf);
const indices = [
  ['actions', 'audit_id', 'type', 'due_on', ...actionDates, 'revised_on'],
  ['actions', 'due_on', 'id', 'audit_id', 'type', ...actionDates, 'revised_on'],
  ['actions', 'team_id', 'due_on', 'id', 'audit_id', 'type', ...actionDates, 'revised_on'],
  ['audits', 'team_id', 'month', 'id', 'template', 'status', 'accepted_on', 'cohort'],
].map(indexOf);

/** Working days without an update after which an action is taken to the team manager, the Head of Service and the directors. */
const settings: [name: string, value: number][] = [['silent_days_team_manager', 10], ['silent_days_head_of_service', 20], ['silent_days_director', 30]];

export class ClosingTheLoop1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(tables)) await runner.createTable(new Table({ name, ...parts }));
    for (const [table, column, type] of added) await runner.query(`alter table ${table} add column ${column} ${type}`);
    await runner.query('update actions set team_id = (select audits.team_id from audits where audits.id = actions.audit_id)');
    // Whoever answered for an action until now knows of it.
    await runner.query(`update actions set told_id = coalesce(owner_id, (select teams.team_manager_id from teams where teams.id = actions.team_id))
      where exists (select 1 from audits where audits.id = actions.audit_id and audits.status = 'completed')`);
    await runner.query(`update actions set completed_by_id = (select recorded_by_id from action_updates where action_id = actions.id and kind in ('transferred', 'completed'))
      where completed_on is not null`);
    for (const [table, each] of indicesBefore) await runner.dropIndex(table, each);
    for (const [table, each] of indices) await runner.createIndex(table, each);
    for (const [name, value] of settings) await runner.query(`insert into settings (name, value, version) values ('${name}', ${value}, 1)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, each] of indices) await runner.dropIndex(table, each);
    for (const [table, each] of indicesBefore) await runner.createIndex(table, each);
    for (const [table, column] of added) await runner.query(`alter table ${table} drop column ${column}`);
    for (const name of Object.keys(tables).reverse()) await runner.dropTable(name);
  }
}
