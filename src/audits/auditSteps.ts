import type { Person } from '../access/person.js';
import { partsIn } from '../access/policies.js';
import { actorOf } from '../access/signedIn.js';
import type { Database } from '../database/database.js';
import type { Change } from '../history/history.js';
import type { HistoryStore } from '../history/history.store.js';
import { Refused } from '../shared/errors.js';
import type { Area } from '../shared/practice.js';
import type { Audit } from './audit.entity.js';
import type { AuditArea } from './auditArea.entity.js';
import { actionsOpen, statusAfter, type AuditAction, type Part } from './auditLifecycle.js';
import type { AuditHeader, AuditReads } from './audits.reads.js';
import type { AuditsStore } from './audits.store.js';

/** A step of an audit's life: what is done, in which part, and the word history has for it. */
export interface Step {
  action: AuditAction;
  by: Part;
  event: string;
}

/** An audit held for a step, as it was before it. */
export interface HeldAudit {
  audit: Readonly<Audit>;
  areas: readonly Readonly<AuditArea>[];
}

/** What a step changes; `version` is that of the area a page was made from. */
export interface StepChanges {
  audit?: Partial<Audit>;
  areas?: readonly { area: Area; changes: Partial<AuditArea>; version?: number }[];
  /** Kept in history only. */
  reason?: string;
}

/** An audit in front of someone with a part in it. */
export interface AuditInHand extends HeldAudit {
  header: AuditHeader;
  /** The person's own part. */
  part: Part;
  /** What that part may do now. */
  open: readonly AuditAction[];
}

const whose: Record<Part, string> = { auditor: 'its auditor', moderator: 'its moderator', qa: 'a member of the QA team who neither wrote nor moderated it', director: 'a director' };

/** The one way an audit moves on after it is submitted: held, allowed, changed and recorded in one transaction. */
export class AuditSteps {
  constructor(
    private readonly database: Database,
    private readonly store: AuditsStore,
    private readonly reads: AuditReads,
    private readonly history: HistoryStore,
  ) {}

  /**
   * Holds the audit, checks that the person's part in it allows the step now, asks `decide` what changes, saves that with the next
   * status and writes what was and is to history. `decide` may throw to refuse the step. Returns the audit as it is then.
   * @throws NotFound, Refused, RuleBroken when the audit has moved on to where the step may not happen, StaleVersion, and what `decide` throws
   */
  async take(person: Person, ref: string, { action, by, event }: Step, decide: (held: HeldAudit) => StepChanges): Promise<Readonly<Audit>> {
    return this.database.transaction(async () => {
      const audit = await this.store.forChange(ref);
      refuseUnless(partsIn(person, audit), [by]);
      const areas = await this.store.areasOf(audit.id);
      const status = statusAfter(audit.status, action, [by]);
      const decided = decide({ audit, areas });
      const changes: Change[] = [];
      for (const { area, changes: changed, version } of decided.areas ?? []) {
        const before = areas.find((one) => one.area === area)!;
        changes.push(...(await this.store.saveArea(before, changed, version)));
      }
      const after = { ...decided.audit, status };
      changes.push(...(await this.store.save(audit, after)));
      if (decided.reason !== undefined) changes.push({ field: 'reason', was: null, is: decided.reason });
      if (changes.length > 0) await this.history.append(actorOf(person), 'audit', audit.id, event, changes);
      return Object.assign(audit, after);
    });
  }

  /**
   * Takes a step that changes nothing but the status, of many audits with few statements, each with its history. It is about all of them
   * at once and not about any one, so that `by` is not looked for in each: whoever asks has it by the work they are doing.
   * @throws RuleBroken when one of them has moved on to where the step may not happen
   */
  async takeAll(person: Person, ids: readonly number[], { action, by, event }: Step): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.store.statusesForChange(ids);
      const moves = before.map(({ id, status }) => ({ id, was: status, is: statusAfter(status, action, [by]) }));
      for (const status of new Set(moves.map(({ is }) => is))) await this.store.moveAll(moves.filter(({ is }) => is === status).map(({ id }) => id), status);
      await this.history.appendMany(actorOf(person), 'audit', moves.map(({ id, was, is }) => ({ recordId: id, event, changes: [{ field: 'status', was, is }] })));
    });
  }

  /** The audit for someone who has one of these parts in it. @throws NotFound, Refused */
  async inHand(person: Person, ref: string, ...anyOf: Part[]): Promise<AuditInHand> {
    const header = await this.reads.header(ref);
    const part = refuseUnless(partsIn(person, header), anyOf);
    const audit = await this.reads.whole(ref);
    return { header, audit, areas: await this.reads.areasOf(audit.id), part, open: actionsOpen(audit.status, [part]) };
  }
}

function refuseUnless(parts: readonly Part[], anyOf: readonly Part[]): Part {
  const part = anyOf.find((one) => parts.includes(one));
  if (!part) throw new Refused(`Only ${anyOf.map((one) => whose[one]).join(' or ')} may do this.`);
  return part;
}
