import assert from 'node:assert/strict';
import { TestApp, type Visitor } from '../support/testApp.js';
import { referenceDatabase } from '../support/referenceDatabase.js';

const july = 'month=2022-07&as_at=2022-08-15';

describe('the impact of audit in a browser', function () {
  this.timeout(60_000);
  let app: TestApp;
  let qa: Visitor;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    qa = await app.asNew('Quinn Abbot', 'qa');
    // Two actions of one team are verified, and one of them helped.
    const [first, second] = await app.database.query<{ id: number }>(
      `select actions.id from actions join audits on audits.id = actions.audit_id join teams on teams.id = audits.team_id where teams.name = 'Assessment 3' and audits.month >= '2022-02' and completed_on < '2022-05-01' order by actions.id limit 2`,
    );
    await app.database.transaction(async () => {
      await app.database.query("update actions set verified_on = '2022-08-01' where id in (:...ids)", { ids: [first!.id, second!.id] });
      await app.database.query(
        "insert into action_updates (action_id, kind, happened_on, note, helped, recorded_at) values (:id, 'impact', '2022-08-02', 'Things are calm.', 'better', '2022-08-02T10:00:00.000Z')", { id: first!.id },
      );
    });
  });
  after(() => app.stop());

  const links = (visitor: Visitor): string[] => visitor.page('main a[href^="/impact/"]').toArray().map((link) => String(visitor.page(link).attr('href')));
  const numberBehind = (visitor: Visitor): number => Number(/^(?:You may see \d+ of these )?([\d,]+)/.exec(visitor.page('main p > strong').first().text())![1]!.replace(',', ''));

  it('shows what changed in six months, by rating, cohort and team', async () => {
    await qa.get(`/impact?${july}`);
    assert.equal(qa.page('h1').text(), 'Impact to July 2022');
    assert.match(qa.text, /audits of February to July 2022 have changed, as at 15 August 2022/);
    assert.match(qa.text, /Care plans amended 55 children and young people Actions completed 313 besides those in care plans Median days from acceptance to plan \d+ 55 actions transferred Verified 1% 2 of 368/);
    assert.match(qa.text, /So far it has been asked of \d+ /);
    assert.match(qa.text, /Things are better for the child 1 actions 1%/);
    assert.match(qa.text, /Not answered yet \d+ actions 99%/);
    assert.match(qa.text, /Showing 1 to 25 of \d\d teams/);
    await qa.get(`/impact?${july}&page=2`);
    assert.match(qa.text, /Showing 26 to/);
    assert.match(qa.text, /Care plans amended 55/);
    await qa.get(`/impact?${july}&page=9`);
    assert.match(qa.text, /This list has no page 9\. Go to its last page/);
  });

  it('has behind every number as many rows as it says', async () => {
    await qa.get(`/impact?${july}`);
    const page = qa.page;
    const shown = page('main td a[href^="/impact/"], main th a[href^="/impact/"]').toArray().map((link) => {
      const text = page(link).clone().children().remove().end().text().trim();
      const note = page(link).closest('td').find('.plumbline-note').text();
      return { href: String(page(link).attr('href')), number: Number((note === '' ? text : note.split(' of ')[0]!).replace(',', '')) };
    });
    assert.ok(shown.length > 80, String(shown.length));
    for (const { href, number } of shown) {
      await qa.get(href);
      assert.equal(qa.status, 200, href);
      assert.equal(numberBehind(qa), number, href);
    }
    for (const href of links(qa).filter((link) => link.includes('denominator'))) assert.equal((await qa.get(href)).status, 200);
  });

  it('lists the children whose care plan was amended, and the actions, with what decides', async () => {
    await qa.get(`/impact/care_plans_amended?part=numerator&${july}`);
    assert.match(qa.text, /55 children\./);
    assert.match(qa.text, /Showing 1 to 25 of 55 children/);
    assert.match(qa.page('main tbody tr').first().text().replace(/\s+/g, ' '), /^ ?C\d+ .* X\d+ On \d+ \w+ 2022/);
    assert.equal((await qa.get(String(qa.page('main tbody a[href^="/actions/X"]').first().attr('href')))).status, 200);
    await qa.get(`/impact/days_to_plan?${july}`);
    assert.match(qa.page('main thead').text(), /Days from acceptance/);
    await qa.get(`/impact/verified?part=numerator&${july}`);
    assert.match(qa.text, /2 actions\..* 1 August 2022/);
    assert.deepEqual(qa.page('nav[aria-label="Both sides of the figure"] a').toArray().map((link) => qa.page(link).text().trim()), ['Actions verified', 'Actions completed or transferred']);
    await qa.get(`/impact/helped_better?${july}`);
    assert.match(qa.text, /1 action\..* Things are better for the child/);
    await qa.get(`/impact/helped_better?month=2022-07&as_at=2022-08-01`);
    assert.match(qa.text, /There are no actions behind this number\./);
    await qa.get(`/impact/actions_completed?cohort=care_leaver&rating=good&${july}`);
    assert.match(qa.text, /Actions completed, Care leaver, audits rated Good: February to July 2022, as at 15 August 2022\./);
    assert.match(String(qa.page('main tbody tr').text()), /Care leaver/);
  });

  it('shows everybody the numbers, and of what is behind them what they may see', async () => {
    const [manager] = await app.database.query<{ email: string }>("select staff.email from teams join staff on staff.id = teams.team_manager_id where teams.name = 'Assessment 3'");
    const visitor = await app.as(manager!.email);
    await visitor.get(`/impact?${july}`);
    assert.match(visitor.text, /Actions completed 313/);
    await visitor.get(`/impact/actions_completed?${july}`);
    assert.match(visitor.text, /You may see \d+ of these 313 actions\./);
    await visitor.get(`/impact/care_plans_amended?${july}`);
    assert.match(visitor.text, /You may see \w+ of these 55 children\.|You may see none of these children/);
    const shown = visitor.page('main tbody tr').length;
    assert.ok(shown < 25, String(shown));
  });

  it('says what is wrong with an address that was changed by hand', async () => {
    assert.equal((await qa.get('/impact?month=2022-13')).status, 400);
    assert.deepEqual(qa.errors, ['“2022-13” is not a month. Choose one from the list.']);
    for (const [path, status] of [
      ['/impact/happiness', 404], ['/impact/__proto__', 404], ['/impact/care_plans_amended?part=denominator', 400], ['/impact/verified?part=both', 400], ['/impact/verified?month=2022-13', 400],
      ['/impact/verified?team=99999', 404], ['/impact/verified?team=x', 404], ['/impact/verified?cohort=toString', 400], ['/impact/verified?rating=fair', 400], ['/impact/verified', 200],
    ] as const) {
      assert.equal((await qa.get(path)).status, status, path);
    }
  });
});
