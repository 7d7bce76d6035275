import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { readFolder } from '../../src/importing/readFolder.js';
import { importFiles } from '../../src/importing/importFiles.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

/** Expected in August, in a team whose Head of Service is known. */
const auditor = { email: 'frankie.beech@example.org', name: 'Frankie Beech' };

for (const javaScript of [true, false]) {
  describe(`running a month in the browser, ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(240_000);
    this.bail(true);
    let app: TestApp;
    let browser: Browser;

    before(async () => {
      app = await TestApp.on(await referenceDatabase());
      const { database, history, clock } = app.services;
      const outcome = await importFiles({ database, history, clock, actor: { staffId: null, name: 'Import' } }, await readFolder('src/demo/august-2022'));
      assert.ok(outcome.ok);
      await app.asNew('Quinn Abbot', 'qa');
      browser = await openBrowser();
    });
    after(async () => {
      await browser.close();
      await app.stop();
    });

    const as = async (email: string): Promise<BrowserPerson> => {
      await app.openAccount(email);
      return (await BrowserPerson.at(browser, app.address, { javaScript })).signIn(email);
    };
    const asQa = (): Promise<BrowserPerson> => as('quinn.abbot@example.org');
    const director = 'parker.grove@example.org';

    it('an auditor asks for an exemption, and a director refuses it', async () => {
      const asking = await as(auditor.email);
      await asking.follow('Exemptions');
      await asking.press('Ask for an exemption');
      await asking.press('Ask');
      assert.match(await asking.text(), /There is a problem/);
      await asking.select('month', 'August 2022');
      await asking.answer('reason', 'workload');
      await asking.press('Ask');
      await asking.leave();

      const deciding = await as(director);
      await deciding.follow(auditor.name);
      await deciding.answer('decision', 'refused');
      await deciding.press('Save the decision');
      assert.match(await deciding.text(), /There is a problem/);
      await deciding.type('note', 'The second inspection has been moved.');
      await deciding.press('Save the decision');
      await deciding.leave();

      const told = await as(auditor.email);
      await told.follow('Exemptions');
      assert.match(await told.text(), /Refused/);
      await told.leave();
    });

    it('the QA team draws a proposal, changes a line by hand, replays it and gives the audits out', async () => {
      const qa = await asQa();
      await qa.follow('The month');
      assert.match(await qa.text(), /Capacity to moderate 58 can be moderated and 61 audits are expected/);
      await qa.follow('Proposed allocation');
      await qa.type('seed', 'browser');
      await qa.press('Draw');
      assert.equal(await qa.heading(), 'Proposed allocation for August 2022');
      while ((await qa.page.getByRole('link', { name: auditor.name, exact: true }).count()) === 0) await qa.follow(/^Next/);
      await qa.follow(auditor.name);
      await qa.answer('child', 'next');
      await qa.press('Save the change');
      assert.match(await qa.text(), /There is a problem/);
      await qa.type('reason', 'The worker of the first child is away all month.');
      await qa.press('Save the change');
      assert.match(await qa.text(), /What was drawn/);
      await qa.follow('Proposed allocation for August 2022');
      await qa.follow('Replay the draw');
      assert.match(await qa.text(), /All 61 lines come out the same/);
      await qa.follow('Proposed allocation for August 2022');
      await qa.press('Check and confirm');
      await qa.press('Confirm and give out');
      await qa.follow('The month');
      assert.match(await qa.text(), /Child chosen by hand 1 audit/);
      await qa.leave();
    });

    it('the auditor is told, and finds the audit with its days left', async () => {
      const person = await as(auditor.email);
      assert.match(await person.text(), /August 2022 16 days left/);
      await person.click(person.page.locator('header').getByRole('link', { name: 'Messages' }));
      assert.match(await person.text(), /A\d{5}/);
      await person.click(person.page.locator('main a[href="/messages/settings"]'));
      await person.leave();
    });

    it('the QA team gives one auditor more time and closes the month after its end', async () => {
      const qa = await asQa();
      await qa.open('/month?month=2022-08');
      await qa.click(qa.page.locator('main a[href$="/extend"]').first());
      await qa.day('extendedTo', '2022-09-08');
      await qa.type('reason', 'The worker comes back from leave on 2 September.');
      await qa.press('Extend');
      assert.match(await qa.text(), /There is a problem.*A director can give longer/);
      await qa.day('extendedTo', '2022-09-07');
      await qa.press('Extend');
      await qa.leave();

      app.clock.moment = new Date('2022-09-02T10:00:00Z');
      const closing = await asQa();
      await closing.open('/month?month=2022-08');
      await closing.follow('Close of the month');
      await closing.press(await closing.heading());
      await closing.open('/month?month=2022-08');
      assert.match(await closing.text(), /Extended 1 audit/);
      await closing.leave();
    });

    it('a Head of Service follows a nil return up', async () => {
      const [nilReturn] = await app.database.query<{ ref: string; email: string }>(
        `select audits.ref, head.email from audits join staff auditor on auditor.id = audits.auditor_id join teams on teams.id = auditor.team_id
           join services on services.id = teams.service_id join staff head on head.id = services.head_of_service_id
          where audits.month = '2022-08' and audits.status = 'not_submitted' order by audits.id limit 1`,
      );
      const head = await as(nilReturn!.email);
      await head.open('/nil-returns?month=2022-08');
      await head.follow(nilReturn!.ref);
      await head.answer('answer', 'workload');
      await head.type('note', 'Agreed that the audit goes into the diary on the day it is given out.');
      await head.press('Save the answer');
      await head.open(`/nil-returns/${nilReturn!.ref}`);
      assert.match(await head.text(), /Agreed that the audit goes into the diary/);
      await head.leave();
    });
  });
}
