import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import { mayReopenConcern } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { parseForm, textAsked, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { savedLast } from '../history/history.presenter.js';
import type { HistoryStore } from '../history/history.store.js';
import { Refused, RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { reopenProblems } from './concern.js';
import { longestNote, ReopenForm } from './concern.form.js';
import { reopenConflict, reopenPage } from './concerns.presenter.js';
import type { ConcernReads } from './concerns.reads.js';
import type { ConcernsService } from './concerns.service.js';

interface Again {
  status: 400 | 409;
  errors: readonly Problem[];
}

/** The page on which a resolved case of concern is taken up again. */
export class ReopeningController {
  constructor(
    private readonly concerns: ConcernsService,
    private readonly reads: ConcernReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
  ) {}

  show = (request: Request, response: Response): Promise<void> => this.page(request, response);

  private async page(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const concern = await this.reads.concernFor(person, refIn(request));
    if (!may(person, 'concern:reopen') || !mayReopenConcern(person, concern)) throw new Refused('Only the Head of Service of the child’s team, the QA team and directors may reopen this case of concern.');
    const typed = again ? textAsked((request.body as Record<string, unknown>)['reason'], 2 * longestNote) : '';
    const version = again?.status === 400 ? versionShown(request.body) : concern.version;
    const forbidden = reopenProblems(concern)[0]?.message ?? '';
    const overtaken = again?.status === 409;
    const [standings, lines] = overtaken ? await Promise.all([this.reads.standingsOf(concern.id), this.history.of('concern', concern.id)]) : [[], []];
    response.status(again?.status ?? 200).render('concerns/reopen', {
      ...reopenPage(concern, typed, version),
      forbidden,
      conflict: overtaken && { ...reopenConflict(standings, typed, forbidden), ...savedLast(lines) },
      errors: again?.errors ?? [],
    });
  }

  reopen = async (request: Request, response: Response): Promise<void> => {
    const ref = refIn(request);
    const version = versionShown(request.body);
    const form = parseForm(ReopenForm, request.body);
    if (!form.ok) return this.page(request, response, { status: 400, errors: form.errors });
    try {
      const location = await this.submissions.once(request, async () => {
        await this.concerns.reopen(signedIn(request), ref, version, form.value.reason);
        notify(request, 'The case of concern is reopened.');
        return `/concerns/${ref}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.page(request, response, { status: 409, errors: [] });
      if (error instanceof RuleBroken) return this.page(request, response, { status: 400, errors: error.problems });
      throw error;
    }
  };
}

const refIn = (request: Request): string => textAsked(request.params['ref']);
