import { csrfSync } from 'csrf-sync';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { keepForm, keptIn } from './keptForm.js';

const { generateToken, isRequestValid } = csrfSync({ getTokenFromRequest: (request) => (request.body as Record<string, string> | undefined)?.['_csrf'] });

export { generateToken };

/** Lets a POST through with its session's token; otherwise what was typed is shown again for saving. */
export const checkCsrf: RequestHandler = (request: Request, response: Response, next: NextFunction) => {
  if (isRequestValid(request)) return next();
  const kept = request.user ? keptIn(request) : undefined;
  response.status(403);
  if (!request.user && request.path === '/sign-in') {
    const errors = [{ field: 'form', message: 'This page had been open too long. Sign in again.' }];
    return response.render('people/sign-in', { next: '/', email: '', kept: keptIn(request), errors });
  }
  if (kept) return keepForm(request, response, kept, 'This page had been open too long to be saved as it was. Check what you typed and save it.');
  response.render('errors/csrf');
};
