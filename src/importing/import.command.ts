import { databaseUrlOf } from '../config.js';
import { openDatabase } from '../database/openDatabase.js';
import { HistoryStore } from '../history/history.store.js';
import { BadRequest } from '../shared/errors.js';
import { systemClock } from '../shared/clock.js';
import { runCommand } from '../shared/command.js';
import { importFiles } from './importFiles.js';
import { problemInWords } from './problem.js';
import { progressInWords, type ImportProgress } from './progress.js';
import { readFolder } from './readFolder.js';

/** `npm run import -- DIR`: imports a folder of CSV files, or lists what is wrong with it. */
await runCommand(async () => {
  const [folder, ...more] = process.argv.slice(2);
  if (!folder || folder.startsWith('-') || more.length > 0) throw new BadRequest('Name one folder of CSV files. Use: npm run import -- FOLDER');
  const files = await readFolder(folder);
  const database = await openDatabase(databaseUrlOf(process.env));
  try {
    let last = '';
    const onProgress = (progress: ImportProgress): void => {
      const words = progressInWords(progress);
      if (words !== last) process.stdout.write(`${words}\n`);
      last = words;
    };
    const outcome = await importFiles({ database, history: new HistoryStore(database, systemClock), clock: systemClock, actor: { staffId: null, name: 'Import' }, onProgress }, files);
    if (outcome.ok) {
      for (const { file, added, changed, unchanged } of outcome.counts) process.stdout.write(`${file}: ${added} added, ${changed} changed, ${unchanged} unchanged\n`);
      return;
    }
    for (const problem of outcome.problems) process.stderr.write(`${problemInWords(problem)}\n`);
    const unlisted = outcome.total - outcome.problems.length;
    process.stderr.write(`Nothing was imported: ${outcome.total} ${outcome.total === 1 ? 'problem' : 'problems'}${unlisted > 0 ? `, of which ${unlisted} are not listed` : ''}.\n`);
    process.exitCode = 1;
  } finally {
    await database.close();
  }
});
