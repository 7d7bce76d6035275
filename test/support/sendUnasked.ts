import type { Visitor } from './testApp.js';

/** Sends answers to a path with a token that is right, for somebody whose pages have no such form. */
export async function sendUnasked(visitor: Visitor, path: string, answers: Record<string, string>): Promise<Visitor> {
  await visitor.get('/');
  const { _csrf } = visitor.fields('form[action="/sign-out"]').answers as { _csrf: string };
  return visitor.send(path, { _csrf, _key: 'unasked', ...answers });
}
