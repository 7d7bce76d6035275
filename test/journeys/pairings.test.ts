import assert from 'node:assert/strict';
import { AllocationReads } from '../../src/allocation/allocation.reads.js';
import { Pairing } from '../../src/allocation/pairings/pairing.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { aColleague, aTeam } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('the QA team pairs auditors and moderators', function () {
  this.timeout(60_000);
  let app: TestApp;
  let qa: Visitor;
  let rowan: number;
  let people: Record<'robin' | 'jules' | 'remy' | 'morgan' | 'sandy' | 'tam', number>;

  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    rowan = await aTeam(app);
    people = {
      robin: await aColleague(app, 'Robin Hart', 'auditor'),
      jules: await aColleague(app, 'Jules Moss', 'auditor'),
      remy: await aColleague(app, 'Remy Fell', 'auditor'),
      morgan: await aColleague(app, 'Morgan Vale', 'moderator'),
      sandy: await aColleague(app, 'Sandy Reed', 'moderator'),
      tam: await aColleague(app, 'Tam Ridley', 'team_manager'),
    };
    await app.database.transaction(async () => {
      await app.database.manager.update(Staff, { id: people.robin }, { teamId: rowan });
      for (const id of [people.morgan, people.sandy]) await app.database.manager.update(Staff, { id }, { moderationCapacity: 2 });
      await app.database.manager.insert(Pairing, [
        { auditorId: people.robin, moderatorId: people.morgan, fromMonth: '2022-08', toMonth: '2022-10' },
        { auditorId: people.jules, moderatorId: people.sandy, fromMonth: '2022-08', toMonth: '2022-10' },
      ]);
    });
    qa = await app.asNew('Quinn Abbot', 'qa');
  });
  afterEach(() => app.stop());

  const pairs = async (): Promise<unknown[][]> =>
    (
      await app.database.query<{ auditor: string; moderator: string; fromMonth: string; toMonth: string }>(
        `select auditor.name as auditor, moderator.name as moderator, from_month as "fromMonth", to_month as "toMonth"
           from pairings join staff as auditor on auditor.id = auditor_id join staff as moderator on moderator.id = moderator_id order by from_month, auditor.name`,
      )
    ).map(({ auditor, moderator, fromMonth, toMonth }) => [auditor, moderator, fromMonth, toMonth]);
  const before = [['Jules Moss', 'Sandy Reed', '2022-08', '2022-10'], ['Robin Hart', 'Morgan Vale', '2022-08', '2022-10']];
  const rows = (visitor: Visitor): string[] => visitor.page('main tbody tr').toArray().map((row) => visitor.page(row).text().replace(/\s+/g, ' ').trim());
  const changeStaff = (id: number, values: Partial<Staff>): Promise<unknown> => app.database.transaction(() => app.database.manager.update(Staff, { id }, values));

  describe('and sees', () => {
    it('the pairs of a month by moderator, with their load in odd and even months', async () => {
      await changeStaff(people.jules, { auditFrequency: 'alternate', alternateMonths: 'odd' });
      await changeStaff(people.morgan, { moderationCapacity: 0 });
      await qa.get('/pairings');
      assert.match(qa.text, /The pairs of August 2022 last to October 2022\. Propose the next rotation, from November 2022/);
      assert.deepEqual(rows(qa), ['Morgan Vale None Robin Hart 1 of 0 Over capacity 1 of 0 Over capacity', 'Sandy Reed None Jules Moss 0 of 2 1 of 2']);
      assert.equal(qa.page('[aria-current=page]').last().text(), 'Pairings');
    });

    it('auditors without a pair, and pairs whose moderator cannot moderate', async () => {
      await changeStaff(people.sandy, { endsOn: '2022-07-31' });
      await app.database.transaction(() => app.database.manager.delete(StaffRole, { staffId: people.morgan }));
      await qa.get('/pairings');
      const cards = qa.page('.plumbline-metric').toArray().map((card) => [qa.page(card).find('a').text(), qa.page(card).find('.plumbline-metric__value').text(), qa.page(card).find('a').attr('href')!]);
      assert.deepEqual(cards.map(([label, value]) => [label, value]), [['Pairs', '2'], ['Auditors without a pair', '1'], ['Pairs whose moderator cannot moderate', '2'], ['Moderators', '2']]);
      for (const [, value, href] of cards) {
        await qa.get(href!);
        assert.equal(rows(qa).length, Number(value), href);
      }
      await qa.get(cards[1]![2]!);
      assert.match(rows(qa)[0]!, /^Remy Fell None Choose a moderator/);
      await qa.get(cards[2]![2]!);
      assert.deepEqual(rows(qa).map((row) => /Left 31 July 2022|No longer a moderator/.exec(row)?.[0]), ['Left 31 July 2022', 'No longer a moderator']);
    });

    it('only those that fit a filter, page by page', async () => {
      const of = async (query: string): Promise<string[]> => rows(await qa.get(`/pairings?show=auditors&${query}`)).map((row) => row.split(' ')[0]!);
      assert.deepEqual(await of(''), ['Jules', 'Robin']);
      assert.deepEqual(await of(`team=${rowan}`), ['Robin']);
      const [service] = await app.database.query<{ id: number }>('select service_id as id from teams');
      assert.deepEqual(await of(`service=${service!.id}`), ['Robin']);
      assert.deepEqual(await of('name=JULES'), ['Jules']);
      assert.deepEqual(await of('month=2022-11'), []);
      assert.match(qa.text, /Nobody is paired in November 2022/);
      for (let index = 0; index < 26; index += 1) await aColleague(app, `Another Auditor${index}`, 'auditor');
      await qa.get('/pairings?show=unpaired&page=2');
      assert.match(qa.text, /Showing 26 to 27 of 27 auditors/);
    });

    it('what is wrong with an address', async () => {
      await qa.get('/pairings?month=2022-13&show=all');
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose a month from the list.', 'Choose what to show from the list.']]);
      for (const path of ['/pairings/people/999999', '/pairings/people/x', `/pairings/people/${people.morgan}/change`]) assert.equal((await qa.get(path)).status, 404, path);
    });

    it('the former and present pairs of a person, as auditor and as moderator', async () => {
      await qa.get(`/pairings/people/${people.robin}`);
      assert.deepEqual(rows(qa), ['August 2022 to October 2022 Morgan Vale Present']);
      await qa.get(`/pairings/people/${people.morgan}`);
      assert.deepEqual(rows(qa), ['August 2022 to October 2022 Robin Hart Present']);
      await qa.get(`/pairings/people/${people.tam}`);
      assert.match(qa.text, /They have not been paired with anybody/);
    });
  });

  it('which nobody else may see or do', async () => {
    for (const role of ['auditor', 'moderator', 'director', 'head_of_service', 'admin'] as const) {
      const other = await app.asNew(`Only ${role}`, role);
      for (const path of ['/pairings', '/pairings/rotation', `/pairings/people/${people.robin}`, `/pairings/people/${people.robin}/change`]) assert.equal((await other.get(path)).status, 403, `${role} ${path}`);
    }
  });

  describe('and changes one by hand', () => {
    const path = (month: string, moderator: number, auditor = people.robin): string => `/pairings/people/${auditor}/change/check?month=${month}&moderator=${moderator}`;

    it('from a month on: the former pair ends, the new one lasts as long as the others', async () => {
      await qa.get(`/pairings/people/${people.robin}/change?month=2022-09`);
      assert.match(qa.text, /In September 2022 their moderator is Morgan Vale, August 2022 to October 2022/);
      assert.match(qa.text, /Sandy Reed: 1 of 2 and 1 of 2/);
      await qa.get(path('2022-09', people.sandy));
      assert.match(qa.text, /They work together September 2022 to October 2022/);
      await qa.submit({ reason: 'They asked for it.' });
      assert.equal(qa.last.headers['location'], `/pairings/people/${people.robin}`);
      assert.deepEqual(await pairs(), [['Jules Moss', 'Sandy Reed', '2022-08', '2022-10'], ['Robin Hart', 'Morgan Vale', '2022-08', '2022-08'], ['Robin Hart', 'Sandy Reed', '2022-09', '2022-10']]);
      await qa.follow();
      assert.match(qa.text, /The pair is changed\./);
      assert.match(qa.text, /Paired by hand .*Moderator Was: nothing Is: Sandy Reed From Was: nothing Is: September 2022 .* Reason Was: nothing Is: They asked for it\./);
      assert.match(qa.text, /Ended To Was: October 2022 Is: August 2022 Reason/);
    });

    it('in the month in which it begins: the pair is replaced', async () => {
      await qa.get(path('2022-08', people.sandy));
      await qa.submit({ reason: 'A mistake.' });
      assert.deepEqual(await pairs(), [before[0], ['Robin Hart', 'Sandy Reed', '2022-08', '2022-10']]);
      await qa.follow();
      assert.match(qa.text, /Changed by hand Moderator Was: Morgan Vale Is: Sandy Reed Reason Was: nothing Is: A mistake\./);
    });

    it('for an auditor who has none', async () => {
      await qa.get(path('2022-08', people.sandy, people.remy));
      await qa.submit({ reason: 'New here.' });
      assert.deepEqual((await pairs()).at(1), ['Remy Fell', 'Sandy Reed', '2022-08', '2022-10']);
    });

    it('with what there is to think about, which the history keeps', async () => {
      await app.database.transaction(async () => {
        await app.database.manager.insert(Pairing, { auditorId: people.robin, moderatorId: people.sandy, fromMonth: '2022-02', toMonth: '2022-07' });
        await app.database.manager.update(Staff, { id: people.sandy }, { teamId: rowan, moderationCapacity: 1 });
      });
      await qa.get(path('2022-10', people.sandy));
      const notes = [
        'Sandy Reed was their moderator from February 2022 to July 2022, in the last two windows.',
        'Sandy Reed and Robin Hart are of the same team.',
        'Sandy Reed would have more audits than they can take: 2 of 1 in October 2022.',
      ];
      assert.deepEqual(qa.page('main ul.govuk-list--bullet li').toArray().map((note) => qa.page(note).text()), notes);
      await qa.submit({ reason: 'Nobody else is left.' });
      await qa.follow();
      for (const note of notes) assert.ok(qa.text.includes(note));
    });

    it('never with somebody whom a rule forbids', async () => {
      await app.database.transaction(async () => {
        await app.database.manager.insert(StaffRole, [{ staffId: people.tam, role: 'moderator' }, { staffId: people.robin, role: 'moderator' }]);
        await app.database.manager.update(Team, { id: rowan }, { teamManagerId: people.tam });
        await app.database.manager.update(Staff, { id: people.tam }, { moderationCapacity: 3 });
      });
      const errors = async (month: string, moderator: number): Promise<string[]> => {
        await qa.get(path(month, moderator));
        assert.equal(qa.status, 400);
        return qa.errors;
      };
      assert.deepEqual(await errors('2022-09', people.tam), ['Tam Ridley is the line manager of Robin Hart. Choose another moderator.']);
      assert.equal(qa.page('#moderator').val(), String(people.tam));
      assert.equal(qa.page('main form[action$=check] input[name=month]').val(), '2022-09');
      assert.deepEqual(await errors('2022-09', people.robin), ['Nobody moderates their own audits. Choose another moderator.']);
      assert.deepEqual(await errors('2022-09', people.jules), ['Jules Moss is not one of the moderators. Choose another moderator.']);
      assert.deepEqual(await errors('2022-09', people.morgan), ['Morgan Vale is their moderator in September 2022 already. Choose another moderator or another month.']);
      assert.deepEqual(await errors('2022-07', people.sandy), ['Choose a month from the list.']);
      assert.deepEqual(await errors('2022-13', people.sandy), ['Choose the month from which they work together.']);
      assert.deepEqual(await errors('2022-09', 999_999), ['Choose a moderator from the list.']);
      await qa.get(path('2022-09', people.sandy));
      await qa.submit({ moderator: String(people.tam), reason: 'Sent all the same.' });
      assert.deepEqual([qa.status, qa.errors], [400, ['Tam Ridley is the line manager of Robin Hart. Choose another moderator.']]);
      assert.deepEqual(await pairs(), before);
    });

    it('never without a reason', async () => {
      await qa.get(path('2022-09', people.sandy));
      await qa.submit({ reason: ' ' });
      assert.deepEqual([qa.status, qa.errors], [400, ['Say why the pair is changed.']]);
      await qa.submit({ reason: 'x'.repeat(2001) });
      assert.deepEqual([qa.status, qa.errors], [400, ['Reason must be 2,000 characters or fewer.']]);
      assert.equal(String(qa.page('#reason').val()).length, 2001);
      assert.deepEqual(await pairs(), before);
      await qa.submit({ reason: 'Now with one.' });
      assert.equal(qa.status, 303);
    });

    it('once, however often the form is sent', async () => {
      await qa.get(path('2022-09', people.sandy));
      const { action, answers } = qa.fields();
      const twice = await Promise.all([1, 2].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send({ ...answers, reason: 'Twice.' })));
      assert.deepEqual(twice.map(({ status }) => status), [303, 303]);
      assert.equal((await pairs()).length, 3);
      const [entries] = await app.database.query<{ count: number }>("select count(*) as count from history where record_type = 'pairing'");
      assert.equal(entries!.count, 2);
    });

    it('and the second of two is told how the pairs stand now, with the reason kept', async () => {
      const sam = await aColleague(app, 'Sam Third', 'moderator');
      await changeStaff(sam, { moderationCapacity: 2 });
      const other = await app.asNew('Ash Grove', 'qa');
      await qa.get(path('2022-09', people.sandy));
      await other.get(path('2022-10', sam));
      await qa.submit({ reason: 'First.' });
      await other.submit({ reason: 'Second.' });
      assert.equal(other.status, 409);
      assert.match(other.text, /nothing has been saved/);
      assert.match(other.text, /Moderator until then Sandy Reed/);
      assert.equal(other.page('#reason').val(), 'Second.');
      assert.equal((await pairs()).length, 3);
      await other.submit();
      assert.equal(other.status, 303);
      assert.deepEqual((await pairs()).slice(1), [['Robin Hart', 'Morgan Vale', '2022-08', '2022-08'], ['Robin Hart', 'Sandy Reed', '2022-09', '2022-09'], ['Robin Hart', 'Sam Third', '2022-10', '2022-10']]);
    });

    it('but not where nobody is paired: a rotation comes first', async () => {
      app.clock.moment = new Date('2022-11-02T10:00:00Z');
      qa = await app.as('quinn.abbot@example.org');
      await qa.get(`/pairings/people/${people.robin}/change`);
      assert.match(qa.text, /Nobody is paired in November 2022 or later\. Propose a rotation first/);
      assert.equal(qa.page('main form').length, 0);
      await qa.get(path('2022-11', people.sandy));
      assert.deepEqual([qa.status, qa.errors], [400, ['Choose a month from the list.']]);
      await qa.get('/pairings/rotation?from=2022-10&months=6');
      assert.deepEqual(qa.errors, ['October 2022 is over. The next rotation begins in November 2022 or later.']);
    });

    it('and is asked to reload a form that is not whole', async () => {
      await qa.get(path('2022-09', people.sandy));
      await qa.submit({ version: 'x', reason: 'Why.' });
      assert.equal(qa.status, 400);
      assert.deepEqual(await pairs(), before);
    });
  });

  describe('and lets them rotate', () => {
    const rotated = [['Jules Moss', 'Morgan Vale', '2022-11', '2023-04'], ['Robin Hart', 'Sandy Reed', '2022-11', '2023-04']];

    it('from the proposal to the pairs', async () => {
      await qa.get('/pairings/rotation');
      assert.match(qa.text, /Proposal for November 2022 to April 2023/);
      assert.match(qa.text, /Nobody gets a moderator they had in the last two windows \(November 2021 to October 2022\)/);
      assert.match(qa.text, /Auditors with a moderator 3 2 change moderator, 1 had none, nobody keeps theirs/);
      assert.deepEqual(rows(qa).filter((row) => !row.startsWith('Remy')), ['Jules Moss None Sandy Reed Morgan Vale', 'Robin Hart Rowan team Morgan Vale Sandy Reed']);
      assert.deepEqual(await pairs(), before);
      await qa.submit();
      assert.equal(qa.last.headers['location'], '/pairings?month=2022-11');
      assert.deepEqual((await pairs()).filter(([name, , from]) => from === '2022-11' && name !== 'Remy Fell'), rotated);
      await qa.follow();
      assert.match(qa.text, /3 pairs are confirmed\./);
      assert.match(qa.text, /The pairs of November 2022 last to April 2023/);
      await qa.get(`/pairings/people/${people.robin}`);
      assert.match(qa.text, /Paired by rotation Auditor Was: nothing Is: Robin Hart Moderator Was: nothing Is: Sandy Reed/);
    });

    it('and sees whom nobody can take, and why', async () => {
      await changeStaff(people.sandy, { moderationCapacity: 1, teamId: rowan });
      await changeStaff(people.morgan, { moderationCapacity: null });
      const elective = await aColleague(app, 'Ellis Wold', 'auditor');
      await changeStaff(elective, { auditFrequency: 'elective' });
      await qa.get('/pairings/rotation?from=2022-11&months=6&show=unpaired');
      assert.deepEqual(rows(qa).filter((row) => row.startsWith('Jules')), ['Jules Moss None Sandy Reed None Every moderator with capacity is one they had in the last two windows, or their line manager.']);
      assert.equal(rows(qa).filter((row) => row.endsWith('All moderators who may are full in a month in which an audit is expected of them.')).length, 1);
      assert.match(qa.text, /All moderators who may are full: capacity for 1 more audit in odd months and 1 more audit in even months is missing\./);
      await qa.get('/pairings/rotation?from=2022-11&months=6&show=not_expected');
      assert.deepEqual(rows(qa), ['Ellis Wold None None None Audits electively']);
      await qa.get('/pairings/rotation?from=2022-11&months=6&show=moderators');
      assert.deepEqual(rows(qa), ['Sandy Reed Rowan team 1 1 of 1 1 of 1']);
      const cards = qa.page('.plumbline-metric').toArray().map((card) => [qa.page(card).find('.plumbline-metric__value').text(), qa.page(card).find('a').attr('href')!]);
      for (const [value, href] of cards.filter((_, index) => index !== 0)) {
        await qa.get(href!);
        assert.equal(rows(qa).length, Number(value), href);
      }
    });

    it('once, however often the form is sent', async () => {
      await qa.get('/pairings/rotation');
      const { action, answers } = qa.fields();
      const twice = await Promise.all([1, 2].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send(answers)));
      assert.deepEqual(twice.map(({ status, headers }) => [status, headers['location']]), [[303, '/pairings?month=2022-11'], [303, '/pairings?month=2022-11']]);
      await qa.send(action, answers);
      assert.equal(qa.status, 303);
      assert.equal((await pairs()).length, 5);
    });

    it('only as it was shown: other data give another proposal, which is shown and not stored', async () => {
      await qa.get('/pairings/rotation');
      await changeStaff(people.remy, { endsOn: '2022-09-30' });
      await qa.submit();
      assert.equal(qa.status, 409);
      assert.match(qa.text, /nothing has been stored/);
      assert.match(qa.text, /Auditors with a moderator 2/);
      assert.deepEqual(await pairs(), before);
      await qa.submit();
      assert.equal(qa.status, 303);
      assert.deepEqual((await pairs()).slice(2), rotated);
    });

    it('by one of two people: the other is told', async () => {
      const other = await app.asNew('Ash Grove', 'qa');
      await qa.get('/pairings/rotation');
      await other.get('/pairings/rotation');
      await qa.submit();
      await other.submit();
      assert.deepEqual([other.status, other.errors], [400, ['The present pairs run to April 2023, and pairs change at most every 6 months. The next rotation begins in May 2023 or later.']]);
      assert.equal((await pairs()).length, 5);
    });

    it('for up to six months, after the present pairs have ended', async () => {
      const errors = async (query: string): Promise<string[]> => {
        await qa.get(`/pairings/rotation?${query}`);
        assert.equal(qa.status, 400, query);
        assert.equal(qa.page('main form[method=post]').length, 0);
        return qa.errors;
      };
      assert.deepEqual(await errors('from=2022-09&months=6'), ['The present pairs run to October 2022, and pairs change at most every 6 months. The next rotation begins in November 2022 or later.']);
      assert.deepEqual(await errors('from=2024-01&months=6'), ['Choose a month from November 2022 to April 2023.']);
      assert.deepEqual(await errors('from=2022-13&months=6'), ['Choose the month in which the new pairs begin.']);
      for (const months of ['0', '7', 'six']) assert.deepEqual(await errors(`from=2022-11&months=${months}`), ['Months must be a whole number from 1 to 6.']);
      await qa.get('/pairings/rotation?from=2023-02&months=2');
      assert.match(qa.text, /Proposal for February 2023 to March 2023/);
      await qa.submit({ from: '2022-09' });
      assert.equal(qa.status, 400);
      await qa.get('/pairings/rotation');
      await qa.submit({ fingerprint: '' });
      assert.equal(qa.status, 400);
      assert.deepEqual(await pairs(), before);
    });

    it('but not where there is nobody to pair', async () => {
      for (const id of [people.robin, people.jules, people.remy]) await changeStaff(id, { auditFrequency: 'none' });
      await qa.get('/pairings/rotation');
      assert.equal(qa.status, 200);
      assert.equal(qa.page('main form[method=post]').length, 0);
    });
  });

  it('so that giving out audits by hand starts from the pair', async () => {
    await qa.get(`/pairings/people/${people.robin}/change/check?month=2022-09&moderator=${people.sandy}`);
    await qa.submit({ reason: 'A change.' });
    const reads = new AllocationReads(app.database, app.clock);
    const pairedWith = async (month: string): Promise<unknown> => (await reads.choices(month)).auditors.find(({ staffId }) => staffId === people.robin)?.pairedWithId;
    assert.deepEqual([await pairedWith('2022-08'), await pairedWith('2022-09'), await pairedWith('2022-11')], [people.morgan, people.sandy, null]);
  });
});
