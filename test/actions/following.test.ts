import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Person } from '../../src/access/person.js';
import { actionState, asksIfHelped, doneKind, type ActionUpdateKind, type Helped, type UpdateWritten } from '../../src/actions/action.js';
import type { ActionFilter } from '../../src/actions/actions.reads.js';
import { Audit } from '../../src/audits/audit.entity.js';
import { Refused, RuleBroken, StaleVersion } from '../../src/shared/errors.js';
import { addDays, type Day } from '../../src/shared/day.js';
import type { ActionType } from '../../src/shared/practice.js';
import { anAction } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp } from '../support/testApp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase } from '../support/testDatabase.js';

const written: UpdateWritten = {
  kind: 'progress', happenedOn: '2022-08-01', note: 'The worker has met the family.', evidence: 'Case note of that day.', agreedBy: 'The family.',
  childInvolved: true, familyInvolved: true, reviewingOfficerInvolved: 'not_applicable',
};

describe('following an action up', () => {
  let app: TestApp;
  let world: FollowUp;
  let clock: TestClock;
  before(async () => {
    clock = new TestClock();
    app = await TestApp.on(await testDatabase(), clock);
    world = await followUp(app.database);
  });
  after(() => app.stop());
  beforeEach(() => on('2022-08-15'));

  const on = (day: Day): void => {
    clock.moment = new Date(`${day}T10:00:00Z`);
  };
  const person = (name: keyof FollowUp['staff']): Person => {
    const team = world.teams[1];
    const parts = { manager_1: ['team_manager'], head_a: ['head_of_service'], qa: ['qa'], auditor: ['auditor'], other_auditor: ['auditor'] } as Partial<Record<typeof name, Person['roles']>>;
    return {
      staffId: world.staff[name], name: `The ${name}`, roles: parts[name] ?? [], managesTeams: name === 'manager_1' ? [team] : [], headsTeams: name === 'head_a' ? [team] : [],
    } as unknown as Person;
  };
  let children = 0;
  const aChild = (values: Parameters<FollowUp['audit']>[0] = {}): Promise<number> => world.audit({ caseRef: `C8${(children += 1)}`, ...values });
  const refused = (fields: Record<string, string | RegExp>) => (error: unknown): boolean => {
    assert.ok(error instanceof RuleBroken, String(error));
    assert.deepEqual(error.problems.map(({ field }) => field), Object.keys(fields));
    for (const { field, message } of error.problems) assert.match(message, new RegExp(fields[field]!));
    return true;
  };
  const row = async (ref: string): Promise<Record<string, unknown>> => {
    const [found] = await app.database.query<Record<string, unknown>>(
      `select due_on as "dueOn", first_updated_on as "firstUpdatedOn", last_updated_on as "lastUpdatedOn", completed_on as "completedOn", service_ended_on as "serviceEndedOn", meeting,
              completed_by_id as "completedById", verified_on as "verifiedOn", verified_by_id as "verifiedById", helped, helped_on as "helpedOn", revised_on as "revisedOn", version from actions where ref = :ref`,
      { ref },
    );
    return found!;
  };
  const standings = (ref: string): Promise<Record<string, unknown>[]> =>
    app.database.query(
      `select until_on as "untilOn", action_standings.due_on as "dueOn", action_standings.completed_on as "completedOn" from action_standings join actions on actions.id = action_id
        where ref = :ref order by until_on`,
      { ref },
    );
  const events = async (ref: string): Promise<string[]> =>
    (await app.database.query<{ event: string }>("select event from history join actions on actions.id = record_id where record_type = 'action' and ref = :ref order by history.id", { ref })).map(({ event }) => event);
  const told = (kind: string): Promise<{ staffId: number; facts: string }[]> =>
    app.database.query('select staff_id as "staffId", facts from messages where kind = :kind order by id', { kind });

  describe('with one update for several actions of a child', () => {
    it('transfers those of the plan and completes the others, each with its own answers', async () => {
      const audit = await aChild();
      const [task, inPlan] = [await anAction(app, audit), await anAction(app, audit, { type: 'care_planning' })];
      await app.services.actions.recordUpdates(person('manager_1'), [{ ref: inPlan.ref, version: 1 }, { ref: task.ref, version: 1 }], { ...written, kind: 'completed' });
      const updates = await app.database.query<Record<string, unknown>>(
        'select kind, evidence, agreed_by as "agreedBy", reviewing_officer_involved as officer from action_updates where action_id in (:...ids) order by kind', { ids: [task.id, inPlan.id] });
      assert.deepEqual(updates, [
        { kind: 'completed', evidence: 'Case note of that day.', agreedBy: null, officer: null },
        { kind: 'transferred', evidence: 'Case note of that day.', agreedBy: null, officer: 'not_applicable' },
      ]);
      for (const { ref } of [task, inPlan]) {
        const { completedOn, completedById, version } = await row(ref);
        assert.deepEqual({ completedOn, completedById, version }, { completedOn: '2022-08-01', completedById: world.staff.manager_1, version: 2 });
      }
    });

    it('does all or nothing, and names the action that stands in the way', async () => {
      const audit = await aChild();
      const [task, inPlan, closed] = [await anAction(app, audit), await anAction(app, audit, { type: 'care_planning' }), await anAction(app, audit, { completedOn: '2022-08-01' })];
      const shown = [task, inPlan].map(({ ref }) => ({ ref, version: 1 }));
      const record = (actions: typeof shown, update: Partial<UpdateWritten>) => app.services.actions.recordUpdates(person('manager_1'), actions, { ...written, kind: 'completed', ...update });
      await assert.rejects(record(shown, { childInvolved: null, evidence: null }), refused({ evidence: /^Enter where/, childInvolved: new RegExp(`^${inPlan.ref}: Say whether`) }));
      await assert.rejects(record([...shown, { ref: closed.ref, version: 1 }], {}), refused({ kind: new RegExp(`^${closed.ref}: This cannot`) }));
      await assert.rejects(record([{ ref: task.ref, version: 1 }, { ref: inPlan.ref, version: 2 }], {}), StaleVersion);
      assert.deepEqual([(await row(task.ref))['version'], (await row(inPlan.ref))['version']], [1, 1]);
      assert.deepEqual(await events(task.ref), []);
    });

    it('is refused for actions of two children, and to somebody who answers for one of them only', async () => {
      const [mine, other] = [await aChild(), await aChild()];
      const [first, second] = [await anAction(app, mine), await anAction(app, other)];
      const theirs = await anAction(app, mine, { ownerId: world.staff.other_auditor });
      const both = (...actions: { ref: string }[]) => actions.map(({ ref }) => ({ ref, version: 1 }));
      await assert.rejects(app.services.actions.recordUpdates(person('qa'), both(first, second), written), refused({ form: /several children/ }));
      await assert.rejects(app.services.actions.recordUpdates(person('other_auditor'), both(first, theirs), written), Refused);
      await app.services.actions.recordUpdates(person('other_auditor'), both(theirs), written);
      assert.deepEqual([(await row(first.ref))['version'], (await row(theirs.ref))['version']], [1, 2]);
    });

    it('is recorded by one of two people at once, whole', async () => {
      const audit = await aChild();
      const [first, second] = [await anAction(app, audit), await anAction(app, audit)];
      const shown = [first, second].map(({ ref }) => ({ ref, version: 1 }));
      const both = await Promise.allSettled([
        app.services.actions.recordUpdates(person('qa'), shown, written),
        app.services.actions.recordUpdates(person('manager_1'), shown.toReversed(), { ...written, kind: 'completed' }),
      ]);
      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
      assert.ok(both.some((one) => one.status === 'rejected' && one.reason instanceof StaleVersion));
      const [kinds] = await app.database.query<Record<string, number>>('select count(*) as updates, count(distinct kind) as kinds from action_updates where action_id in (:...ids)', { ids: [first.id, second.id] });
      assert.deepEqual(kinds, { updates: 2, kinds: 1 });
    });
  });

  describe('into the child’s plan', () => {
    it('sets the due date by the meeting, keeps the days, and counts as an update', async () => {
      const { ref, id } = await anAction(app, await aChild({ cohort: 'child_protection' }), { type: 'care_planning' });
      await app.services.actions.plan(person('manager_1'), [{ ref, version: 1 }], { core_group: '2022-08-20', child_protection_conference: '2022-08-25' }, null);
      const { dueOn, meeting, firstUpdatedOn, lastUpdatedOn } = await row(ref);
      assert.deepEqual({ dueOn, meeting, firstUpdatedOn, lastUpdatedOn }, { dueOn: '2022-08-20', meeting: 'core_group', firstUpdatedOn: '2022-08-15', lastUpdatedOn: '2022-08-15' });
      const [update] = await app.database.query<Record<string, string>>('select kind, happened_on as "on", meetings, due_on as due from action_updates where action_id = :id', { id });
      assert.deepEqual({ ...update, meetings: JSON.parse(update!['meetings']!) as unknown }, {
        kind: 'planned', on: '2022-08-15', meetings: { core_group: '2022-08-20', child_protection_conference: '2022-08-25' }, due: '2022-08-20',
      });
      assert.deepEqual(await standings(ref), [{ untilOn: '2022-08-15', dueOn: '2022-09-01', completedOn: null }]);
      assert.deepEqual((await app.services.actionReads.byRef(ref)).planned, { core_group: '2022-08-20', child_protection_conference: '2022-08-25' });
    });

    it('moves on for a reason only, and keeps each earlier due date', async () => {
      const { ref } = await anAction(app, await aChild(), { type: 'care_planning', dueOn: '2022-08-20' });
      const plan = (version: number, day: Day, reason: string | null) => app.services.actions.plan(person('manager_1'), [{ ref, version }], { child_in_need_review: day }, reason);
      await plan(1, '2022-08-20', null);
      assert.deepEqual(await standings(ref), []);
      await assert.rejects(plan(2, '2022-08-20', null), refused({ child_in_need_review: /planned already/ }));
      await assert.rejects(plan(2, '2022-08-24', null), refused({ reason: /a day that was planned changes/ }));
      await plan(2, '2022-08-24', 'The review was put off.');
      on('2022-08-18');
      await plan(3, '2022-08-30', 'And again.');
      assert.deepEqual(await standings(ref), [{ untilOn: '2022-08-15', dueOn: '2022-08-20', completedOn: null }, { untilOn: '2022-08-18', dueOn: '2022-08-24', completedOn: null }]);
      const asAt = async (day: Day): Promise<Day> => (await app.services.actionReads.byRef(ref, day)).dueOn;
      assert.deepEqual([await asAt('2022-08-14'), await asAt('2022-08-15'), await asAt('2022-08-17'), await asAt('2022-08-18')], ['2022-08-20', '2022-08-24', '2022-08-24', '2022-08-30']);
    });

    it('is planned for several actions of a child at once; one that is planned so stays as it is', async () => {
      const audit = await aChild();
      const [first, second, task] = [await anAction(app, audit, { type: 'care_planning' }), await anAction(app, audit, { type: 'care_planning' }), await anAction(app, audit)];
      const plan = (actions: { ref: string; version: number }[]) => app.services.actions.plan(person('qa'), actions, { team_around_family: '2022-08-20' }, null);
      await plan([{ ref: first.ref, version: 1 }]);
      await plan([{ ref: first.ref, version: 2 }, { ref: second.ref, version: 1 }]);
      assert.deepEqual([(await row(first.ref))['version'], (await row(second.ref))['version'], (await row(second.ref))['dueOn']], [2, 2, '2022-08-20']);
      await assert.rejects(plan([{ ref: second.ref, version: 2 }, { ref: task.ref, version: 1 }]), refused({ form: new RegExp(`^${task.ref}: There is nothing to plan`) }));
    });
  });

  describe('when a task becomes due another day', () => {
    it('takes a reason and is no update; what was due before is kept', async () => {
      const { ref } = await anAction(app, await aChild());
      await app.services.actions.changeTerms(person('head_a'), ref, 1, { ownerId: null, dueOn: '2022-09-20' }, 'The school is closed.');
      const { dueOn, firstUpdatedOn, lastUpdatedOn, version } = await row(ref);
      assert.deepEqual({ dueOn, firstUpdatedOn, lastUpdatedOn, version }, { dueOn: '2022-09-20', firstUpdatedOn: null, lastUpdatedOn: null, version: 2 });
      assert.deepEqual(await standings(ref), [{ untilOn: '2022-08-15', dueOn: '2022-09-01', completedOn: null }]);
      assert.deepEqual(await events(ref), ['due_changed']);
      await assert.rejects(app.services.actions.changeTerms(person('other_auditor'), ref, 2, { ownerId: null, dueOn: '2022-09-21' }, 'x'), Refused);
      await assert.rejects(app.services.actions.changeTerms(person('qa'), ref, 1, { ownerId: null, dueOn: '2022-09-21' }, 'x'), StaleVersion);
      await assert.rejects(app.services.actions.changeTerms(person('qa'), ref, 2, { ownerId: null, dueOn: '2022-08-14' }, 'x'), refused({ dueOn: /today or later/ }));
    });
  });

  describe('when it is recorded as done', () => {
    const done = async (values: Parameters<typeof anAction>[2] = {}, by: keyof FollowUp['staff'] = 'manager_1'): Promise<string> => {
      const { ref } = await anAction(app, await aChild(), values);
      await app.services.actions.recordUpdate(person(by), ref, 1, { ...written, kind: values.type === 'care_planning' ? 'transferred' : 'completed' });
      return ref;
    };

    it('is verified once, by QA or the Head of Service, never by who recorded it', async () => {
      const ref = await done({}, 'qa');
      await assert.rejects(app.services.actions.verify(person('qa'), ref, 2), Refused);
      await assert.rejects(app.services.actions.verify(person('manager_1'), ref, 2), Refused);
      await assert.rejects(app.services.actions.verify(person('head_a'), ref, 1), StaleVersion);
      await app.services.actions.verify(person('head_a'), ref, 2);
      const { verifiedOn, verifiedById, lastUpdatedOn } = await row(ref);
      assert.deepEqual({ verifiedOn, verifiedById, lastUpdatedOn }, { verifiedOn: '2022-08-15', verifiedById: world.staff.head_a, lastUpdatedOn: '2022-08-01' });
      await assert.rejects(app.services.actions.verify(person('head_a'), ref, 3), refused({ form: /nothing to verify/ }));
      await assert.rejects(app.services.actions.reopen(person('head_a'), ref, 3, 'Not done.'), refused({ form: /cannot be reopened/ }));
    });

    it('is reopened with a reason; whoever answers for it is told, and earlier days stay as they were', async () => {
      const ref = await done({ type: 'care_planning' });
      await app.services.actions.reopen(person('qa'), ref, 2, 'It is not in the plan.');
      const { completedOn, completedById, firstUpdatedOn } = await row(ref);
      assert.deepEqual({ completedOn, completedById, firstUpdatedOn }, { completedOn: null, completedById: null, firstUpdatedOn: '2022-08-01' });
      assert.deepEqual(await standings(ref), [{ untilOn: '2022-08-15', dueOn: '2022-09-01', completedOn: '2022-08-01' }]);
      const states = await Promise.all(['2022-07-31', '2022-08-01', '2022-08-14', '2022-08-15'].map(async (day) => (await app.services.actionReads.byRef(ref, day)).state));
      assert.deepEqual(states, ['no_update', 'on_time', 'on_time', 'not_yet_transferred']);
      const message = (await told('action_reopened')).at(-1)!;
      assert.equal(message.staffId, world.staff.manager_1);
      assert.deepEqual(Object.keys(JSON.parse(message.facts) as object).toSorted(), ['actionRef', 'caseRef', 'colleague']);
      // Done again: on the day it was reopened, or later.
      const again = { ...written, kind: 'transferred' as const, happenedOn: '2022-08-14' };
      await assert.rejects(app.services.actions.recordUpdate(person('manager_1'), ref, 3, again), refused({ happenedOn: /15 August 2022 or later: the action was reopened/ }));
      await app.services.actions.recordUpdate(person('manager_1'), ref, 3, { ...again, happenedOn: '2022-08-15' });
      assert.equal((await app.services.actionReads.byRef(ref, '2022-08-15')).state, 'on_time');
    });

    it('is also reopened where the service was said to have ended', async () => {
      const { ref } = await anAction(app, await aChild());
      await app.services.actions.recordUpdate(person('manager_1'), ref, 1, { ...written, kind: 'service_ended' });
      await assert.rejects(app.services.actions.verify(person('qa'), ref, 2), refused({ form: /nothing to verify/ }));
      await app.services.actions.reopen(person('qa'), ref, 2, 'The child is still open to us.');
      assert.equal((await row(ref))['serviceEndedOn'], null);
      await assert.rejects(app.services.actions.reopen(person('qa'), ref, 3, 'Again.'), refused({ form: /cannot be reopened/ }));
    });

    it('before the due date was changed: as at the days between it was done then already', async () => {
      const { ref } = await anAction(app, await aChild(), { dueOn: '2022-08-03' });
      on('2022-08-10');
      await app.services.actions.changeTerms(person('manager_1'), ref, 1, { ownerId: null, dueOn: '2022-08-20' }, 'x');
      on('2022-08-15');
      await app.services.actions.recordUpdate(person('manager_1'), ref, 2, { ...written, kind: 'completed', happenedOn: '2022-08-05' });
      const states = await Promise.all(['2022-08-04', '2022-08-05', '2022-08-09', '2022-08-10'].map(async (day) => (await app.services.actionReads.byRef(ref, day)).state));
      assert.deepEqual(states, ['no_update', 'late', 'late', 'on_time']);
    });

    it('is asked about three months later, and again three months after it was too early', async () => {
      const ref = await done();
      const say = (by: keyof FollowUp['staff'], version: number, helped: Helped) => app.services.actions.sayIfHelped(person(by), ref, version, helped, 'She sleeps through the night.');
      await assert.rejects(say('manager_1', 2, 'better'), refused({ form: /not time to ask/ }));
      on('2022-11-01');
      await assert.rejects(say('other_auditor', 2, 'better'), Refused);
      await say('manager_1', 2, 'too_early');
      await assert.rejects(say('manager_1', 3, 'better'), refused({ form: /not time to ask/ }));
      on('2023-02-01');
      await say('manager_1', 3, 'better');
      const { helped, helpedOn } = await row(ref);
      assert.deepEqual({ helped, helpedOn }, { helped: 'better', helpedOn: '2023-02-01' });
      on('2024-02-01');
      await assert.rejects(say('manager_1', 4, 'worse'), refused({ form: /has been answered/ }));
    });
  });

  it('is asked about anew when it was reopened after an answer and done again', async () => {
    const { ref } = await anAction(app, await aChild(), { dueOn: '2023-12-31' });
    const complete = (version: number, happenedOn: Day) => app.services.actions.recordUpdate(person('manager_1'), ref, version, { ...written, kind: 'completed', happenedOn });
    const isAsked = async (day: Day): Promise<boolean[]> => {
      on(day);
      const { actions } = await app.services.actionReads.list(person('qa'), { state: 'to_look_back', type: null, teams: null }, 1);
      return [actions.some((action) => action.ref === ref), asksIfHelped(await app.services.actionReads.byRef(ref), day)];
    };
    await complete(1, '2022-08-01');
    on('2022-11-01');
    await app.services.actions.sayIfHelped(person('manager_1'), ref, 2, 'better', 'She is calm.');
    await app.services.actions.reopen(person('qa'), ref, 3, 'It was another child.');
    await complete(4, '2022-11-01');
    assert.deepEqual([await isAsked('2023-01-31'), await isAsked('2023-02-01')], [[false, false], [true, true]]);
  });

  it('goes the same way for an action of a Good audit', async () => {
    const audit = await aChild();
    await app.database.transaction(() => app.database.manager.update(Audit, { id: audit }, { overallFinal: 'good', overallAuditor: 'good' }));
    const { ref } = await anAction(app, audit, { type: 'care_planning' });
    await app.services.actions.plan(person('manager_1'), [{ ref, version: 1 }], { child_in_need_review: '2022-08-15' }, null);
    await app.services.actions.recordUpdate(person('manager_1'), ref, 2, { ...written, kind: 'transferred', happenedOn: '2022-08-15' });
    await app.services.actions.verify(person('qa'), ref, 3);
    on('2022-11-15');
    await app.services.actions.sayIfHelped(person('manager_1'), ref, 4, 'better', 'He is back in school.');
    assert.deepEqual(await events(ref), ['planned', 'update_recorded', 'verified', 'impact']);
    assert.equal((await app.services.actionReads.byRef(ref)).state, 'on_time');
  });

  describe('as at any day', () => {
    const start = '2022-07-20';
    const dayOf = (n: number): Day => addDays(start, n);
    /** What somebody does: `wait` days after the last, about a day `back` before it, with a due date `ahead`. */
    interface Step {
      what: 'progress' | 'done' | 'service_ended' | 'moved' | 'reopened' | 'verified' | 'impact';
      wait: number;
      back: number;
      ahead: number;
      helped: Helped;
    }
    const anyStep: fc.Arbitrary<Step> = fc.record({
      what: fc.constantFrom<Step['what'][]>('progress', 'done', 'done', 'service_ended', 'moved', 'moved', 'reopened', 'reopened', 'verified', 'impact'),
      wait: fc.oneof({ weight: 4, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 100 }) }),
      back: fc.nat(12),
      ahead: fc.nat(12),
      helped: fc.constantFrom('better', 'too_early'),
    });

    /** All that happened, in the order in which it was recorded: the twin of what is stored, which forgets nothing. */
    interface Happened {
      what: ActionUpdateKind;
      /** The day it is about. */
      day: Day;
      due?: Day;
      helped?: Helped;
    }

    /** The dates of the action as at a day, from what had happened by then. */
    function datesAsAt(dueOn: Day, happened: readonly Happened[], asAt: Day) {
      const known = happened.filter(({ day }) => day <= asAt);
      const dates = { dueOn, firstUpdatedOn: null as Day | null, completedOn: null as Day | null, serviceEndedOn: null as Day | null, verifiedOn: null as Day | null, helped: null as Helped | null, helpedOn: null as Day | null };
      // An end is about its own day, which is never before the last reopening: what was recorded last is also what came last.
      for (const { what, day, due, helped } of known) {
        if (due !== undefined) dates.dueOn = due;
        if (['progress', 'completed', 'transferred', 'service_ended', 'planned'].includes(what) && (dates.firstUpdatedOn === null || day < dates.firstUpdatedOn)) dates.firstUpdatedOn = day;
        if (what === 'completed' || what === 'transferred') dates.completedOn = day;
        if (what === 'service_ended') dates.serviceEndedOn = day;
        if (what === 'reopened') Object.assign(dates, { completedOn: null, serviceEndedOn: null, helped: null, helpedOn: null });
        if (what === 'verified') dates.verifiedOn = day;
        if (what === 'impact') Object.assign(dates, { helped: helped!, helpedOn: day });
      }
      return dates;
    }

    it('an action stands as it was known then, whatever is recorded later, in the database as in the rule', async () => {
      const refusals = { taken: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom<ActionType[]>('care_planning', 'non_care_planning'), fc.nat(20), fc.array(anyStep, { minLength: 1, maxLength: 10 }), async (type, due, steps) => {
          const dueOn = dayOf(due);
          // Out of the way, so that this one alone is in the lists.
          await app.database.transaction(() => app.database.query("update audits set status = 'exempted'"));
          const { ref } = await anAction(app, await aChild({ acceptedOn: start }), { type, dueOn });
          const happened: Happened[] = [];
          let [version, today] = [1, 0];
          let before = new Map<Day, string>();
          let days: Day[] = [];
          for (const { what, wait, back, ahead, helped } of steps) {
            today += wait;
            on(dayOf(today));
            const kind = what === 'done' ? doneKind(type) : what === 'moved' ? (type === 'care_planning' ? 'planned' : 'due_changed') : what;
            const [about, later] = [dayOf(Math.max(0, today - back)), dayOf(today + ahead)];
            const done: Happened | null = await act(ref, version, { kind, about, later, helped }).catch((error: unknown) => {
              assert.ok(error instanceof RuleBroken, String(error));
              return null;
            });
            if (done === null) {
              refusals.refused += 1;
              continue;
            }
            refusals.taken += 1;
            version += 1;
            happened.push(done);
            // Between the days on which anything happens or falls due, and those beside them, nothing can change.
            const eventful = [start, clock.today(), dueOn, ...happened.flatMap((one) => [one.day, one.due ?? one.day])];
            days = [...new Set([...days, ...eventful.flatMap((day) => [addDays(day, -1), day, addDays(day, 1)])])].filter((day) => day <= clock.today()).toSorted();
            const after = new Map<Day, string>();
            for (const asAt of days) {
              const dates = datesAsAt(dueOn, happened, asAt);
              const found = await app.services.actionReads.byRef(ref, asAt);
              const expected = actionState({ type, ...dates }, asAt);
              assert.equal(found.state, expected, `as at ${asAt}: ${JSON.stringify(happened)}`);
              assert.equal(found.dueOn, dates.dueOn);
              after.set(asAt, `${found.state} ${found.dueOn}`);
            }
            for (const [asAt, state] of before) if (asAt < done.day) assert.equal(after.get(asAt), state, `as at ${asAt} after ${JSON.stringify(done)}`);
            before = after;
          }
          if (happened.length === 0) return;
          // The lists, which ask the database alone, on a few of the days.
          for (const asAt of [days[0]!, days[Math.floor(days.length / 2)]!, days.at(-1)!]) {
            const dates = datesAsAt(dueOn, happened, asAt);
            const state = actionState({ type, ...dates }, asAt);
            const isIn = async (filter: ActionFilter): Promise<boolean> => {
              const { actions } = await app.services.actionReads.list(person('qa'), { state: filter, type: null, teams: null }, 1, asAt);
              return actions.some((action) => action.ref === ref);
            };
            assert.equal(await isIn(state), true, `${state} as at ${asAt}`);
            assert.equal(await isIn('to_verify'), dates.completedOn !== null && dates.verifiedOn === null, `to verify as at ${asAt}: ${JSON.stringify(happened)}`);
            assert.equal(await isIn('to_look_back'), asksIfHelped(dates, asAt), `to look back as at ${asAt}: ${JSON.stringify(happened)}`);
          }
        }),
        { numRuns: 60 },
      );
      assert.ok(refusals.taken > 80 && refusals.refused > 20, JSON.stringify(refusals));
    });

    async function act(ref: string, version: number, { kind, about, later, helped }: { kind: ActionUpdateKind; about: Day; later: Day; helped: Helped }): Promise<Happened> {
      const { actions } = app.services;
      const today = clock.today();
      switch (kind) {
        case 'planned':
          await actions.plan(person('manager_1'), [{ ref, version }], { child_in_need_review: later }, 'A reason.');
          return { what: kind, day: today, due: later };
        case 'due_changed':
          await actions.changeTerms(person('manager_1'), ref, version, { ownerId: null, dueOn: later }, 'A reason.');
          return { what: kind, day: today, due: later };
        case 'verified':
          await actions.verify(person('qa'), ref, version);
          return { what: kind, day: today };
        case 'reopened':
          await actions.reopen(person('qa'), ref, version, 'A reason.');
          return { what: kind, day: today };
        case 'impact':
          await actions.sayIfHelped(person('manager_1'), ref, version, helped, 'A reason.');
          return { what: kind, day: today, helped };
        default:
          await actions.recordUpdate(person('manager_1'), ref, version, { ...written, kind, happenedOn: about });
          return { what: kind, day: about };
      }
    }
  });
});
