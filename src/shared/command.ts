import { PlumblineError } from './errors.js';

/**
 * Runs a command of the command line to its end. What goes wrong ends in one line on stderr and exit code 1,
 * never a stack trace: a wrong argument or setting in our own words, anything else as what the machine said.
 */
export async function runCommand(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const message = error instanceof Error ? error.message || error.name : String(error);
    const oneLine = message.replace(/\s+/g, ' ').trim();
    process.stderr.write(`${error instanceof PlumblineError ? oneLine : `This failed unexpectedly: ${oneLine}`}\n`);
    process.exitCode = 1;
  }
}
