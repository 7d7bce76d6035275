import { In } from 'typeorm';
import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import type { Change, RecordType } from './history.js';
import { HistoryEntry } from './historyEntry.entity.js';

/** Who does something: a signed-in person, or a command without one. */
export interface Actor {
  staffId: number | null;
  name: string;
}

/** Who does what nobody asked for. */
export const plumbline: Actor = { staffId: null, name: 'Plumbline' };

export interface HistoryLine {
  at: string;
  by: string;
  event: string;
  changes: Change[];
}

export class HistoryStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Writes down one event of a record, in the transaction of the change itself. `event` is a word such as `submitted`. */
  async append(actor: Actor, recordType: RecordType, recordId: number, event: string, changes: Change[] = []): Promise<void> {
    await this.appendMany(actor, recordType, [{ recordId, event, changes }]);
  }

  async appendMany(actor: Actor, recordType: RecordType, events: { recordId: number; event: string; changes: Change[] }[]): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.database.transaction(async () => {
      for (let from = 0; from < events.length; from += 500) {
        await this.database.manager.insert(
          HistoryEntry,
          events.slice(from, from + 500).map(({ recordId, event, changes }) => ({
            at,
            actorId: actor.staffId,
            actorName: actor.name,
            recordType,
            recordId,
            event,
            changes: JSON.stringify(changes),
          })),
        );
      }
    });
  }

  /** Whether a person ever did one of these to a record. */
  async everDid(staffId: number, recordType: RecordType, recordId: number, events: readonly string[]): Promise<boolean> {
    return this.database.manager.existsBy(HistoryEntry, { recordType, recordId, actorId: staffId, event: In([...events]) });
  }

  /** The whole history of a record, or of several of a kind together, oldest first. */
  async of(recordType: RecordType, ...recordIds: number[]): Promise<HistoryLine[]> {
    const entries = await this.database.manager.find(HistoryEntry, { where: { recordType, recordId: In(recordIds) }, order: { id: 'ASC' } });
    return entries.map((entry) => ({ at: entry.at, by: entry.actorName, event: entry.event, changes: JSON.parse(entry.changes) as Change[] }));
  }
}
