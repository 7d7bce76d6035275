import { createTransport, type NodemailerError } from 'nodemailer';
import type { MailConfig } from '../config.js';
import type { Mail } from './mail.presenter.js';
import { failureOf, longestAttempt, type Failure } from './sending.js';

/** How long to wait for the mail server, in milliseconds. */
const usualPatience = { connection: 10_000, greeting: 30_000, silence: 60_000, attempt: longestAttempt };

/** An e-mail with its addresses. */
export interface Addressed extends Mail {
  to: string;
  messageId: string;
  date: Date;
}

/** The way to the mail server. */
export class Mailer {
  private readonly transport;

  constructor(
    private readonly config: MailConfig,
    private readonly patience = usualPatience,
  ) {
    const { host, port, secure, requireTLS, auth } = config;
    this.transport = createTransport({
      host, port, secure, auth,
      // Either it must be encrypted, or it stays on this machine, where a mail server’s certificate is often nobody’s.
      requireTLS, ignoreTLS: !requireTLS,
      connectionTimeout: patience.connection, dnsTimeout: patience.connection, greetingTimeout: patience.greeting, socketTimeout: patience.silence,
      disableFileAccess: true, disableUrlAccess: true,
    });
  }

  /** Sends an e-mail; returns why not, or null once the server has it. `interrupted` ends the attempt. */
  async send(mail: Addressed, interrupted: AbortSignal): Promise<Failure | null> {
    try {
      await this.transport.sendMail({
        ...mail,
        // One address, also where a comma in it would make two.
        to: { name: '', address: mail.to },
        from: this.config.from,
        // No mailbox shall answer that its owner is away.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.any([interrupted, AbortSignal.timeout(this.patience.attempt)]),
      });
      return null;
    } catch (error) {
      return failureOf(error as NodemailerError);
    }
  }
}
