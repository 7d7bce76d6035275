import fc from 'fast-check';
import type { Person } from '../../src/access/person.js';
import { roles } from '../../src/access/roles.js';

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
