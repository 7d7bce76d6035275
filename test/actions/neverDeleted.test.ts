import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordType } from '../../src/history/history.js';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

/** What a council may be asked about years later: nothing of it is ever taken away. */
const kept = ['actions', 'action_updates', 'action_standings', 'concerns', 'concern_updates', 'concern_standings', 'concern_acknowledgements', 'history'];
const entities = ['Action', 'ActionUpdate', 'ActionStanding', 'Concern', 'ConcernUpdate', 'ConcernStanding', 'Acknowledgement', 'HistoryEntry'];

const sources = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => ({ path: join(entry.parentPath, entry.name), text: readFileSync(join(entry.parentPath, entry.name), 'utf8') }));

describe('an action is never deleted', function () {
  this.timeout(60_000);

  it('by anything in the sources, but one that an auditor takes out of an audit before it is accepted; nor is any line of history', () => {
    assert.ok(sources.length > 200);
    const found = sources.flatMap(({ path, text }) => [
      ...[...text.matchAll(new RegExp(`\\b(delete from|truncate( table)?|drop table) (${kept.join('|')})\\b`, 'gi'))].map((match) => `${path}: ${match[0]}`),
      ...[...text.matchAll(new RegExp(`\\.(delete|remove|softDelete|clear)\\((${entities.join('|')})\\b`, 'g'))].map((match) => `${path}: ${match[0]}`),
      ...[...text.matchAll(/\bupdate history\b|\.update\(HistoryEntry\b/gi)].map((match) => `${path}: ${match[0]}`),
    ]);
    assert.deepEqual(found, ['src/actions/actions.service.ts: .delete(Action']);
  });

  describe('by a form that anybody sends', () => {
    let app: TestApp;
    let world: FollowUp;
    before(async () => {
      app = await TestApp.on(await testDatabase());
      world = await followUp(app.database);
    });
    after(() => app.stop());

    it('its auditor has no way to it once the audit is accepted, and before there is one', async () => {
      const auditId = await world.audit({ ref: 'A00001', status: 'in_progress' });
      const { id, ref } = await anAction(app, auditId, { description: 'Meet the family.' });
      const auditor = await app.as('auditor@example.org');
      const page = `/audits/A00001/write/actions/${ref}/remove`;
      await auditor.get(page);
      assert.equal(auditor.status, 200);
      await app.database.transaction(() => app.database.query("update audits set status = 'completed', accepted_on = '2022-08-15' where id = :auditId", { auditId }));
      await auditor.submit();
      assert.ok([403, 409].includes(auditor.status), String(auditor.status));
      await auditor.get(page);
      assert.notEqual(auditor.status, 200);
      assert.deepEqual(await app.database.query('select id from actions'), [{ id }]);
      await app.database.transaction(() => app.database.query("update audits set status = 'in_progress', accepted_on = null where id = :auditId", { auditId }));
      await auditor.get(page);
      await auditor.submit();
      assert.equal(auditor.status, 303);
      assert.deepEqual(await app.database.query('select id from actions'), []);
    });

    it('no route takes one away, whoever asks: all forms there are of an accepted audit, its action and its case of concern', async () => {
      const auditId = await world.audit({ ref: 'A00002', caseRef: 'C2' });
      const { ref } = await anAction(app, auditId);
      const concern = await app.services.concerns.raise({ staffId: null, name: 'Ada Quill' }, { caseRef: 'C2', teamId: world.teams[1], auditId, cause: 'inadequate', detail: null });
      const rows = async (): Promise<number[]> => {
        const counts: number[] = [];
        for (const table of kept) counts.push((await app.database.query<{ n: number }>(`select count(*) as n from ${table}`))[0]!.n);
        return counts;
      };
      const posts = app.plumbline.routes.declared.filter(({ method, path }) => method === 'post' && /^\/(audits|actions|concerns)\/:ref/.test(path));
      assert.ok(posts.length > 20);
      for (const who of ['auditor', 'qa', 'manager_1', 'head_a', 'director']) {
        const visitor = await app.as(`${who}@example.org`);
        const token = String((await visitor.get('/account/password')).fields().answers['_csrf']);
        for (const { path } of posts) {
          const before = await rows();
          const address = path.replace(':ref', path.startsWith('/audits') ? 'A00002' : path.startsWith('/actions') ? ref : concern).replace(':action', ref).replace(':area', 'assessment').replace(':page', 'child');
          await visitor.send(address, { version: '1', formKey: `${who} ${path}`, _csrf: token });
          assert.notEqual(visitor.status, 500, address);
          for (const [index, count] of (await rows()).entries()) assert.ok(count >= before[index]!, `${address} took a row of ${kept[index]!}`);
        }
      }
      assert.equal((await app.database.query('select 1 from actions where ref = :ref', { ref })).length, 1);
    });

    it('and every move of it is kept with its history', async () => {
      const { id } = await anAction(app, await world.audit({ ref: 'A00003', caseRef: 'C3', teamId: world.teams[1] }));
      const qa = await app.as('qa@example.org');
      const [{ ref }] = await app.database.query<{ ref: string }>('select ref from actions where id = :id', { id }) as [{ ref: string }];
      const teams = [world.teams[2], world.teams[3], world.teams[4], world.teams[1]];
      for (const teamId of teams) {
        await qa.get(`/actions/${ref}/move`);
        await qa.submit({ teamId: String(teamId), reason: `To ${teamId}.` }, 'main form[action$="/move"]');
        assert.equal(qa.status, 303);
      }
      const type: RecordType = 'action';
      const moves = (await app.services.history.of(type, id)).filter(({ event }) => event === 'moved').map(({ changes }) => changes.map(({ is }) => is));
      assert.deepEqual(moves, [['Team 2', `To ${teams[0]}.`], ['Team 3', `To ${teams[1]}.`], ['Team 4', `To ${teams[2]}.`], ['Team 1', `To ${teams[3]}.`]]);
    });
  });
});
