import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { snapshotMeasures } from '../../src/reporting/figures.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp, type Visitor } from '../support/testApp.js';

interface Expected {
  snapshot: Record<string, { value?: number; numerator?: number; denominator?: number; percent?: number | null }>;
  moderator_effect: { month: string; audits: number; upgraded: number; downgraded: number; inadequate: number; inadequate_by_moderator: number }[];
}

const july = 'month=2022-07&as_at=2022-08-15';

describe('the snapshot and the moderator effect in a browser', function () {
  this.timeout(120_000);
  const expected = JSON.parse(readFileSync('src/demo/july-2022.figures.json', 'utf8')) as Expected;
  let app: TestApp;
  let qa: Visitor;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    qa = await app.asNew('Quin Ash', 'qa');
  });
  after(() => app.stop());

  /** The cells of a measure's row: standing, performance, target, direction. */
  function rowOf(visitor: Visitor, label: string): string[] {
    const { page } = visitor;
    const row = page('main table tbody tr')
      .toArray()
      .find((each) => page(each).find('th').contents().first().text().trim() === label);
    assert.ok(row, `no row ${label}`);
    return page(row).find('td').toArray().map((cell) => page(cell).text().replace(/\s+/g, ' ').trim());
  }

  /** How many rows the list has over all its pages. */
  async function rowsBehind(visitor: Visitor, path: string): Promise<number> {
    let rows = 0;
    for (let page = 1; ; page++) {
      await visitor.get(`${path}&page=${page}`);
      assert.equal(visitor.status, 200, path);
      const found = visitor.page('main tbody tr').length;
      rows += found;
      if (found < 25) return rows;
    }
  }

  it('shows the fourteen measures with numerator, denominator, target, standing in words and direction of travel', async () => {
    await qa.get(`/snapshot?${july}`);
    assert.equal(qa.status, 200);
    assert.equal(qa.page('main tbody tr').length, 14);
    assert.equal(qa.page('h1').text(), 'Snapshot of July 2022');
    assert.match(qa.text, /Figures as at 15 August 2022\. The quarter to date is July 2022\./);
    const [standing, performance, target, direction] = rowOf(qa, 'Audits completed');
    assert.match(standing!, /^Red/);
    assert.match(performance!, /^35/);
    assert.match(target!, /45 audits.*stretch 86/);
    assert.equal(direction, 'Decreased from 44 in June 2022 and 40 in May 2022; below the baseline of 45.');
    assert.match(rowOf(qa, 'Rated inadequate').join(' | '), /^Green.* \| 9% 3.* of 35.* \| at most 9% \| Decreased from 15%/);
    assert.match(rowOf(qa, 'Reviewing officer involved').join(' | '), /^Amber/);
    assert.match(rowOf(qa, 'Rated requires improvement')[0]!, /^No target/);
  });

  it('leads from each number to exactly as many audits, actions or auditors', async () => {
    await qa.get(`/snapshot?${july}`);
    const { page } = qa;
    const links = page('main tbody a[href^="/snapshot/"]').toArray().map((link) => String(page(link).attr('href')));
    assert.equal(links.length, 27, 'thirteen shares with two numbers, and one number of audits');
    for (const { key } of snapshotMeasures) {
      const { value, numerator, denominator } = expected.snapshot[key]!;
      for (const [part, number] of [['numerator', value ?? numerator], ['denominator', denominator]] as const) {
        if (number === undefined) continue;
        const href = links.find((link) => link.startsWith(`/snapshot/${key}?part=${part}&`));
        assert.ok(href, `${key} ${part}`);
        assert.equal(await rowsBehind(qa, href), number, `${key} ${part}`);
      }
    }
  });

  it('has the definition of every measure a click away', async () => {
    await qa.get(`/snapshot?${july}`);
    const { page } = qa;
    const targets = page('main tbody th a').toArray().map((link) => String(page(link).attr('href')));
    assert.equal(targets.length, 14);
    for (const target of targets) assert.equal(page(target).length, 1, target);
    assert.match(qa.text, /An elective audit counts as completed without being expected/);
  });

  it('shows each reader only what they may see behind a number, and says so', async () => {
    const manager = await app.as('frankie.beech@example.org');
    await manager.get(`/snapshot/audits_completed?part=numerator&${july}`);
    assert.equal(manager.status, 200);
    const shown = manager.page('main tbody tr').length;
    assert.ok(shown > 0 && shown < 35, `${shown} rows`);
    assert.ok(manager.text.includes(`You may see ${shown} of these 35 audits.`), manager.text);
    // Every one of them opens.
    const refs = manager.page('main tbody th a').toArray().map((link) => String(manager.page(link).attr('href')));
    for (const ref of refs) assert.equal((await manager.get(ref)).status, 200, ref);

    const reviewer = await app.asNew('Rey Holt', 'reviewing_officer');
    await reviewer.get(`/snapshot/audits_completed?part=numerator&${july}`);
    assert.equal(reviewer.page('main tbody tr').length, 0);
    assert.match(reviewer.text, /You may see 0 of these 35 audits\./);
    await reviewer.get(`/snapshot/actions_in_timescale?part=denominator&${july}`);
    assert.match(reviewer.text, /You may see 0 of these 113 actions\./);
    await reviewer.get(`/snapshot/completion_rate?part=denominator&${july}`);
    assert.match(reviewer.text, /You may see 0 of these 52 auditors\./);
    await reviewer.get(`/snapshot?${july}`);
    assert.match(rowOf(reviewer, 'Audits completed')[1]!, /^35/);
  });

  it('takes any month and as-at date, by default the latest month as at the 15th of the following one', async () => {
    await qa.get('/snapshot');
    assert.match(qa.text, /Snapshot of July 2022.*Figures as at 15 August 2022/);
    assert.equal(qa.page('select[name=month] option').length, 12);
    await qa.get('/snapshot?month=2022-05');
    assert.match(qa.text, /Snapshot of May 2022.*Figures as at 15 June 2022\. The quarter to date is April to May 2022\./);
    await qa.get('/snapshot?month=2022-07&as_at=2022-07-20');
    assert.doesNotMatch(rowOf(qa, 'Audits completed')[1]!, /^35/);
    assert.equal(qa.page('input[name=as_at]').val(), '2022-07-20');
    await qa.get('/snapshot?month=2022-07&as_at=2022-09-30');
    assert.match(qa.text, /The as-at date is still to come/);
    await qa.get('/snapshot?month=2022-01&as_at=2022-02-15');
    assert.equal(qa.status, 200);
    assert.equal(qa.page('select[name=month] option[selected]').val(), '2022-01');
    assert.match(rowOf(qa, 'Rated good or outstanding')[1]!, /^No data 0.* of 0/);
  });

  for (const path of ['/snapshot', '/moderator-effect']) {
    it(`says on the page when a month or date does not exist: ${path}`, async () => {
      for (const [query, said] of [
        ['month=2022-13', '“2022-13” is not a month'],
        ['month=<script>alert(1)</script>', '“<script>alert(1)</script>” is not a month'],
        ['as_at=2022-02-30', '“2022-02-30” is not a date'],
        [`month=${'9'.repeat(5000)}`, 'is not a month'],
      ] as const) {
        await qa.get(`${path}?${query}`);
        assert.equal(qa.status, 400);
        assert.ok(qa.errors[0]?.includes(said), qa.errors.join());
        assert.equal(qa.page('main script').length, 0);
        assert.equal(qa.page('main table').length, 0);
      }
      await qa.get(`${path}?month=2022-07&month=2022-06`);
      assert.equal(qa.status, 200);
    });
  }

  it('refuses numbers there are none of', async () => {
    assert.equal((await qa.get(`/snapshot/happiness?part=numerator&${july}`)).status, 404);
    assert.equal((await qa.get(`/snapshot/__proto__?part=numerator&${july}`)).status, 404);
    assert.equal((await qa.get(`/snapshot/upgraded?part=numerator&${july}`)).status, 404);
    assert.equal((await qa.get(`/snapshot/audits_completed?part=denominator&${july}`)).status, 400);
    assert.equal((await qa.get(`/snapshot/inadequate?part=both&${july}`)).status, 400);
    assert.equal((await qa.get('/snapshot/inadequate?part=numerator&month=2022-13')).status, 400);
    await qa.get(`/snapshot/inadequate?part=numerator&${july}&page=99`);
    assert.equal(qa.status, 200);
    assert.equal((await qa.get('/snapshot/inadequate')).status, 200);
  });

  it('shows the moderator effect of six months, and says where it is not as expected', async () => {
    await qa.get(`/moderator-effect?${july}`);
    assert.equal(qa.status, 200);
    const { page } = qa;
    const rows = page('main table').first().find('tbody tr').toArray().map((row) => page(row).text().replace(/\s+/g, ' ').trim());
    assert.equal(rows.length, 6);
    assert.match(rows[5]!, /^July 2022 35 .* 51% .*18 of 35 Above expected 3% .*1 of 35 49% .*17 of 35 3 .*100% .*3 of 3$/);
    assert.match(qa.text, /In July 2022 moderators changed 51% of the overall ratings \(18 of 35\), above the 10–15% expected\./);
    assert.equal(page('main svg[role=img] title').text(), 'Share of overall ratings changed by moderators, by month');
    assert.doesNotMatch(qa.last.text, / style=/);
  });

  it('leads from each number of the moderator effect to exactly as many audits', async () => {
    for (const row of expected.moderator_effect) {
      const behind = (key: string, part: string): Promise<number> =>
        rowsBehind(qa, `/moderator-effect/${key}?part=${part}&month=${row.month}&as_at=2022-08-15`);
      assert.equal(await behind('changed', 'denominator'), row.audits);
      assert.equal(await behind('changed', 'numerator'), row.upgraded + row.downgraded);
      assert.equal(await behind('upgraded', 'numerator'), row.upgraded);
      assert.equal(await behind('downgraded', 'numerator'), row.downgraded);
      assert.equal(await behind('inadequate_by_moderator', 'denominator'), row.inadequate);
      assert.equal(await behind('inadequate_by_moderator', 'numerator'), row.inadequate_by_moderator);
    }
  });

  it('is for those whose role has figures', async () => {
    const ambassador = await app.asNew('Amy Bassa', 'ambassador');
    for (const path of ['/snapshot', '/moderator-effect', '/snapshot/inadequate', '/moderator-effect/upgraded']) {
      assert.equal((await ambassador.get(path)).status, 403, path);
      assert.equal((await app.visitor().get(path)).status, 303, path);
    }
  });

  it('names no child in the log or the address of a page', () => {
    assert.doesNotMatch(app.logged, /C10\d{4}/);
  });
});
