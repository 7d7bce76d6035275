import assert from 'node:assert/strict';
import { areas } from '../../src/shared/practice.js';
import { aSubmittedAudit, emailOf } from '../support/builders.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const slug = (area: string): string => area.replaceAll('_', '-');

describe('an audit on its way from the first word to acceptance, by way of every return', () => {
  let app: TestApp;
  before(async () => {
    app = await TestApp.on(await testDatabase());
  });
  after(() => app.stop());

  it('is written, returned, moderated with a disagreement, not accepted, put right and accepted', async () => {
    const blankArea = { auditorRating: null, worksWell: null, mustImprove: null, impact: null };
    const { ref, path, id } = await aSubmittedAudit(app, {
      status: 'allocated', submittedOn: null, overallAuditor: null, strengths: null, improvements: null, impact: null, socialWorkerInvolved: null, teamManagerInvolved: null,
      reviewingOfficerInvolved: null, childView: null, childFeedback: null, childSaid: null, familyView: null, familyFeedback: null, familySaid: null, childContext: null,
      areas: Object.fromEntries(areas.map((area) => [area, blankArea])),
    });
    const auditor = await app.as(emailOf('Robin Hart'));
    const moderator = await app.as(emailOf('Morgan Vale'));
    const qa = await app.asNew('Quinn Abbot', 'qa');
    const words = { worksWell: 'Visits are regular.', mustImprove: 'The plan is old.', impact: 'She waits.' };

    // The auditor writes it on the real pages.
    await (await auditor.get(`${path}/write/child`)).submit({ socialWorkerInvolved: 'yes', teamManagerInvolved: 'yes', reviewingOfficerInvolved: 'no', childContext: 'With her aunt.' });
    await (await auditor.get(`${path}/write/voice`)).submit({ child: 'spoken_to', childSaid: 'I like her.', childFeedback: 'positive', family: 'declined' });
    for (const area of areas) await (await auditor.get(`${path}/write/areas/${slug(area)}`)).submit({ rating: 'good', ...words });
    await (await auditor.get(`${path}/write/overall`)).submit({ rating: 'good', strengths: words.worksWell, improvements: words.mustImprove, impact: words.impact });
    await (await auditor.get(`${path}/write/check`)).submit();
    assert.equal(auditor.status, 303, auditor.errors.join(' '));

    // The moderator sends it back; the auditor reads why and puts it right.
    await (await moderator.get(`${path}/moderation/return`)).submit({ reason: 'Rate permanence again, please.' });
    assert.match((await auditor.get(`${path}/write`)).text, /Returned to the auditor Rate permanence again, please\./);
    await (await auditor.get(`${path}/write/areas/permanence`)).submit({ rating: 'requires_improvement', ...words });
    await (await auditor.get(`${path}/write/check`)).submit();
    assert.equal(auditor.status, 303);

    // Every rating is challenged, two are changed, and the auditor does not agree.
    const changes: Record<string, { rating: string; reason: string }> = {
      permanence: { rating: 'inadequate', reason: 'No plan at all.' },
      overall: { rating: 'inadequate', reason: 'She is not safe.' },
    };
    for (const place of [...areas.map(slug), 'overall']) {
      await (await moderator.get(`${path}/moderation/${place}`)).submit(changes[place]);
      assert.equal(moderator.status, 303, place);
    }
    await (await auditor.get(`${path}/discussion`)).submit({ account: 'There is a plan, only late.', agrees: 'no' });
    for (const visitor of [auditor, moderator, qa]) assert.match((await visitor.get(path)).text, /The auditor disagrees with the final ratings/);
    await (await moderator.get(`${path}/discussion`)).submit({ account: 'We did not agree.', decision: 'A late plan has not helped her.' });
    await (await moderator.get(`${path}/moderation`)).submit({}, 'form[action$="/finalise"]');
    assert.equal(moderator.status, 303, moderator.errors.join(' '));

    // The QA team does not accept it. While the auditor works on it again, the moderator waits.
    assert.match((await qa.get('/audits?status=moderated')).text, new RegExp(ref));
    await (await qa.get(`${path}/acceptance`)).submit({ decision: 'return', reason: 'Say more about the impact.' });
    assert.doesNotMatch((await qa.follow()).page('table').text(), new RegExp(ref));
    assert.match((await auditor.get(`${path}/write`)).text, /Not accepted Say more about the impact\./);
    await (await auditor.get(`${path}/write/overall`)).submit({ impact: '' });
    await moderator.get(`${path}/moderation`);
    assert.equal(moderator.page('form[action$="/finalise"]').length, 0);
    await (await auditor.get(`${path}/write/overall`)).submit({ impact: 'She waits, and stays away from school.' });
    await (await auditor.get(`${path}/write/check`)).submit();
    assert.equal(auditor.status, 303, auditor.errors.join(' '));
    await (await moderator.get(`${path}/moderation`)).submit({}, 'form[action$="/finalise"]');
    assert.equal(moderator.status, 303, moderator.errors.join(' '));

    await qa.get(`${path}/acceptance`);
    assert.match(qa.text, /The auditor disagreed, and the moderator decided A late plan has not helped her\..*There is a plan, only late\. Auditor agrees No/);
    await qa.submit({ decision: 'accept' });
    assert.equal(qa.status, 303);
    assert.match((await qa.follow()).text, /The Head of Service now holds case of concern K\d+\./);

    const [stored] = await app.database.query<Record<string, unknown>>('select * from audits where id = :id', { id });
    assert.deepEqual(
      [stored!['status'], stored!['overall_auditor'], stored!['overall_final'], stored!['accepted_on'], stored!['not_accepted_on']],
      ['completed', 'good', 'inadequate', '2022-08-15', '2022-08-15'],
    );
    const ratings = await app.database.query<{ area: string; auditor: string; final: string }>(
      `select area, auditor_rating as "auditor", final_rating as "final" from audit_areas where audit_id = :id and area = 'permanence'`, { id },
    );
    assert.deepEqual(ratings, [{ area: 'permanence', auditor: 'requires_improvement', final: 'inadequate' }]);
    const events = (await app.services.history.of('audit', id)).map(({ event }) => event).filter((event) => !['saved', 'rated'].includes(event));
    assert.deepEqual(events, [
      'started', 'submitted', 'returned', 'submitted', 'discussed', 'discussed', 'finalised', 'not_accepted', 'reopened', 'submitted', 'finalised', 'accepted',
    ]);
    assert.equal((await (await app.as(emailOf('Hollis Grey'))).get('/concerns')).page('main a[href^="/concerns/K"]').length, 1);
  });
});
