import assert from 'node:assert/strict';
import type { DataSource, Table } from 'typeorm';
import { postgres, sqliteWriter } from '../../ormconfig.js';
import { Action } from '../../src/actions/action.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { postgresDatabase, sqliteFile, testDatabase } from '../support/testDatabase.js';

/** A database without tables, on a connection of TypeORM's own. */
async function emptyDatabase(): Promise<{ source: DataSource; remove: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL'];
  const { url, drop } = server ? await postgresDatabase(server) : sqliteFile();
  const source = server ? postgres(url) : sqliteWriter(url.slice('sqlite:'.length));
  await source.initialize();
  return {
    source,
    remove: async () => {
      await source.destroy();
      await drop();
    },
  };
}

interface Column {
  table: string;
  column: string;
  nullable: boolean;
  type: string;
  length: string;
}

const byName = (a: Column, b: Column): number => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`);
// The two databases call one type by several names.
const sameType = (type: string): string => ({ 'character varying': 'varchar', real: 'real', float4: 'real', int4: 'integer', bool: 'boolean' })[type] ?? type;

/** Neither the database's own nor TypeORM's. */
function isOurs({ schema, name }: Table): boolean {
  return (schema ?? 'public') === 'public' && !/^(public\.)?(migrations|sqlite_.*)$/.test(name);
}

async function columnsOfTables(source: DataSource): Promise<Column[]> {
  const runner = source.createQueryRunner();
  try {
    const tables = await runner.getTables();
    return tables
      .filter(isOurs)
      .flatMap((table) => table.columns.map(({ name, isNullable, type, length }) => ({ table: table.name.split('.').at(-1)!, column: name, nullable: isNullable, type: sameType(type), length })))
      .toSorted(byName);
  } finally {
    await runner.release();
  }
}

function columnsOfEntities(source: DataSource): Column[] {
  return source.entityMetadatas
    .flatMap((entity) =>
      entity.columns.map((column) => ({
        table: entity.tableName,
        column: column.databaseName,
        nullable: column.isNullable,
        type: sameType(source.driver.normalizeType(column)),
        length: source.driver.getColumnLength(column),
      })),
    )
    .toSorted(byName);
}

async function indexes(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner();
  try {
    const tables = await runner.getTables();
    return tables.filter(isOurs).flatMap((table) => [
      ...table.indices.map((index) => `${table.name.split('.').at(-1)} (${index.columnNames.join(', ')})${index.isUnique ? ' unique' : ''}`),
      ...table.foreignKeys.map((key) => `${table.name.split('.').at(-1)} (${key.columnNames.join(', ')}) → ${key.referencedTableName.split('.').at(-1)}`),
    ]).toSorted();
  } finally {
    await runner.release();
  }
}

describe('the tables', () => {
  it('that the migrations make have exactly the columns of the entities', async () => {
    const { source, remove } = await emptyDatabase();
    try {
      await source.runMigrations({ transaction: 'all' });
      const tables = await columnsOfTables(source);
      assert.ok(tables.length > 150);
      assert.deepEqual(tables, columnsOfEntities(source));
    } finally {
      await remove();
    }
  });

  it('go up, down without a trace, and up again to the same', async () => {
    const { source, remove } = await emptyDatabase();
    try {
      await source.runMigrations({ transaction: 'all' });
      const [columns, keys] = [await columnsOfTables(source), await indexes(source)];
      const targets = await source.query<unknown[]>('select measure, from_month, value, tolerance from targets order by id');
      assert.ok(keys.length > 60 && targets.length > 10);
      for (let down = source.migrations.length; down > 0; down--) await source.undoLastMigration({ transaction: 'all' });
      assert.deepEqual(await columnsOfTables(source), []);
      assert.equal(await source.showMigrations(), true);
      await source.runMigrations({ transaction: 'all' });
      assert.deepEqual(await columnsOfTables(source), columns);
      assert.deepEqual(await indexes(source), keys);
      assert.deepEqual(await source.query('select measure, from_month, value, tolerance from targets order by id'), targets);
    } finally {
      await remove();
    }
  });

  it('are left as they are by a start on a database that has them', async () => {
    const first = await testDatabase();
    await first.database.transaction(() => first.database.query("insert into services (name, version) values ('There before', 1)"));
    await first.database.close();
    const { openDatabase } = await import('../../src/database/openDatabase.js');
    const again = await openDatabase(first.url);
    assert.equal((await again.query("select 1 from services where name = 'There before'")).length, 1);
    await again.close();
    await first.remove();
  });

  it('refuse a row that belongs to nothing', async () => {
    const test = await testDatabase();
    try {
      const { database } = test;
      await assert.rejects(database.transaction(() => database.manager.insert(Team, { name: 'Nowhere', serviceId: 999, programme: 'social_care', teamManagerId: null, version: 1 })), /FOREIGN KEY|foreign key/);
      await assert.rejects(
        database.transaction(() =>
          database.manager.insert(Action, { ref: 'X00001', auditId: 999, teamId: 1, type: 'care_planning', description: 'x', dueOn: '2022-07-01', version: 1 }),
        ),
        /FOREIGN KEY|foreign key/,
      );
    } finally {
      await test.remove();
    }
  });
});
