import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { MulterError } from 'multer';
import { BadRequest, NotFound, Refused, RuleBroken, StaleVersion } from '../shared/errors.js';
import type { Logger } from './log.js';

export const notFoundPage: RequestHandler = (_request, response) => {
  show(response, 404, {});
};

/** The one place that says which page an error becomes. */
export function errorPages(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const status = statusOf(error);
    if (status < 500 && !response.headersSent) return show(response, status, error instanceof Error && isOurs(error) ? { message: error.message } : {});
    const errorId = randomUUID();
    log.error({ err: error, errorId, method: request.method, path: request.path }, 'a request failed');
    // A page that has gone out whole stays as it is; its session could not be kept.
    if (response.writableEnded) return;
    if (response.headersSent) return next(error);
    show(response, status, { errorId });
  };
}

const isOurs = (error: Error): boolean => [BadRequest, Refused, NotFound, RuleBroken].some((kind) => error instanceof kind);

function statusOf(error: unknown): number {
  if (error instanceof NotFound) return 404;
  if (error instanceof Refused) return 403;
  if (error instanceof StaleVersion || error instanceof RuleBroken) return 409;
  if (error instanceof BadRequest) return 400;
  if (error instanceof MulterError) return error.code === 'LIMIT_FILE_SIZE' ? 413 : 400;
  if (error instanceof URIError) return 400;
  // What body parsers and the router throw carries the status itself.
  const carried = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  if (carried === 404 || carried === 413) return carried;
  return carried >= 400 && carried < 500 ? 400 : 500;
}

const pages = [400, 403, 404, 409, 413, 429, 500, 503];

function show(response: Response, status: number, page: object): void {
  response.status(status).render(`errors/${pages.includes(status) ? status : 500}`, page, (error: Error | null, html?: string) => {
    // Where not even the page about the error can be made, a line of text can.
    if (error || html === undefined) response.type('text').send('Sorry, there is a problem with Plumbline. Try again in a few minutes.');
    else response.send(html);
  });
}
