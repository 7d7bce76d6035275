import { may, type Permission } from '../access/permissions.js';
import type { Person } from '../access/person.js';

interface Page {
  href: string;
  text: string;
  permission: Permission;
}

interface Place {
  text: string;
  /** The pages of the place, in the order in which they are used. */
  pages: Page[];
  /** Other pages that belong to it. */
  also?: string[];
  /** Whoever has this permission finds the page within another place. */
  unless?: Permission;
}

/** The menu. */
const places: Place[] = [
  { text: 'Audits', pages: [{ href: '/audits', text: 'Audits', permission: 'audit:read' }] },
  {
    text: 'The month',
    pages: [
      { href: '/month', text: 'The month', permission: 'cycle:read' },
      { href: '/caseload', text: 'Caseload', permission: 'caseload:upload' },
      { href: '/availability', text: 'Availability', permission: 'cycle:read' },
      { href: '/exemptions', text: 'Exemptions', permission: 'cycle:read' },
      { href: '/capacity', text: 'Capacity', permission: 'cycle:read' },
      { href: '/pairings', text: 'Pairings', permission: 'cycle:manage' },
      { href: '/allocation/proposals', text: 'Proposed allocation', permission: 'proposal:read' },
      { href: '/allocation', text: 'Allocation by hand', permission: 'audit:allocate' },
      { href: '/nil-returns', text: 'Nil returns', permission: 'nil_return:read' },
    ],
    also: ['/standing-exemptions', '/blackout-months'],
  },
  { text: 'Exemptions', pages: [{ href: '/exemptions', text: 'Exemptions', permission: 'exemption:ask' }], unless: 'cycle:read' },
  {
    text: 'Actions',
    pages: [
      { href: '/actions', text: 'Actions', permission: 'action:read' },
      { href: '/surgeries', text: 'QA surgeries', permission: 'surgery:read' },
      { href: '/escalation', text: 'Escalation', permission: 'escalation:change' },
    ],
  },
  { text: 'Cases of concern', pages: [{ href: '/concerns', text: 'Cases of concern', permission: 'concern:read' }] },
  {
    text: 'Figures',
    pages: [
      { href: '/snapshot', text: 'Snapshot', permission: 'figures:read' },
      { href: '/moderator-effect', text: 'Moderator effect', permission: 'figures:read' },
      { href: '/follow-up', text: 'Follow-up', permission: 'figures:read' },
      { href: '/impact', text: 'Impact', permission: 'figures:read' },
    ],
  },
  {
    text: 'People',
    pages: [
      { href: '/people', text: 'People', permission: 'people:read' },
      { href: '/teams', text: 'Teams', permission: 'people:read' },
      { href: '/services', text: 'Services', permission: 'people:read' },
    ],
  },
  { text: 'Targets', pages: [{ href: '/targets', text: 'Targets', permission: 'targets:change' }] },
  { text: 'Import', pages: [{ href: '/import', text: 'Import', permission: 'import:run' }] },
  { text: 'Outbox', pages: [{ href: '/outbox', text: 'Outbox', permission: 'outbox:read' }] },
];

interface Link {
  href: string;
  text: string;
  current: boolean;
}

/** The places the person may open, each leading to the first of its pages that is theirs; `path` is the page in view. */
export function menuFor(person: Person, path: string): Link[] {
  const theirs = placesFor(person).map(({ text, pages, also = [] }) => ({
    href: pages[0]!.href, text, current: [...pages.map(({ href }) => href), ...also].some((part) => `${path}/`.startsWith(`${part}/`)),
  }));
  return [{ href: '/', text: 'My work', current: path === '/' }, ...theirs];
}

/** The pages of the place `path` is in that the person may open, for the line of links under the heading. */
export function pagesBeside(person: Person, path: string): Link[] {
  const within = (href: string): boolean => `${path}/`.startsWith(`${href}/`);
  const pages = placesFor(person).find(({ pages, also = [] }) => [...pages.map(({ href }) => href), ...also].some(within))?.pages ?? [];
  // Of two that begin alike, the longer one is meant.
  const current = pages.map(({ href }) => href).filter(within).toSorted((one, other) => other.length - one.length)[0];
  return pages.map(({ href, text }) => ({ href, text, current: href === current }));
}

function placesFor(person: Person): Place[] {
  return places
    .filter(({ unless }) => !(unless && may(person, unless)))
    .map((place) => ({ ...place, pages: place.pages.filter(({ permission }) => may(person, permission)) }))
    .filter(({ pages }) => pages.length > 0);
}
