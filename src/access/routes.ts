import type { NextFunction, Request, RequestHandler, Response, Router } from 'express';
import { NotFound, Refused } from '../shared/errors.js';
import { may, type Permission } from './permissions.js';

/** `public`: anyone; `signed_in`: anyone with an account. */
export type RoutePermission = Permission | 'public' | 'signed_in';

export type Handler = (request: Request, response: Response) => Promise<void> | void;

export interface DeclaredRoute {
  method: 'get' | 'post';
  path: string;
  permission: RoutePermission;
}

interface Gates {
  /** Checks the form's CSRF token. */
  csrf: RequestHandler;
  /** What happens to someone who is not signed in. */
  askToSignIn: RequestHandler;
}

/** All that someone may do whose password somebody else chose. */
const openBeforeChoosing = ['/account/password', '/sign-out'];

/** The only way to add a route: each names its permission, and every POST is checked for its CSRF token. */
export class Routes {
  readonly declared: DeclaredRoute[] = [];

  constructor(
    private readonly router: Router,
    private readonly gates: Gates,
  ) {}

  get(path: string, permission: RoutePermission, handler: Handler): void {
    this.declared.push({ method: 'get', path, permission });
    this.router.get(path, this.guard(path, permission), handler);
  }

  /** `reading` parses a body that is no ordinary form, such as an upload, before its token is checked. */
  post(path: string, permission: RoutePermission, handler: Handler, ...reading: RequestHandler[]): void {
    this.declared.push({ method: 'post', path, permission });
    this.router.post(path, this.guard(path, permission), ...reading, this.gates.csrf, handler);
  }

  private guard(path: string, permission: RoutePermission): RequestHandler {
    return (request: Request, response: Response, next: NextFunction) => {
      // PostgreSQL takes no NUL character in a text, and no record's name has one.
      if (Object.values(request.params).some((value) => String(value).includes('\u0000'))) throw new NotFound('There is no such page.');
      if (permission === 'public') return next();
      if (!request.user) return this.gates.askToSignIn(request, response, next);
      if (request.user.mustChangePassword && !openBeforeChoosing.includes(path)) return response.redirect(303, '/account/password');
      if (permission !== 'signed_in' && !may(request.user, permission)) {
        throw new Refused('Your role does not include this page. If you need it, ask your administrator.');
      }
      next();
    };
  }
}
