import fc from 'fast-check';
import type { Person } from '../../src/access/person.js';
import { roles, type Role } from '../../src/access/roles.js';

/** Anyone: any roles, any of these members of staff, managing and heading any of these teams. */
export function anyPerson(staffIds: readonly number[], teamIds: readonly number[]): fc.Arbitrary<Person> {
  return fc.record({
    staffId: fc.constantFrom(...staffIds),
    accountId: fc.constant(1),
    name: fc.constant('Anyone'),
    email: fc.constant('anyone@example.org'),
    roles: fc.subarray([...roles]),
    managesTeams: fc.subarray([...teamIds]),
    headsTeams: fc.subarray([...teamIds]),
    mustChangePassword: fc.constant(false),
  });
}

/** Somebody with these roles, without a team or an account. */
export function personWith(...held: Role[]): Person {
  return { staffId: 0, accountId: 0, name: 'Somebody', email: 'somebody@example.org', roles: held, managesTeams: [], headsTeams: [], mustChangePassword: false };
}
