import { TableForeignKey, TableIndex, type TableColumnOptions } from 'typeorm';

// What the tables are written in. Migrations that have run stand on it: add to it, change nothing.

export const id: TableColumnOptions = { name: 'id', type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' };
export const version: TableColumnOptions = { name: 'version', type: 'integer', default: 1 };
export const varchar = (name: string, length: number): TableColumnOptions => ({ name, type: 'varchar', length: String(length) });
export const day = (name: string): TableColumnOptions => varchar(name, 10);
export const month = (name: string): TableColumnOptions => varchar(name, 7);
export const moment = (name: string): TableColumnOptions => varchar(name, 24);
export const integer = (name: string): TableColumnOptions => ({ name, type: 'integer' });
export const boolean = (name: string): TableColumnOptions => ({ name, type: 'boolean' });
export const text = (name: string): TableColumnOptions => ({ name, type: 'text' });
export const optional = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isNullable: true });
export const primary = (column: TableColumnOptions): TableColumnOptions => ({ ...column, isPrimary: true });

export const to = (column: string, table: string): TableForeignKey =>
  new TableForeignKey({ columnNames: [column], referencedTableName: table, referencedColumnNames: ['id'] });
export const unique = (...columnNames: string[]): TableIndex => new TableIndex({ columnNames, isUnique: true });
export const index = (...columnNames: string[]): TableIndex => new TableIndex({ columnNames });

export interface TableParts {
  columns: TableColumnOptions[];
  foreignKeys?: TableForeignKey[];
  indices?: TableIndex[];
}
