import assert from 'node:assert/strict';
import fc from 'fast-check';
import { solveModel } from '../../../src/allocation/pairings/highs.js';
import { modelOf, problemsWithWindow, proposalOf, rotationMonths, type AuditorToPair, type ModeratorToPair, type Proposal, type Rotation } from '../../../src/allocation/pairings/rotation.js';
import { solve } from '../../../src/allocation/pairings/solver.js';

const months = ['2023-02', '2023-03', '2023-04', '2023-05', '2023-06', '2023-07'];
const everyMonth = months.map(() => true);
const oddMonths = months.map((_, index) => index % 2 === 1);
const evenMonths = months.map((_, index) => index % 2 === 0);

const auditor = (id: number, values: Partial<AuditorToPair> = {}): AuditorToPair => ({ id, hasRole: true, teams: [], lineManagers: [], former: [], expected: everyMonth, ...values });
const moderator = (id: number, capacity: number | number[], values: Partial<ModeratorToPair> = {}): ModeratorToPair => ({
  id, teams: [], capacity: typeof capacity === 'number' ? months.map(() => capacity) : capacity, ...values,
});

async function propose(rotation: Rotation): Promise<Proposal> {
  const model = modelOf(rotation);
  return proposalOf(rotation, model === null ? { pairs: [], best: true } : await solveModel(model));
}

const pairsOf = ({ lines }: Proposal): (number | null)[][] => lines.map(({ auditorId, moderatorId }) => [auditorId, moderatorId]);

/** Any workforce: auditors 1 to 9, moderators 7 to 12 (some do both), teams 1 to 3, all with any months, capacities and pasts. */
const anyRotation = (most = 9): fc.Arbitrary<Rotation> => {
  const length = 3;
  const aFew = fc.subarray([7, 8, 9, 10, 11, 12], { maxLength: 3 });
  const teams = fc.subarray([1, 2, 3], { maxLength: 2 });
  return fc.record({
    months: fc.constant(months.slice(0, length)),
    auditors: fc
      .uniqueArray(
        fc.record({
          id: fc.integer({ min: 1, max: 9 }),
          hasRole: fc.constantFrom(true, true, true, false),
          teams,
          lineManagers: fc.subarray([7, 8, 9, 10, 11, 12], { maxLength: 1 }),
          former: aFew,
          expected: fc.oneof(fc.constantFrom([true, true, true], [true, false, true], [false, true, false]), fc.array(fc.boolean(), { minLength: length, maxLength: length })),
        }),
        { selector: ({ id }) => id, maxLength: most },
      )
      .map((all) => all.toSorted((a, b) => a.id - b.id)),
    moderators: fc
      .uniqueArray(
        fc.record({
          id: fc.integer({ min: 7, max: 12 }),
          teams,
          capacity: fc.oneof(fc.integer({ min: 0, max: 3 }).map((of) => [of, of, of]), fc.array(fc.integer({ min: 0, max: 2 }), { minLength: length, maxLength: length })),
        }),
        { selector: ({ id }) => id, maxLength: 4 },
      )
      .map((all) => all.toSorted((a, b) => a.id - b.id)),
  });
};

/** Which moderators the rules allow, written down a second time. */
const allowed = (one: AuditorToPair, { moderators }: Rotation): ModeratorToPair[] =>
  moderators.filter(({ id }) => id !== one.id && !one.lineManagers.includes(id) && !one.former.includes(id));

/** How many auditors can be paired at the most and how few of them within a team, by trying everything: 100 for each less one for each such pair. */
function bestPossible(rotation: Rotation): number {
  const toPair = rotation.auditors.filter(({ hasRole, expected }) => hasRole && expected.includes(true));
  const capacity = new Map(rotation.moderators.map((one) => [one.id, [...one.capacity]]));
  const from = (index: number): number => {
    const one = toPair[index];
    if (!one) return 0;
    let best = from(index + 1);
    for (const { id, teams } of allowed(one, rotation)) {
      const places = capacity.get(id)!;
      const take = (by: number): void => one.expected.forEach((expected, month) => (places[month]! -= expected ? by : 0));
      take(1);
      if (places.every((left) => left >= 0)) best = Math.max(best, (teams.some((team) => one.teams.includes(team)) ? 99 : 100) + from(index + 1));
      take(-1);
    }
    return best;
  };
  return from(0);
}

describe('a proposed rotation', function () {
  this.timeout(120_000);

  it('holds every hard rule, whoever works here', async () => {
    await fc.assert(
      fc.asyncProperty(anyRotation(), async (rotation) => {
        const { lines, loads } = await propose(rotation);
        assert.deepEqual(lines.map(({ auditorId }) => auditorId), rotation.auditors.map(({ id }) => id));
        for (const [index, line] of lines.entries()) {
          const one = rotation.auditors[index]!;
          if (line.moderatorId === null) continue;
          assert.ok(one.hasRole && one.expected.includes(true));
          assert.ok(allowed(one, rotation).some(({ id }) => id === line.moderatorId));
        }
        for (const { id, capacity } of rotation.moderators) {
          for (const [month, of] of capacity.entries()) {
            const load = lines.filter((line, index) => line.moderatorId === id && rotation.auditors[index]!.expected[month]).length;
            assert.ok(load <= of);
            assert.equal(loads.get(id)![month], load);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves nobody over whom some moderator could still take, and says why', async () => {
    await fc.assert(
      fc.asyncProperty(anyRotation(), async (rotation) => {
        const { lines, loads } = await propose(rotation);
        for (const [index, { moderatorId, why }] of lines.entries()) {
          const one = rotation.auditors[index]!;
          assert.equal(moderatorId === null, why !== null);
          if (moderatorId !== null || !one.hasRole || !one.expected.includes(true)) continue;
          const able = ({ capacity }: ModeratorToPair): boolean => one.expected.every((expected, month) => !expected || capacity[month]! > 0);
          const free = ({ id, capacity }: ModeratorToPair): boolean => one.expected.every((expected, month) => !expected || capacity[month]! > loads.get(id)![month]!);
          assert.deepEqual(allowed(one, rotation).filter(free), []);
          assert.equal(why === 'nobody_able', !rotation.moderators.some((each) => each.id !== one.id && able(each)));
          assert.equal(why === 'all_full', allowed(one, rotation).some(able));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('pairs as many as can be and as few as can be within a team, as trying everything shows', async () => {
    await fc.assert(
      fc.asyncProperty(anyRotation(6), async (rotation) => {
        const { lines, best } = await propose(rotation);
        const reached = lines.reduce((sum, { moderatorId, sameTeam }) => sum + (moderatorId === null ? 0 : sameTeam ? 99 : 100), 0);
        assert.equal(reached, bestPossible(rotation));
        assert.ok(best);
      }),
      { numRuns: 400 },
    );
  });

  it('is the same for the same people, and another for another window', async () => {
    await fc.assert(
      fc.asyncProperty(anyRotation(), async (rotation) => assert.deepEqual(await propose(rotation), await propose(rotation))),
      { numRuns: 40 },
    );
    const [auditors, moderators] = [Array.from({ length: 12 }, (_, id) => auditor(id + 1)), Array.from({ length: 6 }, (_, id) => moderator(id + 51, 2))];
    const winter = await propose({ months, auditors, moderators });
    const summer = await propose({ months: months.map((month) => month.replace('2023', '2024')), auditors, moderators });
    assert.notDeepEqual(pairsOf(winter), pairsOf(summer));
    assert.notEqual(winter.fingerprint, summer.fingerprint);
  });

  it('comes out the same from the thread of its own', async () => {
    const model = modelOf({ months, auditors: [auditor(1), auditor(2)], moderators: [moderator(51, 1), moderator(52, 1)] })!;
    assert.deepEqual(await solve(model), await solveModel(model));
    await assert.rejects(solve('Minimize\n<=\nGeneral\n'));
  });

  it('lets auditors of odd and of even months share a place', async () => {
    const shared = await propose({ months, auditors: [auditor(1, { expected: oddMonths }), auditor(2, { expected: evenMonths })], moderators: [moderator(51, 1)] });
    assert.deepEqual(pairsOf(shared), [[1, 51], [2, 51]]);
    const both = await propose({ months, auditors: [auditor(1, { expected: oddMonths }), auditor(2, { expected: oddMonths })], moderators: [moderator(51, 1)] });
    assert.deepEqual([both.lines.filter(({ why }) => why === 'all_full').length, both.missing], [1, [0, 1, 0, 1, 0, 1]]);
    // A place in the even months is left, so only the odd ones lack one for somebody who audits every month.
    const monthly = await propose({ months, auditors: [auditor(1), auditor(2)], moderators: [moderator(51, [2, 1, 2, 1, 2, 1])] });
    assert.deepEqual(monthly.missing, [0, 1, 0, 1, 0, 1]);
  });

  it('gives a moderator of odd months only whom they can take', async () => {
    const { lines } = await propose({ months, auditors: [auditor(1), auditor(2, { expected: oddMonths })], moderators: [moderator(51, [0, 3, 0, 3, 0, 3])] });
    assert.deepEqual(lines.map(({ moderatorId, why }) => [moderatorId, why]), [[null, 'nobody_able'], [51, null]]);
  });

  it('gives nobody to a moderator who leaves within the window, where an audit would come after', async () => {
    const { lines } = await propose({ months, auditors: [auditor(1)], moderators: [moderator(51, [2, 2, 2, 2, 2, 0])] });
    assert.equal(lines[0]!.why, 'nobody_able');
  });

  it('counts a moderator’s places by the month in which they have the fewest', async () => {
    // Five times: one who may only have the moderator with a single place in some month, and one who would rather have that one too.
    const fives = [1, 2, 3, 4, 5];
    const [narrow, other] = [(of: number) => 50 + of, (of: number) => 60 + of];
    const forbidden = (but: number[]): number[] => fives.flatMap((of) => [narrow(of), other(of)]).filter((id) => !but.includes(id));
    const { lines } = await propose({
      months,
      auditors: fives.flatMap((of) => [
        auditor(of, { former: forbidden([narrow(of)]) }),
        auditor(10 + of, { former: forbidden([narrow(of), other(of)]), teams: [of] }),
      ]),
      moderators: fives.flatMap((of) => [moderator(narrow(of), [2, 2, 2, 1, 2, 2]), moderator(other(of), 1, { teams: [of] })]),
    });
    assert.deepEqual(lines.filter(({ moderatorId }) => moderatorId === null), []);
  });

  it('says when the rules about two people leave nobody', async () => {
    const { lines } = await propose({ months, auditors: [auditor(1, { former: [51], lineManagers: [52] })], moderators: [moderator(51, 2), moderator(52, 2)] });
    assert.equal(lines[0]!.why, 'all_forbidden');
  });

  it('asks no moderator for those without the role or without an audit', async () => {
    const { lines } = await propose({ months, auditors: [auditor(1, { hasRole: false }), auditor(2, { expected: months.map(() => false) })], moderators: [moderator(51, 2)] });
    assert.deepEqual(lines.map(({ moderatorId, why }) => [moderatorId, why]), [[null, 'no_role'], [null, 'not_expected']]);
  });

  it('avoids the own team, unless somebody would be left out', async () => {
    const team = { teams: [1] };
    const avoided = await propose({ months, auditors: [auditor(1, team), auditor(2)], moderators: [moderator(51, 1, team), moderator(52, 1)] });
    assert.deepEqual(pairsOf(avoided), [[1, 52], [2, 51]]);
    const { lines } = await propose({ months, auditors: [auditor(1, team)], moderators: [moderator(51, 1, team)] });
    assert.deepEqual(lines, [{ auditorId: 1, moderatorId: 51, sameTeam: true, why: null }]);
  });

  it('spreads the work by what each can take', async () => {
    const { loads } = await propose({ months, auditors: Array.from({ length: 6 }, (_, id) => auditor(id + 1)), moderators: [moderator(51, 6), moderator(52, 3), moderator(53, 3)] });
    assert.equal(loads.get(51)![0], 3);
    assert.deepEqual([loads.get(52)![0], loads.get(53)![0]].toSorted(), [1, 2]);
  });

  it('holds the rules whatever a solver says, and pairs whom it forgot', () => {
    const rotation: Rotation = { months, auditors: [auditor(1, { former: [51] }), auditor(2), auditor(3)], moderators: [moderator(51, 1), moderator(52, 1)] };
    const wrong = proposalOf(rotation, { pairs: [[1, 51], [2, 52], [3, 52], [9, 51], [1, 99]], best: false });
    assert.deepEqual(pairsOf(wrong), [[1, null], [2, 52], [3, 51]]);
    assert.equal(wrong.best, false);
  });

  it('is somebody else’s when one pair differs', () => {
    const rotation: Rotation = { months, auditors: [auditor(1), auditor(2)], moderators: [moderator(51, 1), moderator(52, 1)] };
    const prints = [[[1, 51], [2, 52]], [[1, 52], [2, 51]]].map((pairs) => proposalOf(rotation, { pairs: pairs as [number, number][], best: true }).fingerprint);
    assert.notEqual(prints[0], prints[1]);
  });
});

describe('the months of a rotation', () => {
  it('begin after the last pair ends, and say when', () => {
    assert.deepEqual(problemsWithWindow('2023-01', '2023-01', '2022-08').map(({ message }) => message), [
      'The present pairs run to January 2023, and pairs change at most every 6 months. The next rotation begins in February 2023 or later.',
    ]);
    assert.deepEqual(problemsWithWindow('2023-02', '2023-01', '2022-08'), []);
  });

  it('begin in the present month at the earliest', () => {
    for (const lastEnd of [null, '2022-05']) {
      assert.deepEqual(problemsWithWindow('2022-07', lastEnd, '2022-08').map(({ message }) => message), ['July 2022 is over. The next rotation begins in August 2022 or later.']);
      assert.deepEqual(problemsWithWindow('2022-08', lastEnd, '2022-08'), []);
    }
  });

  it('leave no long gap', () => {
    assert.deepEqual(problemsWithWindow('2023-08', '2023-01', '2022-08').map(({ message }) => message), ['Choose a month from February 2023 to July 2023.']);
    assert.deepEqual(rotationMonths('2023-01', '2022-08'), ['2023-02', '2023-03', '2023-04', '2023-05', '2023-06', '2023-07']);
  });
});
