import type { Request, Response } from 'express';
import { label } from '../shared/practice.js';

/** The largest form that is carried through signing in, in characters. */
const mostKept = 400_000;
const ours = ['_csrf', '_kept', '_key', 'password', 'current', 'repeated'];

interface KeptForm {
  path: string;
  answers: [name: string, value: string][];
}

/**
 * A form whose session or token has run out, as text that the next page carries in a hidden field: it stays between
 * the browser and us and is stored nowhere. Undefined when there is nothing to keep, or the form came from another site.
 */
export function keptIn(request: Request): string | undefined {
  const body = (request.body ?? {}) as Record<string, unknown>;
  if (request.method !== 'POST' || !fromOurOwnPage(request)) return undefined;
  if (typeof body['_kept'] === 'string') return readKept(body['_kept']) ? body['_kept'] : undefined;
  if (['/sign-in', '/sign-out', '/setup'].includes(request.path)) return undefined;
  const answers = Object.entries(body).flatMap(([name, value]) => (ours.includes(name) ? [] : [value].flat().map((one): [string, string] => [name, String(one)])));
  if (answers.length === 0) return undefined;
  const kept = JSON.stringify({ path: request.path, answers } satisfies KeptForm);
  return kept.length <= mostKept ? kept : undefined;
}

/** Shows what was typed with a button that saves it; nothing is saved without that. */
export function keepForm(_request: Request, response: Response, kept: string, why: string): void {
  const form = readKept(kept);
  if (!form) return response.redirect(303, '/');
  const shown = form.answers.filter(([name, value]) => !['version', 'after', 'from'].includes(name) && value.trim() !== '').map(([name, value]) => ({ key: inWords(name), value: isCode.test(value) ? label(value) : value, multiline: true }));
  response.render('people/keep', { target: form.path, answers: form.answers, shown, why });
}

/** What radios and lists send, such as `requires_improvement`. */
const isCode = /^[a-z]+(_[a-z]+)+$/;

/** A field's name as words: `startsOn-day` → `Starts on day`. */
function inWords(name: string): string {
  return label(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_'));
}

function readKept(text: string): KeptForm | undefined {
  try {
    const form = JSON.parse(text) as { path: string; answers: string[][] };
    const sound = /^\/[\w\-/]+$/.test(form.path) && !form.path.startsWith('//') && form.answers.every((answer) => answer.length === 2 && answer.every((part) => typeof part === 'string'));
    return sound ? (form as KeptForm) : undefined;
  } catch {
    return undefined;
  }
}

function fromOurOwnPage(request: Request): boolean {
  const origin = request.get('origin');
  return origin !== undefined && URL.canParse(origin) && [request.host, request.app.get('own host')].includes(new URL(origin).host);
}
