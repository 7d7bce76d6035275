import { loadConfig } from './config.js';
import { runCommand } from './shared/command.js';
import { systemClock } from './shared/clock.js';
import { serve } from './serve.js';

await runCommand(async () => {
  await serve(loadConfig(process.env), systemClock);
});
