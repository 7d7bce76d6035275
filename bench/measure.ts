/** The value below which `share` of the values lie; the values need not be in order. */
export function percentile(values: readonly number[], share: number): number {
  const inOrder = [...values].sort((a, b) => a - b);
  return inOrder[Math.min(inOrder.length - 1, Math.ceil(inOrder.length * share) - 1)] ?? Number.NaN;
}

export interface Spread {
  p50: number;
  p95: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95) };
}

/** How often a second `workers` at once get their `work` done, each beginning again as soon as it is, over `seconds`. */
export async function perSecond(workers: readonly (() => Promise<unknown>)[], seconds: number): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  await Promise.all(
    workers.map(async (work) => {
      while (performance.now() < until) {
        await work();
        done += 1;
      }
    }),
  );
  return (done * 1000) / (performance.now() - began);
}
