import type { AuditStatus } from '../src/audits/auditLifecycle.js';
import type { Database } from '../src/database/database.js';
import { hashPassword } from '../src/people/passwords.js';
import { addDays, type Day } from '../src/shared/day.js';
import { addMonths, monthOf, type Month } from '../src/shared/month.js';
import { areas, cohorts, feedbacks, ratings, reasonsNotObtained, type Rating } from '../src/shared/practice.js';
import { Random } from './random.js';
import { Rows, type Value } from './rows.js';

export const benchPassword = 'three random words';
export const auditsAMonth = 750;
const lastMonth: Month = '2022-08';
/** The day the data ends on, in the middle of the last month's work. */
export const today: Day = '2022-08-18';
const childrenOpen = 9000;
const turnoverAMonth = 300;
/** How many months back the open caseload is kept. */
const monthsOfCaseload = 13;
const socialCareTeams = 150;
const services = 15;
const monthlyAuditors = 500;
const alternatingAuditors = 2 * (auditsAMonth - monthlyAuditors);
const moderators = 100;
const qaOfficers = 12;

export interface Generated {
  months: Month[];
  rows: Record<string, number>;
  /** Someone of each kind who may sign in with `benchPassword`. */
  people: Record<'qa' | 'team manager' | 'Head of Service' | 'director' | 'moderator', string>;
  /** Auditors with the audit each is in the middle of writing. */
  writing: { email: string; auditRef: string }[];
}

const auditColumns = [
  'id', 'ref', 'template', 'month', 'status', 'case_ref', 'date_of_birth', 'team_id', 'cohort', 'auditor_id', 'moderator_id', 'allocated_on', 'submitted_on',
  'moderated_on', 'not_accepted_on', 'accepted_on', 'overall_auditor', 'overall_final', 'lower_end_ri', 'social_worker_involved', 'team_manager_involved',
  'reviewing_officer_involved', 'child_view', 'child_view_reason', 'child_feedback', 'family_view', 'family_view_reason', 'family_feedback',
  'child_worker_consulted', 'child_view_detail', 'child_said', 'family_worker_consulted', 'family_view_detail', 'family_said', 'child_context', 'strengths',
  'improvements', 'impact', 'moderation_rationale', 'auditor_agrees', 'auditor_discussion', 'moderator_discussion', 'moderator_decision', 'return_reason', 'version',
];

/** Where the audits of a month long past, and those of the month under way, have got to. */
const settled: Partial<Record<AuditStatus, number>> = { completed: 86, exempted: 5, not_submitted: 7, not_accepted: 2 };
const underWay: Partial<Record<AuditStatus, number>> = {
  allocated: 22, in_progress: 25, submitted: 15, returned: 3, moderated: 10, not_accepted: 2, completed: 18, exempted: 5,
};
const overall: Record<Rating, number> = { outstanding: 4, good: 42, requires_improvement: 45, inadequate: 9 };

/**
 * Fills an empty database with `audits` audits, 750 a month up to August 2022, and what belongs to them: about 3.4 actions an audit,
 * some of them put off, six areas, updates, cases of concern, history, staff, and the open caseload of the last thirteen months. The same every time.
 */
export async function generate(database: Database, audits: number): Promise<Generated> {
  const passwordHash = await hashPassword(benchPassword);
  return database.transaction(() => new Generation(database, passwordHash).fill(audits));
}

/** The tables the data goes into; a row's parents are written before it. */
function tablesOf(database: Database) {
  const audits = new Rows(database, 'audits', auditColumns);
  const areas = new Rows(database, 'audit_areas', ['audit_id', 'area', 'auditor_rating', 'final_rating', 'works_well', 'must_improve', 'impact', 'final_reason', 'version'], [audits]);
  const actions = new Rows(database, 'actions', [
    'id', 'ref', 'audit_id', 'team_id', 'type', 'description', 'due_on', 'owner_id', 'first_updated_on', 'last_updated_on', 'completed_on', 'service_ended_on',
    'revised_on', 'version',
  ], [audits]);
  const standings = new Rows(database, 'action_standings', ['id', 'action_id', 'until_on', 'due_on', 'completed_on', 'service_ended_on'], [actions]);
  const actionUpdates = new Rows(database, 'action_updates', [
    'id', 'action_id', 'kind', 'happened_on', 'note', 'child_involved', 'family_involved', 'reviewing_officer_involved', 'recorded_by_id', 'recorded_at',
  ], [actions]);
  const concerns = new Rows(database, 'concerns', ['id', 'ref', 'case_ref', 'team_id', 'audit_id', 'cause', 'detail', 'raised_on', 'resolved_on', 'version'], [audits]);
  const concernUpdates = new Rows(database, 'concern_updates', ['id', 'concern_id', 'updated_on', 'updated_by_id', 'child_safe', 'plan_progressing', 'note'], [concerns]);
  const history = new Rows(database, 'history', ['id', 'at', 'actor_id', 'actor_name', 'record_type', 'record_id', 'event', 'changes']);
  const caseload = new Rows(database, 'caseload', ['id', 'month', 'case_ref', 'date_of_birth', 'team_id', 'cohort', 'reviewing_officer_id']);
  const ambassadorReviews = new Rows(database, 'ambassador_reviews', [
    'id', 'audit_id', 'month', 'ambassador_id', 'reviewed_on', 'relationship_evident', 'summary_child_focused', 'views_and_direct_work', 'likes_and_interests',
    'language_understandable', 'comment',
  ], [audits]);
  const exemptions = new Rows(database, 'exemptions', ['id', 'staff_id', 'kind', 'reason', 'from_month', 'to_month', 'authorised_by_id', 'authorised_on']);
  const pairings = new Rows(database, 'pairings', ['id', 'auditor_id', 'moderator_id', 'from_month', 'to_month']);
  return { audits, areas, actions, standings, actionUpdates, concerns, concernUpdates, history, caseload, ambassadorReviews, exemptions, pairings };
}

class Generation {
  private readonly random = new Random(20220715);
  private readonly texts = this.paragraphs(300);
  private staffCount = 0;
  private headsOfService: number[] = [];
  private teamManagers: number[] = [];
  private directors: number[] = [];
  private qaOfficerIds: number[] = [];
  private auditorIds: number[] = [];
  private moderatorIds: number[] = [];
  private readonly emails = new Map<number, string>();
  private readonly writing: Generated['writing'] = [];

  constructor(
    private readonly database: Database,
    private readonly passwordHash: string,
    private readonly into = tablesOf(database),
  ) {}

  async fill(audits: number): Promise<Generated> {
    const howManyMonths = Math.ceil(audits / auditsAMonth);
    const months = Array.from({ length: howManyMonths }, (_, index) => addMonths(lastMonth, index + 1 - howManyMonths));
    await this.people();
    await this.pairs(months);
    for (const [index, month] of months.entries()) await this.month(index, month, Math.min(auditsAMonth, audits - index * auditsAMonth));
    const tables = Object.values(this.into);
    for (const table of tables) await table.finish();
    const people = {
      qa: this.emailOf(this.qaOfficerIds), 'team manager': this.emailOf(this.teamManagers), 'Head of Service': this.emailOf(this.headsOfService),
      director: this.emailOf(this.directors), moderator: this.emailOf(this.moderatorIds),
    };
    await this.signInsFor([...Object.values(people), ...this.writing.map(({ email }) => email)]);
    await this.numbersGoOn();
    return { months, rows: Object.fromEntries(tables.map((table) => [table.name, table.count])), people, writing: this.writing };
  }

  /** Services, teams and staff: Heads of Service, team managers, QA officers, moderators, auditors. */
  private async people(): Promise<void> {
    const staff = new Rows(this.database, 'staff', [
      'id', 'email', 'name', 'team_id', 'fte', 'audit_frequency', 'alternate_months', 'moderation_capacity', 'external', 'starts_on', 'ends_on', 'version',
    ]);
    const roles = new Rows(this.database, 'staff_roles', ['staff_id', 'role']);
    const add = async (kind: string, role: string, more: Record<string, Value> = {}): Promise<number> => {
      const id = ++this.staffCount;
      const email = `${kind}.${id}@example.org`;
      this.emails.set(id, email);
      await staff.add({
        id, email, name: `${label(kind)} ${id}`, team_id: null, fte: 1, audit_frequency: 'none', alternate_months: null, moderation_capacity: null, external: false,
        starts_on: null, ends_on: null, version: 1, ...more,
      });
      await roles.add({ staff_id: id, role });
      return id;
    };
    for (let index = 0; index < services; index++) this.headsOfService.push(await add('head', 'head_of_service'));
    for (let index = 0; index < socialCareTeams; index++) this.teamManagers.push(await add('manager', 'team_manager'));
    for (let index = 0; index < qaOfficers; index++) this.qaOfficerIds.push(await add('qa', 'qa'));
    for (let index = 0; index < moderators; index++) this.moderatorIds.push(await add('moderator', 'moderator', { moderation_capacity: this.random.whole(6, 10) }));
    for (let index = 0; index < monthlyAuditors + alternatingAuditors; index++) {
      const alternate = index >= monthlyAuditors;
      this.auditorIds.push(
        await add('auditor', 'auditor', {
          fte: alternate ? 0.5 : 1,
          audit_frequency: alternate ? 'alternate' : 'monthly',
          alternate_months: alternate ? (index % 2 === 0 ? 'even' : 'odd') : null,
        }),
      );
    }
    this.directors.push(await add('director', 'director'));
    await staff.finish();
    await roles.finish();
    const serviceRows = new Rows(this.database, 'services', ['id', 'name', 'head_of_service_id', 'version']);
    for (let index = 0; index < services; index++) await serviceRows.add({ id: index + 1, name: `Service ${index + 1}`, head_of_service_id: this.headsOfService[index]!, version: 1 });
    await serviceRows.finish();
    const teams = new Rows(this.database, 'teams', ['id', 'name', 'service_id', 'programme', 'team_manager_id', 'version']);
    for (let index = 0; index < socialCareTeams; index++) {
      await teams.add({ id: index + 1, name: `Team ${index + 1}`, service_id: (index % services) + 1, programme: 'social_care', team_manager_id: this.teamManagers[index]!, version: 1 });
    }
    await teams.finish();
  }

  private emailOf(staff: readonly number[]): string {
    return this.emails.get(staff[0]!)!;
  }

  private async signInsFor(emails: readonly string[]): Promise<void> {
    for (const email of new Set(emails)) {
      await this.database.query(
        `insert into accounts (staff_id, password_hash, must_change_password, disabled, credentials_version, version)
         select id, :passwordHash, false, false, 1, 1 from staff where email = :email`,
        { email, passwordHash: this.passwordHash },
      );
    }
  }

  /** Pairs change every six months. */
  private async pairs(months: readonly Month[]): Promise<void> {
    let id = 0;
    for (let from = 0; from < months.length; from += 6) {
      for (const [index, auditor] of this.auditorIds.entries()) {
        await this.into.pairings.add({
          id: ++id, auditor_id: auditor, moderator_id: this.moderatorOf(index, from), from_month: months[from]!, to_month: addMonths(months[from]!, 5),
        });
      }
    }
  }

  private moderatorOf(auditorIndex: number, monthIndex: number): number {
    return this.moderatorIds[(auditorIndex + Math.floor(monthIndex / 6) * 7) % moderators]!;
  }

  private async month(index: number, month: Month, audits: number): Promise<void> {
    const firstChild = index * turnoverAMonth;
    for (let child = firstChild; child < firstChild + childrenOpen && month > addMonths(lastMonth, -monthsOfCaseload); child++) {
      await this.into.caseload.add({ id: this.into.caseload.count + 1, month, ...this.child(child), reviewing_officer_id: null });
    }
    const due = this.auditorIds.map((_, place) => place).filter((place) => place < monthlyAuditors || (place % 2 === 0) === (Number(month.slice(5)) % 2 === 0));
    for (let place = 0; place < audits; place++) {
      // Every twelfth child is audited in a month, another twelfth in the next: nobody twice in a year.
      const child = firstChild + ((place * 12 + (index % 12)) % childrenOpen);
      await this.audit(month, index, this.child(child), due[place]!);
    }
  }

  private child(number: number): { case_ref: string; date_of_birth: string; team_id: number; cohort: string } {
    return {
      case_ref: `C${100000 + number}`,
      date_of_birth: `${2004 + (number % 16)}-${two((number % 12) + 1)}-${two((number % 28) + 1)}`,
      team_id: ((number * 7) % socialCareTeams) + 1,
      cohort: cohorts[number % cohorts.length]!,
    };
  }

  private async audit(month: Month, monthIndex: number, child: ReturnType<Generation['child']>, auditorPlace: number): Promise<void> {
    const { random } = this;
    const id = this.into.audits.count + 1;
    const ref = `A${String(id).padStart(5, '0')}`;
    const current = month === lastMonth;
    const status = random.weighted<AuditStatus>(current ? underWay : settled);
    const auditorId = this.auditorIds[auditorPlace]!;
    const moderatorId = this.moderatorOf(auditorPlace, monthIndex);
    const allocatedOn: Day = `${month}-01`;
    const written = !['allocated', 'exempted', 'not_submitted'].includes(status);
    const sent = written && !['in_progress', 'returned'].includes(status);
    const rated = ['moderated', 'not_accepted', 'completed'].includes(status);
    const submittedOn = sent || status === 'returned' ? addDays(allocatedOn, current ? random.whole(2, 8) : random.whole(8, 26)) : null;
    const moderatedOn = rated ? addDays(submittedOn!, random.whole(1, 4)) : null;
    const decidedOn = rated ? addDays(moderatedOn!, random.whole(1, 3)) : null;
    const given = random.weighted(overall);
    const final = random.happens(0.13) ? random.oneOf(ratings) : given;
    const childView = random.weighted({ spoken_to: 60, not_obtained: 18, under_four: 15, not_applicable: 7 });
    const familyView = random.weighted({ spoken_to: 65, not_obtained: 25, not_applicable: 10 });
    const whenWritten = <T>(value: T): T | null => (written ? value : null);
    const view = (who: 'child' | 'family', state: string): Record<string, Value> => ({
      [`${who}_view`]: whenWritten(state),
      [`${who}_view_reason`]: written && state === 'not_obtained' ? random.oneOf(reasonsNotObtained) : null,
      [`${who}_feedback`]: written && state === 'spoken_to' ? random.oneOf(feedbacks) : null,
      [`${who}_worker_consulted`]: written && state === 'not_obtained' ? random.happens(0.8) : null,
      [`${who}_view_detail`]: written && state === 'not_obtained' ? this.text() : null,
      [`${who}_said`]: written && state === 'spoken_to' ? this.text() : null,
    });
    await this.into.audits.add({
      id, ref, template: 'core', month, status, ...child, auditor_id: auditorId, moderator_id: moderatorId, allocated_on: allocatedOn, submitted_on: submittedOn,
      moderated_on: moderatedOn, not_accepted_on: status === 'not_accepted' ? decidedOn : null, accepted_on: status === 'completed' ? decidedOn : null,
      overall_auditor: whenWritten(given), overall_final: rated ? final : null, lower_end_ri: rated && final === 'requires_improvement' && random.happens(0.2),
      social_worker_involved: whenWritten(random.weighted({ yes: 95, no: 5 })), team_manager_involved: whenWritten(random.weighted({ yes: 90, no: 10 })),
      reviewing_officer_involved: whenWritten(random.weighted({ yes: 50, no: 5, not_applicable: 45 })), ...view('child', childView), ...view('family', familyView),
      child_context: whenWritten(this.text()), strengths: whenWritten(this.text()), improvements: whenWritten(this.text()), impact: whenWritten(this.text()),
      moderation_rationale: rated ? this.text() : null, auditor_agrees: rated ? random.happens(0.9) : null, auditor_discussion: rated ? this.text() : null,
      moderator_discussion: rated ? this.text() : null, moderator_decision: null, return_reason: status === 'returned' ? this.text() : null, version: written ? 6 : 1,
    });
    if (written) await this.areasOf(id, rated, given);
    if (rated) await this.actionsOf(id, decidedOn!, child.team_id, status === 'completed');
    if (status === 'completed' && final === 'inadequate') await this.concernOf(id, child, decidedOn!);
    if (status === 'completed' && random.happens(0.03)) await this.reviewOf(id, month, decidedOn!);
    if (status === 'exempted') await this.exemptionOf(auditorId, month);
    await this.historyOf(id, auditorId, moderatorId, { allocatedOn, submittedOn, moderatedOn, decidedOn, written, status });
    if (status === 'in_progress' && this.writing.length < 12) this.writing.push({ email: this.emails.get(auditorId)!, auditRef: ref });
  }

  private async areasOf(auditId: number, rated: boolean, about: Rating): Promise<void> {
    for (const area of areas) {
      const given = area === 'permanence' && this.random.happens(0.4) ? 'not_applicable' : this.random.happens(0.6) ? about : this.random.oneOf(ratings);
      const final = this.random.happens(0.1) && given !== 'not_applicable' ? this.random.oneOf(ratings) : given;
      await this.into.areas.add({
        audit_id: auditId, area, auditor_rating: given, final_rating: rated ? final : null, works_well: this.text(), must_improve: this.text(), impact: this.text(),
        final_reason: rated && final !== given ? this.text() : null, version: 2,
      });
    }
  }

  private async actionsOf(auditId: number, decidedOn: Day, teamId: number, accepted: boolean): Promise<void> {
    const { random } = this;
    const howMany = random.whole(1, 6) + (random.happens(0.45) ? 1 : 0);
    const managerId = this.teamManagers[teamId - 1]!;
    for (let number = 0; number < howMany; number++) {
      const id = this.into.actions.count + 1;
      const type = random.happens(0.55) ? 'care_planning' : 'non_care_planning';
      const dueOn = addDays(decidedOn, random.whole(14, 60));
      const updatedOn = addDays(decidedOn, random.whole(5, 40));
      const endedOn = addDays(decidedOn, random.whole(20, 90));
      const updated = accepted && updatedOn <= today && random.happens(0.9);
      const putOffOn = updated && random.happens(0.12) ? updatedOn : null;
      const ended = updated && endedOn <= today && endedOn >= updatedOn ? random.weighted({ completed: 85, service_ended: 6, open: 9 }) : 'open';
      await this.into.actions.add({
        id, ref: `X${String(id).padStart(5, '0')}`, audit_id: auditId, team_id: teamId, type, description: this.text().slice(0, 160), due_on: dueOn, owner_id: random.happens(0.2) ? managerId : null,
        first_updated_on: updated ? updatedOn : null, last_updated_on: ended === 'open' ? (updated ? updatedOn : null) : endedOn,
        completed_on: ended === 'completed' ? endedOn : null, service_ended_on: ended === 'service_ended' ? endedOn : null, revised_on: putOffOn,
        version: 1 + Number(updated) + Number(ended !== 'open'),
      });
      if (putOffOn) {
        await this.into.standings.add({
          id: this.into.standings.count + 1, action_id: id, until_on: putOffOn, due_on: addDays(dueOn, -14), completed_on: null, service_ended_on: null,
        });
      }
      const update = (kind: string, on: Day): Promise<void> =>
        this.into.actionUpdates.add({
          id: this.into.actionUpdates.count + 1, action_id: id, kind, happened_on: on, note: this.text(), child_involved: null, family_involved: null,
          reviewing_officer_involved: null, recorded_by_id: managerId, recorded_at: `${on}T10:00:00.000Z`,
        });
      if (updated) await update('progress', updatedOn);
      if (ended === 'completed') await update(type === 'care_planning' ? 'transferred' : 'completed', endedOn);
      if (ended === 'service_ended') await update('service_ended', endedOn);
    }
  }

  private async concernOf(auditId: number, child: ReturnType<Generation['child']>, raisedOn: Day): Promise<void> {
    const id = this.into.concerns.count + 1;
    const serviceHead = this.headsOfService[(child.team_id - 1) % services]!;
    const resolvedOn = addDays(raisedOn, this.random.whole(30, 300));
    const resolved = resolvedOn <= today && this.random.happens(0.97);
    await this.into.concerns.add({
      id, ref: `K${String(id).padStart(4, '0')}`, case_ref: child.case_ref, team_id: child.team_id, audit_id: auditId, cause: 'inadequate', detail: null, raised_on: raisedOn,
      resolved_on: resolved ? resolvedOn : null, version: 1,
    });
    for (let on = addDays(raisedOn, 25); on <= today && on <= resolvedOn; on = addDays(on, 30)) {
      await this.into.concernUpdates.add({
        id: this.into.concernUpdates.count + 1, concern_id: id, updated_on: on, updated_by_id: serviceHead, child_safe: true, plan_progressing: this.random.happens(0.5), note: this.text(),
      });
    }
  }

  private async reviewOf(auditId: number, month: Month, decidedOn: Day): Promise<void> {
    const yes = (): boolean => this.random.happens(0.7);
    await this.into.ambassadorReviews.add({
      id: this.into.ambassadorReviews.count + 1, audit_id: auditId, month, ambassador_id: this.moderatorIds[auditId % moderators]!, reviewed_on: decidedOn,
      relationship_evident: yes(), summary_child_focused: yes(), views_and_direct_work: yes(), likes_and_interests: yes(), language_understandable: yes(), comment: this.text(),
    });
  }

  private async exemptionOf(staffId: number, month: Month): Promise<void> {
    await this.into.exemptions.add({
      id: this.into.exemptions.count + 1, staff_id: staffId, kind: 'single_month', reason: 'workload', from_month: month, to_month: month,
      authorised_by_id: this.headsOfService[0]!, authorised_on: `${month}-10`,
    });
  }

  private async historyOf(
    auditId: number,
    auditorId: number,
    moderatorId: number,
    told: { allocatedOn: Day; submittedOn: Day | null; moderatedOn: Day | null; decidedOn: Day | null; written: boolean; status: AuditStatus },
  ): Promise<void> {
    const entry = (on: Day, actorId: number, event: string, changes: object[]): Promise<void> =>
      this.into.history.add({
        id: this.into.history.count + 1, at: `${on}T10:00:00.000Z`, actor_id: actorId, actor_name: `Person ${actorId}`, record_type: 'audit', record_id: auditId, event,
        changes: JSON.stringify(changes),
      });
    const is = (field: string, value: string): object => ({ field, was: null, is: value });
    await entry(told.allocatedOn, this.headsOfService[0]!, 'allocated', [is('auditorId', String(auditorId)), is('moderatorId', String(moderatorId))]);
    if (told.written) {
      await entry(addDays(told.allocatedOn, 1), auditorId, 'saved', [is('childContext', this.text())]);
      await entry(addDays(told.allocatedOn, 1), auditorId, 'saved', [is('assessment.worksWell', this.text()), is('assessment.mustImprove', this.text())]);
      await entry(addDays(told.allocatedOn, 2), auditorId, 'saved', [is('strengths', this.text()), is('improvements', this.text()), is('impact', this.text())]);
    }
    if (told.submittedOn) await entry(told.submittedOn, auditorId, 'submitted', [{ field: 'status', was: 'in_progress', is: 'submitted' }]);
    if (told.moderatedOn) await entry(told.moderatedOn, moderatorId, 'finalised', [{ field: 'status', was: 'submitted', is: 'moderated' }]);
    if (told.decidedOn && told.status !== 'moderated') await entry(told.decidedOn, this.headsOfService[0]!, told.status, [{ field: 'status', was: 'moderated', is: told.status }]);
  }

  /** What is added later is numbered after this. */
  private async numbersGoOn(): Promise<void> {
    await this.database.takeReference('A', this.into.audits.count);
    await this.database.takeReference('X', this.into.actions.count);
    await this.database.takeReference('K', this.into.concerns.count);
    if (!this.database.isPostgres) return;
    for (const table of [...Object.values(this.into).map(({ name }) => name), 'staff', 'services', 'teams'].filter((name) => name !== 'audit_areas')) {
      await this.database.query(`select setval(pg_get_serial_sequence('${table}', 'id'), (select max(id) from ${table}))`);
    }
  }

  private text(): string {
    return this.random.oneOf(this.texts);
  }

  /** Texts of the length people write: 120 to 600 characters. */
  private paragraphs(howMany: number): string[] {
    const sentences = [
      'Visits were purposeful and the child was seen alone each time.', 'The chronology is up to date and is used in the analysis.',
      'The safety plan relies on self-report and needs testing with the network.', 'Supervision is regular but does not yet follow up what was agreed.',
      'The family describe a worker who listens and does what they say.', 'The assessment was late and does not reach a clear judgement of risk.',
      'Support has been steady but change for the child is slow.', 'The plan has clear outcomes, and who does what by when is written down.',
    ];
    return Array.from({ length: howMany }, () => Array.from({ length: this.random.whole(2, 9) }, () => this.random.oneOf(sentences)).join(' '));
  }
}

function label(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The last month that is over on `today`: the one a report would be about. */
export const reportedMonth: Month = addMonths(monthOf(today), -1);
