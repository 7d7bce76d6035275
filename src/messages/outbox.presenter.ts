import { momentInWords } from '../shared/clock.js';
import type { DeliveryKind } from './message.js';
import type { OutboxCounts, OutboxLine, OutboxPart } from './outbox.reads.js';

const kinds: Record<DeliveryKind, string> = { digest: 'Daily digest', escalation: 'Escalation' };

const parts: Record<OutboxPart, { name: string; nothing: string }> = {
  waiting: { name: 'Waiting', nothing: 'No e-mail is waiting to be sent.' },
  given_up: { name: 'Given up', nothing: 'No e-mail has been given up.' },
  sent: { name: 'Sent in the last 24 hours', nothing: 'No e-mail has been sent in the last 24 hours.' },
};

/** One part of the outbox at a moment: whom each e-mail is for and how sending it goes, and nothing of what it says. */
export function outboxPage(part: OutboxPart, lines: readonly OutboxLine[], counts: OutboxCounts, now: Date) {
  const moments: Record<OutboxPart, { label: string; of: (line: OutboxLine) => string }> = {
    waiting: { label: 'Next attempt', of: (line) => (line.nextAttemptAt <= now.toISOString() ? 'Now, in turn' : momentInWords(line.nextAttemptAt)) },
    given_up: { label: 'Tried since', of: (line) => momentInWords(line.createdAt) },
    sent: { label: 'Sent', of: (line) => momentInWords(line.sentAt ?? line.createdAt) },
  };
  return {
    heading: parts[part].name,
    links: (Object.keys(parts) as OutboxPart[]).map((each) => ({ href: `/outbox?part=${each}`, text: `${parts[each].name} (${counts[each]})`, current: each === part })),
    columns: [{ label: 'To' }, { label: 'E-mail' }, { label: moments[part].label }, { label: 'Attempts', numeric: true }, { label: 'Last problem' }],
    rows: lines.map((line) => [{ text: line.name, href: `/people/${line.staffId}` }, kinds[line.kind], moments[part].of(line), line.attempts, line.lastError ?? 'None']),
    nothing: parts[part].nothing,
    mayTryAgain: part === 'given_up' && lines.length > 0,
  };
}
