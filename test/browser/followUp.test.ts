import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

const [manager, head, director] = ['jordan.rook@example.org', 'toby.gorse@example.org', 'parker.grove@example.org'];

for (const javaScript of [true, false]) {
  describe(`closing the loop in the browser, ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(240_000);
    this.bail(true);
    let app: TestApp;
    let browser: Browser;

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

    it('a manager plans the meeting that carries an action into the plan, and says why it moves', async () => {
      const planning = await as(manager);
      await planning.follow('X00027');
      await planning.press('Plan the meeting');
      await planning.press('Save the plan');
      assert.match(await planning.text(), /There is a problem/);
      await planning.day('child_in_need_review', '2022-08-24');
      await planning.press('Save the plan');
      assert.match(await planning.text(), /Due 24 August 2022/);
      await planning.press('Change the planned meeting');
      await planning.day('child_in_need_review', '2022-08-31');
      await planning.press('Save the plan');
      assert.match(await planning.text(), /There is a problem/);
      await planning.type('reason', 'The family is away until the end of August.');
      await planning.press('Save the plan');
      assert.match(await planning.text(), /Due 31 August 2022/);
      await planning.leave();
    });

    it('answers two actions of the child in one go, and loses nothing typed on the way', async () => {
      const answering = await as(manager);
      const child = answering.page.locator('section.plumbline-child', { hasText: 'C102515' });
      await child.getByRole('checkbox').nth(1).check();
      await child.getByRole('checkbox').nth(2).check();
      await child.locator('summary').click();
      await child.getByRole('radio', { name: 'Done', exact: true }).check();
      await child.getByLabel('What has happened?').fill('Both are finished: the health history came from the paediatrician.');
      await answering.click(child.getByRole('button', { name: 'Record the answer' }));
      assert.match(await answering.text(), /There is a problem.*recorded/);
      assert.equal(await answering.page.getByLabel('What has happened?').inputValue(), 'Both are finished: the health history came from the paediatrician.');
      assert.equal(await answering.page.locator('main input[type=checkbox]:checked').count(), 2);
      await answering.type('evidence', 'Case notes of 12 August 2022');
      if ((await answering.page.getByRole('radio', { name: 'Yes' }).count()) > 0) {
        await answering.answer('childInvolved', 'yes');
        await answering.answer('familyInvolved', 'yes');
        await answering.answer('reviewingOfficerInvolved', 'not_applicable');
      }
      await answering.press('Record the answer');
      assert.equal(await answering.heading(), 'My work');
      assert.match(await answering.text(), /Your answer is recorded for 2 actions\./);
      // The third is due in more than ten days, so that nothing of this child waits.
      assert.doesNotMatch(await answering.text(), /C102515/);
      await answering.leave();
    });

    it('the Head of Service verifies one and reopens the other, and the manager is told', async () => {
      const checking = await as(head);
      await checking.follow('To verify');
      while ((await checking.page.getByRole('link', { name: 'X00094', exact: true }).count()) === 0) await checking.follow(/^Next/);
      await checking.follow('X00094');
      await checking.press('Verify or reopen');
      await checking.answer('outcome', 'verified');
      await checking.press('Save');
      assert.match(await checking.text(), /Verified/);
      await checking.open('/actions/X00129');
      await checking.press('Verify or reopen');
      await checking.answer('outcome', 'reopened');
      await checking.press('Save');
      assert.match(await checking.text(), /There is a problem/);
      await checking.type('reason', 'The letter of the hospital is not on the file.');
      await checking.press('Save');
      assert.match(await checking.text(), /Reopened/);
      await checking.leave();

      const told = await as(manager);
      await told.open('/messages');
      assert.match(await told.text(), /reopened action X00129/);
      await told.leave();
    });

    it('the QA team holds a surgery over what is left, and what is agreed becomes an update', async () => {
      const qa = await as('quinn.abbot@example.org');
      await qa.follow('Actions');
      await qa.follow('QA surgeries');
      await qa.press('Arrange a surgery');
      await qa.select('managerId', /^Jordan Rook/);
      await qa.day('meetOn', '2022-08-15');
      await qa.type('meetAt', '14:30');
      await qa.type('place', 'Room 4');
      await qa.press('Arrange the surgery');
      await qa.press('Begin the meeting');
      await qa.follow(/^Record the outcome of X00129/);
      await qa.answer('kind', 'progress');
      await qa.type('note', 'Asked for again by telephone.');
      await qa.press('Record the outcome');
      await qa.open('/actions/X00129');
      assert.match(await qa.text(), /in the QA surgery of 15 August 2022/);
      await qa.leave();
    });

    it('leaders see it in the tables, down to the action, and in the figures of an earlier day as it was', async () => {
      const leading = await as(director);
      await leading.follow('Figures');
      await leading.follow('Follow-up');
      assert.match(await leading.text(), /No update .* 86 of 236/);
      await leading.open('/follow-up?month=2022-07&as_at=2022-08-14');
      assert.match(await leading.text(), /No update .* 88 of 236/);
      await leading.follow('Impact');
      assert.match(await leading.heading(), /Impact/);
      await leading.leave();
    });
  });
}
