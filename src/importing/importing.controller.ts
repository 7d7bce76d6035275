import type { Request, Response } from 'express';
import { actorOf, signedIn } from '../access/signedIn.js';
import { recordId } from '../forms/fields.js';
import type { Submissions } from '../forms/submissions.js';
import { RuleBroken, type Problem } from '../shared/errors.js';
import { pageAsked, paging, perPage, rowsBefore } from '../web/paging.js';
import { formatHelp, outcomePage, progressShown, runList } from './importing.presenter.js';
import type { ImportRunsStore } from './importRuns.store.js';
import type { ImportsService } from './imports.service.js';
import { filesIn } from './upload.js';

/** The administrators' page for importing files, and what came of each import. */
export class ImportingController {
  constructor(
    private readonly imports: ImportsService,
    private readonly runs: ImportRunsStore,
    private readonly submissions: Submissions,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    await this.showList(request, response, []);
  };

  private async showList(request: Request, response: Response, errors: readonly Problem[]): Promise<void> {
    const page = pageAsked(request.query['page']);
    const { runs, total } = await this.runs.list(rowsBefore(page), perPage);
    response.status(errors.length > 0 ? 400 : 200).render('importing/imports', { files: formatHelp(), ...runList(runs), paging: paging('/import', {}, page, total), errors });
  }

  begin = async (request: Request, response: Response): Promise<void> => {
    const sent = filesIn(request);
    if (!sent.ok) return this.showList(request, response, [{ field: 'files', message: sent.problem }]);
    const actor = actorOf(signedIn(request));
    try {
      let begun: number | undefined;
      const location = await this.submissions.once(request, async () => {
        begun = await this.imports.begin(actor, sent.files);
        return `/imports/${begun}`;
      });
      // Only now that its beginning is stored, and without waiting for its end.
      if (begun !== undefined) void this.imports.carryOut(begun, actor, sent.files);
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.showList(request, response, error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    const run = await this.runs.run(recordId(request.params['id']));
    const page = pageAsked(request.query['page']);
    const outcome = await this.runs.outcome(run.id);
    const shown = outcomePage(run, this.imports.progressOf(run), outcome, rowsBefore(page), perPage);
    response.render('importing/import', { ...shown, paging: paging(`/imports/${run.id}`, {}, page, shown.listed) });
  };

  /** The part of the page that changes while an import runs. */
  progress = async (request: Request, response: Response): Promise<void> => {
    const run = await this.runs.run(recordId(request.params['id']));
    response.render('importing/progress', progressShown(run, this.imports.progressOf(run)));
  };
}
