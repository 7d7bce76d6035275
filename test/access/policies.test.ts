import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasRole, type Person } from '../../src/access/person.js';
import {
  actionsSeenBy, auditorsSeenBy, auditsSeenBy, concernsAcknowledgedBy, concernsSeenBy, mayAcknowledgeConcern, leadsTeam, managesTeam, mayChangeOwner, mayMoveAction, maySeeAction, maySeeAudit, maySeeConcern, maySeeHistory, mayUpdateAction,
  exemptionsDecidedBy, exemptionsSeenBy, mayDecideExemption, maySeeExemption, mayAnswerNilReturn, maySeeNilReturn, mayUpdateConcern, movedBy, nilReturnsAnsweredBy, nilReturnsSeenBy, partsIn, type ActionSeen, type AuditSeen,
} from '../../src/access/policies.js';
import { roles, type Role } from '../../src/access/roles.js';
import type { Database } from '../../src/database/database.js';
import { auditStatuses } from '../../src/audits/auditLifecycle.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import type { TestDatabase } from '../support/testDatabase.js';

const someone = (staffId: number, held: Role[], more: Partial<Person> = {}): Person => ({
  staffId, accountId: staffId, name: `Person ${staffId}`, email: `${staffId}@example.org`, roles: held, managesTeams: [], headsTeams: [], mustChangePassword: false, ...more,
});

const [theirTeam, otherTeam] = [1, 2];
const audit: AuditSeen = { auditorId: 10, moderatorId: 20, teamId: theirTeam, status: 'completed' };

describe('who may see an audit', () => {
  const cases: [who: string, person: Person, sees: readonly string[]][] = [
    ['its auditor', someone(10, ['auditor']), auditStatuses],
    ['another auditor', someone(11, ['auditor']), []],
    ['its auditor without the role', someone(10, ['ambassador']), []],
    ['its moderator', someone(20, ['moderator']), auditStatuses],
    ['another moderator', someone(21, ['moderator']), []],
    ['the manager of its team', someone(30, ['team_manager'], { managesTeams: [theirTeam] }), ['completed']],
    ['the manager of another team', someone(31, ['team_manager'], { managesTeams: [otherTeam] }), []],
    ['whoever is entered as manager without the role', someone(32, ['auditor'], { managesTeams: [theirTeam] }), []],
    ['the Head of its Service', someone(40, ['head_of_service'], { headsTeams: [theirTeam] }), auditStatuses],
    ['another Head of Service', someone(41, ['head_of_service'], { headsTeams: [otherTeam] }), []],
    ['the QA team', someone(50, ['qa']), auditStatuses],
    ['a director', someone(51, ['director']), auditStatuses],
    ['an administrator', someone(52, ['admin']), []],
    ['a reviewing officer', someone(53, ['reviewing_officer']), []],
    ['an ambassador', someone(54, ['ambassador']), []],
    ['an external reviewer', someone(55, ['external_reviewer']), []],
    ['somebody without a role', someone(56, []), []],
  ];
  for (const [who, person, sees] of cases) {
    it(who, () => assert.deepEqual(auditStatuses.filter((status) => maySeeAudit(person, { ...audit, status })), sees));
  }
});

describe('the part somebody has in an audit', () => {
  const cases: [who: string, person: Person, parts: string[], of?: Partial<AuditSeen>][] = [
    ['its auditor', someone(10, ['auditor']), ['auditor']],
    ['its moderator', someone(20, ['moderator']), ['moderator']],
    ['the QA team', someone(50, ['qa']), ['qa']],
    ['its auditor who is of the QA team too: nobody accepts what they wrote', someone(10, ['auditor', 'qa']), ['auditor']],
    ['its moderator who is of the QA team too', someone(20, ['moderator', 'qa']), ['moderator']],
    ['its auditor who is now of the QA team only', someone(10, ['qa']), []],
    ['one who is auditor and moderator of it: nobody moderates their own audit', someone(10, ['auditor', 'moderator']), ['auditor'], { moderatorId: 10 }],
    ['its auditor and moderator who has lost the role of auditor', someone(10, ['moderator']), [], { moderatorId: 10 }],
    ['a director', someone(51, ['director']), ['director']],
    ['a director who wrote it', someone(10, ['director']), []],
    ['another auditor', someone(11, ['auditor', 'moderator']), []],
  ];
  for (const [who, person, parts, of] of cases) {
    it(who, () => assert.deepEqual(partsIn(person, { ...audit, ...of }), parts));
  }
});

describe('who answers for actions and cases of concern', () => {
  const manager = someone(30, ['team_manager'], { managesTeams: [theirTeam] });
  const head = someone(40, ['head_of_service'], { headsTeams: [theirTeam] });
  const owner = someone(60, ['auditor']);
  const [qa, director, stranger, admin] = [someone(50, ['qa']), someone(51, ['director']), someone(99, ['team_manager', 'head_of_service', 'auditor']), someone(52, ['admin'])];
  const everyone = { manager, head, owner, qa, director, stranger, admin };
  const those = (rule: (person: Person) => boolean): string[] => Object.entries(everyone).filter(([, person]) => rule(person)).map(([name]) => name);

  it('an action of an accepted audit: the manager, the Head of Service, its owner, QA for them', () => {
    const action = { ownerId: 60, teamId: theirTeam, auditStatus: 'completed' };
    assert.deepEqual(those((person) => mayUpdateAction(person, action)), ['manager', 'head', 'owner', 'qa']);
    assert.deepEqual(those((person) => mayChangeOwner(person, action)), ['manager', 'head', 'qa']);
    for (const auditStatus of auditStatuses.filter((status) => status !== 'completed')) {
      assert.deepEqual(those((person) => mayUpdateAction(person, { ...action, auditStatus }) || mayChangeOwner(person, { ...action, auditStatus })), []);
    }
  });

  it('a case of concern: read by those who answer for the team, updated by the Head of Service alone', () => {
    const concern = { teamId: theirTeam, auditorId: 60 };
    assert.deepEqual(those((person) => maySeeConcern(person, concern)), ['manager', 'head', 'owner', 'qa', 'director']);
    assert.deepEqual(those((person) => mayUpdateConcern(person, concern)), ['head']);
    assert.deepEqual(those((person) => mayAcknowledgeConcern(person, concern)), ['head', 'qa', 'director']);
  });

  it('a nil return: answered by the Head of Service of the auditor’s team, or of the child’s where the auditor has none; read by the QA team and directors', () => {
    for (const nilReturn of [{ auditorTeamId: theirTeam, teamId: otherTeam }, { auditorTeamId: null, teamId: theirTeam }]) {
      assert.deepEqual(those((person) => mayAnswerNilReturn(person, nilReturn)), ['head']);
      assert.deepEqual(those((person) => maySeeNilReturn(person, nilReturn)), ['head', 'qa', 'director']);
    }
    assert.deepEqual(those((person) => mayAnswerNilReturn(person, { auditorTeamId: otherTeam, teamId: theirTeam })), []);
  });

  it('history: the QA team; administrators that of people and what they set up, not of case files', () => {
    for (const kind of ['audit', 'action', 'concern'] as const) assert.deepEqual(those((person) => maySeeHistory(person, kind)), ['qa'], kind);
    for (const kind of ['staff', 'account', 'team', 'service', 'settings'] as const) assert.deepEqual(those((person) => maySeeHistory(person, kind)), ['qa', 'admin'], kind);
  });
});

describe('who lets an auditor off a month', () => {
  const request = { staffId: 10, teamId: theirTeam, moderatorIds: [20] };
  const cases: [who: string, person: Person, sees: boolean, decides: boolean][] = [
    ['whoever asked', someone(10, ['auditor']), true, false],
    ['another auditor', someone(11, ['auditor']), false, false],
    ['the Head of Service of their team', someone(40, ['head_of_service'], { headsTeams: [theirTeam] }), true, false],
    ['another Head of Service', someone(41, ['head_of_service'], { headsTeams: [otherTeam] }), false, false],
    ['the manager of their team', someone(30, ['team_manager'], { managesTeams: [theirTeam] }), false, false],
    ['the QA team', someone(50, ['qa']), true, false],
    ['a director', someone(51, ['director']), true, true],
    ['a director who asked', someone(10, ['director', 'auditor']), true, false],
    ['a director who moderates the audit', someone(20, ['director', 'moderator']), true, false],
    ['an administrator', someone(52, ['admin']), false, false],
  ];
  for (const [who, person, sees, decides] of cases) {
    it(who, () => assert.deepEqual([maySeeExemption(person, request), mayDecideExemption(person, request)], [sees, decides]));
  }

  it('without a team: no Head of Service', () => assert.equal(maySeeExemption(someone(40, ['head_of_service'], { headsTeams: [theirTeam] }), { staffId: 10, teamId: null }), false));
});

describe('the rules as conditions of a query', () => {
  let test: TestDatabase;
  let database: Database;
  let audits: (AuditSeen & { id: number })[];
  let actions: (ActionSeen & { id: number })[];
  let concerns: { id: number; teamId: number; auditorId: number | null }[];
  let auditors: { id: number; teamId: number | null }[];
  let teamIds: number[];

  before(async () => {
    test = await referenceDatabase();
    ({ database } = test);
    await database.transaction(async () => {
      // The reference months have no owners of actions and few audits under way: give some of each.
      await database.query('update actions set owner_id = (select auditor_id from audits where audits.id = actions.audit_id) where id % 7 = 0');
      // Some children have moved to another team since.
      await database.query('update actions set team_id = (select min(id) from teams) where id % 17 = 0');
      await database.query("update audits set status = 'submitted' where id % 11 = 0");
      await database.query("update audits set status = 'in_progress' where id % 13 = 0");
    });
    audits = await database.query('select id, auditor_id as "auditorId", moderator_id as "moderatorId", team_id as "teamId", status from audits');
    actions = await database.query(
      `select actions.id, actions.owner_id as "ownerId", actions.team_id as "teamId", audits.team_id as "auditTeamId", audits.auditor_id as "auditorId", audits.moderator_id as "moderatorId", audits.status as "auditStatus"
         from actions join audits on audits.id = actions.audit_id`,
    );
    concerns = await database.query('select concerns.id, concerns.team_id as "teamId", audits.auditor_id as "auditorId" from concerns left join audits on audits.id = concerns.audit_id');
    auditors = await database.query('select id, team_id as "teamId" from staff');
    teamIds = (await database.query<{ id: number }>('select id from teams')).map((team) => team.id);
  });
  after(() => test.remove());

  const anyone = (): fc.Arbitrary<Person> => {
    // Those with a part in something, as often as everybody else.
    const busy = [...new Set([...audits.flatMap((one) => [one.auditorId, one.moderatorId]), ...actions.map((one) => one.ownerId)])].filter((id): id is number => id !== null);
    return fc.record({
      staffId: fc.oneof(fc.constantFrom(...busy), fc.constantFrom(...auditors.map((one) => one.id))),
      held: fc.oneof(fc.subarray([...roles], { maxLength: 3 }), fc.subarray<Role>(['team_manager', 'head_of_service'], { minLength: 1 }), fc.subarray<Role>(['auditor', 'moderator'], { minLength: 1 })),
      managesTeams: fc.subarray(teamIds, { maxLength: 3 }),
      headsTeams: fc.subarray(teamIds, { maxLength: 20 }),
    }).map(({ staffId, held, managesTeams, headsTeams }) => someone(staffId, held, { managesTeams, headsTeams }));
  };

  const idsOf = async (sql: string): Promise<number[]> => (await database.query<{ id: number }>(sql)).map((row) => row.id).toSorted((a, b) => a - b);
  const idsWhere = <One extends { id: number }>(all: readonly One[], rule: (one: One) => boolean): number[] => all.filter(rule).map((one) => one.id).toSorted((a, b) => a - b);

  /** Runs a comparison for many people; it counts for something only when they have seen some and missed some. */
  const agrees = async (seen: (person: Person) => Promise<number[]>, expected: (person: Person) => number[], all: number): Promise<void> => {
    let some = 0;
    await fc.assert(
      fc.asyncProperty(anyone(), async (person) => {
        const ids = await seen(person);
        if (ids.length > 0 && ids.length < all) some += 1;
        assert.deepEqual(ids, expected(person));
      }),
      { numRuns: 150 },
    );
    assert.ok(some > 10, `only ${some} of 150 people saw some and not all`);
  };

  it('find the audits that the rule allows, also under another name of the table', async () => {
    await agrees((person) => idsOf(`select id from audits where ${auditsSeenBy(person)}`), (person) => idsWhere(audits, (one) => maySeeAudit(person, one)), audits.length);
    await agrees((person) => idsOf(`select a.id from audits a where ${auditsSeenBy(person, 'a')}`), (person) => idsWhere(audits, (one) => maySeeAudit(person, one)), audits.length);
  });

  it('find the actions that the rule allows', async () => {
    await agrees(
      (person) => idsOf(`select actions.id from actions join audits on audits.id = actions.audit_id where ${actionsSeenBy(person)}`),
      (person) => idsWhere(actions, (one) => maySeeAction(person, one)),
      actions.length,
    );
  });

  it('find the cases of concern that the rule allows', async () => {
    await agrees((person) => idsOf(`select concerns.id from concerns where ${concernsSeenBy(person)}`), (person) => idsWhere(concerns, (one) => maySeeConcern(person, one)), concerns.length);
  });

  it('find the cases of concern whose worry the rule lets somebody acknowledge', async () => {
    await agrees((person) => idsOf(`select concerns.id from concerns where ${concernsAcknowledgedBy(person)}`), (person) => idsWhere(concerns, (one) => mayAcknowledgeConcern(person, one)), concerns.length);
  });

  it('find what the rule lets somebody move to another team', async () => {
    await agrees(
      (person) => idsOf(`select actions.id from actions join audits on audits.id = actions.audit_id where audits.status = 'completed' and ${movedBy(person, 'actions')}`),
      (person) => idsWhere(actions, (one) => mayMoveAction(person, one)),
      actions.length,
    );
    await agrees((person) => idsOf(`select id from concerns where ${movedBy(person, 'concerns')}`), (person) => idsWhere(concerns, (one) => mayMoveAction(person, { ...one, auditStatus: 'completed' })), concerns.length);
  });

  it('find the auditors whose turn somebody may see', async () => {
    await agrees(
      (person) => idsOf(`select staff.id from staff where ${auditorsSeenBy(person)}`),
      (person) =>
        idsWhere(auditors, ({ id, teamId }) => hasRole(person, 'qa', 'director') || id === person.staffId || (teamId !== null && (leadsTeam(person, teamId) || managesTeam(person, teamId)))),
      auditors.length,
    );
  });

  it('find the requests to be let off that the rule allows', async () => {
    await agrees(
      (person) => idsOf(`select staff.id from staff where ${exemptionsSeenBy(person)}`),
      (person) => idsWhere(auditors, ({ id, teamId }) => maySeeExemption(person, { staffId: id, teamId })),
      auditors.length,
    );
  });

  it('find the nil returns that the rule allows', async () => {
    const nilReturns = await database.query<{ id: number; teamId: number; auditorTeamId: number | null }>(
      'select audits.id, audits.team_id as "teamId", auditor.team_id as "auditorTeamId" from audits join staff auditor on auditor.id = audits.auditor_id',
    );
    assert.ok(nilReturns.some((one) => one.auditorTeamId === null) && nilReturns.some((one) => one.auditorTeamId !== null && one.auditorTeamId !== one.teamId));
    await agrees(
      (person) => idsOf(`select audits.id from audits join staff auditor on auditor.id = audits.auditor_id where ${nilReturnsSeenBy(person)}`),
      (person) => idsWhere(nilReturns, (one) => maySeeNilReturn(person, one)),
      nilReturns.length,
    );
    await agrees(
      (person) => idsOf(`select audits.id from audits join staff auditor on auditor.id = audits.auditor_id where ${nilReturnsAnsweredBy(person)}`),
      (person) => idsWhere(nilReturns, (one) => mayAnswerNilReturn(person, one)),
      nilReturns.length,
    );
  });

  it('find the requests to be let off that the rule lets somebody decide', async () => {
    await database.transaction(() =>
      database.query("insert into exemption_requests (staff_id, month, reason, asked_on) select distinct auditor_id, month, 'leave', '2022-07-01' from audits where month >= '2022-05'"),
    );
    const requests = await database.query<{ id: number; staffId: number; month: string }>('select id, staff_id as "staffId", month from exemption_requests');
    const moderated = await database.query<{ staffId: number; month: string; moderatorId: number }>('select auditor_id as "staffId", month, moderator_id as "moderatorId" from audits');
    const busy = [...new Set(moderated.flatMap((one) => [one.staffId, one.moderatorId]))];
    for (const staffId of busy) {
      for (const person of [someone(staffId, ['director']), someone(staffId, ['director', 'auditor', 'moderator']), someone(staffId, ['qa', 'moderator'])]) {
        assert.deepEqual(
          await idsOf(`select id from exemption_requests where ${exemptionsDecidedBy(person)}`),
          idsWhere(requests, (one) => mayDecideExemption(person, { staffId: one.staffId, moderatorIds: moderated.filter((audit) => audit.staffId === one.staffId && audit.month === one.month).map((audit) => audit.moderatorId) })),
        );
      }
    }
  });

  it('are joined to other conditions safely', () => {
    for (const held of [[], ['auditor', 'moderator'], ['team_manager', 'head_of_service']] as Role[][]) {
      const person = someone(1, held, { managesTeams: [1], headsTeams: [2] });
      for (const condition of [auditsSeenBy(person), actionsSeenBy(person), concernsSeenBy(person), auditorsSeenBy(person), exemptionsSeenBy(person), exemptionsDecidedBy(person), nilReturnsSeenBy(person), nilReturnsAnsweredBy(person)]) {
        assert.match(condition, /^\(.*\)$|^1 = [01]$|^staff\.id = 1$|^coalesce\([\w., ]+\) in \([\d, ]+\)$/s);
      }
    }
  });
});
