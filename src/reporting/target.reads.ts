import type { Database } from '../database/database.js';
import type { DatedTarget } from './targets.js';

/** All targets with their months of effect. */
export function readTargets(database: Database): Promise<DatedTarget[]> {
  return database.query('select measure, from_month as "fromMonth", value, tolerance from targets order by measure, from_month');
}
