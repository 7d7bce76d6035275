import type { Request, Response } from 'express';
import type { Submissions } from '../forms/submissions.js';
import type { Clock } from '../shared/clock.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging } from '../web/paging.js';
import type { DeliveriesStore } from './deliveries.store.js';
import { outboxPage } from './outbox.presenter.js';
import { outboxParts, type OutboxReads } from './outbox.reads.js';

/** How the sending of e-mail goes, for administrators. */
export class OutboxController {
  constructor(
    private readonly store: DeliveriesStore,
    private readonly reads: OutboxReads,
    private readonly submissions: Submissions,
    private readonly sendsMail: boolean,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const part = outboxParts.find((each) => each === request.query['part']) ?? 'waiting';
    const page = pageAsked(request.query['page']);
    const [counts, lines] = await Promise.all([this.reads.counts(), this.reads.lines(part, page)]);
    response.render('messages/outbox', { ...outboxPage(part, lines, counts, this.clock.now()), sendsMail: this.sendsMail, paging: paging('/outbox', { part }, page, counts[part]) });
  };

  tryAgain = async (request: Request, response: Response): Promise<void> => {
    const location = await this.submissions.once(request, async () => {
      const again = await this.store.tryAgain();
      notify(request, again === 1 ? '1 e-mail is tried again.' : `${again} e-mails are tried again.`);
      return '/outbox';
    });
    response.redirect(303, location);
  };
}
