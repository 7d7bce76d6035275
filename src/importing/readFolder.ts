import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from '../shared/errors.js';

/** The CSV files of a folder, by name. @throws CannotStart when there is no such folder, it cannot be read, or it holds none */
export async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const isFolder = await stat(folder).then((found) => found.isDirectory(), () => false);
  if (!isFolder) throw new CannotStart(`There is no folder ${folder}.`);
  const files = new Map<string, Buffer>();
  try {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      // Names that start with a dot are the file system's own.
      if (!entry.isDirectory() && /\.csv$/i.test(entry.name) && !entry.name.startsWith('.')) files.set(entry.name, await readFile(join(folder, entry.name)));
    }
  } catch (error) {
    throw new CannotStart(`The folder ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (files.size === 0) throw new CannotStart(`There is no CSV file in ${folder}.`);
  return files;
}
