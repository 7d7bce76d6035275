import { randomBytes } from 'node:crypto';
import { loadConfig } from '../config.js';
import { serve } from '../serve.js';
import type { Services } from '../services.js';
import { runCommand } from '../shared/command.js';
import { dayInWords } from '../shared/day.js';
import { DemoClock } from './demoClock.js';
import { demoDay, prepareDemo } from './demoDatabase.js';
import { demoPassword, demoPeople } from './demoPeople.js';

/** `npm run demo`: serves the reference months with an account for every role; a second run keeps what was done in the first. */
await runCommand(async () => {
  const config = loadConfig({
    ...process.env,
    DATABASE_URL: process.env['DATABASE_URL'] || 'sqlite:data/demo.sqlite',
    // Signed out at every start is soon enough for a demonstration.
    SESSION_SECRET: process.env['SESSION_SECRET'] || randomBytes(32).toString('hex'),
    LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
  });
  const clock = new DemoClock(demoDay);
  let since = 'Its database is the one of the last time, with all that was done in it.';
  const { address } = await serve(config, clock, {
    banner: `This is a demonstration. Every person, child and sentence in it is made up, and its calendar stands on ${dayInWords(demoDay)}.`,
    prepare: async (services: Services) => {
      if (await prepareDemo(services, clock)) since = 'Its database has just been made.';
    },
  });
  const widest = Math.max(...demoPeople.map(({ part }) => part.length));
  process.stdout.write(
    [
      '',
      `The Plumbline demonstration is on ${address}`,
      since,
      `The calendar stands on ${dayInWords(demoDay)}. Sign in as one of these; the password is always ${demoPassword}`,
      '',
      ...demoPeople.map(({ part, email }) => `  ${part.padEnd(widest)}  ${email}`),
      '',
      'Stop it with Ctrl+C.',
      '',
    ].join('\n'),
  );
});
