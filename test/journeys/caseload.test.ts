import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Proposal } from '../../src/allocation/proposals/proposal.entity.js';
import type { Database } from '../../src/database/database.js';
import { systemClock } from '../../src/shared/clock.js';
import { monthOf } from '../../src/shared/month.js';
import { aColleague, aTeam } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { ServerProcess } from '../support/serverProcess.js';
import { TestApp, testPassword, Visitor } from '../support/testApp.js';
import { postgresDatabase, sqliteFile, testDatabase } from '../support/testDatabase.js';

const header = 'case_ref,date_of_birth,team,cohort,reviewing_officer';
const file = (...rows: string[]): Buffer => Buffer.from([header, ...rows].join('\n'));
const august = 'caseload-2022-08.csv';

type Sent = [name: string, bytes: Buffer][];

/** Opens the page, chooses the month and the file, and sends the form. */
async function send(visitor: Visitor, files: Sent, typed: Record<string, string> = {}): Promise<Visitor> {
  await visitor.get('/caseload');
  return sendForm(visitor, { ...(visitor.fields('form[enctype]').answers as Record<string, string>), ...typed }, files);
}

async function sendForm(visitor: Visitor, answers: Record<string, string>, files: Sent): Promise<Visitor> {
  let request = visitor.agent.post('/caseload');
  for (const [name, value] of Object.entries(answers)) request = request.field(name, value);
  for (const [name, bytes] of files) request = request.attach('file', bytes, name);
  visitor.last = await request;
  return visitor;
}

const takeOver = 'form[action$="/take-over"]';
const discard = 'form[action$="/discard"]';

/** Every number on a card, by what it says; `section` is the first or the second group of them. */
function cards({ page }: Visitor, section = 0): Record<string, string> {
  const found = page('.plumbline-metrics').eq(section).find('.plumbline-metric').toArray();
  return Object.fromEntries(found.map((card) => [page(card).find('.plumbline-metric__label').text().trim(), page(card).find('.plumbline-metric__value').text().trim()]));
}

const rows = ({ page }: Visitor, table = 'Children'): string[][] =>
  page(`[aria-label="${table}"] tbody tr`).toArray().map((row) => page(row).find('th, td').toArray().map((cell) => page(cell).text().trim().replace(/\s+/g, ' ')));

const warnings = ({ page }: Visitor): string[] => page('main ul.govuk-list--bullet > li').toArray().map((item) => page(item).text().trim().replace(/\s+/g, ' '));

describe('the caseload of a month', function () {
  this.timeout(120_000);

  describe('uploaded to the reference months', () => {
    let app: TestApp;
    let qa: Visitor;
    before(async () => {
      app = await TestApp.on(await referenceDatabase());
      qa = await app.asNew('Quinn Abbot', 'qa');
    });
    after(() => app.stop());

    it('shows what came, went and moved team before anything changes, and again after it is taken over', async () => {
      await qa.get('/caseload');
      assert.deepEqual(rows(qa, 'Caseloads of the months').map(([month, children, ...rest]) => [month, children, rest.at(-2), rest.at(-1)?.split(' ')[0]]), [['July 2022', '4,517', '44', 'Import']]);
      await send(qa, [[august, readFileSync(`src/demo/august-2022/${august}`)]]);
      assert.equal(qa.status, 303);
      await qa.follow();
      assert.equal(qa.page('h1').text(), 'Caseload of August 2022');
      const numbers = { Children: '4,526', Came: '58', Went: '49', 'Moved team': '39', 'Changed cohort': '37', 'Changed reviewing officer': '28', 'Changed date of birth': '1' };
      assert.deepEqual(cards(qa), numbers);
      assert.deepEqual(warnings(qa), []);
      assert.match(qa.text, /Showing 1 to 25 of 170 children/);
      const review = qa.last.request.url.replace(app.address, '');

      for (const [words, count] of Object.entries(numbers)) {
        await qa.get(review);
        const href = qa.page(`.plumbline-metric a:contains("${words}")`).attr('href')!;
        await qa.get(href);
        assert.match(qa.text, new RegExp(`Showing 1 to \\d+ of ${count.replace(',', '')} children`), words);
      }
      await qa.get(`${review}?kind=went&page=2`);
      assert.equal(rows(qa).length, 24);
      assert.deepEqual([...new Set(rows(qa).map(([, different]) => different))], ['Went']);
      await qa.get(`${review}?kind=moved&cohort=child_in_need`);
      assert.ok(rows(qa).some((row) => /\|Team, Cohort\|.*\|Safeguarding .* was Assessment \d\|Child in need was Subject to assessment\|None$/.test(row.join('|'))));
      assert.deepEqual(await app.database.query("select 1 from caseload where month = '2022-08'"), []);

      await qa.get(review);
      await qa.submit({}, takeOver);
      assert.deepEqual([qa.status, qa.last.headers['location']], [303, '/caseload/2022-08/changes']);
      await qa.follow();
      assert.match(qa.text, /The caseload of August 2022 has 4,526 children now: 4,526 added, 0 removed, 0 changed\./);
      assert.deepEqual(cards(qa), numbers);
      assert.match(qa.text, /Taken over by Quinn Abbot, 15 August 2022/);
      await qa.get('/caseload');
      assert.deepEqual(rows(qa, 'Caseloads of the months').map(([month, children]) => [month, children]), [['August 2022', '4,526'], ['July 2022', '4,517']]);
      for (const cell of qa.page('[aria-label="Caseloads of the months"] tbody tr').first().find('td a').toArray()) {
        const { href } = cell.attribs;
        const count = qa.page(cell).text().trim();
        if (!href!.includes('/changes')) continue;
        const list = await (await app.as('quinn.abbot@example.org')).get(href!);
        assert.match(list.text, new RegExp(`of ${count.replace(',', '')} children`), href);
      }
      await qa.get('/caseload/2022-07/changes');
      assert.match(qa.text, /There is no earlier caseload to compare with\./);
      assert.deepEqual(cards(qa), { Children: '4,517' });
    });

    it('shows what a second file changes in the caseload there is, and takes the whole of it over', async () => {
      const lines = readFileSync(`src/demo/august-2022/${august}`, 'utf8').trim().split('\n');
      const [first, second, third] = [1, 2, 3].map((at) => lines[at]!.split(','));
      const changed = [lines[0]!, [...second!.slice(0, 2), 'Assessment 1', ...second!.slice(3)].join(','), third!.join(','), ...lines.slice(4), 'D1,2012-01-01,Assessment 1,subject_to_assessment,'];
      await (await send(qa, [[august, Buffer.from(changed.join('\n'))]])).follow();
      assert.deepEqual(cards(qa, 1), { Added: '1', Removed: '1', Changed: '1' });
      for (const [words, child, different] of [['Added', 'D1', 'Came'], ['Removed', first![0], 'Went'], ['Changed', second![0], 'Team']] as const) {
        await qa.get(qa.page(`.plumbline-metric a:contains("${words}")`).last().attr('href')!);
        assert.deepEqual(rows(qa).map(([ref, what]) => [ref, what]), [[child, different]], words);
      }
      await qa.submit({}, takeOver);
      assert.match((await qa.follow()).text, /4,526 children now: 1 added, 1 removed, 1 changed\./);
      const [there] = await app.database.query<{ children: number }>("select count(*) as children from caseload where month = '2022-08'");
      assert.equal(there!.children, 4526);
      assert.deepEqual(await app.database.query("select 1 from caseload where month = '2022-08' and case_ref = :ref", { ref: first![0] }), []);

      await (await send(qa, [[august, Buffer.from(changed.join('\n'))]])).follow();
      assert.deepEqual(warnings(qa), ['This file is the same as the caseload there is of this month. Taking it over changes nothing.']);
      await qa.submit({}, discard);
      assert.match((await qa.follow()).text, /The upload is discarded\. Nothing has changed\./);
    });

    it('warns about last month’s file, and about one that is not whole', async () => {
      const july = readFileSync('src/demo/july-2022/caseload-2022-07.csv', 'utf8').trim().split('\n');
      await (await send(qa, [['list.csv', Buffer.from(july.join('\n'))]], { month: '2022-07' })).follow();
      assert.deepEqual(warnings(qa), ['This file is the same as the caseload there is of this month. Taking it over changes nothing.']);
      await (await send(qa, [['september.csv', Buffer.from([...july.slice(0, 1000), 'OLD,1990-01-01,Assessment 1,care_leaver,'].join('\n'))]], { month: '2022-09' })).follow();
      const [went, old, teams, ...more] = warnings(qa);
      assert.match(went!, /^3,\d\d\d children of 4,526 went: more than one in five\. Check that the file is whole\. See them$/);
      assert.match(old!, /^One child is over 25\. Check the dates of birth\. See them$/);
      assert.match(teams!, /^No child belongs to Children in Care 3, .* or Permanency 11 to 25 4\. Check that every team is in the file\.$/);
      assert.deepEqual(more, []);
      await qa.get(qa.page('main ul.govuk-list--bullet a').last().attr('href')!);
      assert.deepEqual(rows(qa).map(([ref]) => ref), ['OLD']);
      await (await send(qa, [['september.csv', file('C1,2012-01-01,Assessment 1,child_in_need,')]], { month: '2022-09' })).follow();
      assert.match(warnings(qa).at(-1)!, /^No child belongs to Assessment 2, .*, Children in Care 3 or 33 more teams\. Check that every team is in the file\.$/);
    });

    it('leaves a draft allocation of the month named, drawn from the caseload before', async () => {
      const [staff] = await app.database.query<{ id: number }>("select id from staff where email = 'quinn.abbot@example.org'");
      const draft = { month: '2022-09', caseloadMonth: '2022-08', seed: 'x', status: 'draft' as const, madeById: staff!.id, madeAt: '2022-08-10T10:00:00.000Z', inputs: '{}', coverage: '{}', version: 1 };
      await app.database.transaction(() => app.database.manager.insert(Proposal, [draft, { ...draft, month: '2022-08', status: 'confirmed' }]));
      await (await send(qa, [['september.csv', readFileSync(`src/demo/august-2022/${august}`)]], { month: '2022-09' })).follow();
      const named = 'There is a draft allocation of September 2022 drawn from the caseload before this one. Discard it and draw again. See the draft';
      assert.ok(warnings(qa).includes(named), warnings(qa).join('\n'));
      await (await qa.submit({}, takeOver)).follow();
      assert.deepEqual(warnings(qa), [named]);
      await app.database.transaction(() => app.database.query("update allocation_proposals set made_at = '2022-08-15T10:00:01.000Z'"));
      await qa.get('/caseload/2022-09/changes');
      assert.deepEqual(warnings(qa), []);
    });

    it('says so where the address asks for no list there is', async () => {
      for (const path of ['/caseload/2022-08/changes?kind=nobody', '/caseload/2022-08/changes?team=x', '/caseload/2022-08/changes?cohort=none']) assert.equal((await qa.get(path)).status, 400, path);
      for (const path of ['/caseload/2021-01/changes', '/caseload/2022-13/changes', '/caseload/x/changes', '/caseload/uploads/0', '/caseload/uploads/9999', '/caseload/uploads/x']) assert.equal((await qa.get(path)).status, 404, path);
      assert.equal((await qa.get('/caseload/2022-08/changes?page=9999')).status, 200);
    });

    it('keeps the children out of the log and out of every address', () => {
      assert.doesNotMatch(app.logged, /C1\d{5}|D1,|"OLD"/);
      assert.doesNotMatch(app.logged, /"level":50/);
    });
  });

  describe('on a small database', () => {
    let app: TestApp;
    let qa: Visitor;
    beforeEach(async () => {
      app = await TestApp.on(await testDatabase());
      await aTeam(app);
      await aColleague(app, 'Robin Hart', 'reviewing_officer');
      qa = await app.asNew('Quinn Abbot', 'qa');
    });
    afterEach(() => app.stop());

    const good = file('C1,2012-02-29,Rowan team,child_in_need,', 'C2,2015-01-01,Rowan team,child_in_care,Robin.Hart@example.org');
    const uploads = async (): Promise<number> => (await app.database.query('select id from caseload_uploads')).length;
    const children = async (): Promise<string[]> => (await app.database.query<{ ref: string }>('select case_ref as ref from caseload order by case_ref')).map(({ ref }) => ref);

    it('needs one file and one month, and keeps the month that was chosen', async () => {
      const asked = async (files: Sent, month: string): Promise<string[]> => {
        await send(qa, files, { month });
        assert.equal(qa.status, 400);
        assert.equal(qa.page('select[name=month]').val(), month);
        return qa.errors;
      };
      assert.deepEqual(await asked([], '2022-08'), ['Choose the CSV file of the caseload.']);
      assert.deepEqual(await asked([['a.csv', good], ['b.csv', good]], '2022-08'), ['Choose one file. You sent 2.']);
      assert.deepEqual(await asked([['a.csv', good]], ''), ['Choose the month of the caseload. The file’s name does not say it.']);
      assert.deepEqual(await asked([[august, good]], '2022-07'), ['You chose July 2022, and the file’s name says August 2022. Choose the month the file is of, or the right file.']);
      assert.deepEqual(await asked([['caseload-2019-08.csv', good]], ''), ['The caseload must be of a month from August 2020 to September 2022, not August 2019.']);
      await send(qa, [['a.csv', good]], { month: 'August' });
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose a month from the list.']]);
      // The same form, not sent as an upload.
      await qa.get('/caseload');
      await qa.send('/caseload', qa.fields('form[enctype]').answers);
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose the CSV file of the caseload.']]);
      assert.equal(await uploads(), 0);
    });

    const problems = (visitor: Visitor): string[][] => rows(visitor, 'Problems found in the files');
    const wrong: [name: string, bytes: Buffer, expected: RegExp[]][] = [
      ['empty', Buffer.from(''), [/^export\.csv\|\|\|an empty file\|a header row$/]],
      ['without a child', Buffer.from(`${header}\n`), [/^export\.csv\|1\|\|no rows below the header\|a row for every child$/]],
      ['of another kind', Buffer.from('ref;born;team\nC1;2012-01-01;Rowan team'), [/\|an unknown column\|/, /case_ref\|no such column/, /date_of_birth\|no such/, /team\|no such/, /cohort\|no such/, /reviewing_officer\|no such/]],
      ['not text', Buffer.from([0x50, 0x4b, 0, 1, 2]), [/a file that is not text/]],
      ['not in UTF-8', Buffer.from(`${header}\nC1,2012-01-01,Rowan team,child_in_need,\nC\xe9,2012-01-01,Rowan team,child_in_need,`, 'latin1'), [/\|3\|case_ref\|.*UTF-8/]],
      ['with a child twice', file('C1,2012-01-01,Rowan team,child_in_need,', 'C1,2013-01-01,Rowan team,child_in_need,'), [/\|3\|case_ref\|the same case_ref as in line 2\|each case_ref once/]],
      ['with unknown people and teams', file('C1,2012-01-01,No team,child_in_need,nobody@example.org'), [/\|2\|team\|No team\|the name of a team/, /\|2\|reviewing_officer\|nobody@example\.org\|the e-mail address of a member of staff/]],
      ['with a child not born yet', file('C1,2022-08-16,Rowan team,child_in_need,', 'C2,2022-08-15,Rowan team,child_in_need,'), [/\|2\|date_of_birth\|2022-08-16\|not after 2022-08-15, which is today/]],
      ['with wrong cells', file('C1,29.02.2012,Rowan team,young,'), [/\|2\|date_of_birth\|29\.02\.2012\|a date as YYYY-MM-DD/, /\|2\|cohort\|young\|one of subject_to_assessment/]],
      ['with too few cells', file('C1,2012-01-01,Rowan team'), [/\|2\|\|3 cells\|5 cells, as in the header row/]],
    ];
    for (const [what, bytes, expected] of wrong) {
      it(`is refused with every problem and its place where the file is ${what}`, async () => {
        await (await send(qa, [['export.csv', bytes]], { month: '2022-08' })).follow();
        assert.equal(qa.status, 200);
        assert.match(qa.text, /Not stored/);
        const found = problems(qa).map((row) => row.join('|'));
        assert.ok(found.length >= expected.length, found.join('\n'));
        for (const pattern of expected) assert.ok(found.some((row) => pattern.test(row)), `${String(pattern)} in\n${found.join('\n')}`);
        assert.deepEqual(await app.database.query('select 1 from caseload_upload_rows'), []);
        assert.doesNotMatch(app.logged, /29\.02\.2012|nobody@example/);
        await qa.get('/caseload');
        assert.deepEqual(rows(qa, 'Uploads waiting to be taken over'), []);
      });
    }

    it('pages what is wrong, and never takes a refused file over', async () => {
      await (await send(qa, [['export.csv', file(...Array.from({ length: 30 }, (_, row) => `C${row},2012-01-01,Rowan team,nobody,`))]], { month: '2022-08' })).follow();
      assert.match(qa.text, /Showing 1 to 25 of 30 problems/);
      await qa.get(qa.page('a[rel=next]').attr('href')!);
      assert.match(qa.text, /Showing 26 to 30 of 30 problems/);
      const path = qa.last.request.url.replace(app.address, '').split('?')[0]!;
      await qa.get('/caseload');
      const { _csrf } = qa.fields('form[enctype]').answers as { _csrf: string };
      await qa.send(`${path}/take-over`, { _csrf, _key: 'x', version: '1' });
      assert.equal(qa.status, 409);
      assert.deepEqual(await children(), []);
    });

    it('is refused when the file is too large or did not arrive whole', async () => {
      await send(qa, [['a.csv', Buffer.alloc(21 * 1024 * 1024, 'x')]]);
      assert.equal(qa.status, 413);
      assert.match(qa.text, /larger than 20 MB\. Nothing has been stored\./);
      qa.last = await qa.agent.post('/caseload').set('Content-Type', 'multipart/form-data; boundary=x').send('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nabc');
      assert.equal(qa.status, 400);
      assert.equal(await uploads(), 0);
    });

    it('shows what stands in the file as inert text', async () => {
      await (await send(qa, [['<b>.csv', file('<i>C1</i>,2012-01-01,Rowan team,child_in_need,')]], { month: '2022-08' })).follow();
      assert.deepEqual(rows(qa).map(([ref]) => ref), ['<i>C1</i>']);
      assert.ok(!qa.last.text.includes('<i>C1') && !qa.last.text.includes('<b>.csv'));
    });

    it('is kept and taken over once, however often the button is pressed', async () => {
      await qa.get('/caseload');
      const answers = qa.fields('form[enctype]').answers as Record<string, string>;
      await sendForm(qa, answers, [[august, good]]);
      const first = qa.last.headers['location'];
      await sendForm(qa, answers, [[august, good]]);
      assert.equal(qa.last.headers['location'], first);
      assert.equal(await uploads(), 1);
      await qa.follow();
      const form = qa.fields(takeOver);
      const again = await app.as('quinn.abbot@example.org');
      await again.get('/');
      await Promise.all([qa.send(form.action, form.answers), again.send(form.action, { ...form.answers, _csrf: again.fields('form[action="/sign-out"]').answers['_csrf']! })]);
      assert.deepEqual([qa.status, qa.last.headers['location'], again.status, again.last.headers['location']], [303, '/caseload/2022-08/changes', 303, '/caseload/2022-08/changes']);
      assert.deepEqual(await children(), ['C1', 'C2']);
      const taken = await app.database.query("select 1 from history where record_type = 'caseload_upload' and event = 'taken_over'");
      assert.equal(taken.length, 1);
    });

    it('is taken over by one of two people, and the other sees what it is now', async () => {
      const other = await app.asNew('Devon Reed', 'qa');
      await (await send(qa, [[august, good]])).follow();
      await (await send(other, [[august, file('C3,2012-01-01,Rowan team,child_in_need,')]])).follow();
      const form = qa.fields(takeOver);
      await other.submit({}, takeOver);
      assert.equal(other.status, 303);
      await qa.send(form.action, form.answers);
      assert.equal(qa.status, 409);
      assert.match(qa.text, /A caseload was changed after you opened this page, so nothing has been taken over\./);
      assert.deepEqual(cards(qa, 1), { Added: '2', Removed: '1', Changed: '0' });
      assert.deepEqual(await children(), ['C3']);
      await qa.submit({}, takeOver);
      assert.equal(qa.status, 303);
      assert.deepEqual(await children(), ['C1', 'C2']);
      // Whoever comes too late learns what became of it.
      const late = await app.asNew('Lee Moss', 'qa');
      await late.get('/');
      await late.send(form.action.replace('take-over', 'discard'), { _csrf: late.fields('form[action="/sign-out"]').answers['_csrf']!, _key: 'y' });
      assert.equal(late.status, 409);
      assert.match(late.text, /This upload was taken over or discarded after you opened its page, so nothing more has been done\..*Taken over by Quinn Abbot/);
    });

    it('is for the QA team only, and only with the token of the session', async () => {
      await (await send(qa, [[august, good]])).follow();
      const { action, answers } = qa.fields(takeOver);
      await qa.send(action, { ...answers, _csrf: 'wrong' });
      assert.equal(qa.status, 403);
      await send(qa, [[august, good]], { _csrf: 'wrong' });
      assert.equal(qa.status, 403);
      for (const role of ['admin', 'director', 'head_of_service', 'auditor', 'moderator', 'team_manager'] as const) {
        const person = await app.asNew(`Only ${role}`, role);
        for (const path of ['/caseload', action.replace('/take-over', ''), '/caseload/2022-08/changes']) assert.equal((await person.get(path)).status, 403, `${role} ${path}`);
        await person.get('/');
        const { _csrf } = person.fields('form[action="/sign-out"]').answers as { _csrf: string };
        await sendForm(person, { _csrf }, [[august, good]]);
        assert.equal(person.status, 403, role);
        for (const path of [action, action.replace('take-over', 'discard')]) assert.equal((await person.send(path, { ...answers, _csrf })).status, 403, `${role} ${path}`);
      }
      assert.equal(await uploads(), 1);
      assert.deepEqual(await children(), []);
    });

    it('takes 50,000 children and lets others work meanwhile', async () => {
      const many = Array.from({ length: 50_000 }, (_, row) => `C${row},2012-01-01,Rowan team,child_in_need,${row % 3 === 0 ? 'robin.hart@example.org' : ''}`);
      const other = await app.asNew('Devon Reed', 'qa');
      let answered = 0;
      const uploading = new AbortController();
      const meanwhile = (async () => {
        while (!uploading.signal.aborted) {
          assert.equal((await other.get('/caseload')).status, 200);
          answered += 1;
        }
      })();
      await send(qa, [[august, file(...many)]]);
      uploading.abort();
      await meanwhile;
      assert.ok(answered > 3, `${answered} pages were answered meanwhile`);
      await qa.follow();
      assert.deepEqual(cards(qa), { Children: '50,000' });
      await (await qa.submit({}, takeOver)).follow();
      assert.match(qa.text, /50,000 children now: 50,000 added/);
      await (await send(qa, [['caseload-2022-09.csv', file(...many.slice(100), 'D1,2012-01-01,Rowan team,child_in_need,')]])).follow();
      assert.deepEqual([cards(qa)['Came'], cards(qa)['Went'], cards(qa)['Children']], ['1', '100', '49,901']);
    });
  });

  it('is the old or the new one, whole, when the process is killed while it is taken over', async () => {
    const onPostgres = process.env['TEST_DATABASE_URL'];
    const { url, drop } = onPostgres ? await postgresDatabase(onPostgres) : sqliteFile();
    const prepared = await TestApp.on({ ...(await openedAt(url)), remove: () => Promise.resolve() });
    await aTeam(prepared);
    await aColleague(prepared, 'Quinn Abbot', 'qa');
    await prepared.openAccount('quinn.abbot@example.org');
    await prepared.stop();
    await prepared.database.close();

    const version = (team: number): Buffer => file(...Array.from({ length: 20_000 }, (_, row) => `C${row + team * 5000},2012-01-0${team},Rowan team,child_in_need,`));
    const after: string[] = [];
    for (const wait of [0, 20, 60, 150]) {
      const server = await ServerProcess.start({ DATABASE_URL: url });
      const qa = new Visitor(server.address);
      await qa.get('/sign-in');
      await qa.submit({ email: 'quinn.abbot@example.org', password: testPassword });
      await (await send(qa, [['list.csv', version(1 + (after.length % 2))]], { month: monthOf(systemClock.today()) })).follow();
      const { action, answers } = qa.fields(takeOver);
      const sent = qa.send(action, answers).then(() => 'answered', () => 'unanswered');
      await new Promise((resolve) => setTimeout(resolve, wait));
      await server.end('SIGKILL');
      after.push(await sent);
      const { database } = await openedAt(url);
      await aloneOn(database);
      const found = await database.query<{ born: string; children: number }>('select date_of_birth as born, count(*) as children from caseload group by date_of_birth');
      const [last] = await database.query<{ status: string }>('select status from caseload_uploads order by id desc limit 1');
      await database.close();
      assert.ok(found.length <= 1, JSON.stringify(found));
      if (found.length === 1) assert.equal(found[0]!.children, 20_000);
      const isNew = found[0]?.born === `2012-01-0${1 + ((after.length - 1) % 2)}`;
      assert.equal(last!.status, isNew ? 'taken_over' : 'waiting');
      if (after.at(-1) === 'answered') assert.ok(isNew);
    }
    assert.ok(after.includes('unanswered'), after.join());
    await drop();
  });
});

async function openedAt(url: string) {
  const { openDatabase } = await import('../../src/database/openDatabase.js');
  return { url, database: await openDatabase(url) };
}

/** Waits until PostgreSQL has noticed that the killed process is gone, and ended what that had begun. */
async function aloneOn(database: Database): Promise<void> {
  const others = "select 1 from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'";
  while (database.isPostgres && (await database.query(others)).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
}
