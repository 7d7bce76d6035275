import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Statement } from './recorder.js';
import type { Order, Reply } from './server.js';

/** A server in a process of its own. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly address: string,
  ) {}

  /** Starts `file` of this folder. @throws when it ends instead of listening */
  static async start(file: 'server.js' | 'floor.js', env: Record<string, string>): Promise<ServerProcess> {
    const child = fork(join(import.meta.dirname, file), {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error(`${file} ended before it listened`);
    });
    const [reply] = (await Promise.race([once(child, 'message'), ended])) as [Reply];
    ended.catch(() => undefined);
    if (!('address' in reply)) throw new Error('the server said something else than its address');
    return new ServerProcess(child, reply.address.replace('localhost', '127.0.0.1'));
  }

  /** From now on every statement is written down. */
  async record(): Promise<void> {
    await this.ask('record');
  }

  /** The statements since the last time. */
  async recorded(): Promise<Statement[]> {
    const reply = await this.ask('take');
    return 'recorded' in reply ? reply.recorded : [];
  }

  private async ask(order: Order): Promise<Reply> {
    const answer = once(this.child, 'message');
    this.child.send(order);
    return ((await answer) as [Reply])[0];
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const tooLong = setTimeout(() => this.child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(tooLong);
  }
}
