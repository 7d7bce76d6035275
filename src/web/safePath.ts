/** A page of ours and nothing else, so that a link cannot lead elsewhere after signing in. */
export function safePath(path: unknown): string {
  return typeof path === 'string' && /^\/(?![/\\])[\w\-/.?=&%]*$/.test(path) ? path : '/';
}
