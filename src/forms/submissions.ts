import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { Database } from '../database/database.js';
import type { Clock } from '../shared/clock.js';
import { safePath } from '../web/safePath.js';

/** Carries a form out once, however often it is sent. */
export class Submissions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Does `work`, which returns the page to go to, and remembers the form in the same transaction.
   * The identical form sent again (a double click, a reload) does nothing and goes to the same page;
   * the same page sent with other words is a form of its own.
   */
  async once(request: Request, work: () => Promise<string>): Promise<string> {
    try {
      const location = await this.carryOut(fingerprintOf(request), work);
      const { _leave: leave } = (request.body ?? {}) as Record<string, unknown>;
      // Someone who follows a link away from a form has it saved on the way.
      return leave === undefined ? location : safePath(leave);
    } catch (error) {
      // Nothing was stored: the next page must not say that it was.
      delete request.session.notice;
      delete request.session.temporaryPassword;
      throw error;
    }
  }

  private carryOut(fingerprint: string, work: () => Promise<string>): Promise<string> {
    return this.database.transaction(async () => {
      const first = await this.database.query(
        "insert into submissions (fingerprint, location, created_at) values (:fingerprint, '', :at) on conflict do nothing returning fingerprint",
        { fingerprint, at: this.clock.now().toISOString() },
      );
      if (first.length === 0) {
        const [earlier] = await this.database.query<{ location: string }>('select location from submissions where fingerprint = :fingerprint', { fingerprint });
        return earlier?.location ?? '/';
      }
      const location = await work();
      await this.database.query('update submissions set location = :location where fingerprint = :fingerprint', { location, fingerprint });
      return location;
    });
  }

  /** Forgets forms older than a week. */
  async forgetOld(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - 7 * 24 * 3600_000).toISOString();
    await this.database.transaction(() => this.database.query('delete from submissions where created_at < :before', { before }));
  }
}

function fingerprintOf(request: Request): string {
  const { _csrf, ...answers } = (request.body ?? {}) as Record<string, unknown>;
  return createHash('sha256').update(JSON.stringify([request.user?.staffId ?? null, request.path, answers])).digest('hex');
}
