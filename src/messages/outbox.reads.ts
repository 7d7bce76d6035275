import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import { perPage, rowsBefore } from '../web/paging.js';
import type { DeliveryKind } from './message.js';

export const outboxParts = ['waiting', 'given_up', 'sent'] as const;
export type OutboxPart = (typeof outboxParts)[number];
export type OutboxCounts = Record<OutboxPart, number>;

export interface OutboxLine {
  staffId: number;
  name: string;
  kind: DeliveryKind;
  attempts: number;
  createdAt: string;
  nextAttemptAt: string;
  sentAt: string | null;
  lastError: string | null;
}

/** The part of the outbox an e-mail is in; what was sent before, or became needless, is in none. */
const conditions: Record<OutboxPart, string> = {
  waiting: "deliveries.status = 'waiting'",
  given_up: "deliveries.status = 'given_up'",
  sent: "deliveries.status = 'sent' and deliveries.sent_at >= :yesterday",
};

export class OutboxReads {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async counts(): Promise<OutboxCounts> {
    const sums = outboxParts.map((part) => `count(case when ${conditions[part]} then 1 end) as "${part}"`).join(', ');
    const [counts] = await this.database.query<OutboxCounts>(`select ${sums} from deliveries`, this.since());
    return counts!;
  }

  /** A page of one part, what has waited longest first and what was sent last first. */
  lines(part: OutboxPart, page: number): Promise<OutboxLine[]> {
    return this.database.query(
      `select staff.id as "staffId", staff.name as "name", deliveries.kind as "kind", attempts as "attempts", created_at as "createdAt", next_attempt_at as "nextAttemptAt",
              sent_at as "sentAt", last_error as "lastError"
         from deliveries join staff on staff.id = deliveries.staff_id where ${conditions[part]}
        order by ${part === 'sent' ? 'sent_at desc, ' : ''}deliveries.id limit ${perPage} offset ${rowsBefore(page)}`,
      this.since(),
    );
  }

  private since(): { yesterday: string } {
    return { yesterday: new Date(this.clock.now().getTime() - 24 * 3600_000).toISOString() };
  }
}
