import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StaffAvailability } from '../../../src/allocation/availability/availability.js';
import { BlackoutMonth } from '../../../src/allocation/availability/blackoutMonth.entity.js';
import { auditsExpected, capacityOf, gapInShort, gapInWords, type CapacityOfMonth } from '../../../src/allocation/availability/capacity.js';
import { readCapacity } from '../../../src/allocation/availability/capacity.reads.js';
import { Staff } from '../../../src/people/staff.entity.js';
import { addMonths } from '../../../src/shared/month.js';
import { referenceDatabase } from '../../support/referenceDatabase.js';
import type { TestDatabase } from '../../support/testDatabase.js';
import { anyMonth, anyWorkforce } from './anyWorkforce.js';

const none = { allocated: 0, allocatedExempted: 0, auditing: new Set<number>() };

describe('capacity', () => {
  it('adds up, whoever there is: what can be moderated less the audits expected is the gap', () => {
    fc.assert(
      fc.property(anyWorkforce, anyMonth, fc.uniqueArray(fc.integer({ min: 1, max: 15 })), (workforce, month, off) => {
        const of = capacityOf(workforce, month, new Set(off), none);
        assert.equal(of.gap + of.expected - of.exempted, of.capacity);
        assert.ok(of.exempted <= of.expected && of.exempted <= off.length);
        assert.ok(of.external <= of.moderators && of.moderators <= of.capacity);
        if (of.blackout !== null) assert.equal(of.expected, 0);
      }),
    );
  });

  it('is said in words that agree with the sign of the gap', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.nat(80), fc.nat(80), (capacity, expected, off) => {
        const of = { capacity, expected, exempted: Math.min(off, expected), gap: capacity - expected + Math.min(off, expected), blackout: null };
        const words = gapInWords(of);
        assert.equal(words.includes('more than can be moderated'), of.gap < 0);
        assert.equal(words.includes('exactly enough'), of.gap === 0);
        assert.equal(words.includes('more could be moderated'), of.gap > 0);
        assert.match(gapInShort(of), of.gap < 0 ? new RegExp(`^${-of.gap} short$`) : of.gap > 0 ? new RegExp(`^${of.gap} to spare$`) : /^Exactly enough$/);
        assert.ok(words.includes(`${auditsExpected(of) === 0 ? 'no audits are' : auditsExpected(of)}`));
      }),
    );
  });

  const cases: [numbers: Partial<CapacityOfMonth> & { capacity: number; expected: number }, words: string][] = [
    [{ capacity: 58, expected: 65 }, '58 can be moderated and 65 audits are expected: 7 more than can be moderated. Find moderators for 7 audits or end exemptions from moderating; otherwise they stay without one.'],
    [{ capacity: 58, expected: 62, exempted: 3 }, '58 can be moderated and 59 audits are expected without the 3 exempt: 1 more than can be moderated. Find moderators for 1 audit or end exemptions from moderating; otherwise it stays without one.'],
    [{ capacity: 58, expected: 58 }, '58 can be moderated and 58 audits are expected: exactly enough, with none to spare.'],
    [{ capacity: 58, expected: 52 }, '58 can be moderated and 52 audits are expected: enough, and 6 more could be moderated.'],
    [{ capacity: 2, expected: 1 }, '2 can be moderated and 1 audit is expected: enough, and 1 more could be moderated.'],
    [{ capacity: 0, expected: 2 }, 'None can be moderated and 2 audits are expected: 2 more than can be moderated. Find moderators for 2 audits or end exemptions from moderating; otherwise they stay without one.'],
    [{ capacity: 58, expected: 0 }, '58 can be moderated and no audits are expected: enough, and 58 more could be moderated.'],
    [{ capacity: 58, expected: 0, blackout: 'Ofsted inspection' }, 'No audits this month: Ofsted inspection. Nothing has to be moderated.'],
  ];
  for (const [{ capacity, expected, exempted = 0, blackout = null }, words] of cases) {
    it(`says “${words}”`, () => assert.equal(gapInWords({ capacity, expected, exempted, blackout, gap: capacity - expected + exempted }), words));
  }

  it('counts external moderators among the others, and leaves out those who cannot', () => {
    const moderator: StaffAvailability = {
      staffId: 1, name: 'One', teamId: null, external: false, auditFrequency: 'none', alternateMonths: null, moderationCapacity: 3, moderatesIn: null, startsOn: null, endsOn: null, exemptions: [],
    };
    const staff = [
      moderator,
      { ...moderator, staffId: 2, external: true, moderationCapacity: 2 },
      { ...moderator, staffId: 3, moderatesIn: 'odd' as const },
      { ...moderator, staffId: 4, exemptions: [{ kind: 'moderation' as const, reason: 'supporting_new_moderators', fromMonth: '2022-05', toMonth: null }] },
    ];
    const of = (month: string): number[] => {
      const { moderators, external, capacity } = capacityOf({ staff, blackouts: [] }, month, new Set(), none);
      return [moderators, external, capacity];
    };
    assert.deepEqual([of('2022-07'), of('2022-08')], [[3, 1, 8], [2, 1, 5]]);
  });

  describe('of the reference months', function () {
    this.timeout(30_000);
    let test: TestDatabase;
    before(async () => {
      test = await referenceDatabase();
    });
    after(() => test.remove());

    it('is 58 for the 52 auditors expected in July 2022, and in an even month for 61', async () => {
      const [july, august] = await readCapacity(test.database, '2022-08-15', ['2022-07', '2022-08']);
      assert.deepEqual(july, { month: '2022-07', capacity: 58, moderators: 24, external: 3, expected: 52, exempted: 10, allocated: 43, allocatedExempted: 10, withoutAudit: 0, gap: 16, blackout: null });
      assert.deepEqual(august, { month: '2022-08', capacity: 58, moderators: 24, external: 3, expected: 61, exempted: 0, allocated: 0, allocatedExempted: 0, withoutAudit: 61, gap: -3, blackout: null });
    });

    it('goes on for six months, odd and even in turn', async () => {
      const months = [0, 1, 2, 3, 4, 5].map((ahead) => addMonths('2022-08', ahead));
      assert.deepEqual((await readCapacity(test.database, '2022-08-15', months)).map(({ month, expected, gap }) => [month, expected, gap]), [
        ['2022-08', 61, -3], ['2022-09', 52, 6], ['2022-10', 61, -3], ['2022-11', 52, 6], ['2022-12', 61, -3], ['2023-01', 52, 6],
      ]);
    });

    it('is what was known on the day: exemptions granted later, a month declared without audits, moderators of odd months', async () => {
      const [july] = await readCapacity(test.database, '2022-06-30', ['2022-07']);
      assert.deepEqual([july!.expected, july!.exempted], [52, 0]);
      await test.database.transaction(async () => {
        const [qa] = await test.database.query<{ id: number }>("select id from staff where email = 'sidney.hazel@example.org'");
        await test.database.manager.insert(BlackoutMonth, { month: '2022-12', reason: 'Inspection', setById: qa!.id, setOn: '2022-08-10', liftedById: qa!.id, liftedOn: '2022-08-14', version: 1 });
        await test.database.manager.update(Staff, { email: 'ashley.brook@example.org' }, { moderatesIn: 'odd' });
      });
      const december = async (asAt: string): Promise<unknown[]> => {
        const [of] = await readCapacity(test.database, asAt, ['2022-12']);
        return [of!.expected, of!.capacity, of!.gap, of!.blackout];
      };
      assert.deepEqual(await december('2022-08-09'), [61, 55, -6, null]);
      assert.deepEqual(await december('2022-08-10'), [0, 55, 55, 'Inspection']);
      assert.deepEqual(await december('2022-08-14'), [61, 55, -6, null]);
    });
  });
});
