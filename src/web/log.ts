import { pino, type DestinationStream, type Logger } from 'pino';
import { pinoHttp } from 'pino-http';
import type { Request, Response } from 'express';
import { PlumblineError } from '../shared/errors.js';

export type { Logger };

/** What a log line says of an error: never its message when it is not ours, for a database puts the values it choked on there. */
function errorForLog(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    code: 'code' in error ? String(error.code) : undefined,
    ...(error instanceof PlumblineError ? { message: error.message } : {}),
    stack: (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')).slice(0, 12),
  };
}

export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino({ level, base: null, serializers: { err: errorForLog } }, ...(destination ? [destination] : []) as [DestinationStream]);
}

/** A line a request: method, path and status. A query string may hold what someone searched for and is left out. */
export function requestLog(log: Logger) {
  return pinoHttp<Request, Response>({
    logger: log,
    quietReqLogger: true,
    serializers: {
      req: (request: { method: string }) => ({ method: request.method }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customSuccessObject: (request, response, line: object) => ({ ...line, path: pathForLog(request, response) }),
    customErrorObject: (request, response, _error, line: object) => ({ ...line, path: pathForLog(request, response) }),
    autoLogging: { ignore: (request) => request.url.startsWith('/assets/') },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
  });
}

/** An address that leads nowhere may be a case reference someone tried. */
function pathForLog(request: Request, response: Response): string {
  return response.statusCode === 404 ? 'unknown' : request.originalUrl.split('?')[0]!;
}
