import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { Person } from '../../src/access/person.js';
import { BlackoutMonth } from '../../src/allocation/availability/blackoutMonth.entity.js';
import { Exemption } from '../../src/allocation/availability/exemption.entity.js';
import { figuresFor } from '../../src/reporting/figuresFor.js';
import { Staff } from '../../src/people/staff.entity.js';
import { aColleague, aSubmittedAudit, aTeam } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

/** The rows of the last table of a page, as text. */
const rows = ({ page }: Visitor): string[] => page('main table').last().find('tbody tr').toArray().map((row) => page(row).text().replace(/\s+/g, ' ').trim());

describe('who is expected to audit', function () {
  this.timeout(30_000);

  describe('in the reference months', () => {
    let app: TestApp;
    let qa: Visitor;
    before(async () => {
      app = await TestApp.on(await referenceDatabase());
      qa = await app.as('sidney.hazel@example.org');
    });
    after(() => app.stop());

    it('is counted month by month, and each number opens exactly those people', async () => {
      await qa.get('/availability?from=2022-07');
      assert.equal(qa.status, 200);
      const counts = qa.page('main table').first();
      assert.deepEqual(counts.find('thead th').toArray().map((cell) => qa.page(cell).text().trim()), ['Auditors', 'July 2022', 'August 2022', 'September 2022', 'October 2022', 'November 2022', 'December 2022']);
      const links = counts.find('a').toArray().map((link) => ({ href: qa.page(link).attr('href')!, count: Number.parseInt(qa.page(link).text(), 10) }));
      assert.equal(links[0]!.count, 52);
      assert.ok(links.length > 30);
      for (const { href, count } of links) {
        await qa.get(href);
        assert.match(qa.text, new RegExp(`of ${count} people`), href);
      }
    });

    it('is listed with the reason for everyone who is not, 25 a page', async () => {
      await qa.get('/availability?from=2022-07');
      assert.match(qa.text, /Showing 1 to 25 of 85 people/);
      assert.equal(rows(qa).length, 25);
      await qa.get('/availability?from=2022-07&page=4');
      assert.match(qa.text, /Showing 76 to 85 of 85 people/);
      await qa.get('/availability?from=2022-07&show=not_expected');
      assert.match(qa.text, /of 33 people/);
      assert.ok(rows(qa).includes('Bailey Larch Safeguarding Gloucester 4 Improvement activity until further notice'.concat(' Improvement activity until further notice'.repeat(5))));
      await qa.get('/availability?from=2022-08&name=ASHLEY');
      assert.deepEqual(rows(qa), ['Ashley Flint Permanency 11 to 25 6 Expected Expected Expected Expected Expected Expected', 'Ashley Ridge No team Odd months only Expected Odd months only Expected Odd months only Expected']);
    });

    it('is found by service, team and name, and says so when nobody fits; a filter that cannot be is none', async () => {
      await qa.get('/availability');
      const service = qa.page('select[name=service] option').eq(1).attr('value')!;
      await qa.get(`/availability?service=${service}&team=999999`);
      assert.match(qa.text, /Nobody fits these filters/);
      for (const query of ['from=2022-13', 'from=x&page=-1', 'service=x&team=1e9&show=emperor', 'name=%00', 'name=a&name=b', 'page=99999']) {
        await qa.get(`/availability?${query}`);
        assert.equal(qa.status, 200, query);
      }
    });

    it('shows a Head of Service the auditors of their own teams only', async () => {
      const head = await app.as('toby.gorse@example.org');
      const own = await app.database.query<{ name: string }>(
        `select staff.name from staff join teams on teams.id = staff.team_id join services on services.id = teams.service_id join staff head on head.id = services.head_of_service_id
          where head.email = 'toby.gorse@example.org' and staff.audit_frequency <> 'none' order by staff.name`,
      );
      assert.ok(own.length > 0 && own.length < 25);
      await head.get('/availability');
      assert.match(head.text, /You see the auditors of the teams you answer for/);
      assert.deepEqual(head.page('main table').last().find('tbody th').toArray().map((cell) => head.page(cell).contents().first().text().trim()), own.map(({ name }) => name));
      assert.equal(head.page('a[href="/standing-exemptions"]').length, 0);
    });

    it('is set against what can be moderated, in words, and each number opens what it counts', async () => {
      await qa.get('/capacity');
      assert.match(qa.text, /August 2022 58 can be moderated and 61 audits are expected: 3 more than can be moderated\. Find moderators for 3 audits/);
      assert.match(qa.text, /September 2022 58 can be moderated and 52 audits are expected: enough, and 6 more could be moderated\./);
      assert.equal(qa.page('main dl dt').length, 6);
      const links = qa.page('main table a').toArray().map((link) => ({ href: qa.page(link).attr('href')!, count: Number.parseInt(qa.page(link).text(), 10) }));
      assert.deepEqual(links.slice(0, 3), [{ href: '/capacity/2022-08', count: 24 }, { href: '/capacity/2022-08', count: 58 }, { href: '/availability?from=2022-08&show=due', count: 61 }]);
      for (const { href, count } of links.filter((link) => link.href.startsWith('/availability'))) {
        await qa.get(href);
        assert.match(qa.text, new RegExp(`of ${count} people`), href);
      }
      await qa.get('/capacity/2022-08');
      assert.match(qa.text, /24 available, who can moderate 58 audits between them/);
      assert.match(qa.text, /Showing 1 to 25 of 27 moderators/);
      await qa.get('/capacity/2022-08?page=2');
      assert.deepEqual(rows(qa), ['Reese Heath 0 Every month Supporting new moderators until further notice', 'Sidney Rush 0 Every month Supporting new moderators until further notice']);
      for (const nowhere of ['/capacity/2022-13', '/capacity/x']) {
        await qa.get(nowhere);
        assert.equal(qa.status, 404);
      }
    });

    it('shows only the auditors what is theirs: neither calendar nor capacity', async () => {
      const auditor = await app.as('parker.rowan@example.org');
      for (const path of ['/availability', '/capacity', '/standing-exemptions', '/blackout-months']) {
        await auditor.get(path);
        assert.equal(auditor.status, 403, path);
      }
    });
  });

  describe('with an exemption for longer than a month', () => {
    let app: TestApp;
    let qa: Visitor;
    let robin: number;
    beforeEach(async () => {
      app = await TestApp.on(await testDatabase());
      qa = await app.asNew('Quinn Abbot', 'qa');
      robin = await aColleague(app, 'Robin Hart', 'auditor');
      const teamId = await aTeam(app);
      await app.database.transaction(() => app.database.manager.update(Staff, { id: robin }, { teamId, moderationCapacity: 2 }));
    });
    afterEach(() => app.stop());

    const add = async (answers: Record<string, string> = {}, visitor = qa): Promise<void> => {
      await visitor.get('/standing-exemptions/new');
      await visitor.submit({ person: String(robin), ground: 'standing:extended_absence', fromMonth: '2022-09', toMonth: '2022-10', ...answers });
    };
    const stored = (): Promise<Exemption[]> => app.database.manager.find(Exemption, { order: { id: 'ASC' } });
    const expectedAuditors = async (month: string, asAt: string): Promise<number> => (await figuresFor(app.database, month, asAt)).allocation.expected_auditors;

    it('is added by the QA team, shown in list and calendar, and written down', async () => {
      await add();
      await qa.follow();
      assert.match(qa.text, /The exemption is added\./);
      assert.deepEqual(rows(qa), ['Robin Hart , auditing Rowan team Auditing Extended absence September 2022 To come October 2022 by Quinn Abbot on 15 August 2022']);
      await qa.get('/availability');
      assert.deepEqual(rows(qa), ['Robin Hart Rowan team Expected Extended absence until October 2022 Extended absence until October 2022 Expected Expected Expected']);
      const [one] = await stored();
      assert.deepEqual([one!.kind, one!.authorisedOn, one!.version], ['standing', '2022-08-15', 1]);
      await qa.get(`/standing-exemptions/${one!.id}`);
      assert.match(qa.text, /Robin Hart: exempt from auditing/);
      assert.match(qa.text, /History of changes.*Quinn Abbot Added/);
    });

    it('from moderating takes away the capacity, and not the audit', async () => {
      await add({ ground: 'moderation:supporting_new_moderators', fromMonth: '2022-08', toMonth: 'further_notice' });
      assert.equal(qa.status, 303);
      await qa.get('/capacity/2022-08');
      assert.deepEqual(rows(qa), ['Robin Hart 0 of 2 Every month Supporting new moderators until further notice']);
      // Why, is read by those who answer for the moderator.
      const [own, other] = [await app.as('hollis.grey@example.org'), await app.asNew('Olive Marsh', 'head_of_service')];
      await own.get('/capacity/2022-08');
      await other.get('/capacity/2022-08');
      assert.deepEqual([rows(own), rows(other)], [rows(qa), ['Robin Hart 0 of 2 Every month Not available']]);
      await qa.get('/capacity');
      assert.match(qa.text, /August 2022 None can be moderated and 1 audit is expected: 1 more than can be moderated/);
    });

    it('leads from the audits given out to all of them, the exempted ones too', async () => {
      await aSubmittedAudit(app, { month: '2022-08', status: 'exempted', submittedOn: null });
      await aSubmittedAudit(app, { month: '2022-08', status: 'allocated', submittedOn: null });
      await qa.get('/capacity');
      assert.match(rows(qa)[0]!, /^August 2022 .* 2 [\w ,]+ 1 of them exempted/);
      await qa.get(qa.page('main table a[href^="/audits"]').first().attr('href')!);
      assert.equal(qa.page('main table tbody tr').length, 2);
    });

    it('is not added with answers that cannot be, or over another of its kind; what was chosen stays', async () => {
      await add({ person: '', ground: 'standing:holiday', fromMonth: 'x', toMonth: '2022-13' });
      assert.deepEqual([qa.status, qa.errors.toSorted()], [400, ['Choose from what they are exempt, and why.', 'Choose the first month.', 'Choose the last month, or until further notice.', 'Choose who is exempt.']]);
      await add({ person: '999999' });
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose somebody from the list.']]);
      await add({ fromMonth: '2022-07' });
      assert.match(qa.errors.join(), /Choose a month from August 2022 on/);
      await add();
      await add({ fromMonth: '2022-10', toMonth: 'further_notice' });
      assert.equal(qa.status, 400);
      assert.match(qa.errors.join(), /There is such an exemption from September 2022 until October 2022 already/);
      assert.equal(qa.page('select[name=fromMonth] option[selected]').attr('value'), '2022-10');
      await add({ ground: 'moderation:extended_absence' });
      assert.equal(qa.status, 303, 'another kind does not overlap');
      assert.equal((await stored()).length, 2);
    });

    it('is added once by a double click, and once by two members of the QA team at the same moment', async () => {
      const other = await app.asNew('Ash Grove', 'qa');
      const forms = [qa, qa, other];
      for (const visitor of [qa, other]) await visitor.get('/standing-exemptions/new');
      const answers = await Promise.all(forms.map((visitor) => {
        const { action, answers: typed } = visitor.fields();
        return visitor.agent.post(action).set('Origin', app.address).type('form').send({ ...typed, person: String(robin), ground: 'standing:moderating', fromMonth: '2022-09', toMonth: '2022-10' });
      }));
      assert.equal((await stored()).length, 1);
      assert.deepEqual([...new Set(answers.map(({ status }) => status))].sort(), [303, 400]);
    });

    it('ends this month at the earliest, so that no month that has ended changes its figures', async () => {
      await app.database.transaction(() =>
        app.database.manager.insert(Exemption, { staffId: robin, kind: 'standing', reason: 'extended_absence', fromMonth: '2022-05', toMonth: null, authorisedById: null, authorisedOn: '2022-05-01', version: 1 }),
      );
      const before = await Promise.all(['2022-06', '2022-07', '2022-08'].map((month) => expectedAuditors(month, '2022-08-15')));
      assert.deepEqual(before, [0, 0, 0]);
      const [{ id }] = (await stored()) as [Exemption];
      await qa.get(`/standing-exemptions/${id}`);
      assert.equal(qa.page('form[action$="/take-back"]').length, 0);
      await qa.submit({ toMonth: '2022-07' });
      assert.deepEqual([qa.status, qa.errors], [400, ['It cannot end before August 2022: months that have ended keep their figures.']]);
      await qa.submit({ toMonth: '2022-08' });
      assert.equal(qa.status, 303);
      assert.deepEqual(await Promise.all(['2022-06', '2022-07', '2022-08'].map((month) => expectedAuditors(month, '2022-08-15'))), before);
      assert.equal(await expectedAuditors('2022-09', '2022-09-30'), 1);
      await qa.get(`/standing-exemptions/${id}`);
      assert.match(qa.text, /Quinn Abbot Changed Last month Was: nothing Is: August 2022/);
      await sendUnasked(qa, `/standing-exemptions/${id}/take-back`, { version: '2' });
      assert.match(qa.errors.join(), /It has begun and cannot be taken back/);
    });

    it('added today does not change the figures as at yesterday', async () => {
      await add({ fromMonth: '2022-08', toMonth: 'further_notice' });
      assert.deepEqual([await expectedAuditors('2022-08', '2022-08-14'), await expectedAuditors('2022-08', '2022-08-15')], [1, 0]);
    });

    it('stays as it is once it has ended', async () => {
      await app.database.transaction(() =>
        app.database.manager.insert(Exemption, { staffId: robin, kind: 'standing', reason: 'extended_absence', fromMonth: '2022-05', toMonth: '2022-07', authorisedById: null, authorisedOn: '2022-05-01', version: 1 }),
      );
      const [{ id }] = (await stored()) as [Exemption];
      await qa.get('/standing-exemptions');
      assert.match(qa.text, /Nobody is exempt now or later/);
      await qa.get(`/standing-exemptions/${id}`);
      assert.match(qa.text, /It has ended and stays as it is/);
      assert.equal(qa.page('main form').length, 0);
      await sendUnasked(qa, `/standing-exemptions/${id}`, { version: '1', toMonth: '2022-09' });
      assert.equal(qa.status, 400);
      assert.equal((await stored())[0]!.toMonth, '2022-07');
    });

    it('is taken back before it begins; its history stays', async () => {
      await add();
      const [{ id }] = (await stored()) as [Exemption];
      await qa.get(`/standing-exemptions/${id}`);
      await qa.submit({}, 'form[action$="/take-back"]');
      assert.equal(qa.status, 303);
      assert.deepEqual(await stored(), []);
      assert.deepEqual((await app.services.history.of('exemption', id)).map(({ event }) => event), ['added', 'taken_back']);
      await qa.get(`/standing-exemptions/${id}`);
      assert.equal(qa.status, 404);
    });

    it('changed by somebody else in between is shown with both ends, and nothing is lost', async () => {
      await add();
      const [{ id }] = (await stored()) as [Exemption];
      const other = await app.asNew('Ash Grove', 'qa');
      await qa.get(`/standing-exemptions/${id}`);
      await other.get(`/standing-exemptions/${id}`);
      await other.submit({ toMonth: '2022-12' });
      await qa.submit({ toMonth: '2022-11' });
      assert.equal(qa.status, 409);
      assert.match(qa.text, /Ash Grove saved this page first/);
      assert.match(qa.text, /Stored now until December 2022 What you typed until November 2022/);
      assert.equal(qa.page('select[name=toMonth] option[selected]').attr('value'), '2022-11');
      await qa.submit();
      assert.equal(qa.status, 303);
      assert.equal((await stored())[0]!.toMonth, '2022-11');
      await other.get(`/standing-exemptions/${id}`);
      await qa.get(`/standing-exemptions/${id}`);
      await qa.submit({ toMonth: '2022-12' });
      await other.submit({}, 'form[action$="/take-back"]');
      assert.equal(other.status, 409);
      assert.equal((await stored()).length, 1);
    });
  });

  describe('in a month without audits', () => {
    let app: TestApp;
    let qa: Visitor;
    beforeEach(async () => {
      app = await TestApp.on(await testDatabase());
      qa = await app.asNew('Quinn Abbot', 'qa');
      await aColleague(app, 'Robin Hart', 'auditor');
    });
    afterEach(() => app.stop());

    const set = async (month: string, reason = 'Ofsted inspection', visitor = qa): Promise<void> => {
      await visitor.get('/blackout-months');
      await visitor.submit({ month, reason });
    };

    const onTheFirstOfSeptember = async (): Promise<void> => {
      app.clock.moment = new Date('2022-09-01T10:00:00Z');
      qa = await app.as('quinn.abbot@example.org');
    };

    it('is nobody: set by the QA team with a reason, lifted again, and both stay', async () => {
      await set('2022-12');
      await qa.follow();
      assert.match(qa.text, /December 2022 Reason Ofsted inspection Set by Quinn Abbot on 15 August 2022/);
      await qa.get('/availability');
      assert.deepEqual(rows(qa), ['Robin Hart No team Expected Expected Expected Expected No audits this month: Ofsted inspection Expected']);
      await qa.get('/capacity');
      assert.match(qa.text, /December 2022 No audits this month: Ofsted inspection\. Nothing has to be moderated\./);
      await onTheFirstOfSeptember();
      await qa.get('/blackout-months');
      await qa.submit({}, 'form[action$="/lift"]');
      await qa.follow();
      assert.match(qa.text, /Lifted by Quinn Abbot on 1 September 2022/);
      assert.equal(qa.page('form[action$="/lift"]').length, 0);
      const figures = (asAt: string): Promise<number> => figuresFor(app.database, '2022-12', asAt).then(({ allocation }) => allocation.expected_auditors);
      assert.deepEqual([await figures('2022-08-14'), await figures('2022-08-31'), await figures('2022-09-01')], [1, 0, 1]);
      await set('2022-12', 'Again');
      assert.equal(qa.status, 303);
      assert.deepEqual((await app.services.history.of('blackout_month', 1)).map(({ event, by }) => [event, by]), [['set', 'Quinn Abbot'], ['lifted', 'Quinn Abbot']]);
    });

    it('is not set twice, nor for a month that has ended, nor without a reason; what was typed stays', async () => {
      await set('2022-12');
      await set('2022-12', 'Once more');
      assert.deepEqual([qa.status, qa.errors], [400, ['December 2022 is without audits already. Choose another month.']]);
      assert.deepEqual([qa.page('input[name=reason]').attr('value'), qa.page('select[name=month] option[selected]').attr('value')], ['Once more', '2022-12']);
      await set('2022-07');
      assert.match(qa.errors.join(), /Choose a month from August 2022/);
      await set('', '');
      assert.deepEqual(qa.errors, ['Choose the month.', 'Say why there are no audits in that month.']);
      await set('2022-11', 'x'.repeat(201));
      assert.match(qa.errors.join(), /must be 200 characters or fewer/);
    });

    it('is set once by two at the same moment, and lifted once', async () => {
      const other = await app.asNew('Ash Grove', 'qa');
      const both = async (form: string, typed: object): Promise<number[]> => {
        for (const visitor of [qa, other]) await visitor.get('/blackout-months');
        const answers = await Promise.all([qa, other].map((visitor) => {
          const { action, answers: hidden } = visitor.fields(form);
          return visitor.agent.post(action).set('Origin', app.address).type('form').send({ ...hidden, ...typed });
        }));
        return answers.map(({ status }) => status).sort();
      };
      assert.deepEqual(await both('form[action="/blackout-months"]', { month: '2022-12', reason: 'Inspection' }), [303, 400]);
      assert.deepEqual(await both('form[action$="/lift"]', {}), [303, 400]);
      assert.equal(await app.database.manager.count(BlackoutMonth), 1);
    });

    it('is set once, also while another setting of it is not yet stored', async () => {
      const { blackoutMonths } = app.services;
      const [{ id }] = (await app.database.query<{ id: number }>("select id from staff where email = 'quinn.abbot@example.org'")) as [{ id: number }];
      const person: Person = { staffId: id, accountId: 1, name: 'Quinn Abbot', email: 'quinn.abbot@example.org', roles: ['qa'], managesTeams: [], headsTeams: [], mustChangePassword: false };
      const inspection = { month: '2022-12', reason: 'Inspection' };
      let store!: () => void;
      let first!: Promise<void>;
      await new Promise<void>((begun) => {
        first = app.database.transaction(async () => {
          await blackoutMonths.set(person, inspection);
          begun();
          await new Promise<void>((resolve) => (store = resolve));
        });
      });
      const second = assert.rejects(blackoutMonths.set(person, inspection), /without audits already/);
      // Long enough for one that does not wait for the other to be through.
      await setTimeout(150);
      store();
      await Promise.all([first, second]);
      assert.equal(await app.database.manager.count(BlackoutMonth), 1);
    });

    it('that has ended is not lifted any more', async () => {
      await set('2022-08');
      await onTheFirstOfSeptember();
      await qa.get('/blackout-months');
      assert.equal(qa.page('form[action$="/lift"]').length, 0);
      await sendUnasked(qa, '/blackout-months/1/lift', { version: '1' });
      assert.deepEqual([qa.status, qa.errors], [400, ['That month has ended, so it stays without audits.']]);
    });
  });
});
