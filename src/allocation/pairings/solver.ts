import { Worker } from 'node:worker_threads';
import type { Solved } from './rotation.js';

/** Solves a model of `modelOf` in a thread of its own: it may take seconds, in which everybody else wants to be served. */
export function solve(model: string): Promise<Solved> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./solverThread.js', import.meta.url), { workerData: model });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`The solver ended with ${code}.`)));
  });
}
