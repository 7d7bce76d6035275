import type { Request, Response } from 'express';
import { maySeeHistory } from '../access/policies.js';
import { actorOf, signedIn } from '../access/signedIn.js';
import { recordId } from '../forms/fields.js';
import { parseForm, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { savedLast } from '../history/history.presenter.js';
import type { HistoryLine, HistoryStore } from '../history/history.store.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import type { FiguresReads } from './figures.reads.js';
import { ChangeTargetForm, NewTargetForm } from './target.form.js';
import { newTargetFields, targetConflict, targetList, targetPage } from './targets.presenter.js';
import type { TargetsService } from './targets.service.js';

type Typed = Record<string, unknown>;

export class TargetsController {
  constructor(
    private readonly targets: TargetsService,
    private readonly reads: FiguresReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
  ) {}

  list = async (_request: Request, response: Response): Promise<void> => {
    response.render('reporting/targets', targetList(await this.reads.targets()));
  };

  showNew = (_request: Request, response: Response): void => {
    response.render('reporting/target-new', { fields: newTargetFields({ tolerance: 5 }), errors: [] });
  };

  add = async (request: Request, response: Response): Promise<void> => {
    const again = (errors: readonly Problem[]): void => response.status(400).render('reporting/target-new', { fields: newTargetFields(request.body as Typed), errors });
    const form = parseForm(NewTargetForm, request.body);
    if (!form.ok) return again(form.errors);
    const { measure, fromMonth, target, tolerance } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.targets.set(actorOf(signedIn(request)), { measure, fromMonth, value: Number(target), tolerance: Number(tolerance) });
        notify(request, 'The target is set.');
        return '/targets';
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      again(error.problems);
    }
  };

  showChange = async (request: Request, response: Response): Promise<void> => {
    const stored = await this.reads.target(recordId(request.params['id']));
    response.render('reporting/target', { ...targetPage(stored, undefined, await this.historyFor(request, stored.id)), shownVersion: stored.version, conflict: undefined, errors: [] });
  };

  change = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const version = versionShown(request.body);
    const form = parseForm(ChangeTargetForm, request.body);
    if (!form.ok) return this.again(request, response, id, version, form.errors);
    const typed = { value: Number(form.value.target), tolerance: Number(form.value.tolerance) };
    try {
      const location = await this.submissions.once(request, async () => {
        await this.targets.change(actorOf(signedIn(request)), id, version, typed);
        notify(request, 'The target is changed.');
        return '/targets';
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof RuleBroken) return this.again(request, response, id, version, error.problems);
      if (!(error instanceof StaleVersion)) throw error;
      const stored = await this.reads.target(id);
      response.status(409).render('reporting/target', {
        ...targetPage(stored, request.body as Typed, await this.historyFor(request, id)),
        shownVersion: stored.version,
        conflict: { fields: targetConflict(stored, typed), ...savedLast(await this.history.of('target', id)) },
        errors: [],
      });
    }
  };

  private async again(request: Request, response: Response, id: number, version: number, errors: readonly Problem[]): Promise<void> {
    const stored = await this.reads.target(id);
    response.status(400).render('reporting/target', { ...targetPage(stored, request.body as Typed, await this.historyFor(request, id)), shownVersion: version, conflict: undefined, errors });
  }

  private async historyFor(request: Request, id: number): Promise<HistoryLine[]> {
    return maySeeHistory(signedIn(request), 'target') ? this.history.of('target', id) : [];
  }
}
