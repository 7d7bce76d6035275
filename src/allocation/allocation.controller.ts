import type { Request, Response } from 'express';
import { partsIn } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { statusAfter, statusInWords } from '../audits/auditLifecycle.js';
import type { AuditReads } from '../audits/audits.reads.js';
import { recordId } from '../forms/fields.js';
import { parseForm, textAsked, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import type { Clock } from '../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { isMonth, monthOf, type Month } from '../shared/month.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging } from '../web/paging.js';
import { AllocationForm, CaseloadForm, FindChildForm, ReallocationForm } from './allocation.form.js';
import { caseloadColumns, caseloadRows, childRows, choiceFields, filterFields, filterInAddress, monthChoices, planRows, reallocationFields } from './allocation.presenter.js';
import type { AllocationReads, CaseloadFilter } from './allocation.reads.js';
import type { AllocationAsked, AllocationService } from './allocation.service.js';

/** Where the QA team gives children out for audit. */
export class AllocationController {
  constructor(
    private readonly allocation: AllocationService,
    private readonly reads: AllocationReads,
    private readonly audits: AuditReads,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  caseload = async (request: Request, response: Response): Promise<void> => {
    await this.caseloadPage(request, response, request.query);
  };

  private async caseloadPage(request: Request, response: Response, asked: Record<string, unknown>, found: { errors: Problem[]; caseRef: string } = { errors: [], caseRef: '' }): Promise<void> {
    const today = this.clock.today();
    const form = parseForm(CaseloadForm, asked);
    const { month = monthOf(today), team, cohort, show = 'free' }: Partial<CaseloadForm> = form.ok ? form.value : {};
    const filter: CaseloadFilter = { teamId: team === undefined ? undefined : Number(team), cohort, show };
    const caseloadMonth = form.ok ? await this.reads.caseloadMonth(month) : null;
    const page = pageAsked(request.query['page']);
    const total = caseloadMonth === null ? 0 : await this.reads.count(caseloadMonth, month, filter);
    const errors = form.ok ? found.errors : form.errors;
    const children = total === 0 ? [] : await this.reads.page(caseloadMonth!, month, filter, page);
    const reaudits = await this.reads.reauditsDue(month, children.map(({ caseRef }) => caseRef));
    response.status(errors.length > 0 ? 400 : 200).render('allocation/caseload', {
      errors,
      month,
      caseloadMonth,
      caseRef: found.caseRef,
      fields: filterFields(asked, month, await this.reads.teams(), today),
      caseloadColumns,
      rows: caseloadRows(children, reaudits, month, today),
      paging: paging('/allocation', filterInAddress(month, filter), page, total),
    });
  }

  /** Finds a child by case reference: a form that is posted, since the reference must not stand in an address. */
  find = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(FindChildForm, request.body);
    const caseRef = textAsked((request.body as Record<string, unknown>)['caseRef'], 40);
    const again = (errors: Problem[], month?: Month): Promise<void> => this.caseloadPage(request, response, month === undefined ? {} : { month }, { errors, caseRef });
    if (!form.ok) return again(form.errors);
    const { month } = form.value;
    const caseloadMonth = await this.reads.caseloadMonth(month);
    const id = caseloadMonth === null ? undefined : await this.reads.idOf(caseloadMonth, form.value.caseRef);
    if (id === undefined) return again([{ field: 'caseRef', message: 'No child with this case reference is in the caseload. Check the reference.' }], month);
    response.redirect(303, `/allocation/children/${id}?month=${month}`);
  };

  child = async (request: Request, response: Response): Promise<void> => {
    const { month } = request.query;
    await this.choicePage(response, recordId(request.params['id']), typeof month === 'string' && isMonth(month) ? month : monthOf(this.clock.today()));
  };

  private async choicePage(response: Response, id: number, month: Month, again?: { errors: readonly Problem[]; auditor: string; moderator: string }): Promise<void> {
    const today = this.clock.today();
    const child = await this.reads.child(id, month);
    const forbidden = await this.allocation.problemsWithChild(child, month);
    const shown = forbidden.length > 0 ? forbidden : (again?.errors ?? []);
    response.status(again ? 400 : 200).render('allocation/child', {
      child,
      month,
      months: monthChoices(today),
      facts: childRows(child, (await this.reads.reauditsDue(month, [child.caseRef])).get(child.caseRef), today),
      forbidden: forbidden.map((problem) => problem.message),
      errors: again ? shown : [],
      fields: choiceFields(await this.reads.choices(month), month, again ?? { auditor: '', moderator: '' }),
    });
  }

  /** What is about to be given out, and what to think about first. */
  check = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const asked = this.asked(request.query);
    if (!asked.ok) return this.choiceAgain(response, id, request.query, asked.errors);
    try {
      const plan = await this.allocation.plan(id, asked.value);
      response.render('allocation/check', {
        child: plan.child,
        month: plan.month,
        auditorId: plan.auditor.staffId,
        moderatorId: plan.moderator.staffId,
        rows: planRows(plan, this.clock.today()),
        notes: plan.notes,
      });
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.choiceAgain(response, id, request.query, error.problems);
    }
  };

  allocate = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const asked = this.asked(request.body);
    if (!asked.ok) return this.choiceAgain(response, id, request.body as Record<string, unknown>, asked.errors);
    try {
      const location = await this.submissions.once(request, async () => `/audits/${await this.allocation.allocate(signedIn(request), id, asked.value)}`);
      notify(request, 'The audit is allocated.');
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.choiceAgain(response, id, request.body as Record<string, unknown>, error.problems);
    }
  };

  private asked(answers: unknown): { ok: true; value: AllocationAsked } | { ok: false; errors: Problem[] } {
    const form = parseForm(AllocationForm, answers);
    if (!form.ok) return form;
    const { month, auditor, moderator } = form.value;
    return { ok: true, value: { month, auditorId: auditor, moderatorId: moderator === 'paired' ? null : moderator } };
  }

  private async choiceAgain(response: Response, id: number, typed: Record<string, unknown>, errors: readonly Problem[]): Promise<void> {
    const text = (name: string): string => textAsked(typed[name], 20);
    await this.choicePage(response, id, isMonth(text('month')) ? text('month') : monthOf(this.clock.today()), { errors, auditor: text('auditor'), moderator: text('moderator') });
  }

  reallocation = async (request: Request, response: Response): Promise<void> => {
    await this.reallocationPage(request, response, 200);
  };

  private async reallocationPage(request: Request, response: Response, status: 200 | 400 | 409, errors: readonly Problem[] = [], version?: number): Promise<void> {
    const audit = await this.audits.header(String(request.params['ref']));
    statusAfter(audit.status, 'reallocate', partsIn(signedIn(request), audit));
    const body = (request.body ?? {}) as Record<string, unknown>;
    const typed = status === 200 ? { auditor: String(audit.auditorId), moderator: String(audit.moderatorId), reason: '' } : { auditor: textAsked(body['auditor']), moderator: textAsked(body['moderator']), reason: textAsked(body['reason'], 20_000) };
    response.status(status).render('allocation/reallocate', {
      audit,
      statusWords: statusInWords[audit.status],
      fields: reallocationFields(audit, await this.reads.choices(audit.month), typed),
      shownVersion: version ?? audit.version,
      changedMeanwhile: status === 409,
      errors,
    });
  }

  reallocate = async (request: Request, response: Response): Promise<void> => {
    const ref = String(request.params['ref']);
    const version = versionShown(request.body);
    const form = parseForm(ReallocationForm, request.body);
    if (!form.ok) return this.reallocationPage(request, response, 400, form.errors, version);
    const { auditor, moderator, reason } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.allocation.reallocate(signedIn(request), ref, version, { auditorId: auditor, moderatorId: moderator, reason });
        return `/audits/${ref}`;
      });
      notify(request, 'The change is saved.');
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.reallocationPage(request, response, 409);
      if (!(error instanceof RuleBroken) || error.problems.some((problem) => problem.field === 'form')) throw error;
      await this.reallocationPage(request, response, 400, error.problems, version);
    }
  };
}
