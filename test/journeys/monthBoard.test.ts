import assert from 'node:assert/strict';
import { Audit } from '../../src/audits/audit.entity.js';
import { aColleague, aSubmittedAudit, aTeam } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { sendUnasked } from '../support/sendUnasked.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

/** The cards of the board by their label. */
function cards(visitor: Visitor): Record<string, { value: string; href: string }> {
  const { page } = visitor;
  return Object.fromEntries(
    page('.plumbline-metric').toArray().map((card) => [
      page(card).find('.plumbline-metric__label').text().trim(),
      { value: page(card).find('.plumbline-metric__value').text().trim(), href: page(card).find('a').attr('href')! },
    ]),
  );
}

const refsListed = (visitor: Visitor): string[] => {
  const { page } = visitor;
  return page('[aria-label="Audits of the month"] tbody th a').toArray().map((link) => page(link).text().trim());
};

/** How each step of the month stands. */
function steps(visitor: Visitor): Record<string, string> {
  const { page } = visitor;
  return Object.fromEntries(page('.govuk-task-list__item').toArray().map((item) => [page(item).find('a').text().trim(), page(item).find('.govuk-task-list__status').text().trim()]));
}

describe('the month’s board', function () {
  this.timeout(60_000);
  let app: TestApp;
  afterEach(() => app.stop());

  describe('of the reference months', () => {
    beforeEach(async () => {
      app = await TestApp.on(await referenceDatabase());
    });

    it('shows the QA team the steps of July 2022, where its audits stand, and each number as the audits behind it', async () => {
      const qa = await app.asNew('Quinn Abbot', 'qa');
      await qa.get('/month?month=2022-07');
      assert.deepEqual(steps(qa), {
        Caseload: '4,517 children', Availability: '52 auditors expected', 'Exemption requests': 'None to decide', 'Capacity to moderate': '16 to spare', Pairings: 'Every auditor has a pair',
        'Proposed allocation': 'None: allocated without a draw', Audits: '35 of 43 accepted', 'Close of the month': 'Nothing to close',
        'Nil returns': '7 without an answer',
      });
      const shown = cards(qa);
      assert.deepEqual(Object.entries(shown).filter(([, { value }]) => value !== '0').map(([label, { value }]) => [label, value]), [['Not accepted', '1'], ['Accepted', '35'], ['Not submitted', '7'], ['Exempted', '10']]);
      assert.match(qa.text, /53 audits are allocated for July 2022, and each stands in one of these places/);
      const links = qa.page('.govuk-task-list__link').toArray().map((link) => qa.page(link).attr('href')!);
      assert.equal(links.length, 9);
      for (const link of links) if (link !== '#audits') assert.equal((await qa.get(link)).status, 200, link);
      for (const { value, href } of Object.values(shown)) {
        await qa.get(href);
        assert.equal(qa.status, 200);
        assert.match(qa.text, value === '0' ? /No audit of this month that you may see fits these filters/ : new RegExp(`Showing 1 to \\d+ of ${value} audits`));
      }
      await qa.get('/month?month=2022-07');
      const waterfall = qa.page('[aria-label="What became of the audits allocated"] tbody tr').toArray().map((row) => [qa.page(row).find('th').text().trim(), qa.page(row).find('a').contents().first().text()]);
      assert.deepEqual(waterfall, [
        ['Auditors expected', '52'], ['Auditors without an audit yet', '0'], ['Audits allocated', '53'], ['Exempted for the month', '10'], ['Not submitted so far', '7'], ['Submitted', '36'], ['Of those: not accepted', '1'],
        ['Of those: awaiting a decision', '0'], ['Of those: completed', '35'],
      ]);
      // The one that was not accepted needs attention first; the pages go on with the same filter.
      assert.equal(refsListed(qa)[0], 'A00782');
      await qa.get(qa.page('.govuk-pagination__next a').attr('href')!);
      assert.match(qa.text, /Showing 26 to 50 of 53 audits/);
    });

    it('shows a Head of Service the audits of their teams, and none of the steps that are not theirs', async () => {
      await app.openAccount('toby.gorse@example.org');
      const head = await app.as('toby.gorse@example.org');
      await head.get('/month?month=2022-07');
      assert.deepEqual(Object.keys(steps(head)), ['Availability', 'Exemption requests', 'Capacity to moderate', 'Audits', 'Nil returns']);
      const [own] = await app.database.query<{ audits: number }>(
        `select count(*) as audits from audits join teams on teams.id = audits.team_id join services on services.id = teams.service_id join staff on staff.id = services.head_of_service_id
          where month = '2022-07' and staff.email = 'toby.gorse@example.org'`,
      );
      assert.ok(own!.audits > 0 && own!.audits < 53);
      assert.match(head.text, new RegExp(`${own!.audits} audits? that you may see (is|are) allocated`));
      assert.match(head.text, /These are the numbers of all services; what you open are the audits you may see/);
      assert.equal(refsListed(head).length, own!.audits);
      for (const ref of refsListed(head)) assert.equal((await head.get(`/audits/${ref}`)).status, 200);
      assert.equal((await head.get('/month?month=2022-07')).page('a[href$="/extend"]').length, 0);
    });
  });

  describe('of a month under way', () => {
    let qa: Visitor;
    beforeEach(async () => {
      app = await TestApp.on(await testDatabase());
      qa = await app.asNew('Quinn Abbot', 'qa');
    });

    it('says how many days are left, what is late and what waits, and keeps to a service, a team and a kind', async () => {
      const [rowan, alder] = [await aTeam(app), await aTeam(app, 'Alder team')];
      const august = { month: '2022-08', submittedOn: null, overallAuditor: null } as const;
      const started = await aSubmittedAudit(app, { ...august, status: 'in_progress', teamId: rowan, chosen: 'by_hand' });
      const extended = await aSubmittedAudit(app, { ...august, status: 'allocated', teamId: alder, extendedTo: '2022-09-05', chosen: 'drawn' });
      const late = await aSubmittedAudit(app, { status: 'returned', teamId: alder });
      const sent = await aSubmittedAudit(app, { month: '2022-08', submittedOn: '2022-08-11', teamId: alder });
      await qa.get('/month');
      assert.deepEqual(refsListed(qa), [started.ref, extended.ref, sent.ref]);
      const row = (ref: string): string => qa.page(`tr:has(a[href="/audits/${ref}"])`).text().replace(/\s+/g, ' ');
      assert.match(row(started.ref), /chosen by hand In progress 31 August 2022 16 days left Extend/);
      assert.match(row(extended.ref), /Not started 5 September 2022 21 days left, extended Extend/);
      assert.match(row(sent.ref), /Submitted since 11 August 2022/);
      await qa.get('/month?month=2022-07');
      assert.match(row(late.ref), /Returned 31 July 2022 15 days late/);

      await qa.get(`/month?month=2022-08&team=${alder}`);
      assert.deepEqual(refsListed(qa), [extended.ref, sent.ref]);
      assert.equal(cards(qa)['Submitted']!.value, '1');
      assert.equal(cards(qa)['In progress']!.value, '0');
      await qa.get(cards(qa)['Submitted']!.href);
      assert.deepEqual(refsListed(qa), [sent.ref]);
      const [service] = await app.database.query<{ id: number }>("select id from services where name = 'Service of Rowan team'");
      assert.deepEqual(refsListed(await qa.get(`/month?month=2022-08&service=${service!.id}`)), [started.ref]);
      for (const [kind, refs] of [['by_hand', [started.ref]], ['drawn', [extended.ref]], ['not_known', [sent.ref]], ['extended', [extended.ref]], ['late', []]] as const) {
        assert.deepEqual(refsListed(await qa.get(`/month?month=2022-08&only=${kind}`)), refs, kind);
      }
    });

    it('knows what is missing before the month can begin', async () => {
      await aTeam(app);
      const robin = await aColleague(app, 'Robin Hart', 'auditor');
      await app.database.transaction(async () => {
        await app.database.query("insert into caseload (month, case_ref, date_of_birth, team_id, cohort) values ('2022-07', 'C1', '2012-01-01', 1, 'child_in_need')");
        await app.database.query("insert into exemption_requests (staff_id, month, reason, asked_on, version) values (:robin, '2022-08', 'leave', '2022-08-01', 1)", { robin });
        await app.database.query(
          "insert into allocation_proposals (month, caseload_month, seed, status, made_by_id, made_at, inputs, coverage, version) values ('2022-08', '2022-07', 's', 'draft', :robin, '2022-08-01T09:00:00.000Z', '{}', '{}', 1)", { robin },
        );
      });
      await qa.get('/month');
      assert.deepEqual(steps(qa), {
        Caseload: 'Not uploaded yet', Availability: '1 auditor expected', 'Exemption requests': '1 to decide', 'Capacity to moderate': '1 short', Pairings: '1 auditor without a pair',
        'Proposed allocation': 'Draft, to be confirmed', Audits: 'None allocated yet', 'Close of the month': 'Not before the month is over',
      });
      assert.match(qa.text, /That of July 2022 is used until then/);
      assert.match(qa.text, /There is no audit of this month that you may see/);
    });

    it('counts who still needs an audit once some are allocated, and asks for none in a month without audits', async () => {
      await aSubmittedAudit(app, { status: 'allocated', month: '2022-08', acceptedOn: null });
      const noor = await aColleague(app, 'Noor Sand', 'auditor');
      await qa.get('/month');
      assert.equal(steps(qa)['Proposed allocation'], '1 auditor without an audit');
      assert.match(qa.text, /Auditors without an audit yet 1 /);
      await qa.get('/availability?from=2022-08&show=without_audit');
      assert.match(qa.text, /Noor Sand/);
      assert.doesNotMatch(qa.text, /Robin Hart/);
      await app.database.transaction(() =>
        app.database.query("insert into allocation_proposals (month, caseload_month, seed, status, made_by_id, made_at, inputs, coverage, version) values ('2022-08', '2022-07', 's', 'confirmed', :noor, '2022-08-01T09:00:00.000Z', '{}', '{}', 1)", { noor }),
      );
      await qa.get('/month');
      assert.equal(steps(qa)['Proposed allocation'], '1 auditor without an audit');
      assert.match(qa.text, /A proposal is confirmed/);
      await qa.get('/month?month=2022-09');
      assert.equal(steps(qa)['Proposed allocation'], 'Not drawn yet');
      await app.database.transaction(() => app.database.query("insert into blackout_months (month, reason, set_by_id, set_on, version) values ('2022-09', 'Ofsted inspection', :noor, '2022-08-01', 1)", { noor }));
      await qa.get('/month?month=2022-09');
      assert.equal(steps(qa)['Proposed allocation'], 'No audits this month');
    });

    it('warns of a moderator who is paired with more than they can moderate', async () => {
      const moderator = await aColleague(app, 'Vic Stone', 'moderator');
      const auditors = [await aColleague(app, 'Robin Hart', 'auditor'), await aColleague(app, 'Noor Sand', 'auditor')];
      const pair = (auditor: number): Promise<unknown> =>
        app.database.query("insert into pairings (auditor_id, moderator_id, from_month, to_month) values (:auditor, :moderator, '2022-08', '2023-01')", { auditor, moderator });
      const step = async (capacity: number): Promise<string> => {
        await app.database.transaction(() => app.database.query('update staff set moderation_capacity = :capacity where id = :moderator', { capacity, moderator }));
        await qa.get('/month');
        return steps(qa)['Pairings']!;
      };
      await app.database.transaction(async () => {
        for (const auditor of auditors) await pair(auditor);
      });
      assert.equal(await step(1), '1 moderator over capacity');
      assert.match(qa.text, /Change the pairs, or fill those lines by hand\. The pairs of this month last to January 2023/);
      assert.equal(await step(2), 'Every auditor has a pair');
    });

    it('leads from a page that the list does not have to its last one', async () => {
      await aSubmittedAudit(app, { status: 'allocated', month: '2022-08', acceptedOn: null });
      await qa.get('/month?page=999');
      assert.match(qa.text, /This list has no page 999\. Go to its last page/);
    });

    it('does not offer the extension of an audit to somebody with a part in it', async () => {
      const mine = await aSubmittedAudit(app, { month: '2022-08', status: 'in_progress', submittedOn: null });
      await app.database.transaction(() => app.database.query('insert into staff_roles (staff_id, role) values (:id, :role)', { id: mine.moderator.id, role: 'qa' }));
      const moderator = await app.as(mine.moderator.email);
      await moderator.get('/month');
      assert.deepEqual(refsListed(moderator), [mine.ref]);
      assert.equal(moderator.page('a[href$="/extend"]').length, 0);
      assert.equal((await qa.get('/month')).page('a[href$="/extend"]').length, 1);
    });

    it('shows what is wrong with an address that was changed by hand', async () => {
      await qa.get('/month?month=2022-13&status=lost&team=x');
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['Choose a month from the list.', 'The team must be a whole number from 1 to 999999999.', 'Choose where the audits stand from the list.']);
      assert.equal((await qa.get('/month?page=900')).status, 200);
    });

    it('is for the QA team, directors and Heads of Service', async () => {
      for (const role of ['auditor', 'moderator', 'team_manager', 'admin'] as const) {
        const other = await app.asNew(`Only ${role}`, role);
        assert.equal((await other.get('/month')).status, 403);
        assert.equal((await sendUnasked(other, '/month/close', { month: '2022-07', version: '1' })).status, 403);
      }
    });
  });

  describe('shows on an audit’s page', () => {
    it('when it is due, and what an extension and the close did to it', async () => {
      app = await TestApp.on(await testDatabase());
      const qa = await app.asNew('Quinn Abbot', 'qa');
      const audit = await aSubmittedAudit(app, { month: '2022-08', status: 'in_progress', submittedOn: null });
      await qa.get(audit.path);
      assert.match(qa.text, /Due 31 August 2022 16 days left/);
      assert.equal(qa.page('main a[role=button]:contains(Extend)').attr('href'), `${audit.path}/extend`);
      await app.database.transaction(() => app.database.manager.update(Audit, { id: audit.id }, { status: 'submitted', submittedOn: '2022-08-10', extendedTo: '2022-09-05' }));
      await qa.get(audit.path);
      assert.match(qa.text, /Due 5 September 2022 extended/);
      assert.equal(qa.page('main a[role=button]:contains(Extend)').length, 0);
      // Long ago: nobody can extend it any more.
      await app.database.transaction(() => app.database.manager.update(Audit, { id: audit.id }, { status: 'not_submitted', submittedOn: null, month: '2022-05', extendedTo: null }));
      await qa.get(audit.path);
      assert.equal(qa.page('main a[role=button]:contains(Extend)').length, 0);
    });
  });
});
