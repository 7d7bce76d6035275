import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { CaseloadEntry } from '../../src/allocation/caseloads/caseload.entity.js';
import { Exemption } from '../../src/allocation/availability/exemption.entity.js';
import { demoPersonOf } from '../../src/demo/demoPeople.js';
import type { Person } from '../../src/access/person.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('two people at work on the same month', () => {
  let app: TestApp;
  let qa: Person;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    await aColleague(app, 'Quinn Abbot', 'qa');
    qa = await demoPersonOf(app.services, emailOf('Quinn Abbot'));
  });
  afterEach(() => app.stop());

  /** Somebody in the middle of work on August 2022, who goes on with `rest` when told. */
  async function inTheMiddle(rest: () => Promise<unknown>): Promise<{ goOn(): Promise<void> }> {
    let tell!: () => void;
    const told = new Promise<void>((resolve) => (tell = resolve));
    let work!: Promise<void>;
    await new Promise<void>((begun) => {
      work = app.database.transaction(async () => {
        await app.database.oneAtATime('month 2022-08');
        begun();
        await told;
        await rest();
      });
    });
    return {
      async goOn() {
        // Whoever does not wait has done their part by now.
        await setTimeout(300);
        tell();
        await work;
      },
    };
  }

  const anExemption = (staffId: number): Promise<unknown> =>
    app.database.manager.insert(Exemption, { staffId, kind: 'single_month', reason: 'leave', fromMonth: '2022-08', toMonth: '2022-08', authorisedById: null, authorisedOn: '2022-08-15', version: 1 });

  it('whoever gives out a child by hand knows of an exemption that is being granted', async () => {
    const auditorId = await aColleague(app, 'Robin Hart', 'auditor');
    const moderatorId = await aColleague(app, 'Morgan Vale', 'moderator');
    const teamId = await aTeam(app);
    const child = await app.database.transaction(() => app.database.manager.insert(CaseloadEntry, { month: '2022-08', caseRef: 'C100001', dateOfBirth: '2012-02-03', teamId, cohort: 'child_in_need', reviewingOfficerId: null }));
    const director = await inTheMiddle(() => anExemption(auditorId));
    const giving = app.services.allocation.allocate(qa, (child.identifiers[0] as { id: number }).id, { month: '2022-08', auditorId, moderatorId });
    await director.goOn();
    await giving;
    const [history] = await app.database.query<{ changes: string }>("select changes from history where record_type = 'audit' and event = 'allocated'");
    assert.match(history!.changes, /Robin Hart is exempt for August 2022\./);
  });

  it('an audit goes to nobody else while its auditor is being let off', async () => {
    const audit = await aSubmittedAudit(app, { month: '2022-08', status: 'in_progress', submittedOn: null });
    const other = await aColleague(app, 'Jules Moss', 'auditor');
    const auditorThen: number[] = [];
    const director = await inTheMiddle(async () => {
      const [row] = await app.database.query<{ id: number }>('select auditor_id as id from audits where ref = :ref', { ref: audit.ref });
      auditorThen.push(row!.id);
    });
    const [{ version }] = await app.database.query<{ version: number }>('select version from audits where ref = :ref', { ref: audit.ref }) as [{ version: number }];
    const giving = app.services.allocation.reallocate(qa, audit.ref, version, { auditorId: other, moderatorId: audit.moderator.id, reason: 'Away.' });
    await director.goOn();
    await giving;
    assert.deepEqual(auditorThen, [audit.auditor.id]);
  });

  it('a nil return is extended while its month’s proposal is confirmed, and neither waits for the other for ever', async () => {
    app.clock.moment = new Date('2022-09-03T10:00:00Z');
    const audit = await aSubmittedAudit(app, { month: '2022-08', status: 'not_submitted', submittedOn: null });
    const visitor = await app.as(emailOf('Quinn Abbot'));
    await visitor.get(`${audit.path}/extend`);
    // Confirming takes the month, then the children.
    const confirming = await inTheMiddle(() => app.database.oneAtATime(`child ${audit.caseRef}`));
    const extending = visitor.submit({ 'extendedTo-day': '7', 'extendedTo-month': '9', 'extendedTo-year': '2022', reason: 'Was ill.' });
    await confirming.goOn();
    assert.equal((await extending).status, 303);
    const [stored] = await app.database.query<{ status: string }>('select status from audits where ref = :ref', { ref: audit.ref });
    assert.equal(stored!.status, 'in_progress');
  });
});
