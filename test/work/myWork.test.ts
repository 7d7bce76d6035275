import assert from 'node:assert/strict';
import { ExemptionRequest } from '../../src/allocation/availability/exemptionRequest.entity.js';
import { NilReturn } from '../../src/allocation/board/nilReturn.entity.js';
import { aColleague, aSubmittedAudit, emailOf } from '../support/builders.js';
import { followUp, type FollowUp } from '../support/followUp.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

describe('my work', () => {
  let app: TestApp;
  let world: FollowUp;
  let action: string;
  let concern: string;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    world = await followUp(app.database);
    const auditId = await world.audit({ status: 'moderated' });
    const actor = { staffId: null, name: 'x' };
    action = await app.services.actions.add(actor, auditId, { type: 'non_care_planning', description: 'Write it down.', dueOn: '2022-08-10', ownerId: null });
    await app.database.transaction(() => app.database.query("update audits set status = 'completed', accepted_on = '2022-07-20' where id = :auditId", { auditId }));
    concern = await app.services.concerns.raise(actor, { caseRef: 'C90001', teamId: world.teams[1], auditId, cause: 'inadequate', detail: null });
  });
  after(() => app.stop());

  const seenBy = async (name: string): Promise<{ shown: boolean[]; opened: number[] }> => {
    const visitor = await app.as(`${name}@example.org`);
    const { text } = await visitor.get('/');
    const opened = [];
    for (const path of [`/actions/${action}`, `/concerns/${concern}`]) opened.push((await visitor.get(path)).status);
    return { shown: [text.includes(action), text.includes(concern)], opened };
  };
  const become = (staffId: number, role: string): Promise<unknown> =>
    app.database.transaction(() => app.database.query('update staff_roles set role = :role where staff_id = :staffId', { role, staffId }));

  it('shows the actions of their teams to managers and to the head of their service, who sees its cases too', async () => {
    assert.deepEqual(await seenBy('manager_1'), { shown: [true, false], opened: [200, 200] });
    assert.deepEqual(await seenBy('head_a'), { shown: [true, true], opened: [200, 200] });
    assert.deepEqual(await seenBy('manager_2'), { shown: [false, false], opened: [403, 403] });
  });

  it('shows none of it to who is entered for a team without the role, as nothing of it is theirs to open', async () => {
    await become(world.staff.manager_1, 'head_of_service');
    await become(world.staff.head_a, 'team_manager');
    for (const name of ['manager_1', 'head_a']) assert.deepEqual(await seenBy(name), { shown: [false, false], opened: [403, 403] }, name);
    for (const staffId of [world.staff.manager_1, world.staff.head_a]) await become(staffId, 'auditor');
    for (const name of ['manager_1', 'head_a']) assert.deepEqual(await seenBy(name), { shown: [false, false], opened: [403, 403] }, name);
  });

  it('says to an auditor how many days are left', async () => {
    await app.database.transaction(() => app.database.takeReference('A', 500));
    await aSubmittedAudit(app, { auditor: 'Una Swift', month: '2022-08', status: 'in_progress' });
    await aSubmittedAudit(app, { auditor: 'Una Swift', month: '2022-07', status: 'in_progress', extendedTo: '2022-08-16' });
    await aSubmittedAudit(app, { auditor: 'Una Swift', month: '2022-07', status: 'returned' });
    const { text } = await (await app.as(emailOf('Una Swift'))).get('/');
    assert.match(text, /August 2022 16 days left/);
    assert.match(text, /July 2022 1 day left/);
    assert.match(text, /July 2022 15 days late/);
  });

  it('shows to a director the exemption requests that wait, but never their own, nor one about an audit they moderate', async () => {
    const director = await aColleague(app, 'Della Stone', 'director', 'auditor');
    const ask = async (name: string, decision: 'refused' | null = null): Promise<void> => {
      const staffId = name === 'Della Stone' ? director : await aColleague(app, name, 'auditor');
      await app.database.transaction(() =>
        app.database.manager.insert(ExemptionRequest, { staffId, month: '2022-08', reason: 'leave', detail: null, askedOn: '2022-08-01', decision, decidedById: null, decidedOn: null, decisionNote: null, version: 1 }),
      );
    };
    await ask('Della Stone');
    await ask('Ivo Marsh');
    await ask('Pat Lowe', 'refused');
    await ask('Una Swift');
    await aSubmittedAudit(app, { auditor: 'Una Swift', moderator: 'Della Stone', month: '2022-08', status: 'allocated' });
    const { text } = await (await app.as(emailOf('Della Stone'))).get('/');
    assert.match(text, /Exemption requests to decide.*Ivo Marsh/);
    assert.doesNotMatch(text.slice(text.indexOf('Exemption requests to decide')), /Della Stone|Pat Lowe|Una Swift/);
    assert.doesNotMatch((await (await app.as(emailOf('Ivo Marsh'))).get('/')).text, /Exemption requests to decide/);
  });

  it('shows to a Head of Service the nil returns without an answer of their own teams’ auditors', async () => {
    await app.database.transaction(() => app.database.query('update staff_roles set role = :role where staff_id = :staffId', { role: 'head_of_service', staffId: world.staff.head_b }));
    const mine = await aSubmittedAudit(app, { auditor: 'Lew Ash', month: '2022-07', status: 'not_submitted', submittedOn: null, teamId: world.teams[1] });
    const answered = await aSubmittedAudit(app, { auditor: 'Lew Ash', month: '2022-06', status: 'not_submitted', submittedOn: null, teamId: world.teams[1] });
    const elsewhere = await aSubmittedAudit(app, { auditor: 'May Oak', month: '2022-07', status: 'not_submitted', submittedOn: null, teamId: world.teams[3] });
    await app.database.transaction(async () => {
      await app.database.query("update staff set team_id = :teamId where name = 'Lew Ash'", { teamId: world.teams[3] });
      await app.database.query("update staff set team_id = :teamId where name = 'May Oak'", { teamId: world.teams[1] });
      await app.database.manager.insert(NilReturn, { auditId: answered.id, answer: 'absence', note: 'Back in August.', answeredById: world.staff.head_b, answeredOn: '2022-08-02', version: 1 });
    });
    const { text } = await (await app.as('head_b@example.org')).get('/');
    assert.match(text, new RegExp(`Nil returns to follow up.*${mine.ref} Lew Ash Team 3 July 2022 due 15 days ago`));
    assert.doesNotMatch(text, new RegExp(`${answered.ref}|${elsewhere.ref}`));
    // Whoever may read them all has those to answer that are theirs.
    await app.database.transaction(() => app.database.query("insert into staff_roles (staff_id, role) values (:staffId, 'director')", { staffId: world.staff.head_b }));
    assert.doesNotMatch((await (await app.as('head_b@example.org')).get('/')).text, new RegExp(elsewhere.ref));
  });
});
