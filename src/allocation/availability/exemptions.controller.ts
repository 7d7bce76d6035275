import type { Request, Response } from 'express';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { monthOf, type Month } from '../../shared/month.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging } from '../../web/paging.js';
import { ExemptionEndForm, ExemptionForm, lastMonthIn } from './exemption.form.js';
import { exemptionConflict, exemptionFields, exemptionList, exemptionPage } from './exemptions.presenter.js';
import type { ExemptionReads } from './exemptions.reads.js';
import type { ExemptionsService } from './exemptions.service.js';

type Typed = Record<string, unknown>;

/** The QA team's pages about exemptions for longer than a month. */
export class ExemptionsController {
  constructor(
    private readonly exemptions: ExemptionsService,
    private readonly reads: ExemptionReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const today = this.clock.today();
    const page = pageAsked(request.query['page']);
    const { exemptions, total } = await this.reads.open(monthOf(today), page);
    response.render('allocation/exemptions-standing', { ...exemptionList(exemptions, today), paging: paging('/standing-exemptions', {}, page, total) });
  };

  showNew = async (_request: Request, response: Response): Promise<void> => {
    await this.newPage(response, {});
  };

  private async newPage(response: Response, typed: Typed, errors: readonly Problem[] = []): Promise<void> {
    const today = this.clock.today();
    response.status(errors.length > 0 ? 400 : 200).render('allocation/exemption-standing-new', { fields: exemptionFields(typed, await this.reads.people(today), today), errors });
  }

  add = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(ExemptionForm, request.body);
    if (!form.ok) return this.newPage(response, request.body as Typed, form.errors);
    const { person: staffId, ground, fromMonth } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.exemptions.add(signedIn(request), { staffId, ground, fromMonth, toMonth: lastMonthIn(form.value) });
        notify(request, 'The exemption is added.');
        return '/standing-exemptions';
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.newPage(response, request.body as Typed, error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.onePage(request, response, 200);
  };

  /** One exemption's page; `overtaken` is the last month somebody chose while it was changed. */
  private async onePage(request: Request, response: Response, status: 200 | 400 | 409, { errors = [], overtaken }: { errors?: readonly Problem[]; overtaken?: Month | null } = {}): Promise<void> {
    const stored = await this.reads.one(recordId(request.params['id']));
    const lines = await this.history.of('exemption', stored.id);
    response.status(status).render('allocation/exemption-standing', {
      ...exemptionPage(stored, status === 200 ? undefined : (request.body as Typed), lines, this.clock.today()),
      shownVersion: status === 400 ? versionShown(request.body) : stored.version,
      conflict: overtaken === undefined ? undefined : { fields: exemptionConflict(stored, overtaken), ...savedLast(lines) },
      errors,
    });
  }

  changeEnd = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(ExemptionEndForm, request.body);
    if (!form.ok) return this.onePage(request, response, 400, { errors: form.errors });
    const toMonth = lastMonthIn(form.value);
    await this.changed(request, response, (id, version) => this.exemptions.changeEnd(signedIn(request), id, version, toMonth), 'The last month is changed.', toMonth);
  };

  takeBack = async (request: Request, response: Response): Promise<void> => {
    await this.changed(request, response, (id, version) => this.exemptions.takeBack(signedIn(request), id, version), 'The exemption is taken back.', undefined);
  };

  private async changed(request: Request, response: Response, work: (id: number, version: number) => Promise<void>, done: string, wanted: Month | null | undefined): Promise<void> {
    const version = versionShown(request.body);
    const id = recordId(request.params['id']);
    try {
      const location = await this.submissions.once(request, async () => {
        await work(id, version);
        notify(request, done);
        return '/standing-exemptions';
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.onePage(request, response, 409, wanted === undefined ? { errors: [{ field: 'form', message: 'It was changed after you opened this page, so it was not taken back. Look at it again.' }] } : { overtaken: wanted });
      if (!(error instanceof RuleBroken)) throw error;
      await this.onePage(request, response, 400, { errors: error.problems });
    }
  };
}
