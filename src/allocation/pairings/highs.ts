import * as highsPackage from 'highs';
import type { Highs, LegacyHighsSolution } from 'highs';
import type { Solved } from './rotation.js';

/** Seconds after which the best found so far has to do. */
const longest = 20;

// Its types speak of the CommonJS build, in which the function lies one step deeper than in the one that runs.
const load = highsPackage.default as unknown as typeof highsPackage.default.default;

let loaded: Promise<Highs> | undefined;

/** The pairs that solve a model of `modelOf`, with the HiGHS solver: the same for the same model, unless it runs out of time. */
export async function solveModel(model: string): Promise<Solved> {
  loaded ??= load();
  const highs = await loaded;
  const run = (text: string): LegacyHighsSolution => highs.solve(text, { output_flag: false, threads: 1, random_seed: 1, time_limit: longest, mip_rel_gap: 0 });
  // Without its demand for whole numbers the model is solved much faster, and nearly always comes out whole; it is the best one then.
  const relaxed = run(`${model.slice(0, model.indexOf('\nGeneral\n'))}\nEnd`);
  if (relaxed.Status === 'Optimal' && isWhole(relaxed)) return { pairs: pairsIn(relaxed), best: true };
  const whole = run(model);
  if (whole.Status === 'Optimal') return { pairs: pairsIn(whole), best: true };
  const [one, other] = [pairsIn(whole), pairsIn(relaxed)];
  return { pairs: one.length >= other.length ? one : other, best: false };
}

/** The pairs of a solution; of one that is not whole those that it is nearly sure of. */
function pairsIn(solution: LegacyHighsSolution): Solved['pairs'] {
  return valuesIn(solution).flatMap(([name, value]) => {
    const [, auditorId, moderatorId] = /^x(\d+)_(\d+)$/.exec(name) ?? [];
    return auditorId !== undefined && value > 0.5 ? [[Number(auditorId), Number(moderatorId)] as const] : [];
  });
}

function isWhole(solution: LegacyHighsSolution): boolean {
  return valuesIn(solution).every(([name, value]) => !name.startsWith('x') || Math.abs(value - Math.round(value)) < 1e-6);
}

/** What every column of the model has become; nothing where no solution was found in time. */
function valuesIn({ Columns }: LegacyHighsSolution): [name: string, value: number][] {
  return Object.entries(Columns as Record<string, { Primal?: number }>).map(([name, { Primal = 0 }]) => [name, Primal]);
}
