import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { may, type Permission } from '../access/permissions.js';
import { dayInWords, monthInWords } from '../shared/day.js';
import { label } from '../shared/practice.js';
import { generateToken } from './csrf.js';

interface Place {
  href: string;
  /** Other pages that belong to the same place. */
  also?: string[];
  text: string;
  permission: Permission;
  /** Whoever has this permission finds the page within another place. */
  unless?: Permission;
}

/** The pages of the menu. */
const places: Place[] = [
  { href: '/audits', text: 'Audits', permission: 'audit:read' },
  { href: '/month', also: ['/availability', '/standing-exemptions', '/blackout-months', '/capacity', '/exemptions', '/pairings', '/allocation', '/caseload', '/nil-returns'], text: 'The month', permission: 'cycle:read' },
  { href: '/exemptions', text: 'Exemptions', permission: 'exemption:ask', unless: 'cycle:read' },
  { href: '/actions', text: 'Actions', permission: 'action:read' },
  { href: '/concerns', text: 'Cases of concern', permission: 'concern:read' },
  { href: '/snapshot', text: 'Snapshot', permission: 'figures:read' },
  { href: '/moderator-effect', text: 'Moderator effect', permission: 'figures:read' },
  { href: '/people', also: ['/teams', '/services'], text: 'People', permission: 'people:read' },
  { href: '/targets', text: 'Targets', permission: 'targets:change' },
  { href: '/import', text: 'Import', permission: 'import:run' },
  { href: '/outbox', text: 'Outbox', permission: 'outbox:read' },
];

/** What every page may use; `banner` says what kind of Plumbline this is, for a demonstration. */
export function pageLocals(banner: string | undefined): RequestHandler {
  return (request, response, next) => {
    const person = request.user;
    const { path } = request;
    const settled = person !== undefined && !person.mustChangePassword;
    Object.assign(response.locals, {
      banner,
      person,
      path,
      label,
      dayInWords,
      monthInWords,
      may: (permission: Permission) => may(person, permission),
      formKey: randomUUID(),
      navigation: settled
        ? [{ href: '/', text: 'My work', current: path === '/' }, ...places.filter(({ permission, unless }) => may(person, permission) && !(unless && may(person, unless))).map(({ href, also = [], text }) => ({ href, text, current: [href, ...also].some((place) => `${path}/`.startsWith(`${place}/`)) }))]
        : [],
    });
    // Read by name in the views; a token or a notice is only taken from the session by a page that shows it.
    Object.defineProperties(response.locals, {
      csrfToken: { enumerable: true, get: () => generateToken(request) },
      notice: {
        enumerable: true,
        get: () => {
          const { notice } = request.session;
          delete request.session.notice;
          return notice;
        },
      },
    });
    next();
  };
}
