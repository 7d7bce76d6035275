import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { boolean, day, id, index, integer, moment, month, optional, primary, text, to, unique, varchar, version, type TableParts } from './columns.js';

const ratings = ['overall_auditor', 'overall_final'].map((name) => optional(varchar(name, 30)));

const tables: Record<string, TableParts> = {
  services: { columns: [id, varchar('name', 200), optional(integer('head_of_service_id')), version], indices: [unique('name'), index('head_of_service_id')] },
  teams: {
    columns: [id, varchar('name', 200), integer('service_id'), varchar('programme', 20), optional(integer('team_manager_id')), version],
    foreignKeys: [to('service_id', 'services')],
    indices: [unique('name'), index('service_id'), index('team_manager_id')],
  },
  staff: {
    columns: [
      id, varchar('email', 254), varchar('name', 200), optional(integer('team_id')), { name: 'fte', type: 'real' }, varchar('audit_frequency', 20),
      optional(varchar('alternate_months', 10)), optional(integer('moderation_capacity')), boolean('external'), optional(day('starts_on')), optional(day('ends_on')), version,
    ],
    foreignKeys: [to('team_id', 'teams')],
    indices: [unique('email'), index('team_id'), index('name')],
  },
  staff_roles: { columns: [primary(integer('staff_id')), primary(varchar('role', 30))], foreignKeys: [to('staff_id', 'staff')] },
  accounts: {
    columns: [
      id, integer('staff_id'), varchar('password_hash', 200), boolean('must_change_password'), boolean('disabled'), integer('credentials_version'),
      optional(moment('last_signed_in_at')), version,
    ],
    foreignKeys: [to('staff_id', 'staff')],
    indices: [unique('staff_id')],
  },
  exemptions: {
    columns: [
      id, integer('staff_id'), varchar('kind', 20), varchar('reason', 200), month('from_month'), optional(month('to_month')), optional(integer('authorised_by_id')),
      optional(day('authorised_on')),
    ],
    foreignKeys: [to('staff_id', 'staff'), to('authorised_by_id', 'staff')],
    indices: [unique('staff_id', 'kind', 'from_month')],
  },
  pairings: {
    columns: [id, integer('auditor_id'), integer('moderator_id'), month('from_month'), month('to_month')],
    foreignKeys: [to('auditor_id', 'staff'), to('moderator_id', 'staff')],
    indices: [unique('auditor_id', 'from_month')],
  },
  caseload: {
    columns: [id, month('month'), varchar('case_ref', 40), day('date_of_birth'), integer('team_id'), varchar('cohort', 30), optional(integer('reviewing_officer_id'))],
    foreignKeys: [to('team_id', 'teams'), to('reviewing_officer_id', 'staff')],
    indices: [unique('month', 'case_ref')],
  },
  audits: {
    columns: [
      id, varchar('ref', 20), varchar('template', 20), month('month'), varchar('status', 30), varchar('case_ref', 40), day('date_of_birth'), integer('team_id'),
      varchar('cohort', 30), integer('auditor_id'), integer('moderator_id'),
      ...['allocated_on', 'submitted_on', 'moderated_on', 'not_accepted_on', 'resubmitted_on', 'accepted_on'].map((name) => optional(day(name))),
      ...ratings, boolean('lower_end_ri'),
      ...['social_worker_involved', 'team_manager_involved', 'reviewing_officer_involved', 'child_view', 'child_view_reason', 'child_feedback', 'family_view', 'family_view_reason', 'family_feedback']
        .map((name) => optional(varchar(name, 20))),
      optional(boolean('child_worker_consulted')), optional(text('child_view_detail')), optional(text('child_said')),
      optional(boolean('family_worker_consulted')), optional(text('family_view_detail')), optional(text('family_said')),
      ...['child_context', 'strengths', 'improvements', 'impact', 'moderation_rationale'].map((name) => optional(text(name))),
      optional(boolean('auditor_agrees')),
      ...['auditor_discussion', 'moderator_discussion', 'moderator_decision', 'return_reason', 'not_accepted_reason'].map((name) => optional(text(name))),
      version,
    ],
    foreignKeys: [to('team_id', 'teams'), to('auditor_id', 'staff'), to('moderator_id', 'staff')],
    indices: [
      unique('ref'), index('team_id', 'month'), index('case_ref', 'month'), index('auditor_id', 'month'), index('moderator_id', 'month'),
      // One child is audited at most once a month, however often a form is sent.
      unique('template', 'month', 'case_ref'),
      // The list of audits is filtered, counted and put in order in this index alone, however late the page.
      index('month', 'id', 'status', 'team_id', 'cohort', 'auditor_id', 'moderator_id', 'template', 'accepted_on'),
      // The months with counted audits, which every page of figures asks for.
      index('template', 'status', 'month', 'accepted_on'),
    ],
  },
  audit_areas: {
    columns: [
      primary(integer('audit_id')), primary(varchar('area', 40)), optional(varchar('auditor_rating', 30)), optional(varchar('final_rating', 30)),
      ...['works_well', 'must_improve', 'impact', 'final_reason'].map((name) => optional(text(name))), version,
    ],
    foreignKeys: [to('audit_id', 'audits')],
    // Final ratings are counted without reading the texts beside them.
    indices: [index('audit_id', 'area', 'final_rating')],
  },
  actions: {
    columns: [
      id, varchar('ref', 20), integer('audit_id'), varchar('type', 20), text('description'), day('due_on'), optional(integer('owner_id')),
      ...['first_updated_on', 'last_updated_on', 'completed_on', 'service_ended_on'].map((name) => optional(day(name))), version,
    ],
    foreignKeys: [to('audit_id', 'audits'), to('owner_id', 'staff')],
    indices: [
      unique('ref'), index('audit_id', 'type'), index('owner_id'),
      // The list of actions by due date, each state of which is worked out from these dates.
      index('due_on', 'id', 'audit_id', 'type', 'first_updated_on', 'completed_on', 'service_ended_on'),
    ],
  },
  action_updates: {
    columns: [
      id, integer('action_id'), varchar('kind', 20), day('happened_on'), optional(text('note')), optional(boolean('child_involved')), optional(boolean('family_involved')),
      optional(varchar('reviewing_officer_involved', 20)), optional(integer('recorded_by_id')), moment('recorded_at'),
    ],
    foreignKeys: [to('action_id', 'actions'), to('recorded_by_id', 'staff')],
    indices: [index('action_id', 'happened_on')],
  },
  concerns: {
    columns: [
      id, varchar('ref', 20), varchar('case_ref', 40), integer('team_id'), optional(integer('audit_id')), varchar('cause', 20), optional(text('detail')), day('raised_on'),
      optional(day('resolved_on')), version,
    ],
    foreignKeys: [to('team_id', 'teams'), to('audit_id', 'audits')],
    // An audit raises at most one case of concern of each cause.
    indices: [unique('ref'), unique('audit_id', 'cause'), index('raised_on'), index('team_id')],
  },
  concern_updates: {
    columns: [id, integer('concern_id'), day('updated_on'), integer('updated_by_id'), boolean('child_safe'), boolean('plan_progressing'), text('note')],
    foreignKeys: [to('concern_id', 'concerns'), to('updated_by_id', 'staff')],
    indices: [index('concern_id', 'updated_on'), index('updated_on')],
  },
  ambassador_reviews: {
    columns: [
      id, integer('audit_id'), month('month'), integer('ambassador_id'), day('reviewed_on'),
      ...['relationship_evident', 'summary_child_focused', 'views_and_direct_work', 'likes_and_interests', 'language_understandable'].map(boolean), optional(text('comment')),
    ],
    foreignKeys: [to('audit_id', 'audits'), to('ambassador_id', 'staff')],
    indices: [unique('audit_id', 'ambassador_id'), index('month')],
  },
  programme_audits: {
    columns: [id, varchar('ref', 20), varchar('template', 20), month('month'), varchar('case_ref', 40), integer('team_id'), ...ratings, varchar('status', 20), optional(day('completed_on'))],
    foreignKeys: [to('team_id', 'teams')],
    indices: [unique('ref'), index('template', 'month')],
  },
  targets: { columns: [id, varchar('measure', 40), month('from_month'), integer('value'), integer('tolerance'), version], indices: [unique('measure', 'from_month')] },
  imports: {
    columns: [id, optional(integer('started_by_id')), moment('started_at'), varchar('status', 20), text('progress'), optional(text('outcome'))],
    foreignKeys: [to('started_by_id', 'staff')],
  },
  history: {
    columns: [id, moment('at'), optional(integer('actor_id')), varchar('actor_name', 200), varchar('record_type', 30), integer('record_id'), varchar('event', 40), text('changes')],
    indices: [index('record_type', 'record_id')],
  },
  submissions: { columns: [primary(varchar('fingerprint', 64)), varchar('location', 300), moment('created_at')] },
  counters: { columns: [primary(varchar('name', 20)), integer('value')] },
};

/** Before a council sets its own, the targets of the published report; good or better was 40% until the end of March 2022. */
const targets: [measure: string, fromMonth: string, value: number, tolerance: number][] = [
  ['audits_completed', '2000-01', 45, 10],
  ['completion_rate', '2000-01', 90, 5],
  ['good_or_outstanding', '2000-01', 40, 5],
  ['good_or_outstanding', '2022-04', 50, 5],
  ['inadequate', '2000-01', 9, 5],
  ['actions_in_timescale', '2000-01', 80, 5],
  ['assessment_good', '2000-01', 40, 5],
  ['assessment_good', '2022-04', 50, 5],
  ['planning_good', '2000-01', 40, 5],
  ['planning_good', '2022-04', 50, 5],
  ['management_oversight_good', '2000-01', 40, 5],
  ['management_oversight_good', '2022-04', 50, 5],
  ['child_involvement', '2000-01', 80, 5],
  ['family_involvement', '2000-01', 80, 5],
  ['social_worker_involvement', '2000-01', 95, 5],
  ['team_manager_involvement', '2000-01', 95, 5],
  ['reviewing_officer_involvement', '2000-01', 95, 5],
];

export class FirstSchema1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(tables)) await runner.createTable(new Table({ name, ...parts }));
    await runner.createForeignKey('services', to('head_of_service_id', 'staff'));
    await runner.createForeignKey('teams', to('team_manager_id', 'staff'));
    for (const [measure, fromMonth, value, tolerance] of targets) {
      await runner.query(`insert into targets (measure, from_month, value, tolerance, version) values ('${measure}', '${fromMonth}', ${value}, ${tolerance}, 1)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const services = await runner.getTable('services');
    const teams = await runner.getTable('teams');
    for (const table of [services, teams]) {
      // A copy: each one dropped leaves the table's own list.
      for (const key of [...(table?.foreignKeys ?? [])]) await runner.dropForeignKey(table!, key);
    }
    for (const name of Object.keys(tables).reverse()) await runner.dropTable(name);
  }
}
