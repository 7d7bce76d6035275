import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A reply code that refuses, or nothing to accept; a promise that waits is a slow server. */
type Answer = (address: string) => number | undefined | Promise<number | undefined>;

/** An e-mail as it arrived. */
export interface Received {
  to: string;
  messageId: string;
  subject: string;
  text: string;
  /** All of it, as it came over the line. */
  raw: string;
  email: Email;
}

const refusal = (code: number, address: string): Error => Object.assign(new Error(`refused for <${address}>`), { responseCode: code });

const servers = new Set<MailServer>();

afterEach('stop every mail server that a failed test has left', async () => {
  for (const server of servers) await server.stop();
});

/** A real SMTP server on this machine that keeps what it is sent, and answers as a test wants. */
export class MailServer {
  /** What it has accepted, in order. */
  readonly mails: Received[] = [];
  /** Who has signed in with a password. */
  readonly signedIn: string[] = [];
  connections = 0;
  /** What it says to a connection, to the sender, to a recipient, to the e-mail as a whole; and before it says that it has accepted it. */
  answers: { connection?: Answer; sender?: Answer; recipient?: Answer; mail?: Answer; accepted?: Answer } = {};
  private server: SMTPServer | null = null;
  private sockets = new Set<{ destroy(): void }>();
  private port = 0;

  private constructor(
    private readonly host: string,
    private readonly startTls: boolean,
    private readonly password: string | undefined,
  ) {}

  static async start({ host = '127.0.0.1', startTls = false, password }: { host?: string; startTls?: boolean; password?: string } = {}): Promise<MailServer> {
    const server = new MailServer(host, startTls, password);
    await server.startAgain();
    return server;
  }

  /** What SMTP_URL and MAIL_FROM are set to. */
  get settings(): { SMTP_URL: string; MAIL_FROM: string } {
    return { SMTP_URL: `smtp://${this.password === undefined ? '' : `mailer:${this.password}@`}${this.host}:${this.port}`, MAIL_FROM: 'Plumbline <plumbline@example.org>' };
  }

  /** What went to one address. */
  to(address: string): Received[] {
    return this.mails.filter((mail) => mail.to === address);
  }

  /** Listens on the port it had before. */
  async startAgain(): Promise<void> {
    servers.add(this);
    const answer = (which: keyof MailServer['answers'], address: string, done: (error?: Error | null) => void): void => {
      void Promise.resolve(this.answers[which]?.(address)).then((code) => done(code === undefined ? null : refusal(code, address)));
    };
    const server = new SMTPServer({
      authOptional: this.password === undefined,
      allowInsecureAuth: true,
      disabledCommands: [...(this.password === undefined ? ['AUTH'] : []), ...(this.startTls ? [] : ['STARTTLS'])],
      disableReverseLookup: true,
      closeTimeout: 1,
      onConnect: (_session, done) => {
        this.connections += 1;
        answer('connection', '', done);
      },
      onAuth: ({ username, password }, _session, done) => {
        this.signedIn.push(username ?? '');
        done(password === this.password ? null : refusal(535, ''), { user: username });
      },
      onMailFrom: ({ address }, _session, done) => answer('sender', address, done),
      onRcptTo: ({ address }, _session, done) => answer('recipient', address, done),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = session.envelope.rcptTo[0]!.address;
          answer('mail', to, (error) => {
            if (error) return done(error);
            void this.keep(to, Buffer.concat(chunks)).then(() => answer('accepted', to, done));
          });
        });
      },
    });
    server.on('error', () => undefined);
    server.server.on('connection', (socket: { destroy(): void; once(event: 'close', listener: () => void): void }) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server = server;
    await new Promise<void>((listening) => server.listen(this.port, this.host, listening));
    this.port = (server.server.address() as { port: number }).port;
  }

  private async keep(to: string, source: Buffer): Promise<void> {
    const email = await PostalMime.parse(source);
    this.mails.push({ to, messageId: email.messageId ?? '', subject: email.subject ?? '', text: email.text ?? '', raw: source.toString(), email });
  }

  /** Ends as a machine does that loses its power: nothing is said to those who are connected. */
  async stop(): Promise<void> {
    servers.delete(this);
    const { server } = this;
    if (!server) return;
    this.server = null;
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((closed) => server.close(closed));
  }
}
