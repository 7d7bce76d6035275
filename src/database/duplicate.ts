import { QueryFailedError } from 'typeorm';

/** Whether the database refused a row because one with the same unique value is there already. */
export function isDuplicate(error: unknown): boolean {
  const code = error instanceof QueryFailedError ? (error.driverError as { code?: string }).code : undefined;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
