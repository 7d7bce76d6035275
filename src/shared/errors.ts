/** What a page does about it is decided in `web/errorPages.ts` and nowhere else. */
export abstract class PlumblineError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** There is no such record. */
export class NotFound extends PlumblineError {}

/** This person may not do this. The message may be shown; it names no child. */
export class Refused extends PlumblineError {}

/** The record changed after the page was shown; nothing was saved. */
export class StaleVersion extends PlumblineError {
  constructor() {
    super('Someone else has saved this since you opened it.');
  }
}

/** A request no form of ours sends; the message says what to do. */
export class BadRequest extends PlumblineError {}

/** A rule of the work forbids it now; each problem names the field it belongs to and what to do. */
export class RuleBroken extends PlumblineError {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join(' '));
  }
}

/** The set-up is wrong: commands end with this one line and exit code 1. */
export class CannotStart extends PlumblineError {}

export interface Problem {
  field: string;
  message: string;
}

/** Goes on only when there is no problem. @throws RuleBroken with all of them */
export function holdTo(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new RuleBroken(problems);
}

/** The one rule that is broken: what to do about it, at the field it belongs to. */
export function refusal(field: string, message: string): RuleBroken {
  return new RuleBroken([{ field, message }]);
}
