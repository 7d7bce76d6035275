import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import multer, { MulterError } from 'multer';
import { BadRequest } from '../shared/errors.js';

const megabyte = 1024 * 1024;
const largestFile = 20 * megabyte;
const largestUpload = 100 * megabyte;
const mostFiles = 60;

const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: largestFile, files: mostFiles, fields: 10, fieldSize: 10_000, fieldNameSize: 100, parts: mostFiles + 20 },
  defParamCharset: 'utf8',
}).any();

/** Takes the files of a form into memory, for `filesIn`; too much of them is answered with a page that says so. */
export const receiveFiles: RequestHandler = (request, response, next) => {
  if (!(Number(request.headers['content-length']) <= largestUpload)) {
    request.resume();
    return tooLarge(response, `The files are larger than ${largestUpload / megabyte} MB together. Nothing has been stored.`);
  }
  receive(request, response, (error: unknown) => {
    if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') {
      return tooLarge(response, `One of the files is larger than ${largestFile / megabyte} MB. Nothing has been stored.`);
    }
    if (error instanceof MulterError && error.code === 'LIMIT_FILE_COUNT') {
      return tooLarge(response, `These are more than ${mostFiles} files. Nothing has been stored.`);
    }
    if (error) return next(new BadRequest('The files did not arrive whole. Nothing has been stored. Send them again.'));
    // The same page sent with other files is another form.
    const body = (request.body ?? {}) as Record<string, unknown>;
    request.body = { ...body, _key: fingerprintOf(String(body['_key']), received(request)) };
    next();
  });
};

function tooLarge(response: Response, message: string): void {
  response.status(413).render('errors/413', { message });
}

const received = (request: Request): Express.Multer.File[] => (Array.isArray(request.files) ? request.files : []);

function fingerprintOf(key: string, files: readonly Express.Multer.File[]): string {
  const hash = createHash('sha256').update(key);
  for (const file of files) hash.update(`\n${file.originalname}\n${file.size}\n`).update(file.buffer);
  return hash.digest('hex');
}

export type FilesSent = { ok: true; files: Map<string, Buffer> } | { ok: false; problem: string };

/** The files sent, by name. */
export function filesIn(request: Request): FilesSent {
  const files = new Map<string, Buffer>();
  for (const { originalname: name, buffer } of received(request)) {
    if (files.has(name)) return { ok: false, problem: `Choose each file once: two of them are named ${name}.` };
    files.set(name, buffer);
  }
  return files.size > 0 ? { ok: true, files } : { ok: false, problem: 'Choose the CSV files to import.' };
}

export type FileSent = { ok: true; name: string; bytes: Buffer } | { ok: false; problem: string };

/** The file sent by a form that asks for one; `choose` is the message when there is none. */
export function fileIn(request: Request, choose: string): FileSent {
  const [file, ...more] = received(request);
  if (!file) return { ok: false, problem: choose };
  if (more.length > 0) return { ok: false, problem: `Choose one file. You sent ${more.length + 1}.` };
  return { ok: true, name: file.originalname, bytes: file.buffer };
}
