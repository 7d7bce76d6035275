import type { DeliveryKind } from './message.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Messages older than this are in no digest: nobody acts on them any more. In milliseconds. */
export const tooOld = 30 * day;

/** How long a process that sends an e-mail has it to itself. Longer than one attempt may take, so that no other sends it meanwhile. */
export const lease = 10 * minute;

/** How long one attempt may take in all, in milliseconds. */
export const longestAttempt = 5 * minute;

const triedFor = 3 * day;

const longestWait: Record<DeliveryKind, number> = { digest: 4 * 60 * minute, escalation: 15 * minute };

/** How long to wait after so many attempts in a row have failed: 1, 2, 4, … minutes and at most 4 hours, for an escalation a quarter of an hour; in milliseconds. */
export function waitAfter(attempts: number, kind: DeliveryKind): number {
  return Math.min(2 ** (attempts - 1) * minute, longestWait[kind]);
}

/** When an e-mail that has just failed for the `attempts`th time is tried again; null: it has been tried for three days and is given up. */
export function nextAttempt(attempts: number, kind: DeliveryKind, since: Date, now: Date): Date | null {
  return now.getTime() - since.getTime() >= triedFor ? null : new Date(now.getTime() + waitAfter(attempts, kind));
}

const hourInLondon = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', hour: '2-digit', hourCycle: 'h23' });

/** Whether the hour of the daily round, in England, has come. */
export function isTimeForRound(now: Date, hour: number): boolean {
  return Number(hourInLondon.format(now)) >= hour;
}

/** What is known of an attempt that failed: nodemailer's word for it and the system's, the SMTP command that was refused and the server's reply code. */
export interface Refusal {
  code?: string;
  originalCode?: string;
  command?: string;
  responseCode?: number;
}

/** Why an e-mail was not sent, in words without anybody's address. */
export interface Failure {
  reason: string;
  /** Another attempt would be refused as well. */
  forGood: boolean;
  /** No other e-mail would be taken now either. */
  everybodys: boolean;
}

/** What a failed attempt means. Only the refusal of the recipient's own address is for good; all else may be put right within three days. */
export function failureOf({ code = '', originalCode = '', command = '', responseCode }: Refusal): Failure {
  const says = responseCode === undefined ? '' : ` (${responseCode})`;
  const failure = (reason: string, { forGood = false, everybodys = false } = {}): Failure => ({ reason: `${reason}${says}.`, forGood, everybodys });
  if (responseCode === 421) return failure('The mail server takes no mail at present', { everybodys: true });
  if (command === 'RCPT TO' && responseCode !== undefined) {
    return responseCode >= 500 && responseCode !== 503
      ? failure('The mail server refuses this person’s address', { forGood: true })
      : failure('The mail server does not take mail for this person’s address at present');
  }
  if (command === 'MAIL FROM') return failure('The mail server refuses the sender’s address, MAIL_FROM', { everybodys: true });
  if (code === 'EAUTH' || code === 'ENOAUTH') return failure('The mail server refuses the user name or password in SMTP_URL', { everybodys: true });
  if (/CERT|SIGNATURE/.test(originalCode)) return failure('The certificate of the mail server cannot be trusted', { everybodys: true });
  if (code === 'ETLS') return failure('The connection to the mail server could not be encrypted', { everybodys: true });
  if (code === 'ETIMEDOUT' || code === 'EABORT') return failure('The mail server did not answer in time', { everybodys: true });
  if (['ECONNECTION', 'ESOCKET', 'EDNS'].includes(code)) return failure('The mail server could not be reached', { everybodys: true });
  return failure(responseCode === undefined ? 'The e-mail could not be sent' : 'The mail server refuses the e-mail');
}
