import { stillSilent } from '../actions/escalation/escalation.js';
import { silent } from '../actions/escalation/escalation.reads.js';
import type { Database } from '../database/database.js';
import { lacksMonthsUpdate } from '../reporting/predicates.js';
import type { Day } from '../shared/day.js';
import { monthOf } from '../shared/month.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { MessageFacts, MessageKind } from './message.js';
import type { MessageSeen } from './message.presenter.js';
import { auditsToSubmit } from './reminders.reads.js';
import { stillHolds, stillToSubmit, type AuditToSubmit } from './reminders.js';

interface Row extends Omit<MessageSeen, 'facts'> {
  facts: string;
}

const columns = 'kind as "kind", facts as "facts", created_at as "createdAt"';

const seen = ({ facts, ...message }: Row): MessageSeen => ({ ...message, facts: JSON.parse(facts) as MessageFacts });

/** What one e-mail says, and to whom. */
export interface ToSend {
  name: string;
  email: string;
  /** As the person is on the day. */
  reachable: boolean;
  messages: MessageSeen[];
}

export class MessagesReads {
  constructor(private readonly database: Database) {}

  /** A page of what a person has been told, the latest first, and how much there is. */
  async to(staffId: number, page: number): Promise<{ messages: MessageSeen[]; total: number }> {
    const [rows, [counted]] = await Promise.all([
      this.database.query<Row>(`select ${columns} from messages where staff_id = :staffId order by id desc limit ${perPage} offset ${rowsBefore(page)}`, { staffId }),
      this.database.query<{ total: number }>('select count(*) as "total" from messages where staff_id = :staffId', { staffId }),
    ]);
    return { messages: rows.map(seen), total: counted!.total };
  }

  /** The kinds a person does without by e-mail. */
  async switchedOffBy(staffId: number): Promise<MessageKind[]> {
    const rows = await this.database.query<{ kind: MessageKind }>('select kind as "kind" from messages_switched_off where staff_id = :staffId', { staffId });
    return rows.map(({ kind }) => kind);
  }

  /** What an e-mail says on a day: it may have waited, and asks for nothing that is done by then. */
  async ofDelivery(deliveryId: number, today: Day): Promise<ToSend> {
    const [[person], rows] = await Promise.all([
      this.database.query<{ staffId: number; name: string; email: string; reachable: number }>(
        `select staff.id as "staffId", staff.name as "name", staff.email as "email", case when ${reachable} then 1 else 0 end as "reachable"
           from deliveries join staff on staff.id = deliveries.staff_id where deliveries.id = :deliveryId`,
        { deliveryId, today },
      ),
      this.database.query<Row>(`select ${columns} from messages where delivery_id = :deliveryId order by id`, { deliveryId }),
    ]);
    const { staffId, name, email } = person!;
    return { name, email, reachable: person!.reachable === 1, messages: await this.stillSo(staffId, rows.map(seen), today) };
  }

  private async stillSo(staffId: number, messages: readonly MessageSeen[], today: Day): Promise<MessageSeen[]> {
    // No list in a statement may be empty.
    const refs = ['', ...messages.flatMap(({ kind, facts }) => (kind === 'due_soon' || kind === 'overdue' ? (facts.auditRef ?? []) : []))];
    const ids = [0, ...messages.flatMap(({ kind, facts }) => (kind === 'exemption_asked' ? (facts.requestId ?? []) : []))];
    const [audits, decided, concerns] = await Promise.all([
      this.database.query<AuditToSubmit>(`${auditsToSubmit} and ref in (:...refs)`, { statuses: stillToSubmit, refs }),
      this.database.query<{ id: number }>('select id from exemption_requests where id in (:...ids) and decision is not null', { ids }),
      this.database.query(
        `select 1 from concerns join teams on teams.id = concerns.team_id join services on services.id = teams.service_id and head_of_service_id = :staffId where ${lacksMonthsUpdate} limit 1`,
        { staffId, asAt: today, monthStart: `${monthOf(today)}-01` },
      ),
    ]);
    const [silentActions, unacknowledged] = await Promise.all([this.silentOf(messages), this.unacknowledgedOf(staffId, messages)]);
    const still = messages.filter(({ kind, facts }) => {
      if (kind === 'safety_unacknowledged') return unacknowledged.some(({ ref }) => ref === facts.concernRef);
      if (kind === 'due_soon' || kind === 'overdue') return stillHolds(facts, staffId, audits);
      if (kind === 'concerns_lack_update') return facts.month === monthOf(today) && concerns.length > 0;
      return kind !== 'exemption_asked' || !decided.some(({ id }) => id === facts.requestId);
    });
    return still.flatMap((message) => {
      if (message.kind !== 'actions_silent') return message;
      const facts = stillSilent(message.facts, silentActions);
      return facts ? { ...message, facts } : [];
    });
  }

  /** Those of the actions that messages of silence are about which still nobody has answered. */
  private async silentOf(messages: readonly MessageSeen[]): Promise<{ ref: string; caseRef: string }[]> {
    const refs = messages.flatMap(({ kind, facts }) => (kind === 'actions_silent' ? (facts.actionRefs ?? facts.actionRef ?? []) : []));
    const found: { ref: string; caseRef: string }[] = [];
    for (let from = 0; from < refs.length; from += 5000) {
      found.push(
        ...(await this.database.query<{ ref: string; caseRef: string }>(
          `select actions.ref as "ref", case_ref as "caseRef" from actions join audits on audits.id = actions.audit_id where actions.ref in (:...some) and ${silent} order by actions.id`,
          { some: refs.slice(from, from + 5000) },
        )),
      );
    }
    return found;
  }

  /** The safety worries that the person has still to acknowledge, of those that messages are about. */
  private async unacknowledgedOf(staffId: number, messages: readonly MessageSeen[]): Promise<{ ref: string }[]> {
    const refs = messages.flatMap(({ kind, facts }) => (kind === 'safety_unacknowledged' ? (facts.concernRef ?? []) : []));
    if (refs.length === 0) return [];
    return this.database.query(
      `select ref as "ref" from concerns where ref in (:...refs) and resolved_on is null
          and not exists (select 1 from concern_acknowledgements where concern_id = concerns.id and staff_id = :staffId and acknowledged_at is not null)`,
      { refs, staffId },
    );
  }
}

/** Whoever has left, or is shut out by an administrator, gets no e-mail; a condition on the rows of `staff`. */
export const reachable = `(staff.ends_on is null or staff.ends_on >= :today) and not exists (select 1 from accounts where accounts.staff_id = staff.id and accounts.disabled = true)`;
