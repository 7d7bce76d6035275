import assert from 'node:assert/strict';
import { permissions } from '../../src/access/permissions.js';
import { roles, type Role } from '../../src/access/roles.js';
import type { DeclaredRoute } from '../../src/access/routes.js';
import { Action } from '../../src/actions/action.entity.js';
import { Surgery } from '../../src/actions/surgeries/surgery.entity.js';
import { SurgeryItem } from '../../src/actions/surgeries/surgeryItem.entity.js';
import { BlackoutMonth } from '../../src/allocation/availability/blackoutMonth.entity.js';
import { ExemptionRequest } from '../../src/allocation/availability/exemptionRequest.entity.js';
import { Proposal } from '../../src/allocation/proposals/proposal.entity.js';
import { ProposalLine } from '../../src/allocation/proposals/proposalLine.entity.js';
import { CaseloadUpload } from '../../src/allocation/caseloads/caseloadUpload.entity.js';
import { Concern } from '../../src/concerns/concern.entity.js';
import { Import } from '../../src/importing/import.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { aColleague, aSubmittedAudit, aTeam, emailOf } from '../support/builders.js';
import { referenceDatabase } from '../support/referenceDatabase.js';
import { TestApp, type Visitor } from '../support/testApp.js';
import { matrix, type Allowed, type AuditMeant } from './matrix.js';

/** Whoever has a role has it alone, and a part in the audits below. The team's manager and its Head of Service come with the team. */
const nameOf = (role: Role): string => ({ team_manager: 'Tam Ridley', head_of_service: 'Hollis Grey' } as Partial<Record<Role, string>>)[role] ?? `Only ${role}`;

const lineOf = (route: DeclaredRoute): string => `${route.method.toUpperCase()} ${route.path}`;
const isAllowed = (allowed: Allowed, role: Role): boolean => typeof allowed === 'string' || allowed.includes(role);

describe('who may use which route', () => {
  let app: TestApp;
  const visitors = new Map<Role, Visitor>();
  const strangers = new Map<Role, Visitor>();
  const audits = {} as Record<AuditMeant, { ref: string; action: string; concern: string }>;
  const ids: Record<string, number> = {};
  let routes: DeclaredRoute[];

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    routes = app.plumbline.routes.declared;
    const teamId = await aTeam(app, 'Matrix team');
    for (const role of roles) {
      await aColleague(app, nameOf(role), role);
      visitors.set(role, await app.as(emailOf(nameOf(role))));
      strangers.set(role, await app.asNew(`Stranger ${role}`, role));
    }
    const [auditor, moderator] = [nameOf('auditor'), nameOf('moderator')];
    for (const status of ['in_progress', 'submitted', 'moderated', 'completed', 'not_submitted'] as const) {
      const audit = await aSubmittedAudit(app, { auditor, moderator, teamId, status, acceptedOn: status === 'completed' ? '2022-08-05' : null });
      audits[status] = await app.database.transaction(async () => {
        const [action, concern] = [await app.database.nextReference('X'), await app.database.nextReference('K')];
        await app.database.manager.insert(Action, {
          ref: action, auditId: audit.id, teamId, type: 'non_care_planning', description: 'Meet the family.', dueOn: '2022-09-01', ownerId: audit.auditor.id, firstUpdatedOn: null, lastUpdatedOn: null,
          completedOn: null, serviceEndedOn: null, version: 1,
        });
        await app.database.manager.insert(Concern, { ref: concern, caseRef: audit.caseRef, teamId, auditId: audit.id, cause: 'inadequate', detail: null, raisedOn: '2022-08-05', resolvedOn: null, version: 1 });
        return { ref: audit.ref, action, concern };
      });
    }
    await app.database.transaction(() => app.database.manager.insert(Import, { startedById: null, startedAt: '2022-08-15T09:00:00.000Z', status: 'done', progress: '', outcome: null }));
    ids['people'] = await aColleague(app, 'Some Body', 'auditor');
    for (const table of ['teams', 'services', 'targets', 'imports', 'caseload']) {
      const [row] = await app.database.query<{ id: number }>(`select max(id) as id from ${table}`);
      ids[table] = row!.id;
    }
    ids['allocation'] = ids['caseload']!;
    await app.database.transaction(async () => {
      const { manager } = app.database;
      const inputs = JSON.stringify({ month: '2022-08', caseloadMonth: '2022-07', seed: 's', children: [], auditors: [], audited: [] });
      const coverage = JSON.stringify({ coverage: { teams: [], cohorts: [], bands: [], officers: [] }, moderators: [] });
      const proposal = { month: '2022-08', caseloadMonth: '2022-07', seed: 's', status: 'draft' as const, madeById: ids['people']!, madeAt: '2022-08-15T09:00:00.000Z', inputs, coverage, confirmedById: null, confirmedAt: null, version: 1 };
      ids['proposals'] = ((await manager.insert(Proposal, proposal)).identifiers[0] as { id: number }).id;
      const why = JSON.stringify({ words: '', number: null, setAside: [] });
      const line = { proposalId: ids['proposals'], place: 1, auditorId: ids['people']!, openReason: JSON.stringify({ rule: 'paired_moderator', words: 'None.' }), why, broken: '[]', drawn: 'null', byHand: false, version: 1 };
      ids['lines'] = ((await manager.insert(ProposalLine, line)).identifiers[0] as { id: number }).id;
    });
    const waiting = { month: '2022-08', fileName: 'caseload-2022-08.csv', status: 'waiting' as const, uploadedById: ids['people'], uploadedAt: '2022-08-15T09:00:00.000Z', outcome: null, version: 1 };
    ids['caseload'] = ((await app.database.transaction(() => app.database.manager.insert(CaseloadUpload, waiting))).identifiers[0] as { id: number }).id;
    ids['pairings'] = ids['people'];
    ids['standing-exemptions'] = (await app.database.query<{ id: number }>("select max(id) as id from exemptions where kind = 'standing'"))[0]!.id;
    const [asker, qa] = [await aColleague(app, auditor), await aColleague(app, nameOf('qa'))];
    await app.database.transaction(async () => {
      const { manager } = app.database;
      await manager.update(Staff, { id: asker }, { teamId });
      const request = { staffId: asker, month: '2022-09', reason: 'leave' as const, detail: null, askedOn: '2022-08-01', decision: null, decidedById: null, decidedOn: null, decisionNote: null, version: 1 };
      const blackout = { month: '2023-08', reason: 'Summer', setById: qa, setOn: '2022-08-01', liftedById: null, liftedOn: null, version: 1 };
      ids['exemptions'] = ((await manager.insert(ExemptionRequest, request)).identifiers[0] as { id: number }).id;
      ids['blackout-months'] = ((await manager.insert(BlackoutMonth, blackout)).identifiers[0] as { id: number }).id;
    });
    // One is still to come, and one has begun with the action of the accepted audit.
    const [managerId, [action]] = [await aColleague(app, nameOf('team_manager')), await app.database.query<{ id: number }>('select id from actions where ref = :ref', { ref: audits.completed.action })];
    await app.database.transaction(async () => {
      const surgery = { managerId, meetOn: '2022-08-15', meetAt: '14:00', place: 'Room 2', status: 'scheduled' as const, scheduledById: qa, scheduledAt: '2022-08-01T09:00:00.000Z', version: 1 };
      ids['surgeries'] = await app.database.add(Surgery, { ...surgery });
      ids['surgeries begun'] = await app.database.add(Surgery, { ...surgery, status: 'under_way', begunAt: '2022-08-15T13:00:00.000Z' });
      await app.database.add(SurgeryItem, { surgeryId: ids['surgeries begun'], actionId: action!.id, state: 'no_update', version: 1 });
    });
  });
  after(() => app.stop());

  /** The address of a page that the people above have a part in. */
  const addressOf = (route: DeclaredRoute): string => {
    const about = audits[matrix[lineOf(route)]?.about ?? 'completed'];
    const [, feature] = route.path.split('/') as [string, string];
    return route.path.replace(/:(\w+)/g, (_, name: string) => {
      const values: Record<string, string | number | undefined> = {
        ref: feature === 'actions' || feature === 'surgeries' ? about.action : feature === 'concerns' ? about.concern : about.ref,
        action: about.action,
        area: 'assessment',
        page: 'child',
        month: feature === 'caseload' ? '2022-07' : '2022-08',
        measure: feature === 'snapshot' ? 'good_or_outstanding' : feature === 'impact' ? 'verified' : 'upgraded',
        state: 'on_time',
        what: 'care_planning_audits',
        id: ids[route.path.startsWith('/allocation/proposals') ? 'proposals' : /^\/surgeries\/:id\/(actions|end)/.test(route.path) ? 'surgeries begun' : feature],
        lineId: ids['lines'],
      };
      assert.ok(values[name] !== undefined, `give a value for :${name} of ${route.path}`);
      return String(values[name]);
    });
  };

  /** Asks for the page, or sends a form with no answer to it; the status, with where a redirect leads. */
  const ask = async (visitor: Visitor, route: DeclaredRoute, answers: Record<string, string | string[]> = {}): Promise<{ status: number; location: string }> => {
    if (route.method === 'get') await visitor.get(addressOf(route));
    else {
      const page = await visitor.get('/account/password');
      const token = page.status === 200 ? page.fields().answers['_csrf'] : (await visitor.get('/sign-in')).fields().answers['_csrf'];
      await visitor.send(addressOf(route), { version: '1', ...answers, _csrf: token! });
    }
    return { status: visitor.status, location: visitor.last.headers['location'] ?? '' };
  };

  /** What the page's form would send for somebody who may send it; nothing where a form stands on another page. */
  const formOf = async (route: DeclaredRoute): Promise<Record<string, string | string[]>> => {
    const { allowed } = matrix[lineOf(route)]!;
    const visitor = visitors.get(roles.find((role) => isAllowed(allowed, role))!)!;
    if (route.method === 'get' || !routes.some((each) => each.method === 'get' && each.path === route.path)) return {};
    await visitor.get(addressOf(route));
    const form = `main form[action="${addressOf(route)}"]`;
    return visitor.page(form).length > 0 ? visitor.fields(form).answers : {};
  };

  it('is written down for every route, and for no other', () => {
    assert.deepEqual(routes.map(lineOf).toSorted(), Object.keys(matrix).toSorted());
  });

  it('agrees with the permission that the route names', () => {
    for (const route of routes) {
      const { allowed } = matrix[lineOf(route)]!;
      if (route.permission === 'public') assert.equal(allowed, 'anyone', lineOf(route));
      else if (route.permission === 'signed_in') assert.equal(allowed, 'signed in', lineOf(route));
      else {
        const carrying: readonly Role[] = permissions[route.permission];
        assert.ok(Array.isArray(allowed), lineOf(route));
        // A rule about the record may leave out some of those who carry the permission, and lets nobody else in.
        assert.deepEqual(allowed.filter((role) => !carrying.includes(role as Role)), [], lineOf(route));
      }
    }
  });

  // Signing out comes last, since it ends what the others need.
  const inOrder = (): DeclaredRoute[] => [...routes.filter((route) => route.method === 'get'), ...routes.filter((route) => route.method === 'post' && route.path !== '/sign-out')];

  it('needs a part in the record besides the role: somebody else’s case file is refused, to read and to change', async () => {
    const everywhere: Role[] = ['qa', 'director'];
    const wrong: string[] = [];
    let asked = 0;
    for (const route of inOrder().filter((each) => matrix[lineOf(each)]!.about)) {
      const answers = await formOf(route);
      for (const role of roles.filter((each) => !everywhere.includes(each))) {
        const { status } = await ask(strangers.get(role)!, route, answers);
        asked += 1;
        if (status !== 403) wrong.push(`${lineOf(route)} answered a stranger who is ${role} with ${status}`);
      }
    }
    assert.deepEqual(wrong, []);
    assert.ok(asked > 100);
  });

  it('lets nobody in who is not signed in', async () => {
    for (const route of [...inOrder(), ...routes.filter((each) => each.path === '/sign-out')]) {
      const { allowed } = matrix[lineOf(route)]!;
      const { status, location } = await ask(app.visitor(), route);
      if (allowed === 'anyone') assert.ok([200, 303, 400].includes(status), `${lineOf(route)} ${status}`);
      else if (route.method === 'post') assert.equal(status, 401, lineOf(route));
      else assert.deepEqual([status, location.split('?')[0]], [303, '/sign-in'], lineOf(route));
    }
  });

  describe('an audit is read', () => {
    const own: Record<string, readonly Role[]> = {
      in_progress: ['auditor', 'moderator', 'qa', 'head_of_service', 'director'],
      submitted: ['auditor', 'moderator', 'qa', 'head_of_service', 'director'],
      moderated: ['auditor', 'moderator', 'qa', 'head_of_service', 'director'],
      completed: ['auditor', 'moderator', 'qa', 'team_manager', 'head_of_service', 'director'],
    };
    for (const [status, readers] of Object.entries(own)) {
      it(`while ${status} by its ${readers.join(', ')}`, async () => {
        for (const role of roles) {
          const visitor = visitors.get(role)!;
          await visitor.get(`/audits/${audits[status as AuditMeant].ref}`);
          assert.equal(visitor.status, readers.includes(role) ? 200 : 403, role);
        }
      });
    }
  });

  // Last, since what is allowed is carried out and changes the records.
  for (const role of roles) {
    it(`holds for the role ${role}, allowed and refused`, async () => {
      const visitor = visitors.get(role)!;
      const wrong: string[] = [];
      let allowedSome = false;
      for (const route of inOrder()) {
        const { allowed, answers = 200 } = matrix[lineOf(route)]!;
        const { status, location } = await ask(visitor, route);
        const right = !isAllowed(allowed, role)
          ? status === 403
          : route.method === 'get'
            ? status === answers
            : status < 500 && ![401, 403, 404].includes(status) && !location.startsWith('/sign-in?');
        if (!right) wrong.push(`${lineOf(route)} is ${isAllowed(allowed, role) ? 'allowed' : 'refused'} but answered ${status} ${location}`);
        allowedSome ||= status === 200;
      }
      assert.deepEqual(wrong, []);
      assert.ok(allowedSome);
      // Nobody was signed out by being refused.
      await visitor.get('/');
      assert.equal(visitor.status, 200);
    });
  }
});
