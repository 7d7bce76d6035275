import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import type { Browser } from 'playwright-core';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp } from '../support/testApp.js';
import { BrowserPerson, openBrowser } from './person.js';

/** The sheets of a workbook as LibreOffice shows them; without LibreOffice this fails. */
async function openedByLibreOffice(folder: string, file: string): Promise<Record<string, string[][]>> {
  const name = file.replace(/\.xlsx$/, '');
  // Separated by commas, in UTF-8, cells as they are shown, every sheet.
  const asShown = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1';
  await promisify(execFile)(
    'soffice',
    [`-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`, '--headless', '--convert-to', asShown, '--outdir', folder, join(folder, file)],
    { timeout: 120_000 },
  );
  return Object.fromEntries(
    ['Tracker 2022-08-15', 'About'].map((sheet) => [sheet, parse(readFileSync(join(folder, `${name}-${sheet}.csv`)), { relax_column_count: true })]),
  );
}

describe('the tracker in LibreOffice', function () {
  this.timeout(180_000);
  let app: TestApp;
  let browser: Browser;
  let folder: string;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    await app.asNew('Dana Reeve', 'director');
    browser = await openBrowser();
    folder = mkdtempSync(join(tmpdir(), 'plumbline-tracker-'));
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
    await app.stop();
  });

  it('opens as it was downloaded, with its header, real dates, and text that is only text', async () => {
    const [first] = await app.database.query<{ ref: string; id: number }>('select ref, id from actions order by id limit 1');
    await app.database.transaction(() => app.database.query("update actions set description = '=1+1', due_on = '2022-09-04' where id = :id", { id: first!.id }));
    const [counted] = await app.database.query<{ actions: number }>(
      `select count(*) as actions from actions join audits on audits.id = actions.audit_id where audits.status = 'completed' and audits.accepted_on <= '2022-08-15' and audits.month <= '2022-07'`,
    );

    const person = await (await BrowserPerson.at(browser, app.address)).signIn('dana.reeve@example.org');
    await person.open('/follow-up?month=2022-07&as_at=2022-08-15');
    const [download] = await Promise.all([person.page.waitForEvent('download'), person.page.getByRole('link', { name: 'Download the tracker as at 15 August 2022' }).click()]);
    assert.equal(download.suggestedFilename(), 'plumbline-tracker-2022-07-as-at-2022-08-15.xlsx');
    await download.saveAs(join(folder, download.suggestedFilename()));

    const { 'Tracker 2022-08-15': tracker, About: about } = await openedByLibreOffice(folder, download.suggestedFilename());
    const [header, ...rows] = tracker!;
    assert.deepEqual(header!.slice(0, 10), ['Action', 'Audit', 'Audit month', 'Child', 'Cohort', 'Team audited', 'Team now', 'Service audited', 'Kind', 'What']);
    assert.equal(rows.length, counted!.actions);
    const cell = (row: string[], name: string): string => row[header!.indexOf(name)]!;
    const row = rows.find(([ref]) => ref === first!.ref)!;
    assert.equal(cell(row, 'What'), '=1+1');
    assert.equal(cell(row, 'Due now'), '04/09/2022');
    for (const each of rows) {
      assert.match(cell(each, 'Audit month'), /^[A-Z][a-z]+ 20\d\d$/);
      assert.match(cell(each, 'Accepted on'), /^\d\d\/\d\d\/20\d\d$/);
      assert.match(cell(each, 'Child'), /^C\d+$/);
    }
    assert.ok(about!.some(([name, text]) => name === 'Made' && (text!).includes('by Dana Reeve')));
    await person.leave();
  });
});
