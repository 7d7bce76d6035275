import { loadConfig } from '../src/config.js';
import { serve } from '../src/serve.js';
import { clockStandingOn } from '../src/shared/clock.js';
import { runCommand } from '../src/shared/command.js';
import { today } from './generate.js';
import { Recorder, type Statement } from './recorder.js';

/** What the bench asks of the server's process. */
export type Order = 'record' | 'take';
export type Reply = { address: string } | { recorded: Statement[] };

/** Plumbline as it is run, in a process of its own, on a day in the generated data; on demand it tells what it asked the database. */
await runCommand(async () => {
  const { address } = await serve(loadConfig(process.env), clockStandingOn(today));
  const recorder = new Recorder();
  const reply = (what: Reply): void => void process.send?.(what);
  process.on('message', (order: Order) => {
    if (order === 'record') recorder.start();
    reply({ recorded: recorder.take() });
  });
  process.on('disconnect', () => process.exit());
  reply({ address });
});
