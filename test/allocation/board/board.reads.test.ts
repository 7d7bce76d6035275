import assert from 'node:assert/strict';
import { ExemptionRequest } from '../../../src/allocation/availability/exemptionRequest.entity.js';
import type { Person } from '../../../src/access/person.js';
import { maySeeAudit } from '../../../src/access/policies.js';
import { kindNames, type Kind } from '../../../src/allocation/board/board.js';
import { BoardReads } from '../../../src/allocation/board/board.reads.js';
import { PairingReads } from '../../../src/allocation/pairings/pairings.reads.js';
import { places, type Place } from '../../../src/allocation/board/place.js';
import { Audit } from '../../../src/audits/audit.entity.js';
import type { AuditStatus } from '../../../src/audits/auditLifecycle.js';
import { aSubmittedAudit } from '../../support/builders.js';
import { referenceDatabase } from '../../support/referenceDatabase.js';
import type { TestDatabase } from '../../support/testDatabase.js';

const qa: Person = { staffId: 0, accountId: 0, name: 'Q', email: 'q@example.org', roles: ['qa'], managesTeams: [], headsTeams: [], mustChangePassword: false };
const today = '2022-08-15';

describe('the month’s board reads', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let reads: BoardReads;
  before(async () => {
    test = await referenceDatabase();
    reads = new BoardReads(test.database, new PairingReads(test.database));
  });
  after(() => test.remove());

  it('July 2022 as the published report has it: 53 allocated, 10 exempted, 7 not submitted, 1 not accepted, 35 completed', async () => {
    const { allocated, places: of, kinds } = await reads.counts(qa, '2022-07', today);
    assert.equal(allocated, 53);
    assert.deepEqual(of, {
      not_started: 0, in_progress: 0, submitted: 0, with_moderator: 0, returned: 0, awaiting_acceptance: 0, not_accepted: 1, accepted: 35, not_submitted: 7, exempted: 10,
    });
    assert.deepEqual([kinds.by_hand, kinds.drawn, kinds.not_known], [0, 0, 53]);
    const { outcomes } = await reads.allocation('2022-07', today);
    assert.deepEqual(
      [outcomes.allocated, outcomes.exempted, outcomes.not_submitted, outcomes.not_accepted, outcomes.completed],
      [allocated, of.exempted, of.not_submitted, of.not_accepted, of.accepted],
    );
  });

  it('the steps of July 2022', async () => {
    const steps = await reads.steps(qa, '2022-07', today);
    assert.deepEqual(
      [steps.children, steps.caseloadMonth, steps.uploadedAt, steps.requests, steps.unpaired, steps.proposal, steps.closedAt, steps.capacity.capacity, steps.capacity.expected],
      [4517, '2022-07', null, 0, 0, null, null, 58, 52],
    );
  });

  it('only the requests to be let off that the person may see', async () => {
    const waiting = { month: '2022-09', reason: 'leave', detail: null, askedOn: today, decision: null, decidedById: null, decidedOn: null, decisionNote: null, version: 1 } as const;
    const [asks] = await test.database.query<{ id: number; teamId: number }>('select id, team_id as "teamId" from staff where team_id is not null order by id limit 1');
    await test.database.transaction(() => test.database.manager.insert(ExemptionRequest, { ...waiting, staffId: asks!.id }));
    const head = (headsTeams: number[]): Person => ({ ...qa, roles: ['head_of_service'], headsTeams });
    const counts = [];
    for (const person of [qa, head([asks!.teamId]), head([asks!.teamId + 1])]) counts.push((await reads.steps(person, '2022-09', today)).requests);
    assert.deepEqual(counts, [1, 1, 0]);
  });

  it('every number as the number of audits it leads to, for whoever sees them, whatever the filter', async () => {
    const statuses: AuditStatus[] = ['allocated', 'in_progress', 'submitted', 'returned', 'moderated', 'not_submitted'];
    await test.database.transaction(async () => {
      const audits = await test.database.manager.find(Audit, { where: { month: '2022-06' }, order: { id: 'ASC' } });
      for (const [index, audit] of audits.entries()) {
        const status = statuses[index % statuses.length]!;
        const unsubmitted = ['allocated', 'in_progress', 'not_submitted'].includes(status);
        await test.database.manager.update(Audit, { id: audit.id }, {
          status, acceptedOn: null, submittedOn: unsubmitted ? null : '2022-06-20', chosen: index % 3 === 0 ? 'by_hand' : index % 3 === 1 ? 'drawn' : null, extendedTo: index % 4 === 0 ? '2022-08-20' : null,
          notAcceptedOn: status === 'returned' ? '2022-07-02' : null,
        });
      }
    });
    const [service] = await test.database.query<{ id: number; headId: number }>('select id, head_of_service_id as "headId" from services order by id limit 1');
    const headsTeams = (await test.database.query<{ id: number }>('select id from teams where service_id = :id', { id: service!.id })).map(({ id }) => id);
    const head: Person = { ...qa, staffId: service!.headId, roles: ['head_of_service'], headsTeams };
    let nothing = 0;
    for (const person of [qa, head]) {
      for (const part of [{}, { serviceId: service!.id }, { teamId: headsTeams[0]! }]) {
        const counts = await reads.counts(person, '2022-06', today, part);
        assert.equal(Object.values(counts.places).reduce((one, other) => one + other), counts.allocated);
        assert.equal(counts.allocated, await reads.count(person, '2022-06', today, part));
        if (counts.allocated === 0) nothing += 1;
        for (const place of places) assert.equal(await listed(person, { ...part, place }), counts.places[place], place);
        for (const kind of kindNames) assert.equal(await listed(person, { ...part, kind }), counts.kinds[kind], kind);
      }
    }
    assert.ok(nothing < 3);
    const { outcomes, chosen } = await reads.allocation('2022-06', today);
    const { kinds, places: of } = await reads.counts(qa, '2022-06', today);
    assert.deepEqual(
      { not_submitted: kinds.not_submitted, submitted: kinds.submitted, not_accepted: kinds.not_accepted, awaiting_decision: kinds.awaiting_decision },
      { not_submitted: outcomes.not_submitted, submitted: outcomes.submitted, not_accepted: outcomes.not_accepted, awaiting_decision: outcomes.awaiting_decision },
    );
    assert.deepEqual({ drawn: kinds.drawn, by_hand: kinds.by_hand, not_known: kinds.not_known }, chosen);
    assert.equal(of.not_started + of.in_progress + of.not_submitted, outcomes.not_submitted);
    assert.ok(Object.values(chosen).every((number) => number > 10) && outcomes.not_accepted > 5 && kinds.to_close > 5 && kinds.not_yet_due > 2);
  });

  /** How many audits a filter lists, over all its pages; each once, and only audits the person may see. */
  async function listed(person: Person, filter: { serviceId?: number; teamId?: number; place?: Place; kind?: Kind }): Promise<number> {
    const refs = new Set<string>();
    for (let page = 1; ; page += 1) {
      const lines = await reads.page(person, '2022-06', today, filter, page);
      for (const line of lines) {
        assert.ok(maySeeAudit(person, line));
        if (filter.place) assert.equal(line.place, filter.place);
        refs.add(line.ref);
      }
      if (lines.length < 25) return refs.size;
    }
  }

  it('no programme’s audit and none allocated later than today', async () => {
    await aSubmittedAudit(test, { month: '2022-09', allocatedOn: '2022-08-16' });
    await aSubmittedAudit(test, { month: '2022-09', template: 'fostering' });
    await aSubmittedAudit(test, { month: '2022-09', allocatedOn: '2022-08-15' });
    assert.equal((await reads.counts(qa, '2022-09', today)).allocated, 1);
  });
});
