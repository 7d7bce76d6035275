import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { coverageAfter, teamsByAudits } from '../../../src/allocation/proposals/coverage.js';
import { draw, type DrawInputs, type DrawnLine } from '../../../src/allocation/proposals/draw.js';
import type { WholeLine } from '../../../src/allocation/proposals/proposals.reads.js';
import { HistoryStore } from '../../../src/history/history.store.js';
import { importFiles } from '../../../src/importing/importFiles.js';
import { emailOf } from '../../support/builders.js';
import { referenceDatabase } from '../../support/referenceDatabase.js';
import { TestApp } from '../../support/testApp.js';

const month = '2022-08';

describe('the proposed allocation of August 2022, from the reference months', () => {
  let app: TestApp;
  let id: number;
  let lines: WholeLine[];
  let inputs: DrawInputs;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    const { database, clock } = app;
    const pairings = new Map([['pairings.csv', readFileSync('src/demo/august-2022/pairings.csv')]]);
    const outcome = await importFiles({ database, history: new HistoryStore(database, clock), clock, actor: { staffId: null, name: 'Import' } }, pairings);
    assert.ok(outcome.ok);
    await app.asNew('Quinn Abbot', 'qa');
    const account = (await app.services.people.accountByEmail(emailOf('Quinn Abbot')))!;
    id = await app.services.proposals.make(await app.services.people.person(account), month, '2022-08');
    lines = await app.services.proposalsReads.wholeLines(id);
    inputs = await app.services.proposalsReads.inputs(id);
  });
  after(() => app.stop());

  const drawn = (): (DrawnLine & { child: NonNullable<DrawnLine['child']> })[] => lines.map((line) => line.drawn!).filter((line): line is DrawnLine & { child: NonNullable<DrawnLine['child']> } => line.child !== null);

  it('has a line for everyone of whom an audit is expected, and fills as many as the moderators can take', () => {
    assert.equal(inputs.children.length, 4517);
    assert.equal(lines.length, inputs.auditors.length);
    assert.deepEqual([...new Set(lines.filter((line) => line.caseRef === null).map((line) => line.open!.rule))], ['moderator_capacity']);
    assert.deepEqual([lines.length, drawn().length], [61, 52]);
  });

  it('breaks no hard rule, asked of the tables themselves', async () => {
    const rows = await app.database.query<{ line: number }>(
      `select line.id as line from allocation_lines as line join allocation_proposals as proposal on proposal.id = line.proposal_id
        where line.proposal_id = :id and line.case_ref is not null and (
              exists (select 1 from audits where audits.case_ref = line.case_ref and audits.month > '2021-08' and audits.status not in ('exempted', 'not_submitted'))
           or not exists (select 1 from caseload where caseload.month = '2022-07' and caseload.case_ref = line.case_ref and caseload.team_id = line.team_id)
           or not exists (select 1 from pairings where auditor_id = line.auditor_id and pairings.moderator_id = line.moderator_id and from_month <= '2022-08' and to_month >= '2022-08')
           or line.moderator_id = line.auditor_id
           or line.reviewing_officer_id = line.moderator_id
           or exists (select 1 from staff_roles where staff_id = line.auditor_id and role = 'reviewing_officer') <> (coalesce(line.reviewing_officer_id, 0) = line.auditor_id)
           or (select count(*) from allocation_lines as other where other.proposal_id = line.proposal_id and other.case_ref = line.case_ref) > 1
           or (select count(*) from allocation_lines as other where other.proposal_id = line.proposal_id and other.case_ref is not null and other.moderator_id = line.moderator_id)
              > (select moderation_capacity from staff where staff.id = line.moderator_id))`,
      { id },
    );
    assert.deepEqual(rows, []);
  });

  it('reaches every team, and spreads over cohorts and ages with more for those behind', () => {
    const covered = coverageAfter(inputs.coverage, drawn().map((line) => line.child), month);
    const { before, after } = teamsByAudits(covered.teams);
    assert.deepEqual({ before, after }, { before: [1, 7, 10, 26], after: [0, 0, 0, 44] });
    // Children, audits of twelve months, and lines.
    const shares = (groups: { key: string; children: number; audits: number; lines: number }[]): Record<string, [number, number, number]> =>
      Object.fromEntries(groups.filter((group) => group.children > 0).map((group) => [group.key, [group.children, group.audits, group.lines]]));
    assert.deepEqual(shares(covered.cohorts), {
      subject_to_assessment: [900, 64, 13], child_in_need: [1390, 146, 10], child_protection: [560, 96, 1], disabled_children: [380, 31, 5], child_in_care: [843, 99, 16], care_leaver: [444, 35, 7],
    });
    assert.deepEqual(shares(covered.bands), { '0-4': [1121, 65, 17], '5-10': [1397, 170, 14], '11-15': [1097, 162, 8], '16-17': [458, 40, 6], '18-20': [248, 20, 4], '21-25': [196, 14, 3] });
  });

  it('comes out as it did before re-audits were proposed, from what was stored then', () => {
    const { reaudits, ...before } = inputs;
    assert.deepEqual(reaudits, [], 'No child whose case was resolved is in this caseload.');
    const outcome = draw(before).map((line) => [line.auditorId, line.moderatorId, line.child?.caseRef, line.number, line.broken.map(({ rule }) => rule), line.open?.rule]);
    assert.equal(createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 16), '4de916e58dfb307b');
  });

  it('comes out the same from what is stored', async () => {
    assert.deepEqual(draw(inputs), lines.map((line) => line.drawn));
    const replayed = await app.services.proposals.replay(id);
    assert.ok(replayed.length === lines.length && replayed.every((line) => line.same));
  });
});
