import assert from 'node:assert/strict';
import { ConcernReads } from '../../src/concerns/concerns.reads.js';
import { ConcernsService } from '../../src/concerns/concerns.service.js';
import { HistoryStore } from '../../src/history/history.store.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { LeadersReads } from '../../src/people/leaders.reads.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('raising a case of concern', () => {
  const clock = new TestClock();
  const actor = { staffId: null, name: 'Quinn Abbot' };
  let test: TestDatabase;
  let world: FollowUp;
  let history: HistoryStore;
  let concerns: ConcernsService;
  let auditId: number;
  const raise = (cause: 'inadequate' | 'immediate_safety', detail: string | null = null): Promise<string> =>
    concerns.raise(actor, { caseRef: 'C90001', teamId: world.teams[1], auditId, cause, detail });
  beforeEach(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    history = new HistoryStore(test.database, clock);
    concerns = new ConcernsService(test.database, history, new ConcernReads(test.database, clock), new LeadersReads(test.database), new MessagesService(test.database, clock), clock);
    auditId = await world.audit();
  });
  afterEach(() => test.remove());

  it('gives it a reference, today’s date and a line of history', async () => {
    assert.equal(await raise('inadequate'), 'K0001');
    assert.deepEqual(await new ConcernReads(test.database, clock).ofAudit(auditId), { ref: 'K0001', cause: 'inadequate', detail: null, raisedOn: '2022-08-15', resolvedOn: null });
    const [concern] = await test.database.query<{ id: number }>('select id from concerns');
    assert.deepEqual((await history.of('concern', concern!.id)).map(({ event, by }) => ({ event, by })), [{ event: 'raised', by: 'Quinn Abbot' }]);
  });

  it('leaves an audit’s earlier one as it is', async () => {
    const ref = await raise('immediate_safety', 'Left alone overnight.');
    assert.equal(await raise('inadequate'), ref);
    assert.deepEqual(await test.database.query('select ref, cause, detail from concerns'), [{ ref, cause: 'immediate_safety', detail: 'Left alone overnight.' }]);
  });

  it('raises a new one for an inadequate audit when the escalated one is resolved, and that is the audit’s', async () => {
    const reads = new ConcernReads(test.database, clock);
    const escalated = await raise('immediate_safety', 'Left alone overnight.');
    await test.database.transaction(() => test.database.query("update concerns set resolved_on = '2022-08-15'"));
    assert.equal((await reads.ofAudit(auditId))?.ref, escalated);
    const ref = await raise('inadequate');
    assert.notEqual(ref, escalated);
    assert.equal((await reads.ofAudit(auditId))?.ref, ref);
    assert.equal(await raise('inadequate'), ref);
    assert.deepEqual(await test.database.query('select ref, cause, resolved_on as resolved from concerns order by id'), [
      { ref: escalated, cause: 'immediate_safety', resolved: '2022-08-15' }, { ref, cause: 'inadequate', resolved: null },
    ]);
    await test.database.transaction(() => test.database.query("update concerns set resolved_on = '2022-08-15'"));
    assert.equal((await reads.ofAudit(auditId))?.ref, ref);
  });

  it('names the team and the audit in its history', async () => {
    await raise('inadequate');
    const [concern] = await test.database.query<{ id: number }>('select id from concerns');
    assert.deepEqual((await history.of('concern', concern!.id))[0]!.changes, [
      { field: 'caseRef', was: null, is: 'C90001' }, { field: 'team', was: null, is: 'Team 1' }, { field: 'audit', was: null, is: 'A00001' },
      { field: 'cause', was: null, is: 'inadequate' }, { field: 'raisedOn', was: null, is: '2022-08-15' },
    ]);
  });

  it('makes one of many at once', async () => {
    const refs = await Promise.all(Array.from({ length: 8 }, () => raise('inadequate')));
    assert.equal(new Set(refs).size, 1);
    assert.equal((await test.database.query('select 1 from concerns')).length, 1);
    assert.equal((await test.database.query("select 1 from history where record_type = 'concern'")).length, 1);
  });

  it('tells the team’s Head of Service and the directors of a safety worry, and the QA team when all of them have left', async () => {
    const { head_a: head, director, qa } = world.staff;
    const told = async (): Promise<number[]> => (await test.database.query<{ id: number }>('select staff_id as id from messages order by staff_id')).map(({ id }) => id);
    await raise('immediate_safety', 'Left alone overnight.');
    assert.deepEqual(await told(), [head, director].toSorted((a, b) => a - b));
    await test.database.transaction(async () => {
      await test.database.query('delete from messages');
      await test.database.query("update concerns set resolved_on = '2022-08-15'");
      await test.database.query("update staff set ends_on = '2022-08-14' where id in (:...gone)", { gone: [head, director] });
    });
    auditId = await world.audit();
    await raise('immediate_safety', 'Left alone overnight.');
    assert.deepEqual(await told(), [qa]);
  });

  it('is undone with the transaction it joins', async () => {
    await assert.rejects(
      test.database.transaction(async () => {
        await raise('inadequate');
        throw new Error('acceptance fails');
      }),
    );
    assert.equal(await new ConcernReads(test.database, clock).ofAudit(auditId), undefined);
  });
});
