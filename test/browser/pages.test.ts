import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { roles } from '../../src/access/roles.js';
import { ExemptionRequest } from '../../src/allocation/availability/exemptionRequest.entity.js';
import { aColleague, anAction, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { testDatabase } from '../support/testDatabase.js';
import { TestApp, testPassword } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

describe('every page in the browser', function () {
  this.timeout(300_000);
  let app: TestApp;
  let browser: Browser;
  const everybody = emailOf('Every Body');

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    await aColleague(app, 'Every Body', ...roles);
    await app.openAccount(everybody);
    browser = await openBrowser();
  });
  after(async () => {
    await browser.close();
    await app.stop();
  });

  it('passes axe and fits a narrow screen, also when its form is sent empty', async () => {
    const teamId = await aTeam(app);
    const written = await aSubmittedAudit(app, { teamId, auditor: 'Every Body', status: 'in_progress', submittedOn: null });
    const moderated = await aSubmittedAudit(app, { teamId, moderator: 'Every Body' });
    const toAccept = await aSubmittedAudit(app, { teamId, status: 'moderated' });
    const [action] = await app.database.query<{ ref: string }>("select ref from actions where completed_on is null and type = 'care_planning' order by ref limit 1");
    const [concern] = await app.database.query<{ ref: string }>('select ref from concerns where resolved_on is null order by ref limit 1');
    const id = async (table: string): Promise<number> => (await app.database.query<{ id: number }>(`select min(id) as id from ${table}`))[0]!.id;
    const notSubmitted = await aSubmittedAudit(app, { teamId, status: 'not_submitted', submittedOn: null });
    const asker = await aColleague(app, 'Robin Hart');
    const request = { staffId: asker, month: '2022-09', reason: 'leave' as const, detail: 'Away from the 1st.', askedOn: '2022-08-01', decision: null, decidedById: null, decidedOn: null, decisionNote: null, version: 1 };
    await app.database.transaction(() => app.database.manager.insert(ExemptionRequest, request));
    const audits: Record<string, { ref: string }> = { write: written, safety: written, extend: notSubmitted, moderation: moderated, discussion: moderated, acceptance: toAccept };

    await app.database.transaction(() => app.database.query("update pairings set to_month = '2022-08' where to_month = '2022-07'"));
    const account = (await app.services.people.accountByEmail(everybody))!;
    const me = await app.services.people.person(account);
    const proposal = await app.services.proposals.make(me, '2022-08');
    const agreed = await anAction(app, (await aSubmittedAudit(app, { teamId, status: 'completed', acceptedOn: '2022-08-05' })).id, { type: 'care_planning' });
    const managerId = await aColleague(app, 'Tam Ridley');
    const arranged = (meetOn: string): Promise<number> => app.services.surgeries.arrange(me, managerId, { meetOn, meetAt: '14:30', place: 'Room 2', note: null }, true);
    const [toBegin, toChange, begun] = [await arranged('2022-08-15'), await arranged('2022-08-20'), await arranged('2022-08-15')];
    await app.services.surgeries.begin(me, begun, 1);
    const surgeries: Record<string, number> = { change: toChange, cancel: toChange, actions: begun, end: begun };

    const person = await (await BrowserPerson.at(browser, app.address)).signIn(everybody);
    const addresses: string[] = [];
    for (const { method, path } of app.plumbline.routes.declared) {
      // Which import, upload or action an address means is asked by the tests of those pages; a spreadsheet is no page.
      if (method !== 'get' || /sign-in|setup|imports|uploads|actions\/:action|:page|\.xlsx$/.test(path)) continue;
      const [, feature, , part] = path.split('/');
      const ref = feature === 'actions' ? action!.ref : feature === 'surgeries' ? agreed.ref : feature === 'concerns' ? concern!.ref : feature === 'nil-returns' ? notSubmitted.ref : (audits[part ?? ''] ?? moderated).ref;
      const tables: Record<string, string> = { people: 'staff', allocation: 'caseload', pairings: '(select auditor_id as id from pairings) as paired', exemptions: 'exemption_requests', 'standing-exemptions': "exemptions where kind <> 'single_month'" };
      const table = tables[feature!] ?? feature;
      addresses.push(
        path
          .replace(':ref', ref)
          .replace(':area', 'permanence')
          .replace(':month', feature === 'caseload' ? '2022-07' : '2022-08')
          .replace(':measure', feature === 'snapshot' ? 'good_or_outstanding' : feature === 'impact' ? 'verified' : 'downgraded')
          .replace(':state', 'no_update')
          .replace(':what', 'care_planning_audits')
          .replace(':lineId', String(await id('allocation_lines')))
          .replace(':id', path.startsWith('/allocation/proposals') ? String(proposal) : feature === 'surgeries' ? String(surgeries[part ?? ''] ?? toBegin) : path.includes(':id') ? String(await id(table!)) : ''),
      );
    }
    for (const page of ['child', 'voice', 'overall']) addresses.push(`/audits/${written.ref}/write/${page}`);
    addresses.push('/nowhere', '/snapshot?month=2022-13', '/audits?page=2', '/audits/A00777', '/snapshot/actions_in_timescale?month=2022-07&as_at=2022-08-15');
    assert.ok(addresses.length > 35, String(addresses.length));
    // What gives a proposal out comes last: the other pages are about a draft.
    for (const address of addresses.toSorted((a, b) => Number(a.endsWith('/confirm')) - Number(b.endsWith('/confirm')))) {
      await person.open(address);
      assert.notEqual((await person.heading()).length, 0, address);
      const send = person.page.locator('main form[method=post] button').first();
      if ((await send.count()) > 0 && !address.startsWith('/account')) await person.click(send);
    }
    await person.leave();
  });

  it('can be used by keyboard alone', async () => {
    const person = await BrowserPerson.at(browser, app.address);
    await person.open('/sign-in');
    const { keyboard } = person.page;
    const focused = (): Promise<string> => person.page.evaluate("document.activeElement.textContent.trim() || document.activeElement.name || document.activeElement.getAttribute('aria-label')");
    await keyboard.press('Tab');
    assert.equal(await focused(), 'Skip to main content');
    await keyboard.press('Enter');
    for (let tabs = 0; tabs < 5 && (await focused()) !== 'email'; tabs += 1) await keyboard.press('Tab');
    await keyboard.type(everybody);
    await keyboard.press('Tab');
    await keyboard.type(testPassword);
    await Promise.all([person.page.waitForEvent('load'), keyboard.press('Enter')]);
    assert.equal(await person.heading(), 'My work');
    await person.leave();
  });

  it('takes an upload of the files of a month, and lists what is wrong with others', async () => {
    const person = await (await BrowserPerson.at(browser, app.address)).signIn(everybody);
    const choose = async (...files: Parameters<ReturnType<typeof person.page.locator>['setInputFiles']>[0][]): Promise<void> => {
      await person.open('/import');
      await person.page.locator('#files').setInputFiles(files[0]!);
      await person.press('Check and import');
      for (let tries = 0; tries < 60 && /still|checking|storing|waiting/i.test(await person.page.locator('main').innerText()); tries += 1) {
        await person.page.waitForTimeout(500);
        await person.page.reload();
      }
      await person.look();
    };
    await choose(['services', 'teams'].map((name) => join('src/demo/july-2022', `${name}.csv`)));
    assert.match(await person.text(), /teams\.csv/);
    await choose([{ name: 'teams.csv', mimeType: 'text/csv', buffer: Buffer.from('team,service,programme,team_manager\nNew team,No such service,social_care,\n') }]);
    assert.match(await person.text(), /No such service/);
    await choose([{ name: 'staff.csv', mimeType: 'text/csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]) }]);
    assert.match(await person.text(), /wrong/i);
    await person.leave();
  });

  it('lets the first administrator in with the one-time code of the log', async () => {
    const empty = await TestApp.on(await testDatabase());
    await empty.services.controllers.signIn.offerSetUp();
    const code = /one-time code: ([\w-]+)/.exec(empty.logged)![1]!;
    const person = await BrowserPerson.at(browser, empty.address);
    await person.open('/');
    await person.press('Set up');
    await person.type('code', code);
    await person.type('name', 'Ada Minster');
    await person.type('email', 'ada.minster@example.org');
    for (const name of ['password', 'repeated']) await person.type(name, testPassword);
    await person.press('Set up');
    await person.signIn('ada.minster@example.org');
    assert.equal(await person.heading(), 'My work');
    await person.leave();
    await empty.stop();
  });
});
