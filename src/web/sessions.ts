import { randomBytes } from 'node:crypto';
import SqliteConnection from 'better-sqlite3';
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Pool } from 'pg';
import type { Config } from '../config.js';
import { sqlitePath } from '../database/openDatabase.js';
import type { Clock } from '../shared/clock.js';

/** Milliseconds: a session's end is moved on once a minute, which is exact enough and spares a write on every page. */
const movedOnAfter = 60_000;

/**
 * Sessions on SQLite, in a file beside the database: a write here must never wait for a transaction there.
 * Losing the last of them in a power cut only means signing in again.
 */
class SqliteSessions extends session.Store {
  private readonly file: SqliteConnection.Database;
  private readonly forgetting: NodeJS.Timeout;

  constructor(path: string) {
    super();
    this.file = new SqliteConnection(path);
    this.file.pragma('journal_mode = WAL');
    this.file.pragma('synchronous = NORMAL');
    this.file.exec('create table if not exists sessions (sid text primary key, expires integer not null, data text not null)');
    this.forgetExpired();
    this.forgetting = setInterval(() => this.forgetExpired(), 15 * 60_000).unref();
  }

  private forgetExpired(): void {
    this.attempt(undefined, () => this.file.prepare('delete from sessions where expires < ?').run(Date.now()));
  }

  override get(sid: string, done: (error: unknown, found?: session.SessionData | null) => void): void {
    this.attempt(done, () => {
      const row = this.file.prepare('select data from sessions where sid = ? and expires >= ?').get(sid, Date.now()) as { data: string } | undefined;
      return row ? (JSON.parse(row.data) as session.SessionData) : null;
    });
  }

  override set(sid: string, data: session.SessionData, done?: (error?: unknown) => void): void {
    this.attempt(done, () => this.file.prepare('insert or replace into sessions (sid, expires, data) values (?, ?, ?)').run(sid, expiryOf(data), JSON.stringify(data)));
  }

  override touch(sid: string, data: session.SessionData, done?: (error?: unknown) => void): void {
    const expires = expiryOf(data);
    this.attempt(done, () => this.file.prepare('update sessions set expires = ? where sid = ? and expires < ?').run(expires, sid, expires - movedOnAfter));
  }

  override destroy(sid: string, done?: (error?: unknown) => void): void {
    this.attempt(done, () => this.file.prepare('delete from sessions where sid = ?').run(sid));
  }

  /** A full disk is told to whoever waits for the session; thrown from here it would end the process. */
  private attempt<T>(done: ((error: unknown, found?: T) => void) | undefined, work: () => T): void {
    let found: T;
    try {
      found = work();
    } catch (error) {
      return done?.(error);
    }
    done?.(null, found);
  }

  close(): void {
    clearInterval(this.forgetting);
    this.file.close();
  }
}

function expiryOf(data: session.SessionData): number {
  return Date.now() + (data.cookie.originalMaxAge ?? 0);
}

class PostgresSessions extends connectPgSimple(session) {
  constructor(private readonly sessionPool: Pool) {
    super({ pool: sessionPool, tableName: 'sessions' });
  }

  override touch(sid: string, data: session.SessionData, done?: (error?: unknown) => void): void {
    const expires = expiryOf(data);
    this.sessionPool
      .query('update sessions set expire = to_timestamp($1) where sid = $2 and expire < to_timestamp($3)', [expires / 1000, sid, (expires - movedOnAfter) / 1000])
      .then(() => done?.(), (error: unknown) => done?.(error));
  }
}

export interface Sessions {
  middleware: RequestHandler;
  close(): void;
}

/** As connect-pg-simple expects it. */
const sessionsTable = `create table if not exists sessions (sid varchar primary key, sess json not null, expire timestamp(6) not null);
  create index if not exists sessions_expire on sessions (expire);`;

/** The session cookie and where its sessions are kept: beside the SQLite file, or in PostgreSQL through `pool`. */
export async function openSessions(config: Config, pool: Pool | null): Promise<Sessions> {
  await pool?.query(sessionsTable);
  const path = sqlitePath(config.databaseUrl);
  const store = path === null ? new PostgresSessions(pool!) : new SqliteSessions(`${path}.sessions`);
  const secure = config.baseUrl.protocol === 'https:';
  return {
    middleware: session({
      store,
      name: secure ? '__Host-plumbline' : 'plumbline',
      secret: config.sessionSecret ?? randomBytes(32).toString('hex'),
      resave: false,
      saveUninitialized: false,
      rolling: true,
      cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: config.idleMinutes * 60_000 },
    }),
    close: () => store.close(),
  };
}

/** Ends a session after its idle or its absolute limit. */
export function sessionLimits(config: Config, clock: Clock): RequestHandler {
  return (request, _response, next) => {
    if (!request.user) return next();
    const now = clock.now().getTime();
    const { signedInAt = 0, seenAt = 0 } = request.session;
    if (now - seenAt > config.idleMinutes * 60_000 || now - signedInAt > config.sessionHours * 3600_000) {
      return request.session.regenerate((error) => {
        delete request.user;
        next(error);
      });
    }
    // Once a minute is exact enough, and spares a write on every page.
    if (now - seenAt > 60_000) request.session.seenAt = now;
    next();
  };
}
