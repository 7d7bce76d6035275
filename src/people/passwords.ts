import argon2 from 'argon2';
import { randomInt } from 'node:crypto';
import type { Problem } from '../shared/errors.js';

/** OWASP's first choice for argon2id: 19 MiB, two passes. */
const settings = { type: argon2.argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

export async function hashPassword(password: string): Promise<string> {
  return argon2.hash(password, settings);
}

let hashOfNobody: Promise<string> | undefined;

/** Whether the password is right; without an account it takes as long, so that the time does not tell. */
export async function passwordIsRight(passwordHash: string | undefined, password: string): Promise<boolean> {
  hashOfNobody ??= hashPassword('an account that does not exist');
  const right = await argon2.verify(passwordHash ?? (await hashOfNobody), password);
  return right && passwordHash !== undefined;
}

const shortestPassword = 12;
const longestPassword = 128;

/** What is wrong with a new password; length is what makes it strong (NCSC: three random words). */
export function passwordProblems(password: string, repeated: string, email: string): Problem[] {
  if (password.length < shortestPassword) return [{ field: 'password', message: `Use at least ${shortestPassword} characters, such as three random words.` }];
  if (password.length > longestPassword) return [{ field: 'password', message: `Use ${longestPassword} characters or fewer.` }];
  if (new Set(password).size < 5) return [{ field: 'password', message: 'Use more than a few different characters.' }];
  if (email && password.toLowerCase().includes(email.split('@')[0]!.toLowerCase())) return [{ field: 'password', message: 'Do not use your name or e-mail address in your password.' }];
  if (password !== repeated) return [{ field: 'repeated', message: 'The two passwords are not the same. Type both again.' }];
  return [];
}

const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A code that is easy to read out: `k7mq-x2pd-9wha`. */
export function oneTimeCode(): string {
  const part = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return `${part()}-${part()}-${part()}`;
}

/** A password for somebody else's account, and its hash: made before a transaction, which must not wait for it. */
export async function temporaryPassword(): Promise<{ password: string; passwordHash: string }> {
  const password = oneTimeCode();
  return { password, passwordHash: await hashPassword(password) };
}
