import type { Request } from 'express';
import type { Actor } from '../history/history.store.js';
import { Refused } from '../shared/errors.js';
import type { Person } from './person.js';

declare global {
  /* eslint-disable @typescript-eslint/no-namespace, @typescript-eslint/no-empty-object-type -- the way passport's types name the signed-in user */
  namespace Express {
    interface User extends Person {}
  }
  /* eslint-enable */
}

/** The person signed in; routes that are not public always have one. @throws Refused without one */
export function signedIn(request: Request): Person {
  if (!request.user) throw new Refused('Sign in to see this page.');
  return request.user;
}

/** How history names the person. */
export function actorOf(person: Person): Actor {
  return { staffId: person.staffId, name: person.name };
}
