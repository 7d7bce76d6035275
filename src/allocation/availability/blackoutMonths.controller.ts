import type { Request, Response } from 'express';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging } from '../../web/paging.js';
import { BlackoutForm } from './blackoutMonth.form.js';
import { blackoutFields, blackoutLines } from './blackoutMonths.presenter.js';
import type { BlackoutReads } from './blackoutMonths.reads.js';
import type { BlackoutMonthsService } from './blackoutMonths.service.js';

/** Where the QA team declares months without audits. */
export class BlackoutMonthsController {
  constructor(
    private readonly blackouts: BlackoutMonthsService,
    private readonly reads: BlackoutReads,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    await this.page(request, response, 200);
  };

  private async page(request: Request, response: Response, status: 200 | 400 | 409, errors: readonly Problem[] = []): Promise<void> {
    const page = pageAsked(request.query['page']);
    const { blackouts, total } = await this.reads.list(page);
    const today = this.clock.today();
    response.status(status).render('allocation/blackout-months', {
      blackouts: blackoutLines(blackouts, today),
      fields: blackoutFields((request.body ?? {}) as Record<string, unknown>, today),
      paging: paging('/blackout-months', {}, page, total),
      errors,
    });
  }

  set = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(BlackoutForm, request.body);
    if (!form.ok) return this.page(request, response, 400, form.errors);
    await this.changed(request, response, () => this.blackouts.set(signedIn(request), form.value), 'The month is without audits.');
  };

  lift = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const version = versionShown(request.body);
    await this.changed(request, response, () => this.blackouts.lift(signedIn(request), id, version), 'Audits are expected in that month again.');
  };

  private async changed(request: Request, response: Response, work: () => Promise<void>, done: string): Promise<void> {
    try {
      const location = await this.submissions.once(request, async () => {
        await work();
        notify(request, done);
        return '/blackout-months';
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.page(request, response, 409, [{ field: 'form', message: 'It was changed after you opened this page. Nothing was saved.' }]);
      if (!(error instanceof RuleBroken)) throw error;
      await this.page(request, response, 400, error.problems);
    }
  }
}
