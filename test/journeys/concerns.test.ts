import assert from 'node:assert/strict';
import { addDays } from '../../src/shared/day.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const on = (day: number, month: number): Record<string, string> => ({ 'updatedOn-day': String(day), 'updatedOn-month': String(month), 'updatedOn-year': '2022' });
const confirmed = { ...on(15, 8), childSafe: 'yes', planProgressing: 'yes', note: 'Seen at home, the plan is under way.' };

describe('following up cases of concern', () => {
  let app: TestApp;
  let world: FollowUp;
  let children = 0;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
  });
  after(() => app.stop());

  const sql = <Row>(text: string, parameters = {}): Promise<Row[]> => app.database.transaction(() => app.database.query<Row>(text, parameters));
  const as = (name: string): Promise<Visitor> => app.as(`${name}@example.org`);

  /** A case of team 1 from an accepted audit, raised on 20 July 2022 unless told. */
  async function concern({ raisedOn = '2022-07-20', teamId = world.teams[1], detail = null as string | null, auditorId = world.staff.auditor } = {}): Promise<string> {
    const auditId = await world.audit({ teamId, auditorId });
    children += 1;
    const cause = detail === null ? 'inadequate' : 'immediate_safety';
    const ref = await app.services.concerns.raise({ staffId: world.staff.qa, name: 'The qa' }, { caseRef: `C7000${children}`, teamId, auditId, cause, detail });
    await sql('update concerns set raised_on = :raisedOn where ref = :ref', { raisedOn, ref });
    return ref;
  }

  const updateForm = (ref: string): string => `main form[action="/concerns/${ref}"]`;
  /** The table of months, a line a row. */
  const months = ({ page }: Visitor): string[] =>
    page('.plumbline-stacked:contains("Month by month") tbody tr').toArray().map((row) => page(row).children().toArray().map((cell) => page(cell).text().replace(/\s+/g, ' ').trim()).join(' | '));

  const stored = async (ref: string): Promise<{ resolved: string | null; version: number }> =>
    (await sql<{ resolved: string | null; version: number }>('select resolved_on as resolved, version from concerns where ref = :ref', { ref }))[0]!;
  const updates = async (ref: string): Promise<{ on: string; safe: boolean; plan: boolean; by: number }[]> =>
    (
      await sql<{ on: string; safe: boolean; plan: boolean; by: number }>(
        `select updated_on as "on", child_safe as safe, plan_progressing as plan, updated_by_id as "by"
           from concern_updates join concerns on concerns.id = concern_id where ref = :ref order by concern_updates.id`,
        { ref },
      )
    ).map((row) => ({ ...row, safe: Boolean(row.safe), plan: Boolean(row.plan) }));

  it('show why they were raised and both confirmations of each update apart', async () => {
    const ref = await concern({ detail: 'Left alone\novernight.' });
    const head = await as('head_a');
    await head.get(`/concerns/${ref}`);
    assert.match(head.text, /Why The auditor was worried about the child’s immediate safety What the auditor wrote Left alone overnight\./);
    assert.match(head.text, /There is no update in August 2022 yet\./);
    assert.match(head.text, /Held by The head a Head of Service Team Team 1 Service A The child first confirmed safe Not yet A suitable plan first confirmed progressing with grip Not yet Last update Never/);
    await (await head.submit({ ...confirmed, planProgressing: 'no', note: 'New plan on Friday.' }, updateForm(ref))).follow();
    assert.match(head.text, /The update is recorded\./);
    assert.deepEqual(months(head), ['August 2022 | Yes | No | 15 August 2022, by The head a New plan on Friday.', 'July 2022 |  |  | Raised in this month']);
    assert.match(head.text, /The child first confirmed safe 15 August 2022 A suitable plan first confirmed progressing with grip Not yet Last update 15 August 2022/);
    assert.doesNotMatch(head.text, /There is no update in August/);
    assert.deepEqual(await updates(ref), [{ on: '2022-08-15', safe: true, plan: false, by: world.staff.head_a }]);
    assert.deepEqual(await stored(ref), { resolved: null, version: 2 });
  });

  describe('resolution', () => {
    for (const [childSafe, planProgressing] of [['yes', 'no'], ['no', 'yes'], ['no', 'no']] as const) {
      it(`is refused when the child is safe: ${childSafe}, and the plan is progressing: ${planProgressing}`, async () => {
        const ref = await concern();
        const head = await as('head_a');
        await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, childSafe, planProgressing, resolve: 'yes' });
        assert.equal(head.status, 400);
        assert.deepEqual(head.errors, ['The case can be resolved only when the child is safe and a suitable plan is progressing with grip: both answers must be yes.']);
        assert.equal(head.page('textarea[name=note]').val(), confirmed.note);
        assert.equal(head.page('input[name=resolve]').is(':checked'), true);
        assert.deepEqual([await updates(ref), await stored(ref)], [[], { resolved: null, version: 1 }]);
      });
    }

    it('takes both confirmations, on the day of the update', async () => {
      const ref = await concern();
      const head = await as('head_a');
      await (await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, ...on(12, 8), resolve: 'yes' })).follow();
      assert.match(head.text, /The case of concern is resolved\./);
      assert.match(head.text, /State Resolved On 12 August 2022/);
      assert.deepEqual(await stored(ref), { resolved: '2022-08-12', version: 2 });
    });

    it('does not follow from both confirmations alone', async () => {
      const ref = await concern();
      const head = await as('head_a');
      await (await head.get(`/concerns/${ref}`)).submit(confirmed);
      assert.equal(head.status, 303);
      assert.equal((await stored(ref)).resolved, null);
    });

    it('is not dated before the latest update', async () => {
      const ref = await concern();
      const head = await as('head_a');
      await (await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, ...on(10, 8), childSafe: 'no' })).follow();
      await head.submit({ ...confirmed, ...on(9, 8), resolve: 'yes' });
      assert.deepEqual(head.errors, ['To resolve the case the date must be 10 August 2022 or later: it was last updated on that day.']);
    });

    it('is the end: nothing is recorded afterwards', async () => {
      const ref = await concern();
      const head = await as('head_a');
      await head.get(`/concerns/${ref}`);
      const { answers } = head.fields();
      await (await head.submit({ ...confirmed, resolve: 'yes' })).follow();
      assert.equal(head.page(`form[action="/concerns/${ref}"]`).length, 0);
      for (const [version, status] of [['1', 409], ['2', 400]] as const) {
        await head.send(`/concerns/${ref}`, { ...answers, ...confirmed, note: 'Once more.', version });
        assert.equal(head.status, status);
      }
      assert.match(head.text, /This case of concern is resolved and is not changed any more\./);
      assert.equal((await updates(ref)).length, 1);
    });
  });

  describe('what is refused', () => {
    const wrong: [what: string, typed: Record<string, string>, messages: string[]][] = [
      ['tomorrow', { ...confirmed, ...on(16, 8) }, ['The date of the update must be today or in the past.']],
      ['before it was raised', { ...confirmed, ...on(19, 7) }, ['The date of the update must be 20 July 2022 or later: the case was raised on that day.']],
      ['a day that does not exist', { ...confirmed, ...on(31, 6) }, ['The date of the update must be a real date, such as 27 3 2026.']],
      [
        'nothing at all', { 'updatedOn-day': '', 'updatedOn-month': '', 'updatedOn-year': '', note: '' },
        ['Enter the date of the update.', 'Say whether the child is safe.', 'Say whether a suitable plan is progressing with grip.', 'Enter what has been done and what is next.'],
      ],
      ['an answer there is not', { ...confirmed, childSafe: 'perhaps' }, ['Say whether the child is safe.']],
      ['a note that is too long', { ...confirmed, note: 'x'.repeat(4001) }, ['The note must be 4,000 characters or fewer.']],
    ];
    for (const [what, typed, messages] of wrong) {
      it(`${what}, with what was typed kept`, async () => {
        const ref = await concern();
        const head = await as('head_a');
        await (await head.get(`/concerns/${ref}`)).submit(typed);
        assert.equal(head.status, 400);
        assert.deepEqual(head.errors, messages);
        assert.equal(head.page('textarea[name=note]').val(), typed['note'] ?? '');
        assert.equal(head.page('[name=updatedOn-day]').val() ?? '', typed['updatedOn-day']);
        assert.deepEqual(await updates(ref), []);
      });
    }

    it('everybody but the Head of Service of the child’s team', async () => {
      const ref = await concern();
      const reading = { qa: 200, director: 200, manager_1: 200, auditor: 200, head_b: 403, manager_2: 403, other_auditor: 403, moderator: 403, admin: 403, ambassador: 403 };
      for (const [name, status] of Object.entries(reading)) {
        const visitor = await as(name);
        await visitor.get(`/concerns/${ref}`);
        assert.equal(visitor.status, status, name);
        assert.equal(visitor.page(`form[action="/concerns/${ref}"]`).length, 0, name);
        for (const answers of [{ ...confirmed, version: '1' }, { note: '', version: '1' }]) {
          await sendUnasked(visitor, `/concerns/${ref}`, answers);
          assert.equal(visitor.status, 403, name);
          assert.match(visitor.text, /Only the Head of Service|Your role does not include|not one of those you may see/, name);
        }
      }
      assert.deepEqual(await updates(ref), []);
      assert.equal((await app.visitor().get(`/concerns/${ref}`)).status, 303);
    });

    it('a Head of Service of other teams, also where they may read the case because they wrote the audit', async () => {
      await sql("insert into staff_roles (staff_id, role) values (:head, 'auditor') on conflict do nothing", { head: world.staff.head_b });
      const ref = await concern({ auditorId: world.staff.head_b });
      const head = await as('head_b');
      assert.equal((await head.get(`/concerns/${ref}`)).status, 200);
      assert.equal(head.page(`form[action="/concerns/${ref}"]`).length, 0);
      for (const answers of [{ ...confirmed, version: '1' }, { note: '', version: '1' }]) {
        assert.equal((await sendUnasked(head, `/concerns/${ref}`, answers)).status, 403);
      }
      assert.deepEqual(await updates(ref), []);
    });

    it('a case there is not', async () => {
      const qa = await as('qa');
      for (const path of ['/concerns/K99999', '/concerns/%00', '/concerns/K1%27%20or%201=1']) assert.equal((await qa.get(path)).status, 404, path);
    });
  });

  it('show what was typed as text, never as markup', async () => {
    const ref = await concern({ detail: '<script>alert(1)</script>' });
    const head = await as('head_a');
    await (await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, note: '<img src=x onerror=alert(2)>' }, updateForm(ref))).follow();
    assert.equal(head.page('main script, main img').length, 0);
    assert.match(head.text, /<script>alert\(1\)<\/script>.*<img src=x onerror=alert\(2\)>/);
  });

  it('show the second of two windows both texts, and take the update when it is saved again', async () => {
    const ref = await concern();
    const [one, other] = [await as('head_a'), await as('head_a')];
    await one.get(`/concerns/${ref}`);
    await other.get(`/concerns/${ref}`);
    await other.submit({ ...confirmed, childSafe: 'no', note: 'Not seen yet.' });
    await one.submit({ ...confirmed, note: 'Seen this morning.' });
    assert.equal(one.status, 409);
    assert.match(one.text, /The head a saved this page first/);
    assert.match(one.text, /Stored now 15 August 2022 The child is safe: no .*Not seen yet\. What you typed 15 August 2022 The child is safe: yes .*Seen this morning\./);
    await (await one.submit()).follow();
    assert.equal(one.status, 200);
    assert.deepEqual((await updates(ref)).map(({ safe }) => safe), [false, true]);
  });

  it('record a double click once', async () => {
    const ref = await concern();
    const head = await as('head_a');
    await head.get(`/concerns/${ref}`);
    const { action, answers } = head.fields();
    const both = await Promise.all([1, 2, 3].map(() => head.agent.post(action).set('Origin', app.address).type('form').send({ ...answers, ...confirmed, resolve: 'yes' })));
    assert.deepEqual(both.map((response) => [response.status, response.headers['location']]), Array(3).fill([303, `/concerns/${ref}`]));
    assert.equal((await updates(ref)).length, 1);
  });

  describe('reopening', () => {
    const resolved = async (): Promise<string> => {
      const ref = await concern();
      const head = await as('head_a');
      await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, ...on(1, 8), resolve: 'yes' });
      assert.equal(head.status, 303);
      return ref;
    };
    const reopen = (visitor: Visitor, ref: string): Promise<Visitor> => visitor.get(`/concerns/${ref}/reopen`);

    it('takes a reason, makes the case active again, and shows what was', async () => {
      const ref = await resolved();
      const qa = await as('qa');
      await qa.get(`/concerns/${ref}`);
      await qa.get(qa.page('main a:contains("Reopen this case")').attr('href')!);
      assert.match(qa.text, /It was resolved on 1 August 2022\. From today on it is active again: The head a updates it every month/);
      await (await qa.submit({ reason: 'The father moved back in.' })).follow();
      assert.match(qa.text, /The case of concern is reopened\..*State Active Reopened on 15 August 2022/);
      assert.match(qa.text, /Reopened by The qa 15 August 2022 The father moved back in\. Resolved 1 August 2022 Raised 20 July 2022/);
      assert.match(qa.text, /The child first confirmed safe Not yet A suitable plan first confirmed progressing with grip Not yet/);
      assert.match(qa.text, /The qa Reopened .*Resolved on Was: 1 August 2022 Is: nothing Reason Was: nothing Is: The father moved back in\./);
      assert.equal(qa.page('main a:contains("Reopen this case")').length, 0);
      const head = await as('head_a');
      await head.get('/messages');
      assert.match(head.text, new RegExp(`The qa reopened case of concern ${ref} `));
      // And it can be updated and resolved again, but not before it was reopened.
      await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, ...on(14, 8), resolve: 'yes' });
      assert.deepEqual(head.errors, ['The date of the update must be 15 August 2022 or later: the case was reopened on that day.']);
      await (await head.submit({ ...on(15, 8) })).follow();
      assert.match(head.text, /State Resolved On 15 August 2022, after it was reopened on 15 August 2022/);
    });

    it('without a reason, or with too long a one, is refused with what was typed kept', async () => {
      const ref = await resolved();
      const head = await as('head_a');
      for (const [reason, message] of [['', 'Enter why the case is reopened.'], ['x'.repeat(4001), 'The reason must be 4,000 characters or fewer.']] as const) {
        await (await reopen(head, ref)).submit({ reason });
        assert.deepEqual([head.status, head.errors, head.page('textarea[name=reason]').val()], [400, [message], reason]);
      }
      assert.equal((await stored(ref)).resolved, '2022-08-01');
    });

    it('is for the Head of Service of the child’s team, the QA team and directors', async () => {
      const ref = await resolved();
      const allowed = { head_a: 200, qa: 200, director: 200, head_b: 403, manager_1: 403, auditor: 403, moderator: 403, admin: 403, ambassador: 403 };
      for (const [name, status] of Object.entries(allowed)) {
        const visitor = await as(name);
        assert.equal((await reopen(visitor, ref)).status, status, name);
        if (status === 200) continue;
        await visitor.get(`/concerns/${ref}`);
        assert.equal(visitor.page('main a:contains("Reopen this case")').length, 0, name);
        for (const reason of ['For no good reason.', '']) assert.equal((await sendUnasked(visitor, `/concerns/${ref}/reopen`, { reason, version: '2' })).status, 403, name);
      }
      assert.equal((await stored(ref)).resolved, '2022-08-01');
      assert.equal((await app.visitor().get(`/concerns/${ref}/reopen`)).status, 303);
    });

    it('is not for a Head of Service of other teams who may read the case because they wrote the audit', async () => {
      await sql("insert into staff_roles (staff_id, role) values (:head, 'auditor') on conflict do nothing", { head: world.staff.head_b });
      const ref = await concern({ auditorId: world.staff.head_b });
      await sql("update concerns set resolved_on = '2022-08-01' where ref = :ref", { ref });
      const head = await as('head_b');
      assert.equal((await head.get(`/concerns/${ref}`)).page('main a:contains("Reopen this case")').length, 0);
      assert.equal((await reopen(head, ref)).status, 403);
      assert.equal((await sendUnasked(head, `/concerns/${ref}/reopen`, { reason: 'x', version: '1' })).status, 403);
    });

    it('of a case that is active says so', async () => {
      const ref = await concern();
      const qa = await as('qa');
      await reopen(qa, ref);
      assert.match(qa.text, /This case of concern is active: there is nothing to reopen\./);
      assert.equal(qa.page(`form[action="/concerns/${ref}/reopen"]`).length, 0);
      await sendUnasked(qa, `/concerns/${ref}/reopen`, { reason: 'Once more.', version: '1' });
      assert.deepEqual([qa.status, qa.errors, qa.page('textarea[name=reason]').val()], [400, ['This case of concern is active: there is nothing to reopen.'], 'Once more.']);
    });

    it('by two at once keeps the reason of the second in view', async () => {
      const ref = await resolved();
      const [one, other] = [await as('qa'), await as('head_a')];
      await reopen(one, ref);
      await reopen(other, ref);
      await one.submit({ reason: 'The father moved back in.' });
      await other.submit({ reason: 'The school is worried.' });
      assert.equal(other.status, 409);
      assert.match(other.text, /The qa saved this page first.*active: there is nothing to reopen\..*Stored now The father moved back in\. What you typed The school is worried\./);
    });

    it('of a case that was changed meanwhile but is still resolved can be saved again', async () => {
      const ref = await resolved();
      const qa = await as('qa');
      await reopen(qa, ref);
      await sql('update concerns set version = version + 1 where ref = :ref', { ref });
      await qa.submit({ reason: 'The father moved back in.' });
      assert.equal(qa.status, 409);
      await (await qa.submit()).follow();
      assert.match(qa.text, /The case of concern is reopened\./);
    });

    it('with a double click is done once', async () => {
      const ref = await resolved();
      const qa = await as('qa');
      const { action, answers } = (await reopen(qa, ref)).fields();
      const both = await Promise.all([1, 2, 3].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send({ ...answers, reason: 'The father moved back in.' })));
      assert.deepEqual(both.map((response) => [response.status, response.headers['location']]), Array(3).fill([303, `/concerns/${ref}`]));
      assert.equal((await sql('select 1 from concern_standings join concerns on concerns.id = concern_id where ref = :ref', { ref })).length, 1);
    });

    it('of a case there is not', async () => {
      assert.equal((await reopen(await as('qa'), 'K99999')).status, 404);
    });
  });

  it('show where they were before, and the months that were missed', async () => {
    const ref = await concern({ raisedOn: '2022-03-10' });
    await sql("insert into concern_standings (concern_id, until_on, team_id, resolved_on, ended_by, reason) select id, '2022-05-20', :team, null, 'moved', 'The child moved.' from concerns where ref = :ref", { ref, team: world.teams[3] });
    await sql("update concerns set revised_on = '2022-05-20' where ref = :ref", { ref });
    await sql(
      `insert into concern_updates (concern_id, updated_on, updated_by_id, child_safe, plan_progressing, note) select id, '2022-05-02', :by, true, false, 'A first visit.' from concerns where ref = :ref`,
      { ref, by: world.staff.head_b },
    );
    const qa = await as('qa');
    await qa.get(`/concerns/${ref}`);
    assert.match(qa.text, /Team Team 1 Service A Teams before Team 3 Until 20 May 2022/);
    assert.match(qa.text, /The child first confirmed safe 2 May 2022 .*Months without an update 3 Marked below, month by month/);
    assert.deepEqual(months(qa), [
      'August 2022 |  |  | No update yet', 'July 2022 |  |  | No update', 'June 2022 |  |  | No update', 'May 2022 | Yes | No | 2 May 2022, by The head b A first visit.',
      'April 2022 |  |  | No update', 'March 2022 |  |  | Raised in this month',
    ]);
    assert.match(qa.text, /Moved from Team 3 to Team 1 20 May 2022 The child moved\. Raised 10 March 2022/);
  });

  it('show their history to QA alone', async () => {
    const ref = await concern();
    const head = await as('head_a');
    await (await (await head.get(`/concerns/${ref}`)).submit({ ...confirmed, resolve: 'yes' })).follow();
    assert.doesNotMatch(head.text, /History of changes/);
    const qa = await as('qa');
    await qa.get(`/concerns/${ref}`);
    assert.match(qa.text, /The head a Resolved .*The child is safe Was: nothing Is: Yes .*Resolved on Was: nothing Is: 15 August 2022/);
    assert.match(qa.text, /The qa Raised Child Was: nothing Is: C7000/);
  });

  describe('the list', () => {
    let listed: TestApp;
    before(async () => {
      listed = await TestApp.on(await testDatabase());
      const there = await followUp(listed.database);
      const add = async (teamId: number, raisedOn: string, auditorId = there.staff.other_auditor): Promise<string> => {
        const auditId = await there.audit({ teamId, auditorId });
        const ref = await listed.services.concerns.raise({ staffId: null, name: 'x' }, { caseRef: `C${auditId}`, teamId, auditId, cause: 'inadequate', detail: null });
        await listed.database.transaction(() => listed.database.query('update concerns set raised_on = :raisedOn where ref = :ref', { raisedOn, ref }));
        return ref;
      };
      await add(there.teams[1], '2022-08-01'); // K0001
      await add(there.teams[1], '2021-08-14'); // K0002 over 12 months
      await add(there.teams[2], '2022-02-14', there.staff.auditor); // K0003 over 6 months
      const resolved = await add(there.teams[1], '2021-01-01'); // K0004
      await add(there.teams[3], '2022-07-01'); // K0005, the other service
      for (let n = 0; n < 26; n++) await add(there.teams[4], addDays('2022-05-01', n));
      await listed.database.transaction(async () => {
        await listed.database.query("update concerns set resolved_on = '2022-03-02' where ref = :resolved", { resolved });
        await listed.database.query(
          `insert into concern_updates (concern_id, updated_on, updated_by_id, child_safe, plan_progressing, note)
           select id, '2022-08-03', :by, true, false, 'x' from concerns where ref = 'K0002'`,
          { by: there.staff.head_a },
        );
      });
    });
    after(() => listed.stop());

    const refs = (visitor: Visitor): string[] => visitor.page('main table tbody th a').toArray().map((link) => visitor.page(link).text());
    const row = (visitor: Visitor, ref: string): string => visitor.page(`main tr:contains("${ref}")`).text().replace(/\s+/g, ' ').trim();

    it('shows a Head of Service the active ones of their service, the longest open first', async () => {
      const head = await listed.as('head_a@example.org');
      assert.deepEqual(refs(await head.get('/concerns')), ['K0002', 'K0003', 'K0001']);
      assert.equal(row(head, 'K0002'), 'K0002 14 August 2021 Over 12 months Active for 12 months 3 August 2022 11 months missed before Active C2 Team 1 Service A');
      assert.equal(row(head, 'K0003'), 'K0003 14 February 2022 Over 6 months Active for 6 months Never No update in August 2022 5 months missed before Active C3 Team 2 Service A');
      assert.equal(row(head, 'K0001'), 'K0001 1 August 2022 Active for less than a month Never No update in August 2022 Active C1 Team 1 Service A');
      assert.match(head.text, /New in August 2022 1 Active 3 Active, no update in August 2022 2 Active for more than 6 months 2 Active for more than 12 months 1 Resolved in August 2022 0/);
    });

    it('is narrowed by state, service and team', async () => {
      const qa = await listed.as('qa@example.org');
      const found = async (query: string): Promise<string[]> => refs(await qa.get(`/concerns?${query}`));
      const option = (select: string, text: string): string => qa.page(`select[name=${select}] option:contains("${text}")`).attr('value')!;
      await qa.get('/concerns');
      const [serviceA, team1] = [option('service', 'Service A'), option('team', 'Team 1')];
      assert.deepEqual(await found(`state=lacks_update&service=${serviceA}`), ['K0003', 'K0001']);
      assert.deepEqual(await found(`state=over_12_months`), ['K0002']);
      assert.deepEqual(await found(`state=resolved`), ['K0004']);
      assert.deepEqual(await found(`state=all&team=${team1}`), ['K0002', 'K0001', 'K0004']);
      assert.match(row(qa, 'K0004'), /Active for 14 months Never 13 months missed before Resolved On 2 March 2022/);
      for (const query of ['state=2022-13', 'team=x', 'service=99999999999', 'page=0', 'page=999', 'state=a&state=b']) assert.equal((await qa.get(`/concerns?${query}`)).status, 200, query);
    });

    describe('as at an earlier day', () => {
      before(async () => {
        // K0005 came to team 3 from team 1, and K0004 was resolved on 2 March and reopened in August.
        await listed.database.transaction(async () => {
          const standing = `insert into concern_standings (concern_id, until_on, team_id, resolved_on, ended_by) select id, :on, (select id from teams where name = 'Team 1'), :resolved, :by from concerns where ref = :ref`;
          await listed.database.query(standing, { ref: 'K0005', on: '2022-08-10', resolved: null, by: 'moved' });
          await listed.database.query(standing, { ref: 'K0004', on: '2022-08-10', resolved: '2022-03-02', by: 'reopened' });
          await listed.database.query("update concerns set revised_on = '2022-08-10' where ref in ('K0005', 'K0004')");
          await listed.database.query("update concerns set resolved_on = null where ref = 'K0004'");
        });
      });
      const numbers = (visitor: Visitor): Record<string, string[]> =>
        Object.fromEntries(visitor.page('.govuk-table').first().find('tbody tr').toArray().map((line) => {
          const [name, ...cells] = visitor.page(line).children().toArray().map((cell) => visitor.page(cell).contents().first().text().trim() || visitor.page(cell).find('a').contents().first().text().trim());
          return [name!, cells];
        }));

      it('has the teams and resolutions of that day, and every number opens its list', async () => {
        const qa = await listed.as('qa@example.org');
        await qa.get('/concerns?as_at=2022-08-09');
        assert.match(qa.text, /As at 9 August 2022\. Teams, updates and resolutions are those of that day\./);
        // Service A: K0001, K0002, K0003 and K0005, which was theirs then; K0004 was resolved.
        assert.deepEqual(numbers(qa), { 'Service A': ['1', '4', '0', '3', '0'], 'Service B': ['0', '26', '0', '26', '0'], Total: ['1', '30', '0', '29', '0'] });
        for (const link of qa.page('.govuk-table').first().find('tbody a').toArray()) {
          const [number, href] = [qa.page(link).contents().first().text().trim(), qa.page(link).attr('href')!];
          await qa.get(href);
          assert.match(qa.text, new RegExp(`Showing 1 to \\d+ of ${number} cases of concern`), href);
          await qa.get('/concerns?as_at=2022-08-09');
        }
        const team1 = qa.page('select[name=team] option:contains("Team 1")').attr('value')!;
        assert.deepEqual(refs(await qa.get(`/concerns?as_at=2022-08-09&team=${team1}`)), ['K0002', 'K0005', 'K0001']);
        assert.deepEqual(refs(await qa.get(`/concerns?team=${team1}`)), ['K0004', 'K0002', 'K0001']);
        assert.deepEqual(refs(await qa.get('/concerns?as_at=2022-03-31&state=resolved_in_month')), ['K0004']);
        assert.deepEqual(refs(await qa.get('/concerns?as_at=2021-08-31&state=new')), ['K0002']);
        assert.deepEqual(refs(await qa.get('/concerns?as_at=2019-01-01&state=all')), []);
      });

      it('shows a Head of Service what is theirs today, team by team', async () => {
        const head = await listed.as('head_a@example.org');
        await head.get('/concerns?as_at=2022-08-15');
        assert.deepEqual(numbers(head), { 'Team 1': ['1', '3', '2', '2', '0'], 'Team 2': ['0', '1', '0', '1', '0'], Total: ['1', '4', '2', '3', '0'] });
        assert.deepEqual(refs(await head.get('/concerns?as_at=2022-08-09')), ['K0002', 'K0003', 'K0001']);
      });

      it('says what is wrong with a day that is none, or to come, and keeps what was typed', async () => {
        const qa = await listed.as('qa@example.org');
        for (const [typed, message] of [
          ['2022-02-30', '“2022-02-30” is not a date. Enter one as year, month and day, such as 2022-08-15.'], ['yesterday', '“yesterday” is not a date. Enter one as year, month and day, such as 2022-08-15.'],
          ['2022-08-16', 'The as-at date must be today or in the past.'],
        ] as const) {
          await qa.get(`/concerns?as_at=${typed}&state=new`);
          assert.deepEqual([qa.status, qa.errors, qa.page('#as_at').val(), qa.page('#state').val()], [400, [message], typed, 'new']);
          assert.equal(refs(qa).length, 0);
        }
      });
    });

    it('comes 25 to a page', async () => {
      const head = await listed.as('head_b@example.org');
      assert.equal(refs(await head.get('/concerns')).length, 25);
      await head.get(head.page('a[rel=next]').attr('href')!);
      assert.equal(refs(head).length, 2);
    });

    it('shows a team manager their teams’, and an auditor those of their audits', async () => {
      assert.deepEqual(refs(await (await listed.as('manager_1@example.org')).get('/concerns')), ['K0002', 'K0001']);
      assert.deepEqual(refs(await (await listed.as('auditor@example.org')).get('/concerns')), ['K0003']);
    });
  });

  it('write no child’s reference into the log', () => {
    assert.match(app.logged, /\/concerns\/K/);
    assert.doesNotMatch(app.logged, /C7000/);
  });
});
