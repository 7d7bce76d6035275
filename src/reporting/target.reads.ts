import type { Database } from '../database/database.js';
import { NotFound } from '../shared/errors.js';
import type { DatedTarget } from './targets.js';

/** A target as its page shows it. */
export interface TargetSeen extends DatedTarget {
  id: number;
  version: number;
}

/** All targets with their months of effect, the latest of each measure first. */
export function readTargets(database: Database): Promise<TargetSeen[]> {
  return database.query('select id, version, measure, from_month as "fromMonth", value, tolerance from targets order by measure, from_month desc');
}

/** @throws NotFound */
export async function readTarget(database: Database, id: number): Promise<TargetSeen> {
  const [target] = await database.query<TargetSeen>('select id, version, measure, from_month as "fromMonth", value, tolerance from targets where id = :id', { id });
  if (!target) throw new NotFound('There is no such target.');
  return target;
}
