import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Figures } from '../../src/reporting/figuresFor.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp, type Visitor } from '../support/testApp.js';

const july = 'month=2022-07&as_at=2022-08-15';

describe('the follow-up of actions in a browser', function () {
  this.timeout(300_000);
  const expected = JSON.parse(readFileSync('src/demo/july-2022.figures.json', 'utf8')) as Figures;
  let app: TestApp;
  let director: Visitor;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    director = await app.asNew('Dana Reeve', 'director');
  });
  after(() => app.stop());

  const words = (text: string): string => text.replace(/\s+/g, ' ').trim();

  /** The three tables: number, and share with what it is of, by the first line of each row. */
  function tables({ page }: Visitor): Record<string, [number: string, share: string]>[] {
    return page('main table.plumbline-stacked').toArray().map((table) =>
      Object.fromEntries(
        page(table).find('tbody tr').toArray().map((row) => {
          const label = words(page(row).find('th').contents().first().text());
          const [count, share] = page(row).find('td').toArray().map((cell) => words(page(cell).clone().find('.govuk-visually-hidden').remove().end().text()));
          return [label, [count!, share!]];
        }),
      ),
    );
  }

  /** The tables by service or team: the numbers of each row by its name. */
  function parts({ page }: Visitor): Record<string, number[]>[] {
    return page('main table:not(.plumbline-stacked)').toArray().map((table) =>
      Object.fromEntries(
        page(table).find('tbody tr').toArray().map((row) => [
          words(page(row).find('th').text()),
          page(row).find('td a').toArray().map((link) => Number(page(link).contents().first().text())),
        ]),
      ),
    );
  }

  it('shows the three tables of the report with numbers, shares and what each line counts', async () => {
    await director.get(`/follow-up?${july}`);
    assert.equal(director.status, 200);
    assert.equal(director.page('h1').text(), 'Follow-up of actions to July 2022');
    const { care_planning: planned, non_care_planning: others, outstanding_before: before } = expected;
    const [carePlanning, tasks, outstanding] = tables(director);
    assert.deepEqual(carePlanning, {
      'Audits counted': [String(planned.audits), ''],
      'With care-planning actions': ['86', '72% 86 of 119'],
      'Transferred on time': [String(planned.on_time), '5% 4 of 86'],
      'Transferred late': [String(planned.late), '8% 7 of 86'],
      'No update': [String(planned.no_update), '55% 47 of 86'],
      'Not yet transferred': [String(planned.not_yet_transferred), '33% 28 of 86'],
      'Service ended': [String(planned.service_ended), '0% 0 of 86'],
    });
    assert.deepEqual(tasks, {
      'Actions agreed': [String(others.actions), ''],
      'Completed on time': [String(others.on_time), '22% 53 of 236'],
      'Completed late': [String(others.late), '12% 28 of 236'],
      Overdue: [String(others.overdue), '25% 59 of 236'],
      'Not yet due': [String(others.not_yet_due), '3% 8 of 236'],
      'No update': [String(others.no_update), '37% 88 of 236'],
      'Service ended': [String(others.service_ended), '0% 0 of 236'],
    });
    assert.deepEqual(
      Object.values(outstanding!).map(([count]) => Number(count)),
      [290, before.care_planning_audits, before.care_planning_service_ended, 861, before.non_care_planning_actions, before.non_care_planning_service_ended],
    );
    assert.match(director.text, /No update At least one is open, and nobody has ever said how it stands\./);
    assert.match(director.text, /Audits of April 2022 and earlier/);
    // Every service's numbers together are the whole.
    for (const [table, whole] of parts(director).map((each, index) => [each, Object.values(tables(director)[index]!)] as const)) {
      const sums = Object.values(table).reduce((sum, row) => sum.map((each, column) => each + row[column]!));
      assert.deepEqual(sums, whole.map(([count]) => Number(count)));
    }
  });

  it('opens behind every number a list of as many', async () => {
    await director.get(`/follow-up?${july}`);
    const { page } = director;
    const links = page('main td a').toArray().map((link) => ({ href: page(link).attr('href')!, number: Number(page(link).contents().first().text()) }));
    assert.ok(links.length > 150, String(links.length));
    for (const { href, number } of links) {
      await director.get(href);
      assert.equal(director.status, 200, href);
      const of = /care-planning|care_planning_(audits|service)/.test(href) && !href.includes('non_care') ? 'audit' : 'action';
      assert.equal(words(director.page('main p strong').first().text()), `${number} ${number === 1 ? of : `${of}s`}.`, href);
      assert.equal(director.page('main tbody tr').length, Math.min(number, 25), href);
    }
  });

  it('links audits and actions, the oldest first, page by page', async () => {
    await director.get(`/follow-up/care-planning/no_update?${july}`);
    assert.equal(director.page('h1').text(), 'Care-planning actions: no update');
    assert.match(director.text, /All services, all cohorts: audits of May to July 2022, as at 15 August 2022\./);
    const rows = (visitor: Visitor): string[] => visitor.page('main tbody tr').toArray().map((row) => words(visitor.page(row).text()));
    assert.match(rows(director)[0]!, /^A\d{5} C\d+ May 2022 .* X\d{5} No update/);
    const seen = rows(director).map((row) => row.slice(0, 6));
    await director.get(director.page('a[rel=next]').attr('href')!);
    seen.push(...rows(director).map((row) => row.slice(0, 6)));
    assert.match(rows(director).at(-1)!, /June 2022/);
    assert.equal(new Set(seen).size, 47);
    const [audit, action] = [director.page('main tbody th a').first(), director.page('main tbody td a').first()].map((link) => link.attr('href')!);
    assert.match(audit!, /^\/audits\/A/);
    assert.match(action!, /^\/actions\/X/);
    await director.get(`/follow-up/tasks/overdue?${july}`);
    const due = rows(director).map((row) => /(\d+) days overdue/.exec(row)![1]!).map(Number);
    assert.deepEqual(due, due.toSorted((one, other) => other - one));
    assert.match(director.page('.moj-sub-navigation [aria-current=page]').text(), /Overdue/);
  });

  it('shows other days, and one service, team or cohort; the list behind a number keeps the choice', async () => {
    await director.get('/follow-up?month=2022-07&as_at=2022-06-15');
    assert.notDeepEqual(tables(director)[0]!['No update'], ['47', '55% 47 of 86']);
    await director.get(`/follow-up?${july}`);
    const [all] = parts(director);
    const service = director.page('main table:not(.plumbline-stacked) tbody th a').first();
    const name = service.text();
    await director.get(service.attr('href')!);
    assert.deepEqual(Object.values(tables(director)[0]!).map(([count]) => Number(count)), all![name]);
    assert.match(director.text, new RegExp(`${name}, all cohorts`));
    // By team now; one team alone has no such table.
    assert.match(director.page('main table:not(.plumbline-stacked) caption').first().text(), /by team$/);
    const [teams] = parts(director);
    const sums = Object.values(teams!).reduce((sum, row) => sum.map((each, column) => each + row[column]!));
    assert.deepEqual(sums, all![name]);
    await director.get(director.page('main table:not(.plumbline-stacked) tbody th a').first().attr('href')!);
    assert.equal(director.page('main table:not(.plumbline-stacked)').length, 0);

    await director.get(`/follow-up?${july}&cohort=care_leaver`);
    const [number] = tables(director)[1]!['No update']!;
    assert.ok(Number(number) < 88);
    assert.equal(director.page('[name=cohort] option[selected]').text(), 'Care leaver');
    const link = director.page('main table.plumbline-stacked').eq(1).find('tbody tr').eq(5).find('a').attr('href')!;
    assert.match(link, /cohort=care_leaver/);
    await director.get(link);
    assert.match(director.text, new RegExp(`${number} actions?\\.`));
    await director.get(director.page('.govuk-back-link').attr('href')!);
    assert.equal(director.page('[name=cohort] option[selected]').text(), 'Care leaver');
  });

  it('says “no data” where there is nothing to be a share of', async () => {
    await director.get('/follow-up?month=2010-01&as_at=2010-02-01');
    assert.equal(director.status, 200);
    assert.deepEqual(tables(director)[0]!['No update'], ['0', 'No data 0 of 0']);
    assert.equal(director.page('main table:not(.plumbline-stacked)').length, 0);
  });

  it('shows a team manager all numbers, and of the lists what is theirs', async () => {
    const [team] = await app.database.query<{ email: string; id: number }>(
      `select staff.email, teams.id from teams join staff on staff.id = teams.team_manager_id
        where exists (select 1 from audits where audits.team_id = teams.id and audits.month = '2022-07' and audits.status = 'completed') order by teams.id limit 1`,
    );
    const manager = await app.as(team!.email);
    await manager.get(`/follow-up?${july}`);
    assert.equal(tables(manager)[0]!['With care-planning actions']![0], '86');
    await manager.get(`/follow-up/tasks/actions?${july}`);
    const [, seen, all] = /You may see (\d+) of these (\d+) actions\./.exec(manager.text)!;
    assert.equal(all, '236');
    const rows = manager.page('main tbody tr').length;
    assert.equal(rows, Math.min(Number(seen), 25));
    await manager.get(manager.page('main tbody th a').first().attr('href')!);
    assert.equal(manager.status, 200);
    const worker = await app.asNew('Ivo Reed', 'reviewing_officer');
    await worker.get(`/follow-up/care-planning/no_update?${july}`);
    assert.match(worker.text, /You may see 0 of these 47 audits\. You may see none of these audits\./);
  });

  it('says what is wrong with an address, and keeps what was typed', async () => {
    await director.get('/follow-up?month=2022-13&as_at=2022-02-30&unit=team-99999&cohort=elves');
    assert.equal(director.status, 400);
    assert.deepEqual(director.errors, [
      '“2022-13” is not a month. Choose one from the list.', '“2022-02-30” is not a date. Enter one as year, month and day, such as 2022-08-15.',
      'Choose a service or a team from the list.', 'Choose a cohort from the list.',
    ]);
    assert.equal(director.page('[name=as_at]').attr('value'), '2022-02-30');
    for (const unit of ['service-', 'team-1x', 'x', '1']) {
      await director.get(`/follow-up?${july}&unit=${unit}`);
      assert.equal(director.status, 400, unit);
    }
    for (const [path, status] of [
      [`/follow-up/care-planning/nonsense?${july}`, 404], [`/follow-up/tasks/not_yet_transferred?${july}`, 404], [`/follow-up/outstanding/on_time?${july}`, 404],
      ['/follow-up/tasks/overdue?month=x', 400], [`/follow-up/tasks/overdue?${july}&unit=team-0`, 400], ['/follow-up/tracker.xlsx?as_at=tomorrow', 400],
    ] as const) {
      await director.get(path);
      assert.equal(director.status, status, path);
    }
    await director.get('/follow-up/tasks/overdue');
    assert.equal(director.status, 200);
  });
});
