import type { Database } from '../database/database.js';
import { changesBetween, type Change } from '../history/history.js';
import { NotFound } from '../shared/errors.js';
import { areas, type Area } from '../shared/practice.js';
import { Audit } from './audit.entity.js';
import { AuditArea } from './auditArea.entity.js';
import type { AuditStatus } from './auditLifecycle.js';

/** An audit has some 50 columns, and a statement takes 32,766 values. */
const addedAtOnce = 300;

/** The audits and their areas of practice. Whoever changes an area takes its audit `forChange` first, so that nothing crosses a submission. */
export class AuditsStore {
  constructor(private readonly database: Database) {}

  /** @throws NotFound */
  async byRef(ref: string): Promise<Audit> {
    return found(await this.database.manager.findOneBy(Audit, { ref }));
  }

  /** The audit, held for this transaction. @throws NotFound */
  async forChange(ref: string): Promise<Audit> {
    return found(await this.database.forChange(Audit, { ref }));
  }

  /** Adds audits, and returns the id of each with its reference, in the same order. */
  async add(audits: readonly Omit<Audit, 'id' | 'version'>[]): Promise<{ id: number; ref: string }[]> {
    const ids = new Map<string, number>();
    for (let from = 0; from < audits.length; from += addedAtOnce) {
      const some = audits.slice(from, from + addedAtOnce);
      await this.database.manager.insert(Audit, some.map((audit) => ({ ...audit, version: 1 })));
      const added = await this.database.query<{ id: number; ref: string }>('select id, ref from audits where ref in (:...refs)', { refs: some.map(({ ref }) => ref) });
      for (const { id, ref } of added) ids.set(ref, id);
    }
    return audits.map(({ ref }) => ({ id: ids.get(ref)!, ref }));
  }

  /**
   * Saves `changes` if the audit still is at `version` (the one loaded, unless a page was made from an older one) and returns
   * what is different, for the history. Saving what is stored already changes nothing. @throws StaleVersion
   */
  async save(audit: Audit, changes: Partial<Audit>, version = audit.version): Promise<Change[]> {
    const different = changesBetween<Audit>(audit, changes);
    if (different.length > 0) await this.database.compareAndSet(Audit, { id: audit.id }, version, changes);
    return different;
  }

  /** The statuses of these audits, held for this transaction. */
  async statusesForChange(ids: readonly number[]): Promise<Pick<Audit, 'id' | 'status'>[]> {
    return this.database.query(`select id, status from audits where id in (:...ids) order by id${this.database.isPostgres ? ' for update' : ''}`, { ids });
  }

  /** Gives audits that are held another status. */
  async moveAll(ids: readonly number[], status: AuditStatus): Promise<void> {
    await this.database.query('update audits set status = :status, version = version + 1 where id in (:...ids)', { ids, status });
  }

  /** The six areas in their order; one that nobody has written yet is blank, at version 1. */
  async areasOf(auditId: number): Promise<AuditArea[]> {
    const written = await this.database.manager.findBy(AuditArea, { auditId });
    return areas.map((area) => written.find((one) => one.area === area) ?? blankArea(auditId, area));
  }

  /** Saves one area as `save` does an audit; its row is made when it is first needed. @throws StaleVersion */
  async saveArea(before: AuditArea, changes: Partial<AuditArea>, version = before.version): Promise<Change[]> {
    const { auditId, area } = before;
    const different = changesBetween<AuditArea>(before, changes);
    if (different.length === 0) return [];
    await this.database.query('insert into audit_areas (audit_id, area, version) values (:auditId, :area, 1) on conflict do nothing', { auditId, area });
    await this.database.compareAndSet(AuditArea, { auditId, area }, version, changes);
    return different.map((change) => ({ ...change, field: `${area}.${change.field}` }));
  }
}

function found(audit: Audit | null): Audit {
  if (!audit) throw new NotFound('There is no audit with this reference.');
  return audit;
}

function blankArea(auditId: number, area: Area): AuditArea {
  const nothing = { auditorRating: null, finalRating: null, worksWell: null, mustImprove: null, impact: null, finalReason: null };
  return Object.assign(new AuditArea(), { auditId, area, ...nothing, version: 1 });
}
