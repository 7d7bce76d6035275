import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm';
import { StaleVersion } from '../shared/errors.js';
import type { Counter } from './counter.entity.js';
import { isDeadlock } from './duplicate.js';

interface OpenTransaction {
  manager: EntityManager;
  open: boolean;
}

/** What is done by one at a time. Whoever waits for one after the other does so in this order, so that no two ever wait for each other. */
type Work = 'first_administrator' | 'mail' | 'import' | 'pairings' | `exemption of ${number}` | `month ${string}` | `child ${string}` | 'moves';

/**
 * The one way to the data. Reads outside a transaction see committed rows only.
 *
 * On SQLite TypeORM shares one connection among all transactions, so two at once would interleave:
 * writes wait for each other here, and reads use a second, read-only connection.
 * PostgreSQL has its pool and needs neither.
 */
export class Database {
  private readonly current = new AsyncLocalStorage<OpenTransaction>();
  private lastWrite: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly onClose: () => void = () => undefined,
  ) {}

  get isPostgres(): boolean {
    return this.writer.options.type === 'postgres';
  }

  /** The running transaction's manager, or the read-only one outside a transaction. */
  get manager(): EntityManager {
    const transaction = this.current.getStore();
    return transaction?.open ? transaction.manager : this.reader.manager;
  }

  /** Runs `work` in one transaction, all or nothing; inside another it joins that one. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.current.getStore()?.open) return work();
    if (this.isPostgres) return this.again(work);
    const mine = this.lastWrite.then(() => this.run(work));
    this.lastWrite = mine.catch(() => undefined);
    return mine;
  }

  /** PostgreSQL ends one of two transactions that wait for each other. Nothing of it is stored, so it is done again: what it finds then is what the other one left. */
  private async again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.run(work);
      } catch (error) {
        if (tries === 5 || !isDeadlock(error)) throw error;
      }
    }
  }

  private run<T>(work: () => Promise<T>): Promise<T> {
    return this.writer.transaction(async (manager) => {
      const transaction = { manager, open: true };
      try {
        return await this.current.run(transaction, work);
      } finally {
        // What outlives the transaction must not write through its connection.
        transaction.open = false;
      }
    });
  }

  /** Rows of a query with `:name` parameters (`:...names` for a list). */
  async query<Row>(sql: string, parameters: ObjectLiteral = {}): Promise<Row[]> {
    const manager = this.manager;
    const [text, values] = manager.dataSource.driver.escapeQueryWithParameters(sql, parameters);
    return manager.query<Row[]>(text, values);
  }

  /** Holds a record for change until the transaction ends, while others may still write rows that point to it; on SQLite the queue has done so already. */
  async forChange<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>, where: Partial<Entity>): Promise<Entity | null> {
    return this.manager.findOne(entity, { where, ...(this.isPostgres ? { lock: { mode: 'for_no_key_update' as const } } : {}) });
  }

  /** Inserts one row and returns the id it got. Call it inside a transaction. */
  async add<Entity extends ObjectLiteral & { id: number }>(entity: EntityTarget<Entity>, row: QueryDeepPartialEntity<Entity>): Promise<number> {
    return ((await this.manager.insert(entity, row)).identifiers[0] as { id: number }).id;
  }

  /**
   * Saves `changes` if the record still is at `version`, and raises the version; the only way to change a versioned record.
   * @throws StaleVersion when someone else was first
   */
  async compareAndSet<Entity extends ObjectLiteral & { version: number }>(
    entity: EntityTarget<Entity>,
    key: Partial<Entity>,
    version: number,
    changes: QueryDeepPartialEntity<Entity>,
  ): Promise<void> {
    // TypeORM's save() does not check a version column: a stale save is accepted.
    const result = await this.manager.update(entity, { ...key, version }, { ...changes, version: version + 1 });
    if (result.affected !== 1) throw new StaleVersion();
  }

  /** The next reference of a kind: `nextReference('A')` → `A00800`. Call it inside a transaction. */
  async nextReference(prefix: string): Promise<string> {
    return (await this.nextReferences(prefix, 1))[0]!;
  }

  /** The next `howMany` references of a kind, in their order. Call it inside a transaction. */
  async nextReferences(prefix: string, howMany: number): Promise<string[]> {
    const [last] = await this.query<Counter>(
      'insert into counters (name, value) values (:prefix, :howMany) on conflict (name) do update set value = counters.value + :howMany returning value',
      { prefix, howMany },
    );
    return Array.from({ length: howMany }, (_, index) => `${prefix}${String(last!.value - howMany + 1 + index).padStart(prefix === 'K' ? 4 : 5, '0')}`);
  }

  /** Numbers up to that of `reference` are taken: used when references come from outside. */
  async takeReference(prefix: string, highest: number): Promise<void> {
    await this.query(
      'insert into counters (name, value) values (:prefix, :highest) on conflict (name) do update set value = :highest where counters.value < :highest',
      { prefix, highest },
    );
  }

  /** Brings the tables up to date, then opens the reading connection, which needs the file to be there. */
  async open(): Promise<void> {
    await this.writer.initialize();
    await this.alone(() => this.writer.runMigrations({ transaction: 'all' }));
    if (this.reader !== this.writer) await this.reader.initialize();
  }

  /** Does `work` while no other process does: several may start at once on one PostgreSQL. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isPostgres) return work();
    const runner = this.writer.createQueryRunner();
    try {
      await runner.query('select pg_advisory_lock(1886155122)');
      return await work();
    } finally {
      await runner.query('select pg_advisory_unlock(1886155122)').finally(() => runner.release());
    }
  }

  /** Waits, inside a transaction, until no other one is at any of the same work; on SQLite the queue has seen to it already. */
  async oneAtATime(...work: readonly Work[]): Promise<void> {
    // In one order, so that two who wait for several never wait for each other.
    if (this.isPostgres && work.length > 0) {
      await this.query('select pg_advisory_xact_lock(key) from (select distinct hashtext(work) as key from unnest(cast(:work as text[])) as work order by key) as keys', { work });
    }
  }

  /** Whether the database answers. */
  async answers(): Promise<boolean> {
    return this.reader.query('select 1').then(
      () => true,
      () => false,
    );
  }

  /** Waits for the last write, then lets go of the connections. */
  async close(): Promise<void> {
    await this.lastWrite;
    if (this.reader !== this.writer && this.reader.isInitialized) await this.reader.destroy();
    if (this.writer.isInitialized) await this.writer.destroy();
    this.onClose();
  }
}
