import assert from 'node:assert/strict';
import { smallFolder, withCell } from '../importing/smallFolder.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

type Files = ReadonlyMap<string, Buffer>;

describe('importing from the administrators’ page', () => {
  let app: TestApp;
  let admin: Visitor;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    admin = await app.asNew('Ada Admin', 'admin');
  });
  afterEach(() => app.stop());

  /** Opens the page, chooses the files and sends the form. */
  async function send(visitor: Visitor, files: Files | [name: string, bytes: Buffer][], typed: Record<string, string> = {}): Promise<Visitor> {
    await visitor.get('/import');
    return sendForm(visitor, { ...(visitor.fields().answers as Record<string, string>), ...typed }, files);
  }

  async function sendForm(visitor: Visitor, answers: Record<string, string>, files: Files | [name: string, bytes: Buffer][]): Promise<Visitor> {
    let request = visitor.agent.post('/import').set('Origin', app.address);
    for (const [name, value] of Object.entries(answers)) request = request.field(name, value);
    for (const [name, bytes] of files) request = request.attach('files', bytes, name);
    visitor.last = await request;
    return visitor;
  }

  /** Follows a begun import until it has ended, as someone would who checks again and again. */
  async function toTheEnd(visitor: Visitor): Promise<Visitor> {
    await visitor.follow();
    const page = visitor.last.request.url.replace(app.address, '');
    for (let checks = 0; visitor.text.includes('Check again') && checks < 300; checks += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await visitor.get(page);
    }
    return visitor;
  }

  const rows = async (table: string): Promise<number> => Number((await app.database.query<{ rows: number }>(`select count(*) as rows from ${table}`))[0]!.rows);
  const tableRows = ({ page }: Visitor): string[][] =>
    page('main tbody tr').toArray().map((row) => page(row).find('th, td').toArray().map((cell) => page(cell).text().trim().replace(/\s+/g, ' ')));

  it('stores the files, shows what became of each and lists the import', async () => {
    await send(admin, smallFolder());
    assert.equal(admin.status, 303);
    assert.match(String(admin.last.headers['location']), /^\/imports\/\d+$/);
    await toTheEnd(admin);
    assert.equal(admin.status, 200);
    assert.match(admin.text, /26 rows added, 0 changed, 0 unchanged\./);
    assert.deepEqual(tableRows(admin).slice(0, 3), [['services.csv', '2', '0', '0'], ['teams.csv', '2', '0', '0'], ['staff.csv', '5', '0', '0']]);
    assert.equal(await rows('audits'), 3);

    await toTheEnd(await send(admin, smallFolder()));
    assert.match(admin.text, /0 rows added, 0 changed, 26 unchanged\./);
    await admin.get('/import');
    assert.deepEqual(tableRows(admin).map(([, by, result]) => [by, result]), [
      ['Ada Admin', 'Stored 0 rows added, 0 changed, 26 unchanged.'],
      ['Ada Admin', 'Stored 26 rows added, 0 changed, 0 unchanged.'],
    ]);
    const events = await app.database.query<{ event: string; actor_name: string }>("select event, actor_name from history where record_type = 'import' order by id");
    assert.deepEqual(events.map(({ event, actor_name }) => [event, actor_name]), [['begun', 'Ada Admin'], ['done', 'Ada Admin'], ['begun', 'Ada Admin'], ['done', 'Ada Admin']]);
    const [byWhom] = await app.database.query<{ actor_name: string }>("select actor_name from history where record_type = 'audit'");
    assert.equal(byWhom!.actor_name, 'Ada Admin');
  });

  it('lists every problem with its place, and stores nothing', async () => {
    const files = withCell('audits.csv', 2, 'month', '2022-13').set('photo.png', Buffer.from('\u0089PNG\0'));
    await toTheEnd(await send(admin, files));
    assert.match(admin.text, /Not stored 2 problems; nothing was stored\./);
    assert.deepEqual(tableRows(admin).map((row) => row.slice(0, 4)), [['audits.csv', '2', 'month', '2022-13'], ['photo.png', '', '', 'a file named photo.png']]);
    assert.equal(await rows('services'), 0);
    assert.equal(await rows("history where record_type <> 'import' and record_type <> 'account'"), 0);
  });

  it('pages the problems, 25 a page', async () => {
    const caseload = ['case_ref,date_of_birth,team,cohort,reviewing_officer', ...Array.from({ length: 30 }, (_, row) => `C${row},2012-01-01,Assessment 1,nobody,`)].join('\n');
    await toTheEnd(await send(admin, smallFolder().set('caseload-2022-07.csv', Buffer.from(caseload))));
    assert.match(admin.text, /Showing 1 to 25 of 30 problems/);
    const next = admin.page('a[rel=next]').attr('href')!;
    await admin.get(next);
    assert.match(admin.text, /Showing 26 to 30 of 30 problems/);
    assert.equal(tableRows(admin).length, 5);
    await admin.get(`${next}0`);
    assert.equal(admin.status, 200);
  });

  it('shows what stands in the files as inert text', async () => {
    await toTheEnd(await send(admin, withCell('staff.csv', 2, 'email', '<script>alert(1)</script>')));
    assert.match(admin.text, /<script>alert\(1\)<\/script>/);
    assert.ok(!admin.last.text.includes('<script>alert(1)'));
  });

  it('shows the progress apart, with a way on that needs no script', async () => {
    await toTheEnd(await send(admin, smallFolder()));
    const [run] = await app.database.query<{ id: number }>('select id from imports');
    await app.database.transaction(() => app.database.query("update imports set status = 'running'"));
    await admin.get(`/imports/${run!.id}`);
    assert.equal(admin.page('#state').attr('data-live'), `/imports/${run!.id}/progress`);
    assert.equal(admin.page('#state a').attr('href'), `/imports/${run!.id}`);
    await app.services.imports.failBrokenOff();
    await admin.get(`/imports/${run!.id}/progress`);
    assert.equal(admin.page('#state').attr('data-live'), undefined);
    assert.match(admin.text, /The import has ended\. See what came of it/);
    await admin.get(`/imports/${run!.id}`);
    assert.match(admin.text, /Failed Plumbline stopped while importing; nothing was stored\./);
  });

  it('asks for files when none are chosen, and for each of them once', async () => {
    await send(admin, []);
    assert.equal(admin.status, 400);
    assert.deepEqual(admin.errors, ['Choose the CSV files to import.']);
    await send(admin, [['', Buffer.from('')]]);
    assert.deepEqual(admin.errors, ['Choose the CSV files to import.']);
    await send(admin, [['teams.csv', Buffer.from('a')], ['teams.csv', Buffer.from('b')]]);
    assert.deepEqual(admin.errors, ['Choose each file once: two of them are named teams.csv.']);
    // The same form, not sent as an upload.
    await admin.get('/import');
    await admin.send('/import', admin.fields().answers);
    assert.deepEqual([admin.status, admin.errors], [400, ['Choose the CSV files to import.']]);
  });

  it('answers what is too large with a page that says so', async () => {
    await send(admin, [['audits.csv', Buffer.alloc(50 * 1024 * 1024, 'x')]]);
    assert.equal(admin.status, 413);
    assert.match(admin.text, /One of the files is larger than 20 MB\. Nothing has been stored\./);
    await send(admin, Array.from({ length: 61 }, (_, file): [string, Buffer] => [`caseload-20${file + 10}-01.csv`, Buffer.from('x')]));
    assert.equal(admin.status, 413);
    assert.match(admin.text, /more than 60 files/);
    assert.equal(await rows('imports'), 0);
  });

  it('answers an upload that is broken with a page that says so', async () => {
    await admin.get('/import');
    admin.last = await admin.agent.post('/import').set('Origin', app.address).set('Content-Type', 'multipart/form-data; boundary=x').send('--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nabc');
    assert.equal(admin.status, 400);
    assert.match(admin.text, /did not arrive whole/);
    admin.last = await admin.agent.post('/import').set('Origin', app.address).set('Content-Type', 'multipart/form-data').send('abc');
    assert.equal(admin.status, 400);
  });

  it('takes files only with the token of the session', async () => {
    await send(admin, smallFolder(), { _csrf: 'wrong' });
    assert.equal(admin.status, 403);
    assert.equal(await rows('imports'), 0);
  });

  it('carries a form out once, and takes other files on the same page for another form', async () => {
    await admin.get('/import');
    const answers = admin.fields().answers as Record<string, string>;
    const bad = withCell('audits.csv', 2, 'month', '2022-13');
    await toTheEnd(await sendForm(admin, answers, bad));
    const first = admin.last.request.url;
    await toTheEnd(await sendForm(admin, answers, bad));
    assert.equal(admin.last.request.url, first);
    await toTheEnd(await sendForm(admin, answers, smallFolder()));
    assert.notEqual(admin.last.request.url, first);
    assert.match(admin.text, /26 rows added/);
    assert.equal(await rows('imports'), 2);
  });

  it('takes one import at a time, and a double click for one', async () => {
    await admin.get('/import');
    const answers = admin.fields().answers as Record<string, string>;
    const other = await app.as('ada.admin@example.org');
    await other.get('/import');
    const otherAnswers = other.fields().answers as Record<string, string>;
    const many = ['case_ref,date_of_birth,team,cohort,reviewing_officer', ...Array.from({ length: 20_000 }, (_, row) => `C${row},2012-01-01,Assessment 1,child_in_need,`)].join('\n');
    const large = smallFolder().set('caseload-2022-08.csv', Buffer.from(many));
    await sendForm(admin, answers, large);
    await sendForm(other, otherAnswers, smallFolder());
    await toTheEnd(admin);
    assert.deepEqual([other.status, other.errors], [400, ['Another import is going on. Wait until it has ended, then send your files again.']]);
    assert.match(admin.text, /20,026 rows added/);
  });

  it('is for administrators only', async () => {
    const qa = await app.asNew('Quinn Quality', 'qa');
    for (const path of ['/import', '/imports/1', '/imports/1/progress']) assert.equal((await qa.get(path)).status, 403, path);
    await qa.get('/');
    const { _csrf } = qa.fields('form[action="/sign-out"]').answers as { _csrf: string };
    await sendForm(qa, { _csrf }, smallFolder());
    assert.equal(qa.status, 403);
    const visitor = app.visitor();
    await sendForm(visitor, { _csrf }, smallFolder());
    assert.ok([302, 303, 401].includes(visitor.status), String(visitor.status));
    assert.equal(await rows('imports'), 0);
  });

  it('knows no import of another number', async () => {
    for (const path of ['/imports/999', '/imports/x', '/imports/0', '/imports/999/progress']) assert.equal((await admin.get(path)).status, 404, path);
  });

  it('leaves no child’s reference in the log', async () => {
    await toTheEnd(await send(admin, withCell('caseload-2022-07.csv', 2, 'cohort', 'SECRET-COHORT')));
    await toTheEnd(await send(admin, smallFolder()));
    assert.doesNotMatch(app.logged, /SECRET|C9|2012-02-29/);
  });

  it('says so when storing fails for a reason of the machine, and stores nothing', async () => {
    await app.database.transaction(() => app.database.query('drop table programme_audits'));
    await toTheEnd(await send(admin, smallFolder()));
    assert.match(admin.text, /Failed Something went wrong in Plumbline; nothing was stored\./);
    assert.equal(await rows('services'), 0);
    assert.match(app.logged, /an import failed/);
  });
});
