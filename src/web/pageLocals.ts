import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { may, type Permission } from '../access/permissions.js';
import { dayInWords, monthInWords } from '../shared/day.js';
import { label } from '../shared/practice.js';
import { generateToken } from './csrf.js';
import { menuFor, pagesBeside } from './navigation.js';

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
      navigation: settled ? menuFor(person, path) : [],
      pagesBeside: settled ? pagesBeside(person, path) : [],
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
