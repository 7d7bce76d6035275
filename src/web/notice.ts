import type { Request } from 'express';

declare module 'express-session' {
  interface SessionData {
    notice?: { text: string; success: boolean };
    /** When the person signed in and was last here, in milliseconds. */
    signedInAt?: number;
    seenAt?: number;
  }
}

/** Shows `text` on the next page this person sees, as a success unless told otherwise. */
export function notify(request: Request, text: string, { success = true } = {}): void {
  request.session.notice = { text, success };
}
