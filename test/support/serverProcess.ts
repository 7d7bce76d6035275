import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const server = fileURLToPath(new URL('../../src/server.js', import.meta.url));

/** The environment of a process under test: nothing of the developer's own settings. */
function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], PORT: '0', SESSION_SECRET: 'a secret only for the tests of this project', ...settings };
}

const children = new Set<ChildProcess>();

after('end every server that a failed test has left', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** The real server in a process of its own. */
export class ServerProcess {
  private output = '';
  private readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  private constructor(private readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    children.add(child);
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        children.delete(child);
        resolve({ code, signal });
      });
    });
  }

  /** Starts it and waits until it answers. @throws with what it printed when it ends instead */
  static async start(settings: Record<string, string>): Promise<ServerProcess> {
    const running = new ServerProcess(spawn(process.execPath, [server], { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] }));
    await new Promise<void>((resolve, reject) => {
      const look = setInterval(() => {
        if (!running.output.includes('Plumbline is on http')) return;
        clearInterval(look);
        resolve();
      }, 20);
      void running.ended.then(({ code }) => {
        clearInterval(look);
        reject(new Error(`the server ended with ${code}: ${running.output}`));
      });
    });
    return running;
  }

  get address(): string {
    return /Plumbline is on (http:\/\/localhost:\d+)/.exec(this.output)![1]!.replace('localhost', '127.0.0.1');
  }

  /** Everything printed so far. */
  get printed(): string {
    return this.output;
  }

  /** Sends the signal and waits for the end. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Runs the server where it is expected to end by itself: what it printed and its exit code. */
export async function runServer(settings: Record<string, string>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [server], { env: environment(settings), stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(tooLong);
  return { code, stdout, stderr };
}
