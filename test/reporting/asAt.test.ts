import assert from 'node:assert/strict';
import { versionOfReview } from '../../src/allocation/caseloads/caseloads.service.js';
import { CaseloadReads } from '../../src/allocation/caseloads/caseloads.reads.js';
import type { CaseloadChild } from '../../src/allocation/caseloads/caseloadChanges.js';
import { ConcernListReads } from '../../src/concerns/concernList.reads.js';
import { demoPersonOf } from '../../src/demo/demoPeople.js';
import { StaffReads } from '../../src/people/staff.reads.js';
import { StaffService } from '../../src/people/staff.service.js';
import { StaffStore } from '../../src/people/staff.store.js';
import { figuresFor } from '../../src/reporting/figuresFor.js';
import { aColleague, aSubmittedAudit, emailOf, type BuiltAudit } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';

/** Months with the days as at which they are looked at. */
const looks = [['2022-07', '2022-08-15'], ['2022-07', '2022-07-31'], ['2022-06', '2022-07-15'], ['2022-05', '2022-08-01'], ['2022-08', '2022-08-15'], ['2021-12', '2022-08-15']] as const;

describe('figures as at an earlier day', function () {
  this.timeout(60_000);
  let app: TestApp;
  let recorded: Record<string, unknown>;
  let unsubmitted: BuiltAudit;

  const figures = async (): Promise<Record<string, unknown>> => {
    const all: Record<string, unknown> = {};
    for (const [month, asAt] of looks) all[`${month} as at ${asAt}`] = JSON.parse(JSON.stringify(await figuresFor(app.database, month, asAt)));
    return all;
  };
  const unchanged = async (): Promise<void> => assert.deepEqual(await figures(), recorded);
  const one = async <Row>(sql: string): Promise<Row> => (await app.database.query<Row>(sql))[0]!;
  const on = (day: string): void => void (app.clock.moment = new Date(`${day}T10:00:00Z`));
  const personOf = (email: string): ReturnType<typeof demoPersonOf> => demoPersonOf(app.services, email);

  before('the reference months, and audits under way', async () => {
    app = await TestApp.on(await referenceDatabase());
    await aColleague(app, 'Quinn Abbot', 'qa');
    await aColleague(app, 'Dana Lake', 'director');
    for (const name of ['Robin Hart', 'Jules Moss']) await aColleague(app, name, 'auditor');
    const open = { status: 'in_progress', submittedOn: null, overallAuditor: null } as const;
    unsubmitted = await aSubmittedAudit(app, { ...open, month: '2022-07', auditor: 'Una Swift' });
    recorded = await figures();
    on('2022-08-20');
  });
  after(() => app.stop());
  beforeEach(() => on('2022-08-20'));

  it('stay when somebody is let off the month', async () => {
    await aColleague(app, 'Una Swift', 'auditor');
    const id = await app.services.exemptionRequests.ask(await personOf(emailOf('Una Swift')), { month: '2022-07', reason: 'sickness', detail: null });
    await app.services.exemptionRequests.decide(await personOf(emailOf('Dana Lake')), id, 1, { decision: 'granted', note: null });
    assert.equal((await one<{ status: string }>(`select status from audits where ref = '${unsubmitted.ref}'`)).status, 'exempted');
    await unchanged();
  });

  it('stay when an auditor is exempt from this month on, and when that ends', async () => {
    const quinn = await personOf(emailOf('Quinn Abbot'));
    const { id: staffId } = await one<{ id: number }>("select min(id) as id from staff where audit_frequency = 'monthly' and ends_on is null and id not in (select staff_id from exemptions)");
    const id = await app.services.exemptions.add(quinn, { staffId, ground: 'standing:extended_absence', fromMonth: '2022-08', toMonth: null });
    await unchanged();
    const held = await one<{ id: number; version: number }>("select id, version from exemptions where kind = 'standing' and from_month < '2022-08' and (to_month is null or to_month > '2022-08') order by id limit 1");
    await app.services.exemptions.changeEnd(quinn, held.id, held.version, '2022-08');
    on('2022-09-02');
    await app.services.exemptions.changeEnd(quinn, id, 1, '2022-09');
    await unchanged();
  });

  it('stay when a month is without audits, and when it is not', async () => {
    const quinn = await personOf(emailOf('Quinn Abbot'));
    await app.services.blackoutMonths.set(quinn, { month: '2022-08', reason: 'Inspection' });
    await unchanged();
    await app.services.blackoutMonths.lift(quinn, 1, 1);
    await unchanged();
  });

  it('stay when somebody moderates or audits in other months, more or less, begins later or leaves', async () => {
    const store = new StaffStore(app.database);
    const staff = new StaffService(app.database, store, new StaffReads(app.database), app.services.history, app.services.handOver);
    const change = async (staffId: number, details: object): Promise<void> => {
      const { version, ...stored } = await app.database.transaction(() => store.hold(staffId));
      await staff.change({ staffId: null, name: 'Ada Quill' }, staffId, version, { ...stored, ...details });
    };
    const moderators = await app.database.query<{ id: number }>('select id from staff where moderation_capacity > 0 and moderates_in is null order by id limit 3');
    await change(moderators[0]!.id, { moderatesIn: 'even' });
    await unchanged();
    await change(moderators[0]!.id, { moderatesIn: 'odd' });
    await change(moderators[1]!.id, { moderationCapacity: 9, endsOn: '2022-07-01' });
    await change(moderators[2]!.id, { moderationCapacity: null, roles: [] });
    await unchanged();
    const { id } = await one<{ id: number }>("select max(id) as id from staff where audit_frequency = 'monthly' and moderation_capacity is null");
    await change(id, { auditFrequency: 'none', roles: [] });
    await unchanged();
    const details = await app.database.transaction(() => store.hold(moderators[0]!.id));
    await staff.add({ staffId: null, name: 'Ada Quill' }, { ...details, name: 'Noa Reed', email: 'noa.reed@example.org', auditFrequency: 'monthly', startsOn: null });
    await unchanged();
  });

  it('stay when a pair is changed, a child is given out by hand and an audit goes to somebody else', async () => {
    const { id, moderatorId } = await one<{ id: number; moderatorId: number }>(`select auditor_id as id, moderator_id as "moderatorId" from pairings order by to_month desc, id limit 1`);
    await app.database.transaction(() => app.database.query("update pairings set to_month = '2022-10' where auditor_id = :id and moderator_id = :moderatorId", { id, moderatorId }));
    const qa = await app.as(emailOf('Quinn Abbot'));
    await qa.get(`/pairings/people/${id}/change?month=2022-09`);
    const moderators = qa.page('select[name=moderator] option').toArray().filter((option) => !/manager|now|Choose/.test(qa.page(option).text()));
    await qa.get(`/pairings/people/${id}/change/check?month=2022-09&moderator=${moderators.at(-1)!.attribs['value']}`);
    await qa.submit({ reason: 'They asked for it.' });
    assert.equal(qa.status, 303);
    const child = await one<{ id: number }>("select id from caseload where month = '2022-07' and case_ref not in (select case_ref from audits) order by id limit 1");
    const [robin, jules, morgan] = [await aColleague(app, 'Robin Hart', 'auditor'), await aColleague(app, 'Jules Moss', 'auditor'), await aColleague(app, 'Morgan Vale', 'moderator')];
    const quinn = await personOf(emailOf('Quinn Abbot'));
    const ref = await app.services.allocation.allocate(quinn, child.id, { month: '2022-07', auditorId: robin, moderatorId: morgan });
    await app.services.allocation.reallocate(quinn, ref, 1, { auditorId: jules, moderatorId: morgan, reason: 'Away.' });
    await unchanged();
  });

  it('stay when a nil return is answered and taken up again, and months are closed', async () => {
    const nilReturn = await one<{ ref: string; head: string }>(
      `select audits.ref, head.email as head from audits join staff auditor on auditor.id = auditor_id join teams on teams.id = coalesce(auditor.team_id, audits.team_id)
         join services on services.id = service_id join staff head on head.id = head_of_service_id where month = '2022-07' and status = 'not_submitted' order by audits.id limit 1`,
    );
    await app.services.nilReturns.answer(await personOf(nilReturn.head), nilReturn.ref, { answer: 'workload', note: 'Agreed.' }, 0);
    const director = await app.as(emailOf('Dana Lake'));
    await director.get(`/audits/${nilReturn.ref}/extend`);
    await director.submit({ 'extendedTo-day': '28', 'extendedTo-month': '8', 'extendedTo-year': '2022', reason: 'Court.' });
    assert.equal(director.status, 303);
    await unchanged();
    on('2022-09-02');
    const qa = await app.as(emailOf('Quinn Abbot'));
    await qa.get('/month/close?month=2022-07');
    await qa.submit();
    assert.equal(qa.status, 303);
    await unchanged();
  });

  it('stay when another caseload of the month is taken over', async () => {
    const reads = new CaseloadReads(app.database);
    const quinn = await personOf(emailOf('Quinn Abbot'));
    const { teamId } = await one<{ teamId: number }>('select min(id) as "teamId" from teams');
    for (const children of [2, 3]) {
      const id = await app.services.caseloads.keep(quinn, '2022-07', 'a.csv', {
        ok: true, children: Array.from({ length: children }, (_, index) => ({ caseRef: `C99000${index}`, dateOfBirth: '2012-02-03', teamId, cohort: 'child_in_need' as const, reviewingOfficerId: null })),
      });
      await app.services.caseloads.takeOver(quinn, id, versionOfReview(await reads.review(id, app.clock.now().toISOString())));
      await unchanged();
    }
    assert.equal((await figuresFor(app.database, '2022-07', '2022-08-20')).representation.open_children, 3);
  });

  it('stay when every child moves to another team, with what is open of them', async () => {
    const quinn = await personOf(emailOf('Quinn Abbot'));
    const concerns = (): Promise<unknown> => new ConcernListReads(app.database).counts(quinn, { serviceId: null, teamId: null }, '2022-08-15');
    const before = await concerns();
    const teams = await app.database.query<{ id: number }>('select id from teams order by id');
    const children = await app.database.query<CaseloadChild>(
      `select case_ref as "caseRef", min(date_of_birth) as "dateOfBirth", max(team_id) as "teamId", min(cohort) as cohort, null as "reviewingOfficerId" from audits group by case_ref order by case_ref`,
    );
    const elsewhere = children.map((child) => ({ ...child, teamId: teams.find(({ id }) => id > child.teamId)?.id ?? teams[0]!.id }));
    const id = await app.services.caseloads.keep(quinn, '2022-09', 'caseload-2022-09.csv', { ok: true, children: elsewhere });
    await app.services.caseloads.takeOver(quinn, id, versionOfReview(await new CaseloadReads(app.database).review(id, app.clock.now().toISOString())));
    const moved = await one<{ actions: number; concerns: number }>(
      "select (select count(*) from history where record_type = 'action' and event = 'moved') as actions, (select count(*) from history where record_type = 'concern' and event = 'moved') as concerns",
    );
    assert.ok(moved.actions > 50 && moved.concerns > 0, JSON.stringify(moved));
    await unchanged();
    assert.deepEqual(await concerns(), before);
  });
});
