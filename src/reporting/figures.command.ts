import { databaseUrlOf } from '../config.js';
import { openForReading } from '../database/openDatabase.js';
import { systemClock } from '../shared/clock.js';
import { runCommand } from '../shared/command.js';
import { figuresFor } from './figuresFor.js';
import { readFiguresArguments } from './figuresArguments.js';

/** `npm run --silent figures -- 2022-07 --as-at 2022-08-15`: the figures of a month as JSON. */
await runCommand(async () => {
  const { month, asAt } = readFiguresArguments(process.argv.slice(2), systemClock.today());
  const database = await openForReading(databaseUrlOf(process.env));
  try {
    process.stdout.write(`${JSON.stringify(await figuresFor(database, month, asAt), null, 1)}\n`);
  } finally {
    await database.close();
  }
});
