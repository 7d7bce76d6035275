import type { Request, Response } from 'express';
import { may } from '../../access/permissions.js';
import { mayDecideExemption, maySeeAudit, maySeeHistory } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging } from '../../web/paging.js';
import { DecisionForm, ExemptionRequestForm } from './exemptionRequest.form.js';
import { decisionConflict, decisionFields, requestForm, requestHistory, requestList, requestPage } from './exemptionRequests.presenter.js';
import type { ExemptionRequestReads } from './exemptionRequests.reads.js';
import type { ExemptionRequestsService } from './exemptionRequests.service.js';

type Typed = Record<string, unknown>;

/** Where auditors ask to be let off a month, and directors decide. */
export class ExemptionRequestsController {
  constructor(
    private readonly requests: ExemptionRequestsService,
    private readonly reads: ExemptionRequestReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const page = pageAsked(request.query['page']);
    const { requests, total, undecided } = await this.reads.list(person, page);
    response.render('allocation/exemptions', { undecided, ...requestList(requests), paging: paging('/exemptions', {}, page, total) });
  };

  showNew = async (request: Request, response: Response): Promise<void> => {
    await this.newPage(request, response, request.query);
  };

  private async newPage(request: Request, response: Response, typed: Typed, errors: readonly Problem[] = []): Promise<void> {
    const today = this.clock.today();
    const situation = await this.reads.situationOf(signedIn(request).staffId, today);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/exemption-new', { ...requestForm(typed, situation, today), errors });
  }

  ask = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(ExemptionRequestForm, request.body);
    if (!form.ok) return this.newPage(request, response, request.body as Typed, form.errors);
    const { month, reason, detail = null } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        const id = await this.requests.ask(signedIn(request), { month, reason, detail });
        notify(request, 'You have asked. The directors are told, and you are told what they decide.');
        return `/exemptions/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.newPage(request, response, request.body as Typed, error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.onePage(request, response, 200);
  };

  private async onePage(request: Request, response: Response, status: 200 | 400 | 409, errors: readonly Problem[] = []): Promise<void> {
    const person = signedIn(request);
    const asked = await this.reads.oneFor(person, recordId(request.params['id']));
    const [audits, lines] = await Promise.all([this.reads.auditsOf(asked), this.history.of('exemption_request', asked.id)]);
    const open = asked.decision === null;
    const typed = (request.body ?? {}) as Typed;
    response.status(status).render('allocation/exemption', {
      ...requestPage(asked, audits, (audit) => audits.some((one) => one.ref === audit.ref && maySeeAudit(person, one))),
      shownVersion: status === 400 ? versionShown(request.body) : asked.version,
      decision: open && may(person, 'exemption:decide') && mayDecideExemption(person, { staffId: asked.staffId, moderatorIds: audits.map(({ moderatorId }) => moderatorId) }) && decisionFields(typed),
      mayWithdraw: open && asked.staffId === person.staffId && may(person, 'exemption:ask'),
      conflict: status === 409 && typed['decision'] !== undefined ? { fields: decisionConflict(asked, typed), ...savedLast(lines) } : undefined,
      changes: maySeeHistory(person, 'exemption_request') && requestHistory(lines),
      errors,
    });
  }

  decide = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    const form = parseForm(DecisionForm, request.body);
    if (!form.ok) return this.onePage(request, response, 400, form.errors);
    const { decision, note = null } = form.value;
    await this.settled(request, response, (id) => this.requests.decide(signedIn(request), id, version, { decision, note }), decision === 'granted' ? 'The exemption is granted.' : 'The exemption is refused.');
  };

  withdraw = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    await this.settled(request, response, (id) => this.requests.withdraw(signedIn(request), id, version), 'The request is withdrawn.');
  };

  private async settled(request: Request, response: Response, work: (id: number) => Promise<void>, done: string): Promise<void> {
    const id = recordId(request.params['id']);
    try {
      const location = await this.submissions.once(request, async () => {
        await work(id);
        notify(request, done);
        return `/exemptions/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.onePage(request, response, 409, [{ field: 'form', message: 'This was settled after you opened the page, so nothing was saved. What became of it is below.' }]);
      if (!(error instanceof RuleBroken)) throw error;
      await this.onePage(request, response, 400, error.problems);
    }
  }
}
