import assert from 'node:assert/strict';
import { ActionReads } from '../../../src/actions/actions.reads.js';
import { ActionsService } from '../../../src/actions/actions.service.js';
import { CaseloadEntry } from '../../../src/allocation/caseloads/caseload.entity.js';
import { CaseloadReads } from '../../../src/allocation/caseloads/caseloads.reads.js';
import { CaseloadsService, versionOfReview } from '../../../src/allocation/caseloads/caseloads.service.js';
import { mayUpdateAction, maySeeAction, mayUpdateConcern } from '../../../src/access/policies.js';
import { ConcernReads } from '../../../src/concerns/concerns.reads.js';
import { NotFound, Refused, RuleBroken, StaleVersion } from '../../../src/shared/errors.js';
import { versionOfMove } from '../../../src/actions/handover/childMoves.service.js';
import type { Person } from '../../../src/access/person.js';
import type { UpdateWritten } from '../../../src/actions/action.js';
import { personWith } from '../../support/anyPerson.js';
import { anAction } from '../../support/builders.js';
import { followUp, type FollowUp } from '../../support/followUp.js';
import { handingOver } from '../../support/handingOver.js';
import { TestClock } from '../../support/testClock.js';
import { testDatabase, type TestDatabase } from '../../support/testDatabase.js';

const ada = { staffId: null, name: 'Ada Quill' };
const progress: UpdateWritten = {
  kind: 'progress', happenedOn: '2022-08-15', note: 'Begun.', evidence: null, agreedBy: null, childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null,
};

interface ChildOf {
  team: 1 | 2 | 3 | 4;
  officer?: number;
}

describe('open actions and cases of concern that go with their child', function () {
  this.timeout(60_000);
  let clock: TestClock;
  let test: TestDatabase;
  let world: FollowUp;
  let over: ReturnType<typeof handingOver>;
  let actions: ActionsService;
  let reads: ActionReads;
  let caseloads: CaseloadsService;
  let caseloadReads: CaseloadReads;
  let qa: Person;

  beforeEach(async () => {
    clock = new TestClock();
    test = await testDatabase();
    world = await followUp(test.database);
    over = handingOver(test.database, clock);
    reads = new ActionReads(test.database, clock);
    actions = new ActionsService(test.database, over.history, reads, over.messages, over.handOver, over.childMoves, clock);
    caseloadReads = new CaseloadReads(test.database);
    caseloads = new CaseloadsService(test.database, caseloadReads, over.childMoves, over.moves, over.history, clock);
    qa = { ...personWith('qa'), staffId: world.staff.qa, name: 'The qa' };
  });
  afterEach(() => test.remove());

  const row = (caseRef: string, { team, officer }: ChildOf) => ({ caseRef, dateOfBirth: '2012-02-03', teamId: world.teams[team], cohort: 'child_in_need' as const, reviewingOfficerId: officer ?? null });
  const stored = (month: string, children: Record<string, ChildOf>): Promise<unknown> =>
    test.database.transaction(() => test.database.manager.insert(CaseloadEntry, Object.entries(children).map(([caseRef, child]) => ({ month, ...row(caseRef, child) }))));
  const upload = async (month: string, children: Record<string, ChildOf>): Promise<number> =>
    caseloads.keep(qa, month, `caseload-${month}.csv`, { ok: true, children: Object.entries(children).map(([caseRef, child]) => row(caseRef, child)) });
  const take = async (id: number): Promise<void> => {
    await caseloads.takeOver(qa, id, versionOfReview(await caseloadReads.review(id, clock.now().toISOString())));
  };
  const takeOver = async (month: string, children: Record<string, ChildOf>): Promise<void> => take(await upload(month, children));
  const aConcern = async (caseRef: string, team: 1 | 2 | 3 | 4, resolvedOn: string | null = null): Promise<string> =>
    test.database.transaction(async () => {
      const ref = await test.database.nextReference('K');
      await test.database.query("insert into concerns (ref, case_ref, team_id, cause, raised_on, resolved_on, version) values (:ref, :caseRef, :teamId, 'inadequate', '2022-07-20', :resolvedOn, 1)", {
        ref, caseRef, teamId: world.teams[team], resolvedOn,
      });
      return ref;
    });
  const where = async (): Promise<Record<string, string>> => {
    const rows = await test.database.query<{ ref: string; teamId: number; ownerId: number | null }>(
      'select ref, team_id as "teamId", owner_id as "ownerId" from actions union all select ref, team_id, null from concerns order by ref',
    );
    const nameOf = (id: number | null): string => (id === null ? '' : ` ${Object.entries(world.staff).find(([, one]) => one === id)?.[0] ?? 'officer'}`);
    return Object.fromEntries(rows.map(({ ref, teamId, ownerId }) => [ref, `team ${Object.entries(world.teams).find(([, id]) => id === teamId)![0]}${nameOf(ownerId)}`]));
  };
  const told = async (): Promise<string[]> => {
    const rows = await test.database.query<{ name: string; kind: string; facts: string }>('select staff.name, kind, facts from messages join staff on staff.id = staff_id order by staff_id, messages.id');
    await test.database.transaction(() => test.database.query('delete from messages'));
    return rows.map(({ name, kind, facts }) => `${name}: ${kind} ${Object.values(JSON.parse(facts) as object).join(' ')}`);
  };
  const settle = async (): Promise<void> => {
    await over.handOver.run(ada);
    await told();
  };

  describe('when a caseload is taken over', () => {
    it('move to the team it has the child in, and those who answer for them and hold them now are told', async () => {
      const auditId = await world.audit({ caseRef: 'C1', teamId: world.teams[1] });
      const { id } = await anAction(test, auditId);
      await anAction(test, auditId);
      await anAction(test, auditId, { completedOn: '2022-08-01' });
      await anAction(test, await world.audit({ caseRef: 'C2', teamId: world.teams[1] }));
      const concern = await aConcern('C1', 1);
      await aConcern('C1', 1, '2022-08-01');
      await stored('2022-08', { C1: { team: 1 }, C2: { team: 1 } });
      await settle();
      const waiting = await upload('2022-08', { C1: { team: 3 }, C2: { team: 1 } });
      const seen = await over.moves.movesBy({ uploadId: waiting }, '2022-08', await over.moves.newestCaseload(), { hold: false });
      assert.deepEqual([seen.actions.length, seen.concerns.length], [2, 1]);
      await take(waiting);
      assert.deepEqual(await where(), { K0001: 'team 3', K0002: 'team 1', X00001: 'team 3', X00002: 'team 3', X00003: 'team 1', X00004: 'team 1' });
      assert.deepEqual(await told(), ['The head b: concerns_given K0001 C1', 'The manager 2: actions_given 2']);
      assert.deepEqual((await over.history.of('action', id)).slice(1).map(({ by, event, changes }) => ({ by, event, changes })), [
        { by: 'The qa', event: 'moved', changes: [{ field: 'team', was: 'Team 1', is: 'Team 3' }, { field: 'reason', was: null, is: 'Caseload of August 2022' }] },
        { by: 'The qa', event: 'handed_over', changes: [{ field: 'answersForIt', was: 'The manager 1', is: 'The manager 2' }] },
      ]);
      const [held] = await test.database.query<{ id: number; revised: string; version: number }>('select id, revised_on as revised, version from concerns where ref = :concern', { concern });
      assert.deepEqual({ revised: held!.revised, version: held!.version }, { revised: '2022-08-15', version: 2 });
      assert.deepEqual((await over.history.of('concern', held!.id)).map(({ event, changes }) => [event, changes[0]]), [['moved', { field: 'team', was: 'Team 1', is: 'Team 3' }]]);
      // The figures are not worked out from it, but the table is there for as long as the case: nothing is lost.
      assert.deepEqual(await test.database.query('select concern_id as id, until_on as until, team_id as team, ended_by as ended from concern_standings'), [
        { id: held!.id, until: '2022-08-15', team: world.teams[1], ended: 'moved' },
      ]);
    });

    it('tell a Head of Service of a case only when it comes from another service', async () => {
      await aConcern('C1', 1);
      await aConcern('C2', 1);
      await stored('2022-07', { C1: { team: 1 }, C2: { team: 1 } });
      await takeOver('2022-08', { C1: { team: 2 }, C2: { team: 4 } });
      assert.deepEqual(await where(), { K0001: 'team 2', K0002: 'team 4' });
      assert.deepEqual(await told(), ['The head b: concerns_given K0002 C2']);
    });

    it('stay where they are when the child is in no caseload any more, and when the caseload is not the newest', async () => {
      await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      await aConcern('C1', 1);
      await stored('2022-08', { C1: { team: 1 } });
      await settle();
      await takeOver('2022-07', { C1: { team: 2 } });
      await takeOver('2022-08', { C9: { team: 2 } });
      assert.deepEqual(await where(), { K0001: 'team 1', X00001: 'team 1' });
      assert.deepEqual(await told(), []);
    });

    it('give owners who work in the team that is left a rest, and go to the reviewing officer whom the child has now', async () => {
      const [officer, next] = [world.staff.head_b, world.staff.other_auditor];
      await test.database.transaction(async () => {
        await test.database.query("insert into staff_roles (staff_id, role) values (:next, 'reviewing_officer'), (:officer, 'reviewing_officer')", { next, officer });
        await test.database.query('update staff set team_id = :team where id = :id', { team: world.teams[1], id: world.staff.auditor });
      });
      const moved = await world.audit({ caseRef: 'C1', teamId: world.teams[1] });
      for (const ownerId of [world.staff.auditor, officer, world.staff.qa, null]) await anAction(test, moved, { ownerId });
      const stays = await world.audit({ caseRef: 'C2', teamId: world.teams[1] });
      for (const ownerId of [world.staff.auditor, officer]) await anAction(test, stays, { ownerId });
      await stored('2022-07', { C1: { team: 1, officer }, C2: { team: 1, officer } });
      await settle();
      await takeOver('2022-08', { C1: { team: 2, officer: next }, C2: { team: 1, officer: next } });
      assert.deepEqual(await where(), {
        X00001: 'team 2', X00002: 'team 2 other_auditor', X00003: 'team 2 qa', X00004: 'team 2', X00005: 'team 1 auditor', X00006: 'team 1 other_auditor',
      });
      assert.deepEqual(await told(), ['The manager 2: actions_given 2', 'The other auditor: actions_given 2']);
    });

    it('take the rights with them: the manager before may not answer any more, the one now may, and readers of the audit read on', async () => {
      const { ref } = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      const concern = await aConcern('C1', 1);
      const { staff, teams } = world;
      const manager = (staffId: number, ...managesTeams: number[]): Person => ({ ...personWith('team_manager'), staffId, managesTeams });
      const head = (staffId: number, ...headsTeams: number[]): Person => ({ ...personWith('head_of_service'), staffId, headsTeams });
      const [before, now] = [manager(staff.manager_1, teams[1]), manager(staff.manager_2, teams[3])];
      const auditor = { ...personWith('auditor'), staffId: staff.auditor };
      await stored('2022-07', { C1: { team: 1 } });
      const may = async (): Promise<boolean[]> => {
        const action = await reads.byRef(ref);
        const held = await new ConcernReads(test.database, clock).byRef(concern);
        return [mayUpdateAction(before, action), mayUpdateAction(now, action), mayUpdateConcern(head(staff.head_a, teams[1], teams[2]), held), mayUpdateConcern(head(staff.head_b, teams[3], teams[4]), held)];
      };
      assert.deepEqual(await may(), [true, false, true, false]);
      await takeOver('2022-08', { C1: { team: 3 } });
      assert.deepEqual(await may(), [false, true, false, true]);
      const action = await reads.byRef(ref);
      for (const reader of [before, now, auditor, qa]) assert.ok(maySeeAction(reader, action));
      await assert.rejects(actions.recordUpdate(before, ref, action.version, progress), Refused);
      await actions.recordUpdate(now, ref, action.version, progress);
    });

    it('lose no update that a manager records at the same moment, and tell whoever was overtaken', async () => {
      const refs: string[] = [];
      for (let index = 0; index < 8; index++) refs.push((await anAction(test, await world.audit({ caseRef: `C${index}`, teamId: world.teams[1] }))).ref);
      const children = (team: 1 | 3): Record<string, ChildOf> => Object.fromEntries(refs.map((_, index) => [`C${index}`, { team }]));
      await stored('2022-07', children(1));
      await settle();
      const id = await upload('2022-08', children(3));
      const manager: Person = { ...personWith('team_manager'), staffId: world.staff.manager_1, name: 'The manager 1', managesTeams: [world.teams[1]] };
      const outcomes = await Promise.all([
        take(id).then(() => 'taken'),
        ...refs.map((ref) => actions.recordUpdate(manager, ref, 1, progress).then(() => 'recorded', (error: unknown) => {
          assert.ok(error instanceof StaleVersion || error instanceof Refused, String(error));
          return 'overtaken';
        })),
      ]);
      assert.equal(outcomes[0], 'taken');
      const recorded = outcomes.filter((outcome) => outcome === 'recorded').length;
      const [updates] = await test.database.query<{ n: number }>('select count(*) as n from action_updates');
      assert.equal(updates!.n, recorded);
      assert.deepEqual([...new Set(Object.values(await where()))], ['team 3']);
      const after = await test.database.query<{ version: number; updated: string | null; toldId: number }>('select version, last_updated_on as updated, told_id as "toldId" from actions order by id');
      for (const [index, { version, updated, toldId }] of after.entries()) {
        const wasRecorded = outcomes[index + 1] === 'recorded';
        assert.deepEqual({ version, updated, toldId }, { version: wasRecorded ? 3 : 2, updated: wasRecorded ? '2022-08-15' : null, toldId: world.staff.manager_2 });
      }
    });

    it('all go, or none: what fails at the end has moved nothing and told nobody', async () => {
      await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      await aConcern('C1', 1);
      await stored('2022-07', { C1: { team: 1 } });
      await settle();
      const id = await upload('2022-08', { C1: { team: 3 } });
      const lines = async (): Promise<number> => (await test.database.query<{ n: number }>('select count(*) as n from history'))[0]!.n;
      const before = await lines();
      const broken = new CaseloadsService(test.database, caseloadReads, over.childMoves, over.moves, { append: () => Promise.reject(new Error('the disk is full')) } as unknown as typeof over.history, clock);
      await assert.rejects(broken.takeOver(qa, id, versionOfReview(await caseloadReads.review(id, clock.now().toISOString()))), /the disk is full/);
      assert.deepEqual([await where(), await told(), await lines()], [{ K0001: 'team 1', X00001: 'team 1' }, [], before]);
    });
  });

  describe('when they begin to wait for an answer', () => {
    it('are where their child is by then: with its other open actions, or else in the newest caseload, or else with the audit’s team', async () => {
      const first = await world.audit({ caseRef: 'C1', teamId: world.teams[1] });
      await anAction(test, first, { teamId: world.teams[4] });
      await stored('2022-08', { C1: { team: 2 }, C2: { team: 3 } });
      const place = async (caseRef: string): Promise<number> => {
        const auditId = await world.audit({ caseRef, teamId: world.teams[1], month: '2022-06' });
        await anAction(test, auditId);
        return test.database.transaction(() => over.childMoves.place(ada, { caseRef, teamId: world.teams[1] }, { auditId }));
      };
      assert.deepEqual([await place('C1'), await place('C2'), await place('C3')], [world.teams[4], world.teams[3], world.teams[1]]);
      assert.deepEqual(await where(), { X00001: 'team 4', X00002: 'team 4', X00003: 'team 3', X00004: 'team 1' });
      assert.deepEqual(await told(), ['The head b: actions_given X00002 C1', 'The manager 1: actions_given X00004 C3', 'The manager 2: actions_given X00003 C2']);
    });

    it('go there as well when they are reopened', async () => {
      const auditId = await world.audit({ caseRef: 'C1', teamId: world.teams[1] });
      const { ref } = await anAction(test, auditId, { firstUpdatedOn: '2022-08-01', lastUpdatedOn: '2022-08-01', completedOn: '2022-08-01', completedById: world.staff.manager_1 });
      await stored('2022-08', { C1: { team: 3 } });
      await actions.reopen(qa, ref, 1, 'Nothing is recorded.');
      assert.deepEqual(await where(), { X00001: 'team 3' });
      assert.deepEqual(await told(), [`The manager 2: actions_given ${ref} C1`, `The manager 2: action_reopened ${ref} C1 The qa`]);
    });
  });

  it('go with the child also when they are reopened at the very moment in which a caseload is taken over', async () => {
    const auditId = await world.audit({ caseRef: 'C1', teamId: world.teams[1] });
    const { ref } = await anAction(test, auditId, { firstUpdatedOn: '2022-08-01', lastUpdatedOn: '2022-08-01', completedOn: '2022-08-01', completedById: world.staff.manager_1 });
    await stored('2022-08', { C1: { team: 1 } });
    const waiting = await upload('2022-08', { C1: { team: 3 } });
    // Waits outside the transaction below, as somebody else would.
    let begin = (): void => undefined;
    const taken = new Promise<void>((begun) => (begin = begun)).then(() => take(waiting));
    await test.database.transaction(async () => {
      await actions.reopen(qa, ref, 1, 'Nothing is recorded.');
      begin();
      await new Promise((later) => setTimeout(later, 300));
    });
    await taken;
    assert.deepEqual(await where(), { X00001: 'team 3' });
  });

  describe('by hand', () => {
    const reason = 'Moved to live with grandparents.';
    const versionNow = async (person: Person, caseRef: string): Promise<number> => versionOfMove(await over.moves.openOf(person, caseRef));

    it('move together, with the reason, and the next caseload decides again', async () => {
      const one = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[2], month: '2022-06' }));
      await anAction(test, await world.audit({ caseRef: 'C2', teamId: world.teams[1] }));
      await aConcern('C1', 1);
      await stored('2022-08', { C1: { team: 1 }, C2: { team: 1 } });
      await settle();
      await over.childMoves.moveByHand(qa, one.ref, await versionNow(qa, 'C1'), world.teams[3], reason);
      assert.deepEqual(await where(), { K0001: 'team 3', X00001: 'team 3', X00002: 'team 3', X00003: 'team 1' });
      // Who managed the other one’s team before manages this one too.
      assert.deepEqual(await told(), ['The head b: concerns_given K0001 C1', `The manager 2: actions_given ${one.ref} C1`]);
      assert.deepEqual((await over.history.of('action', one.id)).filter(({ event }) => event === 'moved').map(({ changes }) => changes), [
        [{ field: 'team', was: 'Team 1', is: 'Team 3' }, { field: 'reason', was: null, is: reason }],
      ]);
      await takeOver('2022-08', { C1: { team: 2 }, C2: { team: 1 } });
      assert.deepEqual(await where(), { K0001: 'team 2', X00001: 'team 2', X00002: 'team 2', X00003: 'team 1' });
    });

    it('move as far as the person may: a Head of Service moves what their own teams have', async () => {
      const mine = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      const theirs = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[3], month: '2022-06' }));
      const head: Person = { ...personWith('head_of_service'), staffId: world.staff.head_a, headsTeams: [world.teams[1], world.teams[2]] };
      await over.childMoves.moveByHand(head, mine.ref, await versionNow(head, 'C1'), world.teams[4], reason);
      assert.deepEqual(await where(), { X00001: 'team 4', X00002: 'team 3' });
      await assert.rejects(over.childMoves.moveByHand(head, theirs.ref, 1, world.teams[1], reason), Refused);
      for (const role of ['team_manager', 'auditor', 'moderator', 'reviewing_officer', 'admin'] as const) {
        const person: Person = { ...personWith(role), managesTeams: [world.teams[4]], headsTeams: [world.teams[4]] };
        await assert.rejects(over.childMoves.moveByHand(person, mine.ref, await versionNow(qa, 'C1'), world.teams[1], reason), Refused, role);
      }
    });

    it('are refused to a team that is not there or where all of it is, when something has changed, and when there is no such action', async () => {
      const { ref } = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      const version = await versionNow(qa, 'C1');
      await assert.rejects(over.childMoves.moveByHand(qa, 'X99999', version, world.teams[2], reason), NotFound);
      await assert.rejects(over.childMoves.moveByHand(qa, ref, version, 999, reason), RuleBroken);
      await assert.rejects(over.childMoves.moveByHand(qa, ref, version, world.teams[1], reason), RuleBroken);
      await actions.recordUpdate(qa, ref, 1, progress);
      await assert.rejects(over.childMoves.moveByHand(qa, ref, version, world.teams[2], reason), StaleVersion);
      assert.deepEqual(await where(), { X00001: 'team 1' });
    });

    it('go where the first of two people sends them, and the second is told', async () => {
      const { ref } = await anAction(test, await world.audit({ caseRef: 'C1', teamId: world.teams[1] }));
      const version = await versionNow(qa, 'C1');
      const outcomes = await Promise.allSettled([2, 3, 4].map((team) => over.childMoves.moveByHand(qa, ref, version, world.teams[team as 2 | 3 | 4], reason)));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      for (const outcome of outcomes) if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof StaleVersion, String(outcome.reason));
    });
  });
});
