import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Role } from '../../../src/access/roles.js';
import { ActionReads } from '../../../src/actions/actions.reads.js';
import { answererOf, type Colleague } from '../../../src/actions/answerer.js';
import type { StaffDetails } from '../../../src/people/staff.js';
import { StaffReads } from '../../../src/people/staff.reads.js';
import { StaffService } from '../../../src/people/staff.service.js';
import { StaffStore } from '../../../src/people/staff.store.js';
import { OrganisationReads } from '../../../src/people/organisation.reads.js';
import { OrganisationService } from '../../../src/people/organisation.service.js';
import { personWith } from '../../support/anyPerson.js';
import { anAction } from '../../support/builders.js';
import { followUp, type FollowUp } from '../../support/followUp.js';
import { handingOver } from '../../support/handingOver.js';
import { TestClock } from '../../support/testClock.js';
import { testDatabase, type TestDatabase } from '../../support/testDatabase.js';

const ada = { staffId: null, name: 'Ada Quill' };

describe('handing actions over', function () {
  this.timeout(60_000);
  let clock: TestClock;
  let test: TestDatabase;
  let world: FollowUp;
  let staffStore: StaffStore;
  let staff: StaffService;
  let organisation: OrganisationService;
  let over: ReturnType<typeof handingOver>;

  beforeEach(async () => {
    clock = new TestClock();
    test = await testDatabase();
    world = await followUp(test.database);
    over = handingOver(test.database, clock);
    staffStore = new StaffStore(test.database);
    staff = new StaffService(test.database, staffStore, new StaffReads(test.database), over.history, over.handOver);
    organisation = new OrganisationService(test.database, new OrganisationReads(test.database), over.history, over.handOver, over.concernMoves);
  });
  afterEach(() => test.remove());

  const nameOf = (staffId: number): string => Object.entries(world.staff).find(([, id]) => id === staffId)![0];
  /** What people were told since the last time, in words. */
  const told = async (): Promise<string[]> => {
    const rows = await test.database.query<{ staffId: number; kind: string; facts: string }>('select staff_id as "staffId", kind, facts from messages order by staff_id, id');
    await test.database.transaction(() => test.database.query('delete from messages'));
    return rows.map(({ staffId, kind, facts }) => `${nameOf(staffId)}: ${kind} ${Object.values(JSON.parse(facts) as object).join(' ')}`);
  };
  const change = async (staffId: number, details: Partial<StaffDetails>): Promise<void> => {
    const { version, ...stored } = await test.database.transaction(() => staffStore.hold(staffId));
    await staff.change(ada, staffId, version, { ...stored, ...details });
  };
  const lead = async (teamId: number, teamManagerId: number | null, serviceId?: number): Promise<void> => {
    const [team] = await test.database.query<{ name: string; serviceId: number; version: number }>('select name, service_id as "serviceId", version from teams where id = :teamId', { teamId });
    await organisation.change(ada, 'team', teamId, team!.version, { name: team!.name, serviceId: serviceId ?? team!.serviceId, programme: 'social_care', teamManagerId });
  };
  const headOf = async (teamId: number, headOfServiceId: number | null): Promise<void> => {
    const [service] = await test.database.query<{ id: number; name: string; version: number }>('select id, name, version from services where id = (select service_id from teams where id = :teamId)', { teamId });
    await organisation.change(ada, 'service', service!.id, service!.version, { name: service!.name, headOfServiceId });
  };
  const aConcern = (teamId: number, caseRef: string, resolvedOn: string | null = null): Promise<unknown> =>
    test.database.transaction(async () =>
      test.database.query(
        `insert into concerns (ref, case_ref, team_id, cause, raised_on, resolved_on, version) values (:ref, :caseRef, :teamId, 'inadequate', '2022-07-20', :resolvedOn, 1)`,
        { ref: await test.database.nextReference('K'), caseRef, teamId, resolvedOn },
      ),
    );
  const settle = async (): Promise<void> => {
    await over.handOver.run(ada);
    await told();
  };

  it('tells each person once, however many actions it is about, and only of what is open in accepted audits', async () => {
    const auditId = await world.audit();
    const mine = await anAction(test, auditId, { ownerId: world.staff.auditor });
    await anAction(test, auditId);
    await anAction(test, auditId);
    await anAction(test, auditId, { completedOn: '2022-08-01' });
    await anAction(test, await world.audit({ status: 'moderated' }));
    await over.handOver.run(ada, { auditId });
    assert.deepEqual(await told(), ['manager_1: actions_given 2', `auditor: actions_given ${mine.ref} C90001`]);
    await over.handOver.run(ada);
    assert.deepEqual(await told(), []);
    assert.deepEqual((await over.history.of('action', mine.id)).map(({ by, event, changes }) => ({ by, event, changes })), [
      { by: 'Ada Quill', event: 'handed_over', changes: [{ field: 'answersForIt', was: null, is: 'The auditor' }] },
    ]);
  });

  it('tells nobody what they have just done themselves', async () => {
    const { id } = await anAction(test, await world.audit(), { ownerId: world.staff.head_a });
    await over.handOver.run({ staffId: world.staff.head_a, name: 'The head a' });
    assert.deepEqual(await told(), []);
    assert.equal((await over.history.of('action', id)).length, 1);
  });

  it('follows the manager of a team: named, replaced, or taken away', async () => {
    const { id } = await anAction(test, await world.audit({ teamId: world.teams[1] }));
    await anAction(test, await world.audit({ teamId: world.teams[2] }));
    await settle();
    await lead(world.teams[1], world.staff.manager_2);
    assert.deepEqual(await told(), ['manager_2: actions_given X00001 C90001']);
    await lead(world.teams[1], null);
    assert.deepEqual(await told(), ['head_a: actions_given X00001 C90001']);
    await lead(world.teams[1], world.staff.manager_1);
    assert.deepEqual(await told(), ['manager_1: actions_given X00001 C90001']);
    assert.deepEqual((await over.history.of('action', id)).map(({ changes }) => changes[0]!), [
      { field: 'answersForIt', was: null, is: 'The manager 1' },
      { field: 'answersForIt', was: 'The manager 1', is: 'The manager 2' },
      { field: 'answersForIt', was: 'The manager 2', is: 'The head a' },
      { field: 'answersForIt', was: 'The head a', is: 'The manager 1' },
    ]);
  });

  it('follows the Head of Service, and the service of a team, with their cases of concern', async () => {
    await anAction(test, await world.audit({ teamId: world.teams[4] }));
    await aConcern(world.teams[4], 'C1');
    await aConcern(world.teams[3], 'C2');
    await aConcern(world.teams[3], 'C3', '2022-08-01');
    await settle();
    await headOf(world.teams[4], world.staff.head_a);
    assert.deepEqual(await told(), ['head_a: actions_given X00001 C90001', 'head_a: concerns_given 2']);
    // What has not to do with who leads tells nobody.
    await headOf(world.teams[4], world.staff.head_a);
    assert.deepEqual(await told(), []);
    await headOf(world.teams[4], world.staff.head_b);
    await told();
    const [{ serviceId }] = await test.database.query<{ serviceId: number }>('select service_id as "serviceId" from teams where id = :id', { id: world.teams[1] }) as [{ serviceId: number }];
    await lead(world.teams[4], null, serviceId);
    assert.deepEqual(await told(), ['head_a: actions_given X00001 C90001', 'head_a: concerns_given K0001 C1']);
  });

  it('follows roles, and a last day that is put into the past', async () => {
    await anAction(test, await world.audit(), { ownerId: world.staff.auditor });
    await settle();
    await change(world.staff.auditor, { name: 'Another Name' });
    assert.deepEqual(await told(), []);
    await change(world.staff.auditor, { roles: ['moderator'] });
    assert.deepEqual(await told(), ['manager_1: actions_given X00001 C90001']);
    await change(world.staff.manager_1, { endsOn: '2022-08-14' });
    assert.deepEqual(await told(), ['head_a: actions_given X00001 C90001']);
    await change(world.staff.head_a, { roles: [] });
    assert.deepEqual(await told(), []);
    assert.deepEqual((await new ActionReads(test.database, clock).list(personWith('qa'), { state: 'nobody', type: null, teams: null }, 1)).actions.map(({ ref, ownerName }) => ({ ref, ownerName })), [{ ref: 'X00001', ownerName: null }]);
    // Whoever can answer again is told.
    await change(world.staff.auditor, { roles: ['auditor'] });
    assert.deepEqual(await told(), ['auditor: actions_given X00001 C90001']);
  });

  it('leaves them with a leaver until their last day is over, and then tells the next, without anybody doing anything', async () => {
    await anAction(test, await world.audit());
    await settle();
    await change(world.staff.manager_1, { endsOn: '2022-08-31' });
    clock.moment = new Date('2022-08-31T10:00:00Z');
    await over.handOver.run(ada);
    assert.deepEqual(await told(), []);
    clock.moment = new Date('2022-09-01T10:00:00Z');
    await over.handOver.run(ada);
    assert.deepEqual(await told(), ['head_a: actions_given X00001 C90001']);
  });

  it('a worker who changes team leaves the actions of its children to the manager, and keeps those of others', async () => {
    await change(world.staff.other_auditor, { teamId: world.teams[1] });
    const here = await anAction(test, await world.audit({ teamId: world.teams[1] }), { ownerId: world.staff.other_auditor });
    const elsewhere = await anAction(test, await world.audit({ teamId: world.teams[2] }), { ownerId: world.staff.other_auditor });
    await anAction(test, await world.audit({ teamId: world.teams[1] }), { ownerId: world.staff.auditor });
    await settle();
    await change(world.staff.other_auditor, { teamId: world.teams[3] });
    assert.deepEqual(await told(), [`manager_1: actions_given ${here.ref} C90001`]);
    const owners = await test.database.query<{ id: number; ownerId: number | null; version: number }>('select id, owner_id as "ownerId", version from actions order by id');
    assert.deepEqual(owners, [{ id: here.id, ownerId: null, version: 2 }, { id: elsewhere.id, ownerId: world.staff.other_auditor, version: 1 }, { id: owners[2]!.id, ownerId: world.staff.auditor, version: 1 }]);
    assert.deepEqual((await over.history.of('action', here.id)).at(-2), {
      at: clock.now().toISOString(), by: 'Ada Quill', event: 'owner_changed', changes: [{ field: 'owner', was: 'The other auditor', is: 'Team manager' }, { field: 'reason', was: null, is: 'They work in another team now' }],
    });
  });

  it('leaves no action with somebody who cannot answer, whatever happens to people, teams and services', async () => {
    const { teams, staff: people } = world;
    const candidates = [people.manager_1, people.manager_2, people.auditor, people.head_a, people.head_b];
    const anyOf = fc.constantFrom(...candidates);
    const event = fc.oneof(
      fc.record({ what: fc.constant('lead' as const), team: fc.constantFrom(...Object.values(teams)), who: fc.option(anyOf) }),
      fc.record({ what: fc.constant('head' as const), team: fc.constantFrom(...Object.values(teams)), who: fc.option(anyOf) }),
      fc.record({ what: fc.constant('roles' as const), who: anyOf, roles: fc.subarray<Role>(['team_manager', 'head_of_service', 'auditor', 'moderator']) }),
      fc.record({ what: fc.constant('ends' as const), who: anyOf, endsOn: fc.option(fc.constantFrom('2022-08-14', '2022-08-15', '2022-08-16', '2022-08-18')) }),
      fc.record({ what: fc.constant('works' as const), who: anyOf, team: fc.constantFrom(...Object.values(teams)) }),
      fc.constant({ what: 'tomorrow' as const }),
    );
    for (const [index, teamId] of Object.values(teams).entries()) {
      const auditId = await world.audit({ teamId });
      for (const ownerId of [null, candidates[index]!]) await anAction(test, auditId, { ownerId });
    }
    await settle();

    const colleague = (details: { id: number; endsOn: string | null }, roles: readonly { staffId: number; role: Role }[]): Colleague => ({ ...details, roles: roles.filter(({ staffId }) => staffId === details.id).map(({ role }) => role) });
    const check = async (): Promise<void> => {
      const roles = await test.database.query<{ staffId: number; role: Role }>('select staff_id as "staffId", role from staff_roles');
      const all = (await test.database.query<{ id: number; endsOn: string | null }>('select id, ends_on as "endsOn" from staff')).map((row) => colleague(row, roles));
      const at = (id: number | null): Colleague | null => all.find((one) => one.id === id) ?? null;
      const actions = await test.database.query<{ ref: string; toldId: number | null; ownerId: number | null; managerId: number | null; headId: number | null }>(
        `select ref, told_id as "toldId", owner_id as "ownerId", team_manager_id as "managerId", head_of_service_id as "headId"
           from actions join teams on teams.id = actions.team_id join services on services.id = teams.service_id order by actions.id`,
      );
      for (const { ref, toldId, ownerId, managerId, headId } of actions) {
        assert.equal(toldId, answererOf({ owner: at(ownerId), manager: at(managerId), head: at(headId) }, clock.today())?.id ?? null, ref);
      }
      const heard = await test.database.query<{ staffId: number }>('select distinct staff_id as "staffId" from messages');
      for (const { toldId } of actions) if (toldId !== null && !before.has(toldId)) assert.ok(heard.some(({ staffId }) => staffId === toldId), `${nameOf(toldId)} was told`);
    };
    const before = new Set((await test.database.query<{ id: number | null }>('select told_id as id from actions')).map(({ id }) => id));

    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), async (events) => {
        for (const one of events) {
          if (one.what === 'lead') await lead(one.team, one.who);
          else if (one.what === 'head') await headOf(one.team, one.who);
          else if (one.what === 'roles') await change(one.who, { roles: one.roles });
          else if (one.what === 'ends') await change(one.who, { endsOn: one.endsOn });
          else if (one.what === 'works') await change(one.who, { teamId: one.team });
          else {
            clock.moment = new Date(clock.moment.getTime() + 86_400_000);
            await over.handOver.run(ada);
          }
          await check();
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
    assert.equal((await test.database.query<{ n: number }>('select count(*) as n from actions'))[0]!.n, 8);
  });

  it('tells once when two things happen at once', async () => {
    for (let count = 0; count < 5; count++) await anAction(test, await world.audit());
    await Promise.all(Array.from({ length: 6 }, () => over.handOver.run(ada)));
    assert.deepEqual(await told(), ['manager_1: actions_given 5']);
    const [lines] = await test.database.query<{ n: number }>("select count(*) as n from history where event = 'handed_over'");
    assert.equal(lines!.n, 5);
  });
});
