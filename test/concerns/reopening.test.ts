import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Person } from '../../src/access/person.js';
import { ConcernListReads } from '../../src/concerns/concernList.reads.js';
import { raised } from '../../src/concerns/concerns.presenter.js';
import { ConcernReads } from '../../src/concerns/concerns.reads.js';
import { ConcernsService } from '../../src/concerns/concerns.service.js';
import { HistoryStore } from '../../src/history/history.store.js';
import { MessagesService } from '../../src/messages/messages.service.js';
import { LeadersReads } from '../../src/people/leaders.reads.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { casesOfConcern } from '../../src/reporting/followUp.js';
import { addDays, type Day } from '../../src/shared/day.js';
import { Refused, RuleBroken, StaleVersion } from '../../src/shared/errors.js';
import { monthOf } from '../../src/shared/month.js';
import { handingOver } from '../support/handingOver.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('reopening a case of concern', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let world: FollowUp;
  let clock: TestClock;
  let reads: ConcernReads;
  let concerns: ConcernsService;
  let auditId: number;
  let ref: string;
  const person = (name: keyof FollowUp['staff'], roles: Person['roles'], headsTeams: number[] = []): Person =>
    ({ staffId: world.staff[name], name, roles, managesTeams: [], headsTeams }) as unknown as Person;
  const head = (): Person => person('head_a', ['head_of_service'], [world.teams[1], world.teams[2]]);
  const qa = (): Person => person('qa', ['qa']);
  const on = (day: Day): void => void (clock.moment = new Date(`${day}T10:00:00Z`));
  const version = async (): Promise<number> => (await reads.byRef(ref)).version;
  const raise = (): Promise<string> => concerns.raise({ staffId: world.staff.qa, name: 'The qa' }, { caseRef: 'C70001', teamId: world.teams[1], auditId, cause: 'inadequate', detail: null });
  const update = async (updatedOn: Day, resolve: boolean): Promise<void> =>
    concerns.recordUpdate(head(), ref, await version(), { updatedOn, childSafe: true, planProgressing: true, note: 'Seen.', resolve });
  const reopen = async (by = qa(), reason = 'The father moved back in.'): Promise<void> => concerns.reopen(by, ref, await version(), reason);
  const told = (kind: string): Promise<{ staffId: number; facts: string }[]> => test.database.query('select staff_id as "staffId", facts from messages where kind = :kind order by id', { kind });
  const figures = (asAt: Day) => casesOfConcern(test.database, monthOf(asAt), asAt);

  before(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    clock = new TestClock();
    reads = new ConcernReads(test.database, clock);
    concerns = new ConcernsService(test.database, new HistoryStore(test.database, clock), reads, new LeadersReads(test.database), new MessagesService(test.database, clock), clock);
  });
  beforeEach(async () => {
    await test.database.transaction(async () => {
      for (const table of ['messages', 'concern_updates', 'concern_standings', 'concerns', 'history']) await test.database.query(`delete from ${table}`);
    });
    auditId = await world.audit({ teamId: world.teams[1] });
    on('2022-06-01');
    ref = await raise();
  });
  after(() => test.remove());

  it('tells the Head of Service of a case that acceptance raised, and of one that somebody else reopened', async () => {
    assert.deepEqual((await told('concerns_given')).map(({ staffId }) => staffId), [world.staff.head_a]);
    await update('2022-06-01', true);
    await reopen(head());
    assert.deepEqual(await told('concern_reopened'), []);
    await update('2022-06-01', true);
    await reopen(qa());
    assert.deepEqual(await told('concern_reopened'), [{ staffId: world.staff.head_a, facts: JSON.stringify({ concernRef: ref, caseRef: 'C70001', colleague: 'qa' }) }]);
  });

  it('is held by nobody whose role has been taken from them, and tells them nothing', async () => {
    const { head_a: headId } = world.staff;
    await update('2022-06-01', true);
    await test.database.transaction(() => test.database.query("delete from staff_roles where staff_id = :headId and role = 'head_of_service'", { headId }));
    await reopen(qa());
    assert.deepEqual(await told('concern_reopened'), []);
    assert.equal((await reads.byRef(ref)).headName, null);
    await test.database.transaction(() => test.database.manager.insert(StaffRole, { staffId: headId, role: 'head_of_service' }));
  });

  it('tells nobody who has left', async () => {
    await update('2022-06-01', true);
    await test.database.transaction(() => test.database.query("update staff set ends_on = '2022-05-31' where id = :head", { head: world.staff.head_a }));
    await reopen(qa());
    assert.deepEqual(await told('concern_reopened'), []);
    assert.equal((await reads.byRef(ref)).headName, null);
    await test.database.transaction(() => test.database.query('update staff set ends_on = null'));
  });

  it('keeps how it was resolved, by whom and why it was taken up again', async () => {
    on('2022-06-20');
    await update('2022-06-18', true);
    on('2022-08-03');
    await reopen();
    const { id, resolvedOn, reopenedOn } = await reads.byRef(ref);
    assert.deepEqual({ resolvedOn, reopenedOn }, { resolvedOn: null, reopenedOn: '2022-08-03' });
    assert.deepEqual(await reads.standingsOf(id), [
      { untilOn: '2022-08-03', teamName: 'Team 1', resolvedOn: '2022-06-18', endedBy: 'reopened', reason: 'The father moved back in.', changedBy: 'The qa' },
    ]);
    const line = (await new HistoryStore(test.database, clock).of('concern', id)).at(-1)!;
    assert.deepEqual({ by: line.by, event: line.event, changes: line.changes }, {
      by: 'qa', event: 'reopened', changes: [{ field: 'resolvedOn', was: '2022-06-18', is: null }, { field: 'reason', was: null, is: 'The father moved back in.' }],
    });
  });

  it('makes it the audit’s active one, and leaves figures as at earlier days as they were', async () => {
    on('2022-06-20');
    await update('2022-06-18', true);
    const earlier = ['2022-06-17', '2022-06-18', '2022-06-30', '2022-08-02'];
    const before = await Promise.all(earlier.map(figures));
    on('2022-08-03');
    await reopen();
    assert.deepEqual(await Promise.all(earlier.map(figures)), before);
    assert.deepEqual([before[0]!.active, before[1]!.active, before[2]!.resolved_in_month], [1, 0, 1]);
    assert.equal((await figures('2022-08-03')).active, 1);
    assert.equal(await raise(), ref);
    assert.deepEqual((await reads.lackingUpdates('2022-08-03')).map(({ staffId, howMany }) => ({ staffId, howMany })), [{ staffId: world.staff.head_a, howMany: 1 }]);
  });

  it('was resolved on the day that is told, also when its child has moved since', async () => {
    on('2022-07-20');
    const { id } = await reads.byRef(ref);
    const { concernMoves } = handingOver(test.database, clock);
    await test.database.transaction(() => concernMoves.move({ staffId: null, name: 'Plumbline' }, [{ id, wasTeamId: world.teams[1], team_id: world.teams[2] }], 'Moved.'));
    on('2022-08-03');
    await update('2022-07-10', true);
    assert.deepEqual([(await figures('2022-07-09')).active, (await figures('2022-07-10')).active], [1, 0]);
    assert.deepEqual([(await figures('2022-07-15')).resolved_in_month, (await figures('2022-07-31')).resolved_in_month], [1, 1]);
  });

  it('leaves the list as at an earlier day as it was, its order and how long each had been active', async () => {
    on('2022-06-20');
    const first = ref;
    auditId = await world.audit({ teamId: world.teams[1] });
    on('2022-06-01');
    ref = await raise();
    const list = async (): Promise<unknown[]> =>
      (await new ConcernListReads(test.database).list(qa(), { state: 'all', serviceId: null, teamId: null }, 1, '2022-06-20')).map((concern) => [concern.ref, raised(concern, '2022-06-20').note]);
    assert.deepEqual(await list(), [[first, 'Active for less than a month'], [ref, 'Active for less than a month']]);
    on('2022-08-20');
    await update('2022-08-20', true);
    assert.deepEqual(await list(), [[first, 'Active for less than a month'], [ref, 'Active for less than a month']]);
    ref = first;
    await update('2022-08-03', true);
    assert.deepEqual(await list(), [[first, 'Active for less than a month'], [(await reads.ofAudit(auditId))!.ref, 'Active for less than a month']]);
  });

  it('is refused for an active case, an old version, and anybody but the Head of Service, the QA team and directors', async () => {
    await assert.rejects(reopen(), RuleBroken);
    const old = await version();
    await update('2022-06-01', true);
    await assert.rejects(concerns.reopen(qa(), ref, old, 'x'), StaleVersion);
    for (const other of [person('head_b', ['head_of_service'], [world.teams[3]]), person('manager_1', ['team_manager']), person('auditor', ['auditor'])]) await assert.rejects(reopen(other), Refused);
    assert.equal((await reads.byRef(ref)).reopenedOn, null);
    await reopen(person('director', ['director']));
  });

  it('of two at once is done once', async () => {
    await update('2022-06-01', true);
    const seen = await version();
    const both = await Promise.allSettled([concerns.reopen(qa(), ref, seen, 'One.'), concerns.reopen(head(), ref, seen, 'Other.')]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal((await reads.standingsOf((await reads.byRef(ref)).id)).length, 1);
  });

  it('lets it be resolved again, from the day it was reopened', async () => {
    on('2022-06-20');
    await update('2022-06-18', true);
    on('2022-08-03');
    await reopen();
    on('2022-08-10');
    await assert.rejects(update('2022-08-02', true), /3 August 2022 or later: the case was reopened on that day/);
    await update('2022-08-03', true);
    assert.deepEqual([(await figures('2022-08-02')).active, (await figures('2022-08-10')).active, (await figures('2022-08-10')).resolved_in_month], [0, 0, 1]);
    assert.equal((await figures('2022-06-30')).resolved_in_month, 1);
  });

  it('changes no figure as at a day before, whatever is resolved and reopened day after day', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ later: fc.nat(40), back: fc.nat(5) }), { minLength: 1, maxLength: 6 }), async (steps) => {
        await test.database.transaction(async () => {
          for (const table of ['concern_updates', 'concern_standings', 'concerns']) await test.database.query(`delete from ${table}`);
        });
        let today = '2021-01-10';
        let earliest = today;
        on(today);
        ref = await raise();
        const seen = new Map<Day, unknown>();
        for (const { later, back } of steps) {
          today = addDays(today, later);
          on(today);
          const { resolvedOn } = await reads.byRef(ref);
          if (resolvedOn === null) {
            const updatedOn = [addDays(today, -back), earliest].toSorted()[1]!;
            await update(updatedOn, true);
            // What is recorded for an earlier day is known on that day, as with every update.
            for (const day of [...seen.keys()]) if (day >= updatedOn) seen.delete(day);
          } else {
            await reopen();
            seen.delete(today);
            earliest = today;
          }
          for (const [day, before] of seen) assert.deepEqual(await figures(day), before, day);
          for (const day of [today, addDays(today, -1)]) seen.set(day, await figures(day));
          assert.equal((await figures(today)).active, resolvedOn === null ? 0 : 1);
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('the reminder of cases of concern without an update', () => {
  let test: TestDatabase;
  let world: FollowUp;
  let concerns: ConcernsService;
  const clock = new TestClock();
  const told = (): Promise<{ staffId: number; facts: string }[]> =>
    test.database.query(`select staff_id as "staffId", facts from messages where kind = 'concerns_lack_update' order by id`);
  before(async () => {
    test = await testDatabase();
    world = await followUp(test.database);
    concerns = new ConcernsService(test.database, new HistoryStore(test.database, clock), new ConcernReads(test.database, clock), new LeadersReads(test.database), new MessagesService(test.database, clock), clock);
    const raised = async (team: 1 | 2 | 3): Promise<string> =>
      concerns.raise({ staffId: null, name: 'x' }, { caseRef: `C${team}`, teamId: world.teams[team], auditId: await world.audit({ teamId: world.teams[team] }), cause: 'inadequate', detail: null });
    for (const team of [1, 2, 3, 3] as const) await raised(team);
  });
  after(() => test.remove());

  const run = async (moment: string): Promise<void> => {
    clock.moment = new Date(moment);
    await concerns.remindOfUpdates();
  };

  it('is told once a month, near its end, to those whose cases still have none', async () => {
    const { head_a: a, head_b: b } = world.staff;
    await run('2022-08-23T07:00:00Z');
    assert.deepEqual(await told(), []);
    await test.database.transaction(() => test.database.query(
      `insert into concern_updates (concern_id, updated_on, updated_by_id, child_safe, plan_progressing, note) select id, '2022-08-24', :b, true, false, 'x' from concerns where team_id = :team`,
      { b, team: world.teams[3] },
    ));
    await run('2022-08-24T07:00:00Z');
    await run('2022-08-25T07:00:00Z');
    assert.deepEqual(await told(), [{ staffId: a, facts: JSON.stringify({ howMany: 2, month: '2022-08' }) }]);
    await run('2022-09-01T07:00:00Z');
    assert.equal((await told()).length, 1);
    await run('2022-09-30T07:00:00Z');
    assert.deepEqual((await told()).slice(1), [{ staffId: a, facts: JSON.stringify({ howMany: 2, month: '2022-09' }) }, { staffId: b, facts: JSON.stringify({ howMany: 2, month: '2022-09' }) }]);
  });

  it('is not for whoever has left', async () => {
    await test.database.transaction(() => test.database.query("update staff set ends_on = '2022-10-01' where id = :b", { b: world.staff.head_b }));
    await run('2022-10-31T07:00:00Z');
    assert.deepEqual((await told()).slice(3).map(({ staffId }) => staffId), [world.staff.head_a]);
  });
});
