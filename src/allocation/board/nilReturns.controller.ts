import type { Request, Response } from 'express';
import { may } from '../../access/permissions.js';
import { mayAnswerNilReturn, maySeeAudit, maySeeNilReturn } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging } from '../../web/paging.js';
import { NilReturnForm, NilReturnsForm } from './board.form.js';
import { isNilReturn } from './nilReturn.js';
import { answerConflict, nilReturnColumns, nilReturnFilters, nilReturnPage, nilReturnRows } from './nilReturns.presenter.js';
import type { NilReturnFilter, NilReturnReads } from './nilReturns.reads.js';
import type { NilReturnsService } from './nilReturns.service.js';

/** The form shown once more, with what was typed. */
interface Again {
  status: 400 | 409;
  errors: readonly Problem[];
}

/** Audits that were not submitted, and what the Heads of Service found out about them. */
export class NilReturnsController {
  constructor(
    private readonly nilReturns: NilReturnsService,
    private readonly reads: NilReturnReads,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const form = parseForm(NilReturnsForm, request.query);
    const { month, answered = 'unanswered' }: Partial<NilReturnsForm> = form.ok ? form.value : {};
    const filter: NilReturnFilter = { month, state: answered };
    const page = pageAsked(request.query['page']);
    const total = form.ok ? await this.reads.count(person, filter) : 0;
    response.status(form.ok ? 200 : 400).render('allocation/nil-returns', {
      errors: form.ok ? [] : form.errors,
      fields: nilReturnFilters(filter, await this.reads.months(person)),
      nilReturnColumns,
      rows: total === 0 ? [] : nilReturnRows(await this.reads.page(person, filter, page), this.clock.today()),
      nothing: answered === 'unanswered' && month === undefined ? 'No nil return that you may see is without an answer.' : 'No nil return that you may see fits these filters.',
      paging: paging('/nil-returns', { month, answered }, page, total),
    });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.page(request, response);
  };

  private async page(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const nilReturn = await this.reads.byRef(refOf(request));
    const mayAnswer = may(person, 'nil_return:answer') && mayAnswerNilReturn(person, nilReturn);
    if (again ? !mayAnswer : !maySeeNilReturn(person, nilReturn)) throw new Refused('This nil return is followed up by another Head of Service.');
    const body = (request.body ?? {}) as Record<string, unknown>;
    const typed = again ? { answer: textAsked(body['answer']), note: textAsked(body['note'], 20_000) } : { answer: nilReturn.answer, note: nilReturn.note };
    const compared = again?.status === 409 ? answerConflict(nilReturn, { answer: textAsked(body['answer']), note: textAsked(body['note'], 20_000) }) : undefined;
    const open = mayAnswer && isNilReturn(nilReturn);
    response.status(again?.status ?? 200).render('allocation/nil-return', {
      ...nilReturnPage(nilReturn, may(person, 'audit:read') && maySeeAudit(person, nilReturn), this.clock.today()),
      form: open && { ...typed, shownVersion: again?.status === 400 ? versionShown(body) : nilReturn.version },
      conflict: open ? compared : undefined,
      notSaved: open ? undefined : compared,
      errors: again?.errors ?? [],
    });
  }

  answer = async (request: Request, response: Response): Promise<void> => {
    const ref = refOf(request);
    const version = versionShown(request.body);
    const form = parseForm(NilReturnForm, request.body);
    if (!form.ok) return this.page(request, response, { status: 400, errors: form.errors });
    const { answer, note } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.nilReturns.answer(signedIn(request), ref, { answer, note }, version);
        return `/nil-returns/${ref}`;
      });
      notify(request, 'Your answer is saved.');
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.page(request, response, { status: 409, errors: [] });
      if (!(error instanceof RuleBroken)) throw error;
      await this.page(request, response, { status: 409, errors: error.problems });
    }
  };
}

function refOf(request: Request): string {
  return textAsked(request.params['ref']);
}
