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
    page('.plumbline-stacked tbody tr').toArray().map((row) => page(row).children().toArray().map((cell) => page(cell).text().replace(/\s+/g, ' ').trim()).join(' | '));

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
      await sql("insert into staff_roles (staff_id, role) values (:head, 'auditor')", { head: world.staff.head_b });
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
