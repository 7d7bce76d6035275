import { FirstSchema1700000000001 } from './1700000000001-first-schema.js';

/** In the order they run; append only. */
export const migrations = [FirstSchema1700000000001];
