import { CannotStart } from './shared/errors.js';

export interface Config {
  /** `sqlite:/path` or `postgres://…` */
  databaseUrl: string;
  port: number;
  /** Where people reach Plumbline; https anywhere but on this machine. */
  baseUrl: URL;
  /** Signs the session cookie; undefined: one is drawn at every start, which signs everyone out. */
  sessionSecret: string | undefined;
  /** Minutes without a request after which a session ends. */
  idleMinutes: number;
  /** Hours after which a session ends whatever happens. */
  sessionHours: number;
  /** Reverse proxies in front, whose word on the client's address is taken. */
  trustedProxies: number;
  logLevel: string;
  /** Where e-mail is sent; null: none is. */
  mail: MailConfig | null;
  /** The hour in England at which the day's reminders and digests are made. */
  digestHour: number;
}

/** The mail server, and who the e-mails come from. */
export interface MailConfig {
  host: string;
  port: number;
  /** Encrypted from the first byte. */
  secure: boolean;
  /** Nothing is sent before the connection is encrypted. */
  requireTLS: boolean;
  auth: { user: string; pass: string } | undefined;
  from: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/** The configuration from the environment. @throws CannotStart naming the setting that is wrong */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const databaseUrl = databaseUrlOf(env);
  const port = wholeNumber(env, 'PORT', 3000, 0, 65535);
  const baseUrl = address(env['BASE_URL'] || `http://localhost:${port}`);
  const sessionSecret = env['SESSION_SECRET'] || undefined;
  if (sessionSecret !== undefined && sessionSecret.length < 32) throw new CannotStart('SESSION_SECRET must be at least 32 characters long.');
  if (sessionSecret === undefined && databaseUrl.startsWith('postgres')) {
    throw new CannotStart('SESSION_SECRET must be set when DATABASE_URL is PostgreSQL: every process has to use the same one.');
  }
  const logLevel = env['LOG_LEVEL'] || 'info';
  if (!logLevels.includes(logLevel)) throw new CannotStart(`LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
  // Plumbline itself speaks http: an https address is a proxy's, and without its word no secure cookie would be set.
  const proxiesAtLeast = baseUrl.protocol === 'https:' ? 1 : 0;
  return {
    databaseUrl,
    port,
    baseUrl,
    sessionSecret,
    idleMinutes: wholeNumber(env, 'SESSION_IDLE_MINUTES', 30, 1, 24 * 60),
    sessionHours: wholeNumber(env, 'SESSION_HOURS', 10, 1, 24 * 7),
    trustedProxies: wholeNumber(env, 'TRUSTED_PROXIES', proxiesAtLeast, proxiesAtLeast, 10),
    logLevel,
    mail: mailConfig(env),
    digestHour: wholeNumber(env, 'MAIL_DIGEST_HOUR', 7, 0, 23),
  };
}

/** Where the data is: all that a command needs. @throws CannotStart when it is no address of a database */
export function databaseUrlOf(env: NodeJS.ProcessEnv): string {
  const databaseUrl = env['DATABASE_URL'] || 'sqlite:data/plumbline.sqlite';
  if (!/^(sqlite:.+|postgres(ql)?:\/\/.+)/.test(databaseUrl)) {
    throw new CannotStart('DATABASE_URL must be sqlite:/path/to/file or postgres://user:password@host:port/database.');
  }
  return databaseUrl;
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (!text) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) throw new CannotStart(`${name} must be a whole number from ${least} to ${most}.`);
  return value;
}

function address(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isThisMachine(url))) return url;
  throw new CannotStart('BASE_URL must start with https:// (http:// is for localhost only: passwords and case files travel over it).');
}

function isThisMachine({ hostname }: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function mailConfig(env: NodeJS.ProcessEnv): MailConfig | null {
  const text = env['SMTP_URL'];
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [user, pass] = [url?.username ?? '', url?.password ?? ''].map(decoded);
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname || !['', '/'].includes(url.pathname) || url.search || url.hash || user === undefined || pass === undefined) {
    throw new CannotStart('SMTP_URL must be smtp://user:password@host:587 or smtps://user:password@host:465.');
  }
  const from = env['MAIL_FROM'] ?? '';
  if (!/^([^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(from)) {
    throw new CannotStart('MAIL_FROM must be set when SMTP_URL is: who the e-mails come from, such as Plumbline <plumbline@example.gov.uk>.');
  }
  const secure = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    // E-mails name case files and the connection carries a password: neither leaves this machine unencrypted.
    requireTLS: !secure && !isThisMachine(url),
    auth: user ? { user, pass } : undefined,
    from,
  };
}

/** What stands percent-encoded in a URL; undefined when a `%` in it encodes nothing. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
