import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import type { ActionOfAudit, ActionReads } from '../actions/actions.reads.js';
import type { ActionWritten } from '../actions/actions.service.js';
import { parseForm, typedDay, versionShown } from '../forms/parseForm.js';
import { NotFound, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import type { Audit } from './audit.entity.js';
import { ActionForm } from './capture.form.js';
import type { ConflictShown, Values } from './capture.presenter.js';
import type { CaptureReads } from './capture.reads.js';
import type { CaptureService } from './capture.service.js';
import { actionCards, actionConflict, actionFields, actionStored } from './writtenActions.presenter.js';
import { refOf, typedText, type WritingDesk } from './writingDesk.js';

interface Again {
  status: 400 | 409;
  typed: Values;
  day: { day: string; month: string; year: string };
  errors: readonly Problem[];
  version: number | undefined;
  conflict?: ConflictShown;
}

/** The actions of an audit while it is being written. */
export class WrittenActionsController {
  constructor(
    private readonly desk: WritingDesk,
    private readonly capture: CaptureService,
    private readonly reads: CaptureReads,
    private readonly actions: ActionReads,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (audit) response.render('audits/write-actions', { audit, cards: actionCards(audit.ref, await this.actions.ofAudit(audit.id)) });
  };

  blank = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (audit) await this.actionPage(response, audit, undefined);
  };

  add = async (request: Request, response: Response): Promise<void> => {
    await this.save(request, response, undefined, async (action) => {
      await this.capture.addAction(signedIn(request), refOf(request), action);
    });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (audit) await this.actionPage(response, audit, await this.actionIn(audit, request));
  };

  change = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    await this.save(request, response, version, (action) => this.capture.changeAction(signedIn(request), refOf(request), actionRefOf(request), version, action));
  };

  private async save(request: Request, response: Response, version: number | undefined, save: (action: ActionWritten) => Promise<void>): Promise<void> {
    const { body } = request as { body: unknown };
    const form = parseForm(ActionForm, body);
    const day = typedDay(body, 'dueOn');
    const typed: Values = {
      description: typedText(body, 'description'),
      dueOn: form.ok ? form.value.dueOn : '',
      type: typedText(body, 'type'),
      ownerId: typedText(body, 'ownerId'),
    };
    const again = async (more: Pick<Again, 'status' | 'errors' | 'version' | 'conflict'>): Promise<void> => {
      const audit = await this.desk.forAction(request, 'write');
      await this.actionPage(response, audit, version === undefined ? undefined : await this.actionIn(audit, request), { typed, day, ...more });
    };
    if (!form.ok) return again({ status: 400, errors: form.errors, version });

    const { type, description, dueOn, ownerId } = form.value;
    // A care-planning action goes into the child's plan through the team manager.
    const action: ActionWritten = { type, description, dueOn, ownerId: type === 'care_planning' ? null : (ownerId ?? null) };
    const work = async (): Promise<string> => {
      await save(action);
      return `/audits/${refOf(request)}/write/actions`;
    };
    await this.desk.carryOut(request, response, work, typed, {
      onProblems: (errors) => again({ status: 400, errors, version }),
      onStale: async () => {
        const audit = await this.desk.forAction(request, 'write');
        const stored = await this.actionIn(audit, request);
        const owners = await this.reads.ownersFor(audit, stored.ownerId);
        const conflict = actionConflict(actionStored(stored), typed, owners, await this.reads.lastSavedAction(stored.ref), signedIn(request).staffId);
        await again({ status: 409, errors: [], version: stored.version, conflict });
      },
      onSaved: () => notify(request, version === undefined ? 'The action is added.' : 'The action is changed.'),
    });
  }

  private async actionPage(response: Response, audit: Readonly<Audit>, stored: ActionOfAudit | undefined, again?: Again): Promise<void> {
    const values = again?.typed ?? (stored ? actionStored(stored) : {});
    const owners = await this.reads.ownersFor(audit, stored?.ownerId ?? null);
    response.status(again?.status ?? 200).render('audits/write-action', {
      audit,
      pageTitle: stored ? 'Change an action' : 'Add an action',
      action: `/audits/${audit.ref}/write/actions/${stored?.ref ?? 'new'}`,
      fields: actionFields(values, again?.day ?? stored?.dueOn, audit.cohort, owners),
      shownVersion: again ? again.version : stored?.version,
      errors: again?.errors ?? [],
      conflict: again?.conflict,
    });
  }

  askToRemove = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (audit) response.render('audits/remove-action', { audit, removed: await this.actionIn(audit, request), changedMeanwhile: false });
  };

  remove = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    const work = async (): Promise<string> => {
      await this.capture.removeAction(signedIn(request), refOf(request), actionRefOf(request), version);
      return `/audits/${refOf(request)}/write/actions`;
    };
    await this.desk.carryOut(request, response, work, {}, {
      onStale: async () => {
        const audit = await this.desk.forAction(request, 'write');
        response.status(409).render('audits/remove-action', { audit, removed: await this.actionIn(audit, request), changedMeanwhile: true });
      },
      onSaved: () => notify(request, 'The action is removed.'),
    });
  };

  /** @throws NotFound when the audit has no such action */
  private async actionIn(audit: Readonly<Audit>, request: Request): Promise<ActionOfAudit> {
    const action = (await this.actions.ofAudit(audit.id)).find((one) => one.ref === actionRefOf(request));
    if (!action) throw new NotFound('This audit has no such action.');
    return action;
  }
}

function actionRefOf(request: Request): string {
  return String(request.params['action']);
}
