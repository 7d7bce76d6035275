import type { Request, Response } from 'express';
import type { ChildMovesReads } from '../../actions/handover/childMoves.reads.js';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { caseloadMonth } from '../../importing/format.js';
import { problemsShown } from '../../importing/importing.presenter.js';
import { fileIn } from '../../importing/upload.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound, StaleVersion, type Problem } from '../../shared/errors.js';
import { isMonth } from '../../shared/month.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../../web/paging.js';
import { CaseloadUploadForm, ChildrenFilterForm } from './caseloads.form.js';
import {
  childColumns, childRows, fileHelp, filterFields, filterInAddress, kindAtFirst, monthsShown, movesInWords, numbersAgainst, oldDraftsShown, problemsOf, reviewShown, takenOverInWords, uploadFields, uploadShown,
  waitingShown,
} from './caseloads.presenter.js';
import type { CaseloadReads, Compared } from './caseloads.reads.js';
import { versionOfReview, type CaseloadsService } from './caseloads.service.js';
import { endOf, monthStated } from './caseloadUpload.js';

/** The caseload of each month: what there is, uploads of it, and what came, went and moved team. */
export class CaseloadsController {
  constructor(
    private readonly caseloads: CaseloadsService,
    private readonly reads: CaseloadReads,
    private readonly moves: ChildMovesReads,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  months = async (request: Request, response: Response): Promise<void> => {
    await this.monthsPage(request, response, []);
  };

  private async monthsPage(request: Request, response: Response, errors: readonly Problem[], typed = ''): Promise<void> {
    const page = pageAsked(request.query['page']);
    const { total, months } = await this.reads.months(page);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/caseload-months', {
      fields: uploadFields(this.clock.today(), typed),
      help: fileHelp(),
      ...waitingShown(await this.reads.waiting()),
      ...monthsShown(months),
      paging: paging('/caseload', {}, page, total),
      errors,
    });
  }

  upload = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(CaseloadUploadForm, request.body);
    const sent = fileIn(request, 'Choose the CSV file of the caseload.');
    const wrongFile = sent.ok ? [] : [{ field: 'file', message: sent.problem }];
    const month = form.ok ? form.value.month : undefined;
    const typed = month ?? '';
    if (!form.ok || !sent.ok) return this.monthsPage(request, response, [...(form.ok ? [] : form.errors), ...wrongFile], typed);
    const name = textAsked(sent.name);
    const stated = monthStated(month, caseloadMonth(name), this.clock.today());
    if (!stated.ok) return this.monthsPage(request, response, [stated.problem], typed);
    // Read before the transaction, which keeps other writers waiting.
    const read = await this.caseloads.read(stated.month, { name, bytes: sent.bytes });
    response.redirect(303, await this.submissions.once(request, async () => `/caseload/uploads/${await this.caseloads.keep(signedIn(request), stated.month, name, read)}`));
  };

  review = async (request: Request, response: Response): Promise<void> => {
    await this.reviewPage(request, response, false);
  };

  private async reviewPage(request: Request, response: Response, changedMeanwhile: boolean): Promise<void> {
    const upload = await this.reads.upload(recordId(request.params['id']));
    const shown = { ...uploadShown(upload), changedMeanwhile };
    if (changedMeanwhile) response.status(409);
    if (!shown.waiting) {
      const page = pageAsked(request.query['page']);
      const problems = problemsShown(shown.refused ? problemsOf(upload) : { problems: [], total: 0 }, rowsBefore(page), perPage);
      return response.render('allocation/caseload-ended', { ...shown, ...problems, paging: paging(shown.here, {}, page, problems.listed) });
    }
    const review = await this.reads.review(upload.id, this.clock.now().toISOString());
    const moves = await this.moves.movesBy({ uploadId: upload.id }, upload.month, await this.moves.newestCaseload(), { hold: false });
    response.render('allocation/caseload-upload', {
      ...shown,
      whatMoves: movesInWords(moves),
      ...reviewShown(review),
      shownVersion: versionOfReview(review),
      ...(await this.list(request, response, shown.here, { before: review.before, month: upload.month, uploadId: upload.id }, review.storedCounts !== null)),
    });
  }

  takeOver = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const version = versionShown(request.body);
    try {
      const location = await this.submissions.once(request, async () => {
        const taken = await this.caseloads.takeOver(signedIn(request), id, version);
        notify(request, takenOverInWords(taken));
        return `/caseload/${taken.month}/changes`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof StaleVersion)) throw error;
      await this.reviewPage(request, response, true);
    }
  };

  discard = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.caseloads.discard(signedIn(request), id);
        return '/caseload';
      });
      notify(request, 'The upload is discarded. Nothing has changed.');
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof StaleVersion)) throw error;
      await this.reviewPage(request, response, true);
    }
  };

  changes = async (request: Request, response: Response): Promise<void> => {
    const month = String(request.params['month']);
    if (!isMonth(month) || !(await this.reads.isStored(month))) throw new NotFound('There is no caseload of this month.');
    const compared = { month, before: await this.reads.monthBefore(month) };
    const path = `/caseload/${month}/changes`;
    const upload = await this.reads.takenOverLast(month);
    response.render('allocation/caseload-changes', {
      month,
      before: compared.before,
      upload: upload && uploadShown(upload),
      warnings: upload === null ? [] : oldDraftsShown(await this.reads.oldDrafts(month, endOf(upload)!.at)),
      numbers: numbersAgainst(path, await this.reads.counts(compared), compared.before),
      ...(await this.list(request, response, path, compared, false)),
    });
  };

  /** The children of two caseloads that the address asks for. */
  private async list(request: Request, response: Response, path: string, compared: Compared, storedToo: boolean) {
    const form = parseForm(ChildrenFilterForm, request.query);
    if (!form.ok) response.status(400);
    const asked: Partial<ChildrenFilterForm> = form.ok ? form.value : {};
    const against = storedToo && asked.against === 'stored' ? ('stored' as const) : undefined;
    const before = against === 'stored' ? compared.month : compared.before;
    const filter = { kind: asked.kind ?? kindAtFirst(before), teamId: asked.team === undefined ? undefined : Number(asked.team), cohort: asked.cohort };
    const page = pageAsked(request.query['page']);
    const { total, children } = await this.reads.children({ ...compared, before }, filter, page);
    const seen = { path, before: compared.before, storedToo, teams: await this.reads.teams({ ...compared, before }) };
    return {
      listPath: path,
      filter: filterFields(seen, { ...filter, against }),
      childColumns: childColumns(before !== null),
      childRows: childRows(children, before !== null),
      paging: paging(path, filterInAddress({ ...filter, against }), page, total),
      errors: form.ok ? [] : form.errors,
    };
  }
}
