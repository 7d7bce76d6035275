import type { Request, Response } from 'express';
import { maySeeHistory } from '../access/policies.js';
import { actorOf, signedIn } from '../access/signedIn.js';
import { recordId } from '../forms/fields.js';
import { parseForm, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import type { HistoryStore } from '../history/history.store.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../web/paging.js';
import { unitForms } from './organisation.form.js';
import { unitConflict, unitForm, unitHistory, unitList, unitPage } from './organisation.presenter.js';
import type { OrganisationReads } from './organisation.reads.js';
import type { OrganisationService } from './organisation.service.js';
import type { UnitKind } from './organisation.js';
import type { StaffReads } from './staff.reads.js';

/** The pages of teams, or those of services: they differ in what is asked, not in what happens. */
export class OrganisationController {
  private readonly path: string;

  constructor(
    private readonly kind: UnitKind,
    private readonly organisation: OrganisationService,
    private readonly reads: OrganisationReads,
    private readonly staff: StaffReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
  ) {
    this.path = `/${kind}s`;
  }

  list = async (request: Request, response: Response): Promise<void> => {
    const page = pageAsked(request.query['page']);
    const { found, total } = await this.reads.list(this.kind, rowsBefore(page), perPage);
    response.render('people/units', { ...unitList(this.kind, found), paging: paging(this.path, {}, page, total) });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    const unit = await this.reads.one(this.kind, recordId(request.params['id']));
    const lines = maySeeHistory(signedIn(request), this.kind) ? unitHistory(await this.history.of(this.kind, unit.id)) : undefined;
    response.render('people/unit', { ...unitPage(this.kind, unit), changes: lines });
  };

  showNew = async (_request: Request, response: Response): Promise<void> => {
    const [leads, services] = await this.choices(null);
    response.render('people/unit-new', { ...unitForm(this.kind, {}, leads, services), errors: [] });
  };

  add = async (request: Request, response: Response): Promise<void> => {
    const typed = request.body as Record<string, unknown>;
    const again = async (errors: readonly Problem[]): Promise<void> => {
      const [leads, services] = await this.choices(null);
      response.status(400).render('people/unit-new', { ...unitForm(this.kind, typed, leads, services), errors });
    };
    const form = parseForm(unitForms[this.kind], typed);
    if (!form.ok) return again(form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        const id = await this.organisation.add(actorOf(signedIn(request)), this.kind, form.value.details());
        notify(request, 'Added.');
        return `${this.path}/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await again(error.problems);
    }
  };

  showChange = async (request: Request, response: Response): Promise<void> => {
    const unit = await this.reads.one(this.kind, recordId(request.params['id']));
    const [leads, services] = await this.choices(unit.leadId);
    response.render('people/unit-change', {
      ...unitForm(this.kind, { ...unit }, leads, services), id: unit.id, heading: unit.name, shownVersion: unit.version, conflict: undefined, errors: [],
    });
  };

  change = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const typed = request.body as Record<string, unknown>;
    const version = versionShown(typed);
    const again = async (errors: readonly Problem[], stale = false): Promise<void> => {
      const stored = await this.reads.one(this.kind, id);
      const [leads, services] = await this.choices(stored.leadId);
      response.status(stale ? 409 : 400).render('people/unit-change', {
        ...unitForm(this.kind, typed, leads, services),
        id,
        heading: stored.name,
        shownVersion: stale ? stored.version : version,
        conflict: stale ? unitConflict(this.kind, stored, typed, leads, services) : undefined,
        errors,
      });
    };
    const form = parseForm(unitForms[this.kind], typed);
    if (!form.ok) return again(form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.organisation.change(actorOf(signedIn(request)), this.kind, id, version, form.value.details());
        notify(request, 'Saved.');
        return `${this.path}/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return again([], true);
      if (error instanceof RuleBroken) return again(error.problems);
      throw error;
    }
  };

  /** Who may lead, the present lead among them, and the services a team may belong to. */
  private choices(presentLead: number | null) {
    return Promise.all([this.staff.withRole(this.kind === 'team' ? 'team_manager' : 'head_of_service', presentLead), this.reads.services()]);
  }
}
