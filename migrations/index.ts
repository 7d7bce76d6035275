import { FirstSchema1700000000001 } from './1700000000001-first-schema.js';
import { TheMonthlyCycle1700000000002 } from './1700000000002-the-monthly-cycle.js';
import { ClosingTheLoop1700000000003 } from './1700000000003-closing-the-loop.js';

/** In the order they run; append only. */
export const migrations = [FirstSchema1700000000001, TheMonthlyCycle1700000000002, ClosingTheLoop1700000000003];
