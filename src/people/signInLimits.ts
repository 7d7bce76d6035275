import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible';

export const wrongPasswordsAllowed = 5;
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
    this.byAddress = make('address', 100);
  }

  static async open(pool: Pool | null): Promise<SignInLimits> {
    await pool?.query('create table if not exists sign_in_limits (key varchar(255) primary key, points integer not null default 0, expire bigint)');
    return new SignInLimits(pool);
  }

  /** Whether this attempt must wait, right password or not. */
  async mustWait(email: string, address: string): Promise<boolean> {
    const [forEmail, forAddress] = await Promise.all([this.byEmail.get(keyOf(email)), this.byAddress.get(address)]);
    return (forEmail?.consumedPoints ?? 0) >= wrongPasswordsAllowed || (forAddress?.consumedPoints ?? 0) > 100;
  }

  async wrongPassword(email: string, address: string): Promise<void> {
    const attempt = await this.byEmail.penalty(keyOf(email));
    if (attempt.consumedPoints >= wrongPasswordsAllowed) await this.byEmail.block(keyOf(email), waitMinutes * 60);
    await this.byAddress.penalty(address);
  }

  async rightPassword(email: string): Promise<void> {
    await this.byEmail.delete(keyOf(email));
  }
}

// No list of who tried to sign in is kept.
const keyOf = (email: string): string => createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
