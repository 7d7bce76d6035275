import { parentPort, workerData } from 'node:worker_threads';
import { solveModel } from './highs.js';

parentPort!.postMessage(await solveModel(workerData as string));
