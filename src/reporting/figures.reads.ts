import type { Database } from '../database/database.js';
import type { Day } from '../shared/day.js';
import type { Month } from '../shared/month.js';
import type { Period } from './askedPeriod.js';
import { monthsWithAudits } from './counts.js';
import { moderatorEffectOf, type ModeratorEffect } from './moderatorEffect.js';
import { readTarget, readTargets, type TargetSeen } from './target.reads.js';
import { snapshotOf, type SnapshotLine } from './snapshot.js';

/** What the pages of figures and targets read. */
export class FiguresReads {
  constructor(private readonly database: Database) {}

  /** Months with audits accepted by `today`, newest first. */
  async months(today: Day): Promise<Month[]> {
    return (await monthsWithAudits(this.database, today)).map((row) => row.month);
  }

  snapshot({ month, asAt }: Period): Promise<SnapshotLine[]> {
    return snapshotOf(this.database, month, asAt);
  }

  targets(): Promise<TargetSeen[]> {
    return readTargets(this.database);
  }

  /** @throws NotFound */
  target(id: number): Promise<TargetSeen> {
    return readTarget(this.database, id);
  }

  moderatorEffect({ month, asAt }: Period): Promise<ModeratorEffect[]> {
    return moderatorEffectOf(this.database, month, asAt);
  }
}
