import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

for (const javaScript of [true, false]) {
  describe(`a month’s caseload in the browser, ${javaScript ? 'with' : 'without'} JavaScript`, function () {
    this.timeout(120_000);
    let app: TestApp;
    let browser: Browser;
    let qa: BrowserPerson;

    before(async () => {
      app = await TestApp.on(await referenceDatabase());
      await app.asNew('Quinn Abbot', 'qa');
      browser = await openBrowser();
      qa = await (await BrowserPerson.at(browser, app.address, { javaScript })).signIn('quinn.abbot@example.org');
    });
    after(async () => {
      await qa.leave();
      await browser.close();
      await app.stop();
    });

    const upload = async (...files: Parameters<BrowserPerson['page']['setInputFiles']>[1][]): Promise<void> => {
      await qa.open('/caseload');
      await qa.page.locator('#file').setInputFiles(files[0]!);
      await qa.press('Check the file');
    };

    it('is uploaded, looked at and taken over', async () => {
      await upload('src/demo/august-2022/caseload-2022-08.csv');
      assert.equal(await qa.heading(), 'Caseload of August 2022');
      await qa.follow('Moved team');
      assert.match(await qa.text(), /Showing 1 to 25 of 39 children/);
      await qa.select('team', 'Assessment 8');
      await qa.press('Show');
      assert.match(await qa.text(), /Showing 1 to 7 of 7 children/);
      await qa.press('Take over');
      assert.match(await qa.text(), /The caseload of August 2022 has 4,526 children now/);
      await qa.follow('Went');
      assert.match(await qa.text(), /Showing 1 to 25 of 49 children/);
    });

    it('is not stored where something is wrong with the file', async () => {
      await upload({ name: 'caseload-2022-09.csv', mimeType: 'text/csv', buffer: Buffer.from('case_ref,date_of_birth,team,cohort,reviewing_officer\nC1,2012-13-01,No team,child_in_need,\n') });
      assert.match(await qa.text(), /Not stored/);
      assert.match(await qa.text(), /2012-13-01/);
      await qa.press('Upload a file');
      assert.equal(await qa.heading(), 'Caseload');
    });

    it('waits until it is discarded', async () => {
      await upload({ name: 'caseload-2022-09.csv', mimeType: 'text/csv', buffer: Buffer.from('case_ref,date_of_birth,team,cohort,reviewing_officer\nC1,2012-12-01,Assessment 1,child_in_need,\n') });
      await qa.open('/caseload');
      await qa.follow('September 2022');
      assert.match(await qa.text(), /4,526 children of 4,526 went: more than one in five/);
      await qa.press('Discard the upload');
      assert.match(await qa.text(), /The upload is discarded/);
    });
  });
}
