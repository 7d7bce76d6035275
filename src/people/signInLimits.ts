import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { emailFrom } from './staff.js';

export const wrongPasswordsAllowed = 5;
/** Wrong passwords from one network address in a quarter of an hour: a whole council may share one. */
const wrongPasswordsOfAnAddress = 100;
/** Minutes an e-mail address waits after that many wrong passwords. */
export const waitMinutes = 5;

/** Slows down guessing: by e-mail address, whether or not it has an account, and by network address. */
export class SignInLimits {
  private readonly byEmail: RateLimiterAbstract;
  private readonly byAddress: RateLimiterAbstract;

  private constructor(pool: Pool | null) {
    const make = (keyPrefix: string, points: number): RateLimiterAbstract => {
      const options = { keyPrefix, points, duration: 15 * 60, blockDuration: waitMinutes * 60 };
      return pool ? new RateLimiterPostgres({ ...options, storeClient: pool, tableName: 'sign_in_limits', tableCreated: true }) : new RateLimiterMemory(options);
    };
    this.byEmail = make('email', wrongPasswordsAllowed);
    this.byAddress = make('address', wrongPasswordsOfAnAddress);
  }

  /** Counts in PostgreSQL through `pool`, which all processes share, or in memory. */
  static async open(pool: Pool | null): Promise<SignInLimits> {
    await pool?.query('create table if not exists sign_in_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)');
    return new SignInLimits(pool);
  }

  /**
   * Whether a password may be tried now; when not, the right one has to wait as well. The try counts as a wrong one
   * until `rightPassword` says otherwise, so that many guesses at once are no way round the limit.
   */
  async mayTry(email: string, address: string): Promise<boolean> {
    const forAddress = await this.byAddress.get(address);
    if (forAddress !== null && forAddress.consumedPoints > wrongPasswordsOfAnAddress) return false;
    const attempt = await this.byEmail.penalty(keyOf(email));
    return attempt.consumedPoints <= wrongPasswordsAllowed;
  }

  async wrongPassword(email: string, address: string): Promise<void> {
    const attempts = await this.byEmail.get(keyOf(email));
    if (attempts !== null && attempts.consumedPoints >= wrongPasswordsAllowed) await this.byEmail.block(keyOf(email), waitMinutes * 60);
    await this.byAddress.penalty(address);
  }

  async rightPassword(email: string): Promise<void> {
    await this.byEmail.delete(keyOf(email));
  }
}

// No list of who tried to sign in is kept.
const keyOf = (email: string): string => createHash('sha256').update(emailFrom(email)).digest('hex');
