import assert from 'node:assert/strict';
import type { ActionReads } from '../../src/actions/actions.reads.js';
import type { ActionsService } from '../../src/actions/actions.service.js';
import type { HistoryStore } from '../../src/history/history.store.js';
import { NotFound, RuleBroken, StaleVersion } from '../../src/shared/errors.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('the actions of an audit being written', () => {
  const actor = { staffId: null, name: 'Avery Auditor' };
  const written = { type: 'non_care_planning', description: 'Bring the chronology up to date.', dueOn: '2022-09-01', ownerId: null } as const;
  let test: TestApp;
  let world: FollowUp;
  let actions: ActionsService;
  let reads: ActionReads;
  let history: HistoryStore;
  beforeEach(async () => {
    test = await TestApp.on(await testDatabase());
    world = await followUp(test.database);
    ({ history, actions, actionReads: reads } = test.services);
  });
  afterEach(() => test.stop());

  it('are added with a reference of their own, and answered for by the team manager without an owner', async () => {
    const auditId = await world.audit({ status: 'in_progress' });
    const first = await actions.add(actor, auditId, written);
    const second = await actions.add(actor, auditId, { ...written, type: 'care_planning', ownerId: world.staff.auditor });
    assert.deepEqual([first, second], ['X00001', 'X00002']);
    assert.deepEqual(
      (await reads.ofAudit(auditId)).map(({ ref, type, ownerName, state, version }) => ({ ref, type, ownerName, state, version })),
      [
        { ref: 'X00002', type: 'care_planning', ownerName: 'The auditor', state: 'no_update', version: 1 },
        { ref: 'X00001', type: 'non_care_planning', ownerName: 'The manager 1', state: 'no_update', version: 1 },
      ],
    );
  });

  it('are changed by whoever has seen the newest version', async () => {
    const auditId = await world.audit({ status: 'in_progress' });
    const ref = await actions.add(actor, auditId, written);
    await actions.change(actor, ref, 1, { ...written, dueOn: '2022-10-01' });
    await assert.rejects(actions.change(actor, ref, 1, written), StaleVersion);
    await assert.rejects(actions.remove(actor, ref, 1), StaleVersion);
    assert.deepEqual((await reads.ofAudit(auditId)).map(({ dueOn, version }) => ({ dueOn, version })), [{ dueOn: '2022-10-01', version: 2 }]);
    const [action] = await test.database.query<{ id: number }>('select id from actions');
    assert.deepEqual((await history.of('action', action!.id)).map(({ event, changes }) => ({ event, changes })).at(-1), {
      event: 'changed', changes: [{ field: 'dueOn', was: '2022-09-01', is: '2022-10-01' }],
    });
  });

  it('leave no line of history when nothing is different, and name their owners', async () => {
    const auditId = await world.audit({ status: 'in_progress' });
    const ref = await actions.add(actor, auditId, written);
    await actions.change(actor, ref, 1, written);
    await actions.change(actor, ref, 1, { ...written, ownerId: world.staff.auditor });
    const [action] = await test.database.query<{ id: number; version: number }>('select id, version from actions');
    assert.equal(action!.version, 2);
    assert.deepEqual((await history.of('action', action!.id)).map(({ event, changes }) => [event, changes.filter(({ field }) => field.startsWith('owner'))]), [
      ['added', []],
      ['changed', [{ field: 'owner', was: 'Team manager', is: 'The auditor' }]],
    ]);
    const theirs = await actions.add(actor, auditId, { ...written, ownerId: world.staff.auditor });
    const [second] = await test.database.query<{ id: number }>('select id from actions where ref = :theirs', { theirs });
    assert.deepEqual((await history.of('action', second!.id))[0]!.changes.at(-1), { field: 'owner', was: null, is: 'The auditor' });
  });

  it('can be taken out, which the history of the audit remembers', async () => {
    const auditId = await world.audit({ status: 'returned' });
    const ref = await actions.add(actor, auditId, written);
    await actions.remove(actor, ref, 1);
    assert.deepEqual(await reads.ofAudit(auditId), []);
    assert.deepEqual((await history.of('audit', auditId)).map(({ event }) => event), ['action_added', 'action_removed']);
    await assert.rejects(actions.remove(actor, ref, 1), NotFound);
  });

  it('stay as they are once the audit is accepted', async () => {
    const auditId = await world.audit({ status: 'moderated' });
    const ref = await actions.add(actor, auditId, written);
    await test.database.transaction(() => test.database.query("update audits set status = 'completed' where id = :auditId", { auditId }));
    await assert.rejects(actions.change(actor, ref, 1, written), RuleBroken);
    await assert.rejects(actions.remove(actor, ref, 1), RuleBroken);
    await assert.rejects(actions.add(actor, auditId, written), RuleBroken);
    assert.equal((await reads.ofAudit(auditId)).length, 1);
  });
});
