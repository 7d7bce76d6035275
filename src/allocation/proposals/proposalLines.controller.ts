import type { Request, Response } from 'express';
import { may } from '../../access/permissions.js';
import { maySeeHistory } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import type { DrawInputsReads } from './drawInputs.reads.js';
import { LineForm, NewLineForm } from './proposal.form.js';
import { isDraft } from './proposal.js';
import { blankLine, lineConflict, lineFields, lineHistory, newLineFields, untouched, type LineTyped } from './proposalLine.presenter.js';
import type { LineChange, ProposalLinesService } from './proposalLines.service.js';
import { drawnInWords, lineFacts } from './proposals.presenter.js';
import type { ProposalsReads } from './proposals.reads.js';

const pathOf = (id: number, ...rest: (string | number)[]): string => ['/allocation/proposals', id, ...rest].join('/');

/** One line of a proposed allocation, and its change by hand. */
export class ProposalLinesController {
  constructor(
    private readonly lines: ProposalLinesService,
    private readonly reads: ProposalsReads,
    private readonly drawReads: DrawInputsReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.linePage(request, response);
  };

  private async linePage(request: Request, response: Response, again?: { errors: readonly Problem[]; version: number; stale: boolean }): Promise<void> {
    const person = signedIn(request);
    const id = recordId(request.params['id']);
    const [proposal, line] = [await this.reads.one(id), await this.reads.line(id, recordId(request.params['lineId']))];
    const people = await this.drawReads.people(proposal.month, this.clock.today());
    const typed = again ? typedIn(request) : untouched(line);
    const moderator = people.moderators.get(Number(typed.moderator))?.name ?? 'No moderator';
    const seesHistory = maySeeHistory(person, 'allocation_proposal');
    const history = await this.history.of('allocation_proposal', id);
    response.status(again?.stale ? 409 : again ? 400 : 200).render('allocation/proposal-line', {
      errors: again?.errors ?? [],
      proposal,
      line,
      facts: lineFacts(line, proposal.month),
      drawn: line.byHand ? drawnInWords(line.drawn, proposal.moderators) : undefined,
      mayChange: isDraft(proposal) && may(person, 'audit:allocate'),
      conflict: again?.stale ? { fields: lineConflict(line, typed, moderator), ...savedLast(history) } : undefined,
      fields: lineFields(line, people, await this.reads.linesByModerator(id), typed),
      shownVersion: again?.stale === false ? again.version : line.version,
      changes: seesHistory ? lineHistory(history, line) : undefined,
    });
  }

  change = async (request: Request, response: Response): Promise<void> => {
    const [id, lineId] = [recordId(request.params['id']), recordId(request.params['lineId'])];
    const version = versionShown(request.body);
    const form = parseForm(LineForm, request.body);
    if (!form.ok) return this.linePage(request, response, { errors: form.errors, version, stale: false });
    try {
      const location = await this.submissions.once(request, async () => {
        await this.lines.change(signedIn(request), id, lineId, version, changeIn(form.value));
        notify(request, 'The line is changed.');
        return pathOf(id, 'lines', lineId);
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.linePage(request, response, { errors: [], version, stale: true });
      await this.linePage(request, response, { errors: problemsOf(error), version, stale: false });
    }
  };

  showNew = async (request: Request, response: Response): Promise<void> => {
    await this.newPage(request, response, blankLine, []);
  };

  private async newPage(request: Request, response: Response, typed: LineTyped, errors: readonly Problem[]): Promise<void> {
    const proposal = await this.reads.one(recordId(request.params['id']));
    if (!isDraft(proposal)) return response.redirect(303, pathOf(proposal.id));
    const people = await this.drawReads.people(proposal.month, this.clock.today());
    const auditors = await this.reads.auditorsIn(proposal.id);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/proposal-line-new', {
      errors,
      proposal,
      fields: newLineFields(people, new Set(auditors), await this.reads.linesByModerator(proposal.id), typed),
    });
  }

  add = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const form = parseForm(NewLineForm, request.body);
    if (!form.ok) return this.newPage(request, response, typedIn(request), form.errors);
    try {
      const location = await this.submissions.once(request, async () => {
        const lineId = await this.lines.add(signedIn(request), id, form.value.auditor, changeIn(form.value));
        notify(request, 'The line is added.');
        return pathOf(id, 'lines', lineId);
      });
      response.redirect(303, location);
    } catch (error) {
      await this.newPage(request, response, typedIn(request), problemsOf(error));
    }
  };
}

/** @throws the error when it is no broken rule, or one that no answer on the form can mend */
function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof RuleBroken) || error.problems.some((problem) => problem.field === 'proposal')) throw error;
  return error.problems;
}

function changeIn({ child, caseRef = '', moderator, setAside = [], reason }: LineForm | NewLineForm): LineChange {
  return { child, caseRef, moderatorId: moderator ?? null, setAside, reason };
}

function typedIn(request: Request): LineTyped {
  const body = request.body as Record<string, unknown>;
  const text = (name: string, most?: number): string => textAsked(body[name], most);
  return {
    child: text('child'), caseRef: text('caseRef'), moderator: text('moderator'), auditor: text('auditor'), reason: text('reason', 20_000),
    setAside: [body['setAside']].flat().filter((one): one is string => typeof one === 'string'),
  };
}
