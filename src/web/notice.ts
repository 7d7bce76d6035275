import type { Request } from 'express';

declare module 'express-session' {
  interface SessionData {
    notice?: string;
    /** When the person signed in and was last here, in milliseconds. */
    signedInAt?: number;
    seenAt?: number;
  }
}

/** Shows `text` on the next page this person sees. */
export function notify(request: Request, text: string): void {
  request.session.notice = text;
}
