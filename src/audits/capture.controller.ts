import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import type { ActionReads } from '../actions/actions.reads.js';
import type { ConcernReads } from '../concerns/concerns.reads.js';
import { parseForm, versionShown } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import { BadRequest, NotFound, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { answersShown, childFacts, pageTitles } from './answers.presenter.js';
import { ageDay, areaOfSlug, canBeUnderFour, isArea, nextPage, pathOfPage, problemsBeforeSubmission, type FormPage } from './audit.js';
import type { Audit } from './audit.entity.js';
import { statusInWords } from './auditLifecycle.js';
import type { AuditReads } from './audits.reads.js';
import { areaAnswersIn, auditAnswersIn, formFor, SafetyForm, type PageAnswers } from './capture.form.js';
import { answerCards, conflictShown, fieldNames, fieldsOf, missingShown, placeOf, tasksShown, textNames, valuesStored, type ConflictShown, type Values } from './capture.presenter.js';
import type { CaptureReads } from './capture.reads.js';
import { versionOfPage, type CaptureService } from './capture.service.js';
import { actionCards } from './writtenActions.presenter.js';
import { refOf, typedText, type WritingDesk } from './writingDesk.js';

/** What a page shows instead of what is stored. */
interface Again {
  status: 400 | 409;
  typed: Values;
  errors: readonly Problem[];
  version: number;
  conflict?: ConflictShown;
}

/** The pages on which an auditor writes an audit, checks it and submits it. */
export class CaptureController {
  constructor(
    private readonly desk: WritingDesk,
    private readonly capture: CaptureService,
    private readonly audits: AuditReads,
    private readonly reads: CaptureReads,
    private readonly actions: ActionReads,
    private readonly concerns: ConcernReads,
    private readonly clock: Clock,
  ) {}

  tasks = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (!audit) return;
    const areas = await this.audits.areasOf(audit.id);
    const actions = await this.actions.ofAudit(audit.id);
    response.render('audits/write', {
      audit,
      tasks: tasksShown(audit, areas, actions.length, this.ageDay(audit)),
      concern: await this.concerns.ofAudit(audit.id),
      // The moderator's reason is the later one where there are both.
      returnReason: audit.submittedOn === null ? null : (audit.returnReason ?? audit.notAcceptedReason),
      statusWords: statusInWords[audit.status],
    });
  };

  page = async (request: Request, response: Response): Promise<void> => {
    const page = pageOf(request);
    const audit = await this.desk.opened(request, response);
    if (audit) await this.writingPage(request, response, audit, page);
  };

  savePage = async (request: Request, response: Response): Promise<void> => {
    const page = pageOf(request);
    const version = versionShown(request.body);
    const typed = typedOn(page, request);
    const form = parseForm<PageAnswers>(formFor(page), request.body);
    const wrong = async (errors: readonly Problem[]): Promise<void> =>
      this.writingPage(request, response, await this.desk.forAction(request, 'write'), page, { status: 400, typed, errors, version });
    if (!form.ok) return wrong(form.errors);

    const save = async (): Promise<string> => {
      const [person, ref] = [signedIn(request), refOf(request)];
      if (isArea(page)) await this.capture.saveArea(person, ref, page, version, areaAnswersIn(form.value));
      else await this.capture.saveAnswers(person, ref, page, version, auditAnswersIn(page, form.value));
      return after(ref, page, form.value);
    };
    await this.desk.carryOut(request, response, save, typed, {
      onProblems: wrong,
      onStale: async () => {
        const audit = await this.desk.forAction(request, 'write');
        const stored = await this.stored(audit, page);
        const conflict = conflictShown(stored.values, typed, await this.reads.lastSaved(audit.id), signedIn(request).staffId);
        await this.writingPage(request, response, audit, page, { status: 409, typed, errors: [], version: stored.version, conflict });
      },
      onSaved: () => {
        if (form.value.after === 'later') notify(request, 'Saved. You can stop here and come back whenever you like.');
      },
    });
  };

  private async writingPage(request: Request, response: Response, audit: Readonly<Audit>, page: FormPage, again?: Again): Promise<void> {
    const { values, version } = again ? { values: again.typed, version: again.version } : await this.stored(audit, page);
    response.status(again?.status ?? 200).render('audits/write-page', {
      audit,
      pageTitle: pageTitles[page],
      place: placeOf(page),
      facts: page === 'child' ? childFacts(await this.audits.header(audit.ref), this.clock.today()) : [],
      action: `/audits/${audit.ref}/write/${pathOfPage(page)}`,
      fields: fieldsOf(page, values, canBeUnderFour(audit, this.clock.today())),
      shownVersion: version,
      errors: again?.errors ?? [],
      conflict: again?.conflict,
      fromCheck: request.query['from'] === 'check' || typedText(request.body, 'from') === 'check',
    });
  }

  private async stored(audit: Readonly<Audit>, page: FormPage): Promise<{ values: Values; version: number }> {
    if (!isArea(page)) return { values: valuesStored(page, audit, undefined), version: versionOfPage(audit, page) };
    const area = (await this.audits.areasOf(audit.id)).find((one) => one.area === page)!;
    return { values: valuesStored(page, audit, area), version: area.version };
  }

  check = async (request: Request, response: Response): Promise<void> => {
    const audit = await this.desk.opened(request, response);
    if (audit) await this.checkPage(response, audit, 200);
  };

  submit = async (request: Request, response: Response): Promise<void> => {
    const version = versionShown(request.body);
    const submit = async (): Promise<string> => {
      await this.capture.submit(signedIn(request), refOf(request), version);
      return `/audits/${refOf(request)}`;
    };
    await this.desk.carryOut(request, response, submit, {}, {
      onProblems: async () => this.checkPage(response, await this.desk.forAction(request, 'write'), 400),
      onStale: async () => this.checkPage(response, await this.desk.forAction(request, 'write'), 409),
      onSaved: () => notify(request, 'The audit is submitted and is now with the moderator.'),
    });
  };

  private async checkPage(response: Response, audit: Readonly<Audit>, status: 200 | 400 | 409): Promise<void> {
    const areas = await this.audits.areasOf(audit.id);
    const header = await this.audits.header(audit.ref);
    const actions = await this.actions.ofAudit(audit.id);
    response.status(status).render('audits/check', {
      audit,
      facts: childFacts(header, this.clock.today()),
      moderatorName: header.moderatorName,
      cards: answerCards(audit.ref, answersShown(audit, areas)),
      missing: missingShown(audit.ref, problemsBeforeSubmission(audit, areas, this.ageDay(audit))),
      refused: status === 400,
      changedMeanwhile: status === 409,
      actionCards: actionCards(audit.ref, actions),
    });
  }

  safety = async (request: Request, response: Response): Promise<void> => {
    await this.safetyPage(response, await this.desk.forAction(request, 'escalate'), 200, '', []);
  };

  escalate = async (request: Request, response: Response): Promise<void> => {
    const detail = typedText(request.body, 'detail');
    const form = parseForm(SafetyForm, request.body);
    if (!form.ok) return this.safetyPage(response, await this.desk.forAction(request, 'escalate'), 400, detail, form.errors);
    const escalate = async (): Promise<string> => {
      await this.capture.escalate(signedIn(request), refOf(request), form.value.detail);
      return `/audits/${refOf(request)}/safety`;
    };
    await this.desk.carryOut(request, response, escalate, { detail }, { onSaved: () => notify(request, 'The case of concern is raised.') });
  };

  private async safetyPage(response: Response, audit: Readonly<Audit>, status: 200 | 400, detail: string, errors: readonly Problem[]): Promise<void> {
    const header = await this.audits.header(audit.ref);
    response.status(status).render('audits/safety', { header, concern: await this.concerns.ofAudit(audit.id), detail, errors });
  }

  private ageDay(audit: Readonly<Audit>): string {
    return ageDay(audit, this.clock.today());
  }
}

/** The answers as typed. A form that lacks a text was cut off on its way, and saving it would empty what is stored. @throws BadRequest */
function typedOn(page: FormPage, request: Request): Values {
  const body = (request.body ?? {}) as Record<string, unknown>;
  if (textNames(page).some((name) => body[name] === undefined)) throw new BadRequest('The form is incomplete. Go back, reload the page and try again.');
  return Object.fromEntries(fieldNames(page).map((name) => [name, typedText(body, name)]));
}

/** The page of the address. @throws NotFound */
function pageOf(request: Request): FormPage {
  const { page, area } = request.params as { page?: string; area?: string };
  if (page === 'child' || page === 'voice' || page === 'overall') return page;
  const found = areaOfSlug(area);
  if (!found) throw new NotFound('There is no such page.');
  return found;
}

function after(ref: string, page: FormPage, answers: PageAnswers): string {
  if (answers.after === 'safety') return `/audits/${ref}/safety`;
  if (answers.after === 'later') return `/audits/${ref}/write`;
  return `/audits/${ref}/write/${answers.from === 'check' ? 'check' : pathOfPage(nextPage(page))}`;
}
