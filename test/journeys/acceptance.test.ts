import assert from 'node:assert/strict';
import { aColleague, aModeratedAudit, aSubmittedAudit, emailOf, type BuiltAudit } from '../support/builders.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('accepting an audit', () => {
  let app: TestApp;
  let qa: Visitor;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    qa = await app.asNew('Quinn Abbot', 'qa');
  });
  after(() => app.stop());

  interface Stored {
    status: string;
    acceptedOn: string | null;
    notAcceptedOn: string | null;
    notAcceptedReason: string | null;
    lowerEnd: boolean;
  }
  const stored = async ({ id }: BuiltAudit): Promise<Stored> => {
    const [row] = await app.database.query<Stored>(
      'select status, accepted_on as "acceptedOn", not_accepted_on as "notAcceptedOn", not_accepted_reason as "notAcceptedReason", lower_end_ri as "lowerEnd" from audits where id = :id',
      { id },
    );
    return { ...row!, lowerEnd: Boolean(row!.lowerEnd) };
  };
  const untouched: Stored = { status: 'moderated', acceptedOn: null, notAcceptedOn: null, notAcceptedReason: null, lowerEnd: false };
  const accepted: Stored = { ...untouched, status: 'completed', acceptedOn: '2022-08-15' };
  const history = async ({ id }: BuiltAudit) => (await app.services.history.of('audit', id)).map(({ event, by, changes }) => ({ event, by, changes }));
  const concernsOf = ({ id }: BuiltAudit): Promise<{ ref: string; cause: string; caseRef: string }[]> =>
    app.database.query('select ref, cause, case_ref as "caseRef" from concerns where audit_id = :id', { id });
  const inadequate = { overallAuditor: 'good', overallFinal: 'inadequate', moderationRationale: 'The child was not safe.' } as const;
  const ri = { overallAuditor: 'requires_improvement' } as const;

  it('shows the whole audit in short, with what the moderator changed and why', async () => {
    const audit = await aModeratedAudit(app, {
      ...ri,
      areas: { permanence: { finalRating: 'inadequate', finalReason: 'No plan after eighteen months.' } },
      auditorAgrees: false,
      auditorDiscussion: 'The plan was on its way.',
      moderatorDecision: 'A plan on its way is not a plan.',
    });
    await qa.get(`${audit.path}/acceptance`);
    assert.equal(qa.status, 200);
    for (const text of [
      audit.caseRef, 'Robin Hart', 'Morgan Vale', '20 July 2022', '1 August 2022', 'No plan after eighteen months.', 'My worker comes when she says she will.',
      'Overall strengths as the auditor saw them.', 'The auditor disagreed, and the moderator decided A plan on its way is not a plan.', 'The auditor The plan was on its way. Auditor agrees No', 'This audit has no actions.',
    ]) {
      assert.ok(qa.text.includes(text), text);
    }
    assert.match(qa.page('tr:contains("Permanence")').text(), /Good\s+Inadequate/);
  });

  it('to standard, it counts from today, and history says so', async () => {
    const audit = await aModeratedAudit(app);
    await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'accept' });
    assert.equal(qa.status, 303);
    assert.equal(qa.last.headers['location'], '/audits?status=moderated');
    assert.deepEqual(await stored(audit), accepted);
    assert.deepEqual(await history(audit), [
      { event: 'accepted', by: 'Quinn Abbot', changes: [{ field: 'acceptedOn', was: null, is: '2022-08-15' }, { field: 'status', was: 'moderated', is: 'completed' }] },
    ]);
    assert.deepEqual(await concernsOf(audit), []);
    await qa.get(`${audit.path}/acceptance`);
    assert.match(qa.text, /Audit A\d+ is accepted\..*Accepted on 15 August 2022\./);
    assert.equal(qa.page('main form').length, 0);
  });

  describe('the lower-end flag', () => {
    it('is set with acceptance, and can be cleared and set again', async () => {
      const audit = await aModeratedAudit(app, ri);
      await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'accept', lowerEnd: 'yes' });
      assert.deepEqual(await stored(audit), { ...accepted, lowerEnd: true });
      for (const [answer, flagged] of [['no', false], ['yes', true]] as const) {
        await qa.get(`${audit.path}/acceptance`);
        assert.equal(qa.fields().answers['lowerEnd'], flagged ? 'no' : 'yes');
        await qa.submit({ lowerEnd: answer });
        assert.equal(qa.status, 303);
        assert.equal((await stored(audit)).lowerEnd, flagged);
      }
      const events = await history(audit);
      assert.deepEqual(events.map(({ event }) => event), ['accepted', 'lower_end_cleared', 'lower_end_flagged']);
      assert.ok(events[0]!.changes.some((change) => change.field === 'lowerEndRi' && change.is === true));
      assert.deepEqual(events[1]!.changes, [{ field: 'lowerEndRi', was: true, is: false }]);
    });

    it('is not offered for any other rating, and refused if it is sent', async () => {
      const audit = await aModeratedAudit(app);
      await qa.get(`${audit.path}/acceptance`);
      assert.equal(qa.page('[name=lowerEnd]').length, 0);
      await qa.submit({ decision: 'accept', lowerEnd: 'yes' });
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['Only an audit whose final rating is requires improvement can be flagged as lower-end.']);
      assert.deepEqual(await stored(audit), untouched);
      const { answers } = qa.fields();
      await qa.submit({ decision: 'accept' });
      await qa.send(`${audit.path}/acceptance/lower-end`, { ...answers, version: '2', lowerEnd: 'yes' });
      assert.equal(qa.status, 400);
      assert.equal((await stored(audit)).lowerEnd, false);
    });

    it('goes by the final rating, not by the auditor’s', async () => {
      const audit = await aModeratedAudit(app, { ...ri, overallFinal: 'good', moderationRationale: 'Better than that.' });
      assert.equal((await qa.get(`${audit.path}/acceptance`)).page('[name=lowerEnd]').length, 0);
    });

    it('waits for acceptance', async () => {
      const audit = await aModeratedAudit(app, ri);
      const { answers } = (await qa.get(`${audit.path}/acceptance`)).fields();
      await qa.send(`${audit.path}/acceptance/lower-end`, { ...answers, lowerEnd: 'yes' });
      assert.equal(qa.status, 409);
      assert.deepEqual(await stored(audit), untouched);
    });
  });

  describe('an Inadequate one', () => {
    it('raises a case of concern with it', async () => {
      const audit = await aModeratedAudit(app, inadequate);
      await qa.get(`${audit.path}/acceptance`);
      assert.match(qa.text, /Accepting the audit raises a case of concern/);
      await qa.submit({ decision: 'accept' });
      const [concern, ...more] = await concernsOf(audit);
      assert.deepEqual(more, []);
      assert.deepEqual(concern, { ref: concern!.ref, cause: 'inadequate', caseRef: audit.caseRef });
      assert.ok((await qa.get(`${audit.path}/acceptance`)).text.includes(`The Head of Service now holds case of concern ${concern.ref}.`));
    });

    it('goes by the final rating, not by the auditor’s', async () => {
      const audit = await aModeratedAudit(app, { overallAuditor: 'inadequate', overallFinal: 'requires_improvement', moderationRationale: 'Not as bad.' });
      await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'accept' });
      assert.equal(qa.status, 303);
      assert.deepEqual(await concernsOf(audit), []);
    });

    it('has no second case when its auditor raised one at once', async () => {
      const audit = await aModeratedAudit(app, inadequate);
      const actor = { staffId: audit.auditor.id, name: 'Robin Hart' };
      const [{ teamId } = { teamId: 0 }] = await app.database.query<{ teamId: number }>('select team_id as "teamId" from audits where id = :id', { id: audit.id });
      await app.services.concerns.raise(actor, { caseRef: audit.caseRef, teamId, auditId: audit.id, cause: 'immediate_safety', detail: 'Alone at night.' });
      await qa.get(`${audit.path}/acceptance`);
      assert.match(qa.text, /Case of concern K\d+ was raised from this audit on 15 August 2022\./);
      assert.doesNotMatch(qa.text, /raises a case of concern/);
      await qa.submit({ decision: 'accept' });
      assert.equal(qa.status, 303);
      assert.deepEqual((await concernsOf(audit)).map(({ cause }) => cause), ['immediate_safety']);
    });

    it('has a case of its own when the one its auditor raised is resolved', async () => {
      const audit = await aModeratedAudit(app, inadequate);
      const actor = { staffId: audit.auditor.id, name: 'Robin Hart' };
      const [{ teamId } = { teamId: 0 }] = await app.database.query<{ teamId: number }>('select team_id as "teamId" from audits where id = :id', { id: audit.id });
      const escalated = await app.services.concerns.raise(actor, { caseRef: audit.caseRef, teamId, auditId: audit.id, cause: 'immediate_safety', detail: 'Alone at night.' });
      await app.database.transaction(() => app.database.query("update concerns set resolved_on = '2022-08-15' where ref = :escalated", { escalated }));
      await qa.get(`${audit.path}/acceptance`);
      assert.match(qa.text, /Case of concern K\d+ was raised from this audit on 15 August 2022 and resolved on 15 August 2022\./);
      assert.match(qa.text, /Accepting the audit raises a case of concern/);
      await qa.submit({ decision: 'accept' });
      const [, raised, ...more] = (await concernsOf(audit)).toSorted((one, other) => one.ref.localeCompare(other.ref));
      assert.deepEqual([raised?.cause, more], ['inadequate', []]);
      assert.ok((await qa.get(`${audit.path}/acceptance`)).text.includes(`The Head of Service now holds case of concern ${raised!.ref}.`));
      await qa.get(audit.path);
      assert.ok(qa.text.includes(`Case of concern ${raised!.ref}, raised on 15 August 2022.`));
    });

    it('is not accepted at all when its case cannot be raised', async () => {
      const audit = await aModeratedAudit(app, inadequate);
      const { concerns } = app.services;
      concerns.raise = async () => Promise.reject(new Error('planned'));
      try {
        await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'accept' });
      } finally {
        // The method of the class again.
        Reflect.deleteProperty(concerns, 'raise');
      }
      assert.equal(qa.status, 500);
      assert.deepEqual(await stored(audit), untouched);
      assert.deepEqual(await history(audit), []);
    });
  });

  describe('or returning it', () => {
    it('needs reasons, which auditor and moderator see', async () => {
      const audit = await aModeratedAudit(app);
      await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'return', reason: '  ' });
      assert.equal(qa.status, 400);
      assert.deepEqual(qa.errors, ['Say what must be put right before the audit can be accepted.']);
      await qa.submit({ decision: 'return', reason: 'The impact for the child is missing.' });
      assert.equal(qa.status, 303);
      assert.deepEqual(await stored(audit), { ...untouched, status: 'not_accepted', notAcceptedOn: '2022-08-15', notAcceptedReason: 'The impact for the child is missing.' });
      assert.deepEqual(await history(audit), [
        {
          event: 'not_accepted',
          by: 'Quinn Abbot',
          changes: [
            { field: 'notAcceptedOn', was: null, is: '2022-08-15' },
            { field: 'notAcceptedReason', was: null, is: 'The impact for the child is missing.' },
            { field: 'status', was: 'moderated', is: 'not_accepted' },
          ],
        },
      ]);
      assert.equal((await qa.get(`${audit.path}/acceptance`)).page('main form').length, 0);
      const moderator = await app.as(audit.moderator.email);
      assert.match((await moderator.get(`${audit.path}/moderation`)).text, /Not accepted by the QA team on 15 August 2022 The impact for the child is missing\./);

      // Put right by the moderator, it comes back and can be accepted.
      await moderator.submit({}, 'form[action$="/finalise"]');
      assert.equal(moderator.status, 303);
      await qa.get(`${audit.path}/acceptance`);
      assert.match(qa.text, /Not accepted on 15 August 2022 The impact for the child is missing\./);
      await qa.submit({ decision: 'accept' });
      assert.equal((await stored(audit)).status, 'completed');
    });
  });

  it('shows the QA team’s own reason, whatever the moderator returned it for since', async () => {
    const audit = await aSubmittedAudit(app, { status: 'moderated', moderatedOn: '2022-08-01' });
    await (await qa.get(`${audit.path}/acceptance`)).submit({ decision: 'return', reason: 'The impact is missing.' });
    const auditor = await app.as(audit.auditor.email);
    const moderator = await app.as(audit.moderator.email);
    assert.match((await auditor.get(`${audit.path}/write`)).text, /Not accepted The impact is missing\./);
    await (await auditor.get(`${audit.path}/write/check`)).submit();
    await (await moderator.get(`${audit.path}/moderation/return`)).submit({ reason: 'Now the strengths.' });
    assert.equal(moderator.status, 303);
    assert.match((await auditor.get(`${audit.path}/write`)).text, /Returned to the auditor Now the strengths\./);
    await (await auditor.get(`${audit.path}/write/check`)).submit();
    assert.equal(auditor.status, 303);
    await qa.get(`${audit.path}/acceptance`);
    assert.match(qa.text, /Not accepted on 15 August 2022 The impact is missing\./);
    assert.doesNotMatch(qa.text, /Now the strengths/);
  });

  describe('is only for', () => {
    it('the QA team', async () => {
      const audit = await aModeratedAudit(app);
      const others = [
        await app.as(audit.auditor.email), await app.as(audit.moderator.email), await app.asNew('Dana Frost', 'director'), await app.as(emailOf('Tam Ridley')),
        await app.as(emailOf('Hollis Grey')), await app.asNew('Ash Bell', 'admin'), await app.asNew('Avery Nash', 'ambassador'),
      ];
      for (const other of others) {
        assert.equal((await other.get(`${audit.path}/acceptance`)).status, 403);
        const { answers } = (await other.get('/account/password')).fields();
        const token = { _csrf: String(answers['_csrf']), version: '1' };
        assert.equal((await other.send(`${audit.path}/acceptance`, { ...token, decision: 'accept' })).status, 403);
        assert.equal((await other.send(`${audit.path}/acceptance/lower-end`, { ...token, lowerEnd: 'yes' })).status, 403);
      }
      assert.deepEqual(await stored(audit), untouched);
    });

    it('those of it who neither wrote nor moderated it', async () => {
      await aColleague(app, 'Wrote It', 'auditor', 'qa');
      await aColleague(app, 'Moderated It', 'moderator', 'qa');
      // Only of the QA team now, but it was their audit all the same.
      await aColleague(app, 'Used To', 'qa');
      for (const audit of [
        await aModeratedAudit(app, { auditor: 'Wrote It' }), await aModeratedAudit(app, { moderator: 'Moderated It' }),
        await aModeratedAudit(app, { auditor: 'Used To' }), await aModeratedAudit(app, { moderator: 'Used To' }),
      ]) {
        const { version, ...form } = (await qa.get(`${audit.path}/acceptance`)).fields().answers;
        for (const name of ['Wrote It', 'Moderated It', 'Used To'].filter((one) => [audit.auditor.email, audit.moderator.email].includes(emailOf(one)))) {
          const own = await app.as(emailOf(name));
          assert.equal((await own.get(`${audit.path}/acceptance`)).status, 403, name);
          const token = (await own.get('/account/password')).fields().answers['_csrf']!;
          assert.equal((await own.send(`${audit.path}/acceptance`, { ...form, version: version!, _csrf: token, decision: 'accept' })).status, 403, name);
        }
        assert.deepEqual(await stored(audit), untouched);
      }
    });

    it('and who did not either before it was given to someone else', async () => {
      await aColleague(app, 'Before That', 'moderator', 'qa');
      const audit = await aSubmittedAudit(app, { moderator: 'Before That' });
      const before = await app.as(emailOf('Before That'));
      await (await before.get(`${audit.path}/moderation/overall`)).submit({ rating: 'outstanding', reason: 'My own rating.' });
      assert.equal(before.status, 303);
      const someoneElse = await aColleague(app, 'Someone Else', 'moderator');
      await app.database.transaction(() => app.database.query("update audits set moderator_id = :someoneElse, status = 'moderated' where id = :id", { someoneElse, id: audit.id }));

      const form = (await qa.get(`${audit.path}/acceptance`)).fields().answers;
      assert.equal((await before.get(`${audit.path}/acceptance`)).status, 403);
      const token = (await before.get('/account/password')).fields().answers['_csrf']!;
      for (const decision of ['accept', 'return']) {
        await before.send(`${audit.path}/acceptance`, { ...form, _csrf: token, decision, reason: 'Mine.' });
        assert.equal(before.status, 403);
      }
      assert.equal((await stored(audit)).status, 'moderated');
    });
  });

  describe('is not offered to someone of the QA team who worked on it', () => {
    for (const event of ['started', 'reopened', 'saved', 'submitted', 'action_added', 'action_removed', 'safety_raised', 'rated', 'discussed', 'returned', 'finalised']) {
      it(`before it was given to someone else: ${event}`, async () => {
        const name = `Did ${event.replaceAll('_', ' ')}`;
        const did = await app.asNew(name, 'qa');
        const staffId = await aColleague(app, name);
        const audit = await aModeratedAudit(app, ri);
        assert.match((await did.get(audit.path)).text, /Accept or return/);
        await app.services.history.append({ staffId, name }, 'audit', audit.id, event);
        assert.doesNotMatch((await did.get(audit.path)).text, /Accept or return/);
        assert.equal((await did.get(`${audit.path}/acceptance`)).status, 403);
        assert.match((await qa.get(audit.path)).text, /Accept or return/);
      });
    }
  });

  it('waits until the ratings are final', async () => {
    const audit = await aSubmittedAudit(app);
    await qa.get(`${audit.path}/acceptance`);
    assert.match(qa.text, /It can be accepted when the moderator has made the ratings final\./);
    assert.equal(qa.page('main form').length, 0);
    const { answers } = (await qa.get('/account/password')).fields();
    await qa.send(`${audit.path}/acceptance`, { _csrf: answers['_csrf']!, version: '1', decision: 'accept' });
    assert.equal(qa.status, 409);
    assert.deepEqual(qa.errors, ['This cannot be done while the audit is with the moderator.']);
    assert.equal((await stored(audit)).status, 'submitted');
    assert.equal((await qa.get('/audits/A99999/acceptance')).status, 404);
  });

  describe('two at once', () => {
    it('of two people deciding at the same moment one decides, and the other loses no word', async () => {
      const other = await app.asNew('Riley Shaw', 'qa');
      for (let n = 0; n < 3; n++) {
        const audit = await aModeratedAudit(app, inadequate);
        const first = (await qa.get(`${audit.path}/acceptance`)).fields();
        const second = (await other.get(`${audit.path}/acceptance`)).fields();
        await Promise.all([
          qa.send(first.action, { ...first.answers, decision: 'accept' }),
          other.send(second.action, { ...second.answers, decision: 'return', reason: 'Reasons that took an hour.' }),
        ]);
        assert.deepEqual([qa.status, other.status].sort(), [303, 409]);
        assert.equal((await history(audit)).length, 1);
        const isAccepted = (await stored(audit)).status === 'completed';
        assert.equal(isAccepted, qa.status === 303);
        assert.equal((await concernsOf(audit)).length, isAccepted ? 1 : 0);
        if (isAccepted) assert.match(other.text, /What you typed was not saved.*Reasons that took an hour\./);
      }
    });

    it('someone with an older page is shown both, and can save again', async () => {
      const audit = await aModeratedAudit(app);
      await qa.get(`${audit.path}/acceptance`);
      const someoneElse = await aColleague(app, 'Someone Else', 'moderator');
      // Given to another moderator meanwhile.
      await app.database.transaction(() => app.database.query('update audits set moderator_id = :someoneElse, version = version + 1 where id = :id', { someoneElse, id: audit.id }));
      await qa.submit({ decision: 'return', reason: 'Typed on the older page.' });
      assert.equal(qa.status, 409);
      assert.match(qa.page('.plumbline-conflict').text(), /Typed on the older page\./);
      assert.equal(qa.fields().answers['reason'], 'Typed on the older page.');
      await qa.submit();
      assert.equal(qa.status, 303);
      assert.equal((await stored(audit)).notAcceptedReason, 'Typed on the older page.');
    });

    it('a double click accepts once and raises one case', async () => {
      const audit = await aModeratedAudit(app, inadequate);
      const { action, answers } = (await qa.get(`${audit.path}/acceptance`)).fields();
      const sent = { ...answers, decision: 'accept' };
      const twice = await Promise.all([1, 2].map(() => qa.agent.post(action).set('Origin', app.address).type('form').send(sent)));
      assert.deepEqual(twice.map((one) => [one.status, one.headers['location']]), [[303, '/audits?status=moderated'], [303, '/audits?status=moderated']]);
      assert.equal((await history(audit)).length, 1);
      assert.equal((await concernsOf(audit)).length, 1);
    });
  });

  describe('what does not belong in the form', () => {
    it('is a clear error, and what was typed stays', async () => {
      const audit = await aModeratedAudit(app, ri);
      await qa.get(`${audit.path}/acceptance`);
      const nonsense: [Record<string, string | string[]>, string][] = [
        [{}, 'Say whether the audit meets the standard.'],
        [{ decision: 'perhaps' }, 'Say whether the audit meets the standard.'],
        [{ decision: ['accept', 'return'] }, 'Say whether the audit meets the standard.'],
        [{ decision: 'accept', lowerEnd: 'perhaps' }, 'Tick the box or leave it empty.'],
        [{ decision: 'return', reason: 'x'.repeat(10_001) }, 'What must be put right must be 10,000 characters or fewer.'],
      ];
      for (const [answers, message] of nonsense) {
        await (await qa.get(`${audit.path}/acceptance`)).submit(answers);
        assert.equal(qa.status, 400);
        assert.deepEqual(qa.errors, [message]);
        if (typeof answers['reason'] === 'string') assert.equal(qa.fields().answers['reason'], answers['reason']);
      }
      const { action, answers } = qa.fields();
      assert.equal((await qa.send(action, { ...answers, decision: 'accept', version: '' })).status, 400);
      assert.equal((await qa.send(action, { ...answers, decision: 'accept', _csrf: 'x' })).status, 403);
      assert.deepEqual(await stored(audit), untouched);
    });

    it('script in every text is inert', async () => {
      const script = '</textarea><script>alert(1)</script><img src=x onerror=alert(1)>';
      const audit = await aModeratedAudit(app, {
        strengths: script, improvements: script, impact: script, childSaid: script, familySaid: script, moderationRationale: script, auditorAgrees: false, auditorDiscussion: script,
        moderatorDiscussion: script, moderatorDecision: script, areas: { assessment: { finalReason: script } },
      });
      const inert = (): void => {
        assert.equal(qa.page('script:not([src]), img, [onerror]').length, 0);
        assert.ok(qa.text.includes('alert(1)'));
      };
      await qa.get(`${audit.path}/acceptance`);
      inert();
      await qa.submit({ decision: 'return', reason: script, version: '999' });
      assert.equal(qa.status, 409);
      inert();
      await qa.submit();
      assert.equal(qa.status, 303);
      await qa.get(`${audit.path}/acceptance`);
      inert();
    });
  });

  describe('the log of all this', () => {
    it('names no case', () => {
      assert.match(app.logged, /\/acceptance/);
      assert.doesNotMatch(app.logged, /C7\d{4}/);
    });
  });
});
