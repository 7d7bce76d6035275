import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { areas } from '../../src/shared/practice.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

const auditor = 'frankie.beech@example.org';
const moderator = 'kelly.heath@example.org';

for (const javaScript of [true, false]) {
  describe(`a month in the browser, ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(120_000);
    this.bail(true);
    let app: TestApp;
    let browser: Browser;
    let ref: string;
    let concern: string;

    before(async () => {
      app = await TestApp.on(await referenceDatabase());
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

    it('the QA team gives out an audit', async () => {
      const qa = await as('quinn.abbot@example.org');
      await qa.follow('The month');
      await qa.follow('Allocation by hand');
      await qa.select('team', 'Children in Care 1');
      await qa.press('Show');
      await qa.follow(/^C\d{6}$/);
      await qa.select('auditor', /Frankie Beech/);
      await qa.select('moderator', /Kelly Heath/);
      await qa.press('Continue');
      await qa.press('Allocate');
      ref = /A\d{5}/.exec(await qa.text())![0];
      assert.match(await qa.text(), /Not started/);
      await qa.leave();
    });

    it('the auditor writes it page by page and submits it', async () => {
      const person = await as(auditor);
      assert.equal(await person.heading(), 'My work');
      await person.follow(ref);
      await person.follow('Child and people');
      if (javaScript) {
        await person.type('childContext', 'Typed, then left by a link.');
        await person.follow('All parts of the audit');
        assert.match(await person.text(), /Child and people In progress/);
        await person.follow('Child and people');
        assert.equal(await person.page.locator('[name=childContext]').inputValue(), 'Typed, then left by a link.');
      }
      for (const worker of ['socialWorker', 'teamManager', 'reviewingOfficer']) await person.answer(`${worker}Involved`, 'yes');
      await person.press('Save and continue');
      await person.answer('child', 'spoken_to');
      await person.type('childSaid', 'I like that she listens.');
      await person.answer('childFeedback', 'positive');
      await person.answer('family', 'unreachable');
      await person.type('familyTried', 'Three calls and a letter.');
      await person.press('Save and continue');
      for (const area of areas) {
        assert.ok(person.page.url().endsWith(`/write/areas/${area}`) || person.page.url().includes(area.replaceAll('_', '-')), person.page.url());
        await person.answer('rating', 'good');
        await person.type('worksWell', 'Visits have a purpose.');
        await person.type('mustImprove', 'The plan needs dates.');
        await person.type('impact', 'The child is calmer.');
        await person.press('Save and continue');
      }
      await person.answer('rating', 'requires_improvement');
      for (const name of ['strengths', 'improvements', 'impact']) await person.type(name, 'In a few words.');
      await person.press('Save and continue');
      await person.press('Add an action');
      await person.answer('type', 'care_planning');
      await person.type('description', 'Put the safety plan into the care plan.');
      await person.day('dueOn', '2022-09-30');
      await person.press('Save the action');
      await person.open(`/audits/${ref}/write/check`);
      await person.press('Submit the audit');
      assert.match(await person.text(), /With the moderator/);
      await person.signOut();
      await person.leave();
    });

    it('the moderator rates it lower and both record the discussion', async () => {
      const person = await as(moderator);
      await person.follow(ref);
      await person.click(person.page.locator('main a[href*="/moderation/"]').first());
      for (const area of areas) {
        await person.answer('rating', area === 'permanence' ? 'inadequate' : 'good');
        if (area === 'permanence') await person.type('reason', 'There is no permanence plan at the second review.');
        await person.press('Save and continue');
      }
      await person.answer('rating', 'inadequate');
      await person.type('reason', 'The child’s safety relies on a plan that is not tested.');
      await person.press('Save and continue');
      await person.open(`/audits/${ref}/discussion`);
      await person.type('account', 'We talked it through.');
      await person.press('Save');

      const writer = await as(auditor);
      await writer.open(`/audits/${ref}/discussion`);
      await writer.type('account', 'I see why.');
      await writer.answer('agrees', 'yes');
      await writer.press('Save');
      await writer.leave();

      await person.open(`/audits/${ref}/moderation`);
      await person.press('Make the ratings final');
      assert.match(await person.text(), /Awaiting acceptance/);
      await person.leave();
    });

    it('the QA team accepts it, which raises a case of concern', async () => {
      const qa = await as('quinn.abbot@example.org');
      await qa.follow(ref);
      await qa.answer('decision', 'accept');
      await qa.press('Save decision');
      await qa.open(`/audits/${ref}`);
      assert.match(await qa.text(), /Completed/);
      concern = /K\d{4}/.exec(await qa.text())![0];
      await qa.leave();
    });

    it('the team manager answers for the action, the Head of Service for the case of concern', async () => {
      const [leads] = await app.database.query<{ manager: string; head: string }>(
        `select manager.email as manager, head.email as head from audits join teams on teams.id = audits.team_id join services on services.id = teams.service_id
           join staff manager on manager.id = teams.team_manager_id join staff head on head.id = services.head_of_service_id where audits.ref = :ref`,
        { ref },
      );
      const manager = await as(leads!.manager);
      await manager.open(`/audits/${ref}`);
      await manager.follow(/^X\d{5}/);
      await manager.answer('kind', 'transferred');
      await manager.answer('childInvolved', 'yes');
      await manager.answer('familyInvolved', 'yes');
      await manager.answer('reviewingOfficerInvolved', 'yes');
      await manager.type('evidence', 'Record of the review of 15 August');
      await manager.day('happenedOn', '2022-08-15');
      await manager.type('note', 'The review took the action into the plan.');
      await manager.press('Record the update');
      assert.match(await manager.text(), /on time/i);
      await manager.open('/actions');
      await manager.leave();

      const head = await as(leads!.head);
      await head.open(`/concerns/${concern}`);
      await head.day('updatedOn', '2022-08-15');
      await head.answer('childSafe', 'yes');
      await head.answer('planProgressing', 'yes');
      await head.type('note', 'Seen today; the plan moves.');
      await head.page.locator('main input[name="resolve"]').check();
      await head.press('Record the update');
      assert.match(await head.text(), /Resolved/);
      await head.open('/concerns');
      await head.leave();
    });

    it('leaders read the month and open its numbers', async () => {
      const director = await as('parker.grove@example.org');
      await director.open('/snapshot?month=2022-07&as_at=2022-08-15');
      assert.match(await director.text(), /20% 7 .*of 35/);
      await director.click(director.page.locator('main a[href*="/snapshot/good_or_outstanding"]').first());
      assert.match(await director.text(), /7 of these 7|1 to 7 of 7|7 audits/);
      await director.open('/moderator-effect?month=2022-07&as_at=2022-08-15');
      assert.match(await director.text(), /17 .*of 35/);
      await director.open('/audits');
      await director.leave();
    });
  });
}
