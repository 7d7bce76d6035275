import type { Request, Response } from 'express';
import { partsIn } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import type { Submissions } from '../forms/submissions.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import type { Audit } from './audit.entity.js';
import { statusAfter, statusInWords, type AuditAction } from './auditLifecycle.js';
import type { AuditReads } from './audits.reads.js';
import { typedShown, type Values } from './capture.presenter.js';

/** What becomes of a form that is carried out, or not. */
interface Outcomes {
  /** The page again, with the problems of its fields. */
  onProblems?: (errors: readonly Problem[]) => Promise<void>;
  /** The page again, with what is stored now beside what was typed. */
  onStale?: () => Promise<void>;
  onSaved?: () => void;
}

/** What all pages on which an audit is written do alike: open it for its auditor, and carry a form out. */
export class WritingDesk {
  constructor(
    private readonly audits: AuditReads,
    private readonly submissions: Submissions,
  ) {}

  /** The audit for its auditor while it may be written; a late visitor is led to where it stands now. @throws Refused, NotFound */
  async opened(request: Request, response: Response): Promise<Readonly<Audit> | undefined> {
    const audit = await this.audits.whole(refOf(request));
    try {
      this.demand(request, audit, 'write');
      return audit;
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      notify(request, `This audit cannot be written now: ${statusInWords[audit.status].toLowerCase()}.`, { success: false });
      response.redirect(303, `/audits/${audit.ref}`);
      return undefined;
    }
  }

  /** The audit for showing a form once more. @throws Refused, RuleBroken */
  async forAction(request: Request, action: AuditAction): Promise<Readonly<Audit>> {
    const audit = await this.audits.whole(refOf(request));
    this.demand(request, audit, action);
    return audit;
  }

  private demand(request: Request, audit: Readonly<Audit>, action: AuditAction): void {
    statusAfter(audit.status, action, partsIn(signedIn(request), audit));
  }

  /** Carries a form out once. When the audit has moved on, everything that was typed is shown, so that none of it is lost. */
  async carryOut(request: Request, response: Response, work: () => Promise<string>, typed: Values, { onProblems, onStale, onSaved }: Outcomes): Promise<void> {
    try {
      const location = await this.submissions.once(request, work);
      onSaved?.();
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion && onStale) return onStale();
      if (!(error instanceof RuleBroken)) throw error;
      if (onProblems && error.problems.every((problem) => problem.field !== 'form')) return onProblems(error.problems);
      response.status(409).render('audits/not-saved', { ref: refOf(request), message: error.message, typedTexts: typedShown(typed), errors: [] });
    }
  }
}

export function refOf(request: Request): string {
  return String(request.params['ref']);
}

/** What was typed in one field of a body, whatever was sent. */
export function typedText(body: unknown, name: string): string {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string').join('\n');
}
