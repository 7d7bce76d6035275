import type { Request, Response } from 'express';
import { signedIn } from '../../access/signedIn.js';
import { textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords } from '../../shared/day.js';
import { BadRequest, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { addMonths, isMonth, monthOf, type Month } from '../../shared/month.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../../web/paging.js';
import type { BoardReads } from './board.reads.js';
import { closePage } from './monthClose.presenter.js';
import type { MonthCloseReads } from './monthClose.reads.js';
import { versionOfClose, type MonthCloseService } from './monthClose.service.js';

/** The page on which a month is closed. */
export class MonthCloseController {
  constructor(
    private readonly closes: MonthCloseService,
    private readonly reads: MonthCloseReads,
    private readonly board: BoardReads,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  /** The month asked for, or the one before this. */
  show = async (request: Request, response: Response): Promise<void> => {
    const month = textAsked(request.query['month']) || addMonths(monthOf(this.clock.today()), -1);
    if (!isMonth(month)) throw new BadRequest('There is no such month. Go back to the month and follow the link from there.');
    await this.page(request, response, month);
  };

  private async page(request: Request, response: Response, month: Month, problems: readonly Problem[] = []): Promise<void> {
    const today = this.clock.today();
    const page = pageAsked(request.query['page']);
    const [toClose, counts] = await Promise.all([this.reads.toClose(month, today), this.board.counts(signedIn(request), month, today)]);
    response.status(problems.length > 0 ? 409 : 200).render('allocation/close', {
      ...closePage(month, toClose, toClose.slice(rowsBefore(page), rowsBefore(page) + perPage), counts, today),
      shownVersion: versionOfClose(toClose),
      paging: paging('/month/close', { month }, page, toClose.length),
      errors: problems,
    });
  }

  close = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    const month = textAsked((request.body as Record<string, unknown>)['month']);
    if (!isMonth(month)) throw new BadRequest('The form is incomplete. Go back, reload the page and try again.');
    try {
      const location = await this.submissions.once(request, async () => {
        const closed = await this.closes.close(signedIn(request), month, version);
        notify(request, `${monthInWords(month)} is closed: ${closed === 1 ? '1 audit is a nil return' : `${closed} audits are nil returns`} now, for the Heads of Service to follow up.`);
        return `/month?month=${month}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.page(request, response, month, [{ field: 'form', message: 'Nothing is closed yet: other audits are to be closed than when you opened this page. Look at them, then close the month.' }]);
      if (!(error instanceof RuleBroken)) throw error;
      await this.page(request, response, month, error.problems);
    }
  };
}
