import assert from 'node:assert/strict';
import { areas } from '../../src/shared/practice.js';
import { aColleague, aSubmittedAudit, emailOf, type BuiltAudit } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const slug = (area: string): string => area.replaceAll('_', '-');
const places = [...areas.map(slug), 'overall'];

describe('moderating an audit', () => {
  let app: TestApp;
  let moderator: Visitor;
  let auditor: Visitor;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    await aSubmittedAudit(app);
    moderator = await app.as(emailOf('Morgan Vale'));
    auditor = await app.as(emailOf('Robin Hart'));
  });
  after(() => app.stop());

  interface Stored {
    status: string;
    overallAuditor: string;
    overallFinal: string | null;
    rationale: string | null;
    moderatedOn: string | null;
    returnReason: string | null;
    auditorDiscussion: string | null;
    moderatorDiscussion: string | null;
    decision: string | null;
  }
  const stored = async ({ id }: BuiltAudit): Promise<Stored> =>
    (await app.database.query<Stored>(
      `select status, overall_auditor as "overallAuditor", overall_final as "overallFinal", moderation_rationale as "rationale", moderated_on as "moderatedOn",
              return_reason as "returnReason", auditor_discussion as "auditorDiscussion", moderator_discussion as "moderatorDiscussion", moderator_decision as "decision"
         from audits where id = :id`,
      { id },
    ))[0]!;
  const storedArea = async ({ id }: BuiltAudit, area: string): Promise<{ auditor: string; final: string | null; reason: string | null; worksWell: string | null }> =>
    (await app.database.query<{ auditor: string; final: string | null; reason: string | null; worksWell: string | null }>(
      'select auditor_rating as "auditor", final_rating as "final", final_reason as "reason", works_well as "worksWell" from audit_areas where audit_id = :id and area = :area',
      { id, area },
    ))[0]!;
  const events = async ({ id }: BuiltAudit): Promise<string[]> => (await app.services.history.of('audit', id)).map((line) => line.event);

  /** Agrees with every rating of the auditor. */
  async function agreeWithAll(audit: BuiltAudit): Promise<void> {
    await moderator.get(`${audit.path}/moderation/${places[0]}`);
    for (const place of places) {
      await moderator.submit({}, `form[action$="/moderation/${place}"]`);
      await moderator.follow();
    }
  }

  async function bothRecordTheDiscussion(audit: BuiltAudit, agrees: 'yes' | 'no' = 'yes'): Promise<void> {
    await (await auditor.get(`${audit.path}/discussion`)).submit({ account: 'We spoke for an hour.', agrees });
    assert.equal(auditor.status, 303);
    await (await moderator.get(`${audit.path}/discussion`)).submit({ account: 'I explained each rating.' });
    assert.equal(moderator.status, 303);
  }

  const finalise = async (audit: BuiltAudit): Promise<Visitor> => (await moderator.get(`${audit.path}/moderation`)).submit({}, 'form[action$="/finalise"]');

  it('goes from rating to rating, then through the discussion of both, to final ratings', async () => {
    const audit = await aSubmittedAudit(app);
    await moderator.get(`${audit.path}/moderation`);
    assert.match(moderator.text, /7 ratings are left/);
    assert.equal(moderator.page('tbody th a').first().attr('href'), `${audit.path}/moderation/risk-assessment-and-response`);

    await moderator.get(`${audit.path}/moderation/${places[0]}`);
    for (const [index, place] of places.entries()) {
      const area = areas[index];
      // The auditor's words and rating are on the page, and their rating is chosen until another is.
      assert.ok(moderator.text.includes(area ? `What works well in ${area}.` : 'Overall strengths as the auditor saw them.'), place);
      assert.equal(moderator.fields().answers['rating'], 'good', place);
      await moderator.submit(place === 'assessment' ? { rating: 'inadequate', reason: 'Risk to the younger child was not seen.' } : {});
      assert.equal(moderator.status, 303, place);
      await moderator.follow();
    }
    assert.match(moderator.text, /Overall: saved\./);
    assert.doesNotMatch(moderator.text, /ratings? (is|are) left/);

    await finalise(audit);
    assert.equal(moderator.status, 400);
    assert.deepEqual(moderator.errors, ['The auditor must record the discussion. Ask them to do so.', 'Record your account of the discussion.']);

    await auditor.get(`${audit.path}/discussion`);
    assert.ok(auditor.text.includes('Risk to the younger child was not seen.'), 'the auditor sees what was changed and why');
    await bothRecordTheDiscussion(audit);
    await finalise(audit);
    assert.equal(moderator.status, 303);
    assert.equal(moderator.last.headers['location'], audit.path);

    assert.deepEqual(await stored(audit), {
      status: 'moderated', overallAuditor: 'good', overallFinal: 'good', rationale: null, moderatedOn: '2022-08-15', returnReason: null,
      auditorDiscussion: 'We spoke for an hour.', moderatorDiscussion: 'I explained each rating.', decision: null,
    });
    assert.deepEqual(await storedArea(audit, 'assessment'), {
      auditor: 'good', final: 'inadequate', reason: 'Risk to the younger child was not seen.', worksWell: 'What works well in assessment.',
    });
    assert.deepEqual(await events(audit), [...places.map(() => 'rated'), 'discussed', 'discussed', 'finalised']);
    const history = await app.services.history.of('audit', audit.id);
    assert.deepEqual(history.map((line) => line.by), [...places.map(() => 'Morgan Vale'), 'Robin Hart', 'Morgan Vale', 'Morgan Vale']);
    assert.deepEqual(history[1]!.changes, [
      { field: 'assessment.finalRating', was: null, is: 'inadequate' },
      { field: 'assessment.finalReason', was: null, is: 'Risk to the younger child was not seen.' },
    ]);
    assert.deepEqual(history.at(-1)!.changes, [{ field: 'moderatedOn', was: null, is: '2022-08-15' }, { field: 'status', was: 'submitted', is: 'moderated' }]);
  });

  it('keeps unfinished work and says what is left', async () => {
    const audit = await aSubmittedAudit(app);
    await moderator.get(`${audit.path}/moderation/assessment`);
    await moderator.submit({ rating: 'requires_improvement', reason: '', then: 'list' });
    assert.equal(moderator.last.headers['location'], `${audit.path}/moderation`);
    await moderator.follow();
    assert.match(moderator.page('tr:has(#assessment)').text(), /Good\s+Requires improvement\s+Reason needed/);
    assert.equal((await moderator.get(`${audit.path}/moderation/assessment`)).fields().answers['rating'], 'requires_improvement');

    await finalise(audit);
    assert.equal(moderator.status, 400);
    assert.ok(moderator.errors.includes('Give your reason for the final rating for assessment: it differs from the auditor’s.'));
    assert.ok(moderator.errors.includes('Choose the final rating for permanence.'));
    assert.equal(moderator.errors.length, 9);
    // Every line of the summary leads to its place on the page.
    for (const link of moderator.page('.govuk-error-summary__list a').toArray()) assert.equal(moderator.page(moderator.page(link).attr('href')).length, 1);
    assert.equal((await stored(audit)).status, 'submitted');
  });

  it('asks for no rating of an area that is not applicable, which stays so', async () => {
    const audit = await aSubmittedAudit(app, { areas: { permanence: { auditorRating: 'not_applicable' } } });
    await moderator.get(`${audit.path}/moderation`);
    assert.match(moderator.page('tr:has(#permanence)').text(), /Nothing to rate/);
    for (const place of places.filter((one) => one !== 'permanence')) await (await moderator.get(`${audit.path}/moderation/${place}`)).submit({});
    await bothRecordTheDiscussion(audit);
    await finalise(audit);
    assert.equal(moderator.status, 303);
    assert.equal((await storedArea(audit, 'permanence')).final, 'not_applicable');
  });

  it('is for this audit’s moderator only', async () => {
    const audit = await aSubmittedAudit(app, { moderator: 'Sasha Reed' });
    await aColleague(app, 'Nobody Here');
    const others = [
      moderator,
      auditor,
      ...(await Promise.all([
        app.asNew('Quinn Abbot', 'qa'), app.asNew('Dana Frost', 'director'), app.as(emailOf('Tam Ridley')), app.as(emailOf('Hollis Grey')), app.asNew('Ash Bell', 'admin'),
        app.as(emailOf('Nobody Here')), app.asNew('Avery Nash', 'ambassador'), app.asNew('Remy Cole', 'reviewing_officer'),
      ])),
    ];
    for (const other of others) {
      for (const path of ['', '/return', '/assessment', '/overall']) assert.equal((await other.get(`${audit.path}/moderation${path}`)).status, 403, path);
      for (const path of ['finalise', 'return', 'assessment', 'overall']) {
        const { answers } = (await other.get('/account/password')).fields();
        const token = { _csrf: String(answers['_csrf']), _key: 'a key', version: '1' };
        await other.send(`${audit.path}/moderation/${path}`, { ...token, rating: 'inadequate', reason: 'Mine.' });
        assert.equal(other.status, 403, path);
      }
      assert.equal((await other.get('/account/password')).status, 200, 'nobody is signed out');
    }
    assert.deepEqual(await events(audit), []);
    assert.equal((await stored(audit)).status, 'submitted');
    assert.equal((await (await app.as(emailOf('Sasha Reed'))).get(`${audit.path}/moderation`)).status, 200);
  });

  it('is never for the person who wrote it, even if they are down as its moderator', async () => {
    await aColleague(app, 'Both Ways', 'auditor', 'moderator');
    const audit = await aSubmittedAudit(app, { auditor: 'Both Ways', moderator: 'Both Ways' });
    const both = await app.as(emailOf('Both Ways'));
    assert.equal((await both.get(`${audit.path}/moderation`)).status, 403);
    const { answers } = (await both.get(`${audit.path}/discussion`)).fields();
    await both.send(`${audit.path}/moderation/overall`, { ...answers, rating: 'outstanding' });
    assert.equal(both.status, 403);
    assert.equal((await stored(audit)).overallFinal, null);
  });

  it('waits until the audit is submitted, and shows no ratings before', async () => {
    const audit = await aSubmittedAudit(app, { status: 'in_progress', submittedOn: null });
    await moderator.get(`${audit.path}/moderation`);
    assert.match(moderator.text, /has not submitted this audit yet/);
    assert.equal(moderator.page('table').length, 0);
    assert.doesNotMatch((await moderator.get(`${audit.path}/moderation/assessment`)).text, /What works well/);
  });

  it('there is no page for another area or another audit', async () => {
    const audit = await aSubmittedAudit(app);
    for (const path of [`${audit.path}/moderation/toString`, `${audit.path}/moderation/planning_and_review`, '/audits/A99999/moderation', '/audits/A99999/discussion', '/audits/%00/moderation']) {
      assert.equal((await moderator.get(path)).status, 404, path);
    }
  });

  describe('what does not belong in a form', () => {
    let audit: BuiltAudit;
    before(async () => {
      audit = await aSubmittedAudit(app);
    });

    const nonsense: Record<string, { rating: string | string[]; reason: string | string[] }> = {
      'a rating there is not': { rating: 'excellent', reason: 'Kept.' },
      'two ratings': { rating: ['good', 'inadequate'], reason: 'Kept.' },
      'a reason that is too long': { rating: 'good', reason: 'x'.repeat(10_001) },
      'two reasons': { rating: 'good', reason: ['one', 'two'] },
    };
    for (const [what, answers] of Object.entries(nonsense)) {
      for (const place of ['assessment', 'overall']) {
        it(`${what} for ${place} is a clear error, and what was typed stays`, async () => {
          await (await moderator.get(`${audit.path}/moderation/${place}`)).submit(answers);
          assert.equal(moderator.status, 400);
          assert.equal(moderator.errors.length, 1);
          if (typeof answers.reason === 'string') assert.equal(moderator.page('textarea[name=reason]').text().trim(), answers.reason);
        });
      }
    }

    it('not applicable is no overall rating', async () => {
      await (await moderator.get(`${audit.path}/moderation/overall`)).submit({ rating: 'not_applicable' });
      assert.equal(moderator.status, 400);
    });

    it('a form without its version, or without its token, changes nothing', async () => {
      const { action, answers } = (await moderator.get(`${audit.path}/moderation/overall`)).fields();
      assert.equal((await moderator.send(action, { ...answers, version: 'x' })).status, 400);
      assert.equal((await moderator.send(action, { ...answers, _csrf: 'x' })).status, 403);
      assert.deepEqual(await events(audit), []);
    });

    it('script in every text is inert', async () => {
      const script = '</textarea><script>alert(1)</script><img src=x onerror=alert(1)>';
      const own = await aSubmittedAudit(app, { strengths: script, areas: { assessment: { worksWell: script, mustImprove: script, impact: script } } });
      await (await moderator.get(`${own.path}/moderation/assessment`)).submit({ rating: 'inadequate', reason: script });
      await (await moderator.get(`${own.path}/moderation/overall`)).submit({ rating: 'inadequate', reason: script });
      await (await auditor.get(`${own.path}/discussion`)).submit({ account: script, agrees: 'no' });
      await (await moderator.get(`${own.path}/discussion`)).submit({ account: script, decision: script });
      for (const visitor of [moderator, auditor]) {
        for (const path of ['/moderation', '/moderation/assessment', '/moderation/overall', '/discussion']) {
          await visitor.get(`${own.path}${path}`);
          if (visitor === auditor && path !== '/discussion') continue;
          assert.equal(visitor.status, 200, path);
          assert.equal(visitor.page('script:not([src]), img, [onerror]').length, 0, path);
          assert.ok(path === '/moderation' || visitor.text.includes('alert(1)'), path);
        }
      }
      assert.equal((await storedArea(own, 'assessment')).reason, script);
    });
  });

  describe('two at once', () => {
    it('the second to save an area gets 409 with both texts, loses nothing, and can save again', async () => {
      const audit = await aSubmittedAudit(app);
      const second = await app.as(emailOf('Morgan Vale'));
      await moderator.get(`${audit.path}/moderation/assessment`);
      await second.get(`${audit.path}/moderation/assessment`);
      await moderator.submit({ rating: 'inadequate', reason: 'The first reason.' });
      assert.equal(moderator.status, 303);
      await second.submit({ rating: 'requires_improvement', reason: 'The second reason.' });
      assert.equal(second.status, 409);
      const conflict = second.page('.plumbline-conflict').text();
      for (const text of ['The first reason.', 'The second reason.', 'Inadequate', 'Requires improvement']) assert.ok(conflict.includes(text), text);
      assert.equal(second.fields().answers['reason'], 'The second reason.');
      assert.equal(second.fields().answers['rating'], 'requires_improvement');
      assert.equal((await storedArea(audit, 'assessment')).reason, 'The first reason.');

      await second.submit();
      assert.equal(second.status, 303);
      assert.deepEqual({ ...(await storedArea(audit, 'assessment')), worksWell: '' }, { auditor: 'good', final: 'requires_improvement', reason: 'The second reason.', worksWell: '' });
    });

    it('so does the second to save the overall rating, and an account of the discussion', async () => {
      const audit = await aSubmittedAudit(app);
      const second = await app.as(emailOf('Morgan Vale'));
      for (const [path, field] of [['/moderation/overall', 'reason'], ['/discussion', 'account']] as const) {
        await moderator.get(`${audit.path}${path}`);
        await second.get(`${audit.path}${path}`);
        await moderator.submit({ [field]: 'The first words.' });
        await second.submit({ [field]: 'The second words.' });
        assert.deepEqual([moderator.status, second.status], [303, 409], path);
        assert.match(second.page('.plumbline-conflict').text(), /The first words\.[\s\S]*The second words\./);
        await second.submit();
        assert.equal(second.status, 303);
      }
      assert.deepEqual([(await stored(audit)).rationale, (await stored(audit)).moderatorDiscussion], ['The second words.', 'The second words.']);
    });

    it('of two saves at the very same moment one is stored and the other told', async () => {
      const audit = await aSubmittedAudit(app);
      const second = await app.as(emailOf('Morgan Vale'));
      for (const place of ['assessment', 'overall']) {
        const form = (await moderator.get(`${audit.path}/moderation/${place}`)).fields();
        const other = (await second.get(`${audit.path}/moderation/${place}`)).fields();
        await Promise.all([
          moderator.send(form.action, { ...form.answers, rating: 'outstanding', reason: 'First.' }),
          second.send(other.action, { ...other.answers, rating: 'inadequate', reason: 'Second.' }),
        ]);
        assert.deepEqual([moderator.status, second.status].sort(), [303, 409], place);
      }
      assert.equal((await events(audit)).length, 2);
    });

    it('auditor and moderator record their sides from pages opened at the same time', async () => {
      const audit = await aSubmittedAudit(app);
      await auditor.get(`${audit.path}/discussion`);
      await moderator.get(`${audit.path}/discussion`);
      await auditor.submit({ account: 'My side.', agrees: 'yes' });
      await moderator.submit({ account: 'And mine.' });
      assert.deepEqual([auditor.status, moderator.status], [303, 303]);
      const both = await stored(audit);
      assert.deepEqual([both.auditorDiscussion, both.moderatorDiscussion], ['My side.', 'And mine.']);
    });

    it('a double click saves once and makes the ratings final once', async () => {
      const audit = await aSubmittedAudit(app);
      const { action, answers } = (await moderator.get(`${audit.path}/moderation/assessment`)).fields();
      const sent = { ...answers, rating: 'outstanding', reason: 'Very good work.' };
      const locations: unknown[] = [];
      for (let n = 0; n < 2; n++) locations.push((await moderator.send(action, sent)).last.headers['location']);
      assert.deepEqual(locations, [`${audit.path}/moderation/planning-and-review`, `${audit.path}/moderation/planning-and-review`]);
      assert.deepEqual(await events(audit), ['rated']);

      await agreeWithAll(audit);
      await bothRecordTheDiscussion(audit);
      const form = (await moderator.get(`${audit.path}/moderation`)).fields('form[action$="/finalise"]');
      const twice = await Promise.all([1, 2].map(() => moderator.agent.post(form.action).set('Origin', app.address).type('form').send(form.answers)));
      assert.deepEqual(twice.map((one) => [one.status, one.headers['location']]), [[303, audit.path], [303, audit.path]]);
      assert.equal((await events(audit)).filter((event) => event === 'finalised').length, 1);
    });

    it('ratings are not made final from a page that shows older ones', async () => {
      const audit = await aSubmittedAudit(app);
      await agreeWithAll(audit);
      await bothRecordTheDiscussion(audit);
      const second = await app.as(emailOf('Morgan Vale'));
      await second.get(`${audit.path}/moderation`);
      await (await moderator.get(`${audit.path}/moderation/permanence`)).submit({ rating: 'inadequate', reason: 'Changed since.' });
      await second.submit({}, 'form[action$="/finalise"]');
      assert.equal(second.status, 409);
      assert.equal((await stored(audit)).status, 'submitted');
      assert.match(second.page('tr:has(#permanence)').text(), /Inadequate/);
      await second.submit({}, 'form[action$="/finalise"]');
      assert.equal(second.status, 303);
    });

    it('what was typed for an audit that has moved on is shown, and not saved', async () => {
      const audit = await aSubmittedAudit(app);
      const second = await app.as(emailOf('Morgan Vale'));
      await second.get(`${audit.path}/moderation/assessment`);
      await (await moderator.get(`${audit.path}/moderation/return`)).submit({ reason: 'The plan is missing.' });
      await second.submit({ rating: 'inadequate', reason: 'Words that must not be lost.' });
      assert.equal(second.status, 409);
      assert.match(second.text, /What you typed was not saved.*Words that must not be lost\./);
      assert.deepEqual(second.errors, ['This cannot be done while the audit is returned to the auditor.']);
      assert.equal((await storedArea(audit, 'assessment')).reason, null);
    });
  });

  describe('a disagreement', () => {
    it('stays visible until the auditor agrees', async () => {
      const audit = await aSubmittedAudit(app);
      await agreeWithAll(audit);
      await bothRecordTheDiscussion(audit, 'no');
      for (const path of ['/moderation', '/discussion']) assert.match((await moderator.get(`${audit.path}${path}`)).text, /The auditor disagrees with the final ratings\. It is not resolved yet\./);
      await finalise(audit);
      assert.deepEqual(moderator.errors, ['The auditor disagrees. Record your decision, or agree with the auditor first.']);

      await (await auditor.get(`${audit.path}/discussion`)).submit({ agrees: 'yes' });
      assert.doesNotMatch((await moderator.get(`${audit.path}/moderation`)).text, /disagree/);
      await finalise(audit);
      assert.equal(moderator.status, 303);
    });

    it('or until the moderator decides, with both shown', async () => {
      const audit = await aSubmittedAudit(app);
      await agreeWithAll(audit);
      await bothRecordTheDiscussion(audit, 'no');
      await (await moderator.get(`${audit.path}/discussion`)).submit({ decision: 'The ratings stand: the plan was not reviewed.' });
      await moderator.get(`${audit.path}/moderation`);
      assert.match(moderator.text, /The auditor’s account We spoke for an hour\. The auditor disagreed, and the moderator decided The ratings stand/);
      await finalise(audit);
      assert.equal(moderator.status, 303);
      const discussed = (await app.services.history.of('audit', audit.id)).filter((line) => line.event === 'discussed');
      assert.deepEqual(discussed.at(-1)!.changes, [{ field: 'moderatorDecision', was: null, is: 'The ratings stand: the plan was not reviewed.' }]);
    });

    it('a new one needs a decision of its own', async () => {
      const audit = await aSubmittedAudit(app);
      await agreeWithAll(audit);
      await bothRecordTheDiscussion(audit, 'no');
      await (await moderator.get(`${audit.path}/discussion`)).submit({ decision: 'They stand.' });
      await (await auditor.get(`${audit.path}/discussion`)).submit({ agrees: 'yes' });
      assert.equal((await stored(audit)).decision, 'They stand.');
      await (await moderator.get(`${audit.path}/discussion`)).submit({ account: 'A word added.' });
      assert.equal((await stored(audit)).decision, 'They stand.', 'an earlier decision stays on record');
      await (await auditor.get(`${audit.path}/discussion`)).submit({ agrees: 'no' });
      assert.equal((await stored(audit)).decision, null);
      await finalise(audit);
      assert.deepEqual(moderator.errors, ['The auditor disagrees. Record your decision, or agree with the auditor first.']);
    });
  });

  describe('the discussion', () => {
    it('is for the audit’s auditor and moderator only', async () => {
      const audit = await aSubmittedAudit(app, { auditor: 'Jo Lane', moderator: 'Sasha Reed' });
      for (const other of [auditor, moderator, await app.as(emailOf('Quinn Abbot')), await app.as(emailOf('Dana Frost')), await app.as(emailOf('Ash Bell'))]) {
        assert.equal((await other.get(`${audit.path}/discussion`)).status, 403);
        const { answers } = (await other.get('/account/password')).fields();
        await other.send(`${audit.path}/discussion`, { _csrf: String(answers['_csrf']), version: '1', account: 'Mine.', agrees: 'yes' });
        assert.equal(other.status, 403);
      }
      assert.deepEqual(await events(audit), []);
      for (const name of ['Jo Lane', 'Sasha Reed']) assert.equal((await (await app.as(emailOf(name))).get(`${audit.path}/discussion`)).status, 200);
    });

    it('asks the auditor for an account and for yes or no, and keeps what was typed', async () => {
      const audit = await aSubmittedAudit(app);
      await (await auditor.get(`${audit.path}/discussion`)).submit({ account: 'Half an account.' });
      assert.equal(auditor.status, 400);
      assert.deepEqual(auditor.errors, ['Say whether you agree with the final ratings.']);
      assert.equal(auditor.fields().answers['account'], 'Half an account.');
      await auditor.submit({ account: '', agrees: 'maybe' });
      assert.deepEqual(auditor.errors, ['Write down what you and the moderator discussed.', 'Say whether you agree with the final ratings.']);
      await (await moderator.get(`${audit.path}/discussion`)).submit({ account: ' ' });
      assert.deepEqual(moderator.errors, ['Write down what you and the auditor discussed.']);
    });

    it('an auditor cannot decide for the moderator', async () => {
      const audit = await aSubmittedAudit(app);
      await (await auditor.get(`${audit.path}/discussion`)).submit({ account: 'My side.', agrees: 'no', decision: 'I win.' });
      assert.equal(auditor.status, 303);
      assert.equal((await stored(audit)).decision, null);
    });
  });

  describe('returning it to the auditor', () => {
    it('needs a reason, which is kept with the audit and its history', async () => {
      const audit = await aSubmittedAudit(app);
      await (await moderator.get(`${audit.path}/moderation/assessment`)).submit({ rating: 'inadequate', reason: 'Kept meanwhile.' });
      await (await moderator.get(`${audit.path}/moderation/return`)).submit({ reason: '' });
      assert.equal(moderator.status, 400);
      assert.deepEqual(moderator.errors, ['Say what the auditor must do before you can finish moderating.']);
      await moderator.submit({ reason: 'Look at the chronology again.' });
      assert.equal(moderator.status, 303);
      const now = await stored(audit);
      assert.deepEqual([now.status, now.returnReason], ['returned', 'Look at the chronology again.']);
      assert.equal((await storedArea(audit, 'assessment')).reason, 'Kept meanwhile.');
      const returned = (await app.services.history.of('audit', audit.id)).at(-1)!;
      assert.equal(returned.event, 'returned');
      assert.deepEqual(returned.changes, [{ field: 'returnReason', was: null, is: 'Look at the chronology again.' }, { field: 'status', was: 'submitted', is: 'returned' }]);

      await moderator.get(`${audit.path}/moderation`);
      assert.match(moderator.text, /Status: returned to the auditor\. Nothing can be changed on this page now\./);
      assert.equal(moderator.page('main form').length, 0);
      assert.equal((await moderator.get(`${audit.path}/moderation/return`)).page('main form').length, 0);
    });
  });

  it('shows the QA team’s reasons when an audit was not accepted', async () => {
    const audit = await aSubmittedAudit(app, { status: 'not_accepted', notAcceptedOn: '2022-08-03', notAcceptedReason: 'The reasons are too short.', moderatedOn: '2022-08-01' });
    await moderator.get(`${audit.path}/moderation`);
    assert.match(moderator.text, /Not accepted by the QA team on 3 August 2022 The reasons are too short\./);
    await agreeWithAll(audit);
    await bothRecordTheDiscussion(audit);
    await finalise(audit);
    assert.equal(moderator.status, 303);
    assert.equal((await stored(audit)).status, 'moderated');
  });

  describe('the log of all this', () => {
    it('names no case', () => {
      assert.match(app.logged, /\/moderation\/assessment/);
      assert.doesNotMatch(app.logged, /C7\d{4}/);
    });
  });
});
