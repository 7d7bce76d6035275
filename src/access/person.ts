import type { Role } from './roles.js';

/** Who is signed in, and what they answer for; read afresh on every request. */
export interface Person {
  staffId: number;
  accountId: number;
  name: string;
  email: string;
  roles: readonly Role[];
  /** Teams they manage. */
  managesTeams: readonly number[];
  /** Teams of the services they head. */
  headsTeams: readonly number[];
  mustChangePassword: boolean;
}

export function hasRole(person: Person, ...anyOf: Role[]): boolean {
  return anyOf.some((role) => person.roles.includes(role));
}
