import { setImmediate as letOthersWork } from 'node:timers/promises';

const atATime = 2000;

/** Goes through rows and lets other requests in between now and then: a file can have hundreds of thousands. */
export async function unhurried<T>(rows: Iterable<T>, work: (row: T) => void): Promise<void> {
  let done = 0;
  for (const row of rows) {
    work(row);
    done += 1;
    if (done % atATime === 0) await letOthersWork();
  }
}
