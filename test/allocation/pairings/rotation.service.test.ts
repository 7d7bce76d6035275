import assert from 'node:assert/strict';
import { PairingReads, moderatorOf } from '../../../src/allocation/pairings/pairings.reads.js';
import { Pairing } from '../../../src/allocation/pairings/pairing.entity.js';
import { RotationService } from '../../../src/allocation/pairings/rotation.service.js';
import { HistoryStore } from '../../../src/history/history.store.js';
import { Exemption } from '../../../src/allocation/availability/exemption.entity.js';
import { StaleVersion } from '../../../src/shared/errors.js';
import { addMonths } from '../../../src/shared/month.js';
import { referenceDatabase } from '../../support/referenceDatabase.js';
import { TestClock } from '../../support/testClock.js';
import type { TestDatabase } from '../../support/testDatabase.js';

const qa = { staffId: null, name: 'Quinn Abbot' };
const august = { from: '2022-08', months: 6 };

describe('the rotation of the reference months', function () {
  this.timeout(60_000);
  let test: TestDatabase;
  let rotation: RotationService;
  let history: HistoryStore;

  beforeEach(async () => {
    test = await referenceDatabase();
    const clock = new TestClock();
    history = new HistoryStore(test.database, clock);
    rotation = new RotationService(test.database, new PairingReads(test.database), history, clock);
  });
  afterEach(() => test.remove());

  it('gives nobody a moderator of the two windows before, their line manager or one who is full', async () => {
    const { proposal, rotation: asked, lately } = await rotation.propose(august);
    assert.deepEqual(lately, { from: '2021-08', to: '2022-07' });
    const paired = proposal.lines.filter(({ moderatorId }) => moderatorId !== null);
    assert.ok(proposal.best && paired.length > 60, String(paired.length));
    const before = await test.database.query<{ auditorId: number; moderatorId: number }>('select auditor_id as "auditorId", moderator_id as "moderatorId" from pairings where from_month in (\'2021-08\', \'2022-02\')');
    const had = new Set(before.map(({ auditorId, moderatorId }) => `${auditorId} ${moderatorId}`));
    assert.deepEqual(paired.filter(({ auditorId, moderatorId }) => had.has(`${auditorId} ${moderatorId}`)), []);
    const managers = await test.database.query<{ auditorId: number; managerId: number }>('select staff.id as "auditorId", team_manager_id as "managerId" from staff join teams on teams.id = staff.team_id');
    assert.deepEqual(managers.filter(({ auditorId, managerId }) => paired.some((line) => line.auditorId === auditorId && line.moderatorId === managerId)), []);
    // Odd months have the capacity of 58 of the published report.
    assert.equal(asked.moderators.reduce((sum, { capacity }) => sum + capacity[0]!, 0), 58);
    for (const { id, capacity } of asked.moderators) assert.ok(capacity.every((of, month) => proposal.loads.get(id)![month]! <= of));
    assert.deepEqual((await rotation.propose(august)).proposal, proposal);
  });

  it('is stored whole, each pair with its history, and begins when the present one ends', async () => {
    const { proposal, colleagues } = await rotation.propose(august);
    const stored = await rotation.confirm(qa, august, proposal.fingerprint);
    const proposed = proposal.lines.flatMap(({ auditorId, moderatorId }) => (moderatorId === null ? [] : [[auditorId, moderatorId] as const]));
    assert.equal(stored, proposed.length);
    assert.deepEqual([...(await moderatorOf(test.database, '2022-08'))].toSorted(([a], [b]) => a - b), proposed);
    assert.deepEqual(await moderatorOf(test.database, '2023-01'), await moderatorOf(test.database, '2022-08'));
    assert.equal((await moderatorOf(test.database, '2023-02')).size, 0);
    assert.equal((await moderatorOf(test.database, '2022-07')).size, 85);
    const entries = await test.database.query<{ id: number }>("select record_id as id from history where record_type = 'pairing' and event = 'paired_by_rotation'");
    assert.equal(entries.length, stored);
    const [first] = await test.database.query<{ id: number; auditorId: number; moderatorId: number }>('select id, auditor_id as "auditorId", moderator_id as "moderatorId" from pairings where from_month = \'2022-08\' order by id desc limit 1');
    const [line] = await history.of('pairing', first!.id);
    const name = (id: number): string => colleagues.byId.get(id)!.name;
    assert.deepEqual(line!.changes.map(({ is }) => is), [name(first!.auditorId), name(first!.moderatorId), '2022-08', '2023-01']);
    await assert.rejects(rotation.propose({ from: '2022-09', months: 6 }), /The present pairs run to January 2023/);
  });

  it('stores nothing when the proposal is another one by now', async () => {
    const { proposal } = await rotation.propose(august);
    const busiest = [...proposal.loads].find(([, loads]) => loads[0]! > 0)![0];
    await test.database.transaction(() =>
      test.database.manager.insert(Exemption, { staffId: busiest, kind: 'moderation', reason: 'extended_absence', fromMonth: '2022-08', toMonth: null, authorisedById: null, authorisedOn: '2022-08-01', version: 1 }),
    );
    await assert.rejects(rotation.confirm(qa, august, proposal.fingerprint), StaleVersion);
    assert.equal((await moderatorOf(test.database, '2022-08')).size, 0);
    const { proposal: now } = await rotation.propose(august);
    assert.ok(now.lines.every(({ moderatorId }) => moderatorId !== busiest));
    await rotation.confirm(qa, august, now.fingerprint);
  });

  it('is confirmed once by two people at once', async () => {
    const { proposal } = await rotation.propose(august);
    const both = await Promise.allSettled([rotation.confirm(qa, august, proposal.fingerprint), rotation.confirm(qa, august, proposal.fingerprint)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    const [row] = await test.database.query<{ pairs: number }>("select count(*) as pairs from pairings where from_month = '2022-08'");
    assert.equal(row!.pairs, proposal.lines.filter(({ moderatorId }) => moderatorId !== null).length);
  });

  it('looks at the last two windows again when a window was left out', async () => {
    await test.database.transaction(() => test.database.manager.update(Pairing, { fromMonth: '2022-02' }, { toMonth: '2022-04' }));
    const { lately, before } = await rotation.propose(august);
    assert.deepEqual(lately, { from: '2021-05', to: '2022-04' });
    assert.equal(before.size, 85);
    assert.equal(addMonths(lately.from, 11), lately.to);
  });
});
