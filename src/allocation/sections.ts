import { may, type Permission } from '../access/permissions.js';
import type { Person } from '../access/person.js';

/** The pages of the monthly cycle, in the order in which a month is run. */
const pages: { href: string; text: string; permission: Permission }[] = [
  { href: '/month', text: 'The month', permission: 'cycle:read' },
  { href: '/caseload', text: 'Caseload', permission: 'caseload:upload' },
  { href: '/availability', text: 'Availability', permission: 'cycle:read' },
  { href: '/exemptions', text: 'Exemptions', permission: 'exemption:read' },
  { href: '/capacity', text: 'Capacity', permission: 'cycle:read' },
  { href: '/pairings', text: 'Pairings', permission: 'cycle:manage' },
  { href: '/allocation/proposals', text: 'Proposed allocation', permission: 'proposal:read' },
  { href: '/allocation', text: 'Allocation by hand', permission: 'audit:allocate' },
  { href: '/nil-returns', text: 'Nil returns', permission: 'nil_return:read' },
];

interface Section {
  href: string;
  text: string;
  current: boolean;
}

/** The pages of the monthly cycle that `person` may open, for `components/sub-navigation`; `current` is the one in view. */
export function cycleSections(person: Person, current: string): Section[] {
  return pages.filter(({ permission }) => may(person, permission)).map(({ href, text }) => ({ href, text, current: href === current }));
}
