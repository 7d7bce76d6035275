import type { Request, Response } from 'express';
import { maySeeHistory } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, textAsked, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords } from '../../shared/day.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../../web/paging.js';
import { DiscardForm, LinesForm, NewProposalForm } from './proposal.form.js';
import { isDraft, type LineFilter } from './proposal.js';
import {
  checkedColumns, checkedRows, coverageLinks, coverageList, coverageTables, filterInAddress, lineColumns, lineFilters, lineRows, newProposalFields, proposalColumns, proposalFacts, proposalHistory, proposalRows,
  reauditColumns, reauditRows, replayColumns, replayRows, rulesInWords, whoseCoverage,
} from './proposals.presenter.js';
import type { ProposalsReads } from './proposals.reads.js';
import type { ProposalsService } from './proposals.service.js';

const pathOf = (id: number): string => `/allocation/proposals/${id}`;

/** The proposed allocation: drawn, looked at, and given out. */
export class ProposalsController {
  constructor(
    private readonly proposals: ProposalsService,
    private readonly reads: ProposalsReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    await this.listPage(request, response, {}, []);
  };

  private async listPage(request: Request, response: Response, typed: Record<string, unknown>, errors: readonly Problem[]): Promise<void> {
    const page = pageAsked(request.query['page']);
    const { found, total } = await this.reads.list(page);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/proposals', {
      errors,
      fields: newProposalFields(typed, this.clock.today()),
      rules: rulesInWords,
      proposalColumns,
      rows: proposalRows(found),
      paging: paging('/allocation/proposals', {}, page, total),
    });
  }

  make = async (request: Request, response: Response): Promise<void> => {
    const typed = request.body as Record<string, unknown>;
    const form = parseForm(NewProposalForm, typed);
    if (!form.ok) return this.listPage(request, response, typed, form.errors);
    try {
      const location = await this.submissions.once(request, async () => pathOf(await this.proposals.make(signedIn(request), form.value.month, form.value.seed)));
      notify(request, `The proposal for ${monthInWords(form.value.month)} is drawn. Nothing is given out before you confirm it.`);
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.listPage(request, response, typed, error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    const proposal = await this.reads.one(recordId(request.params['id']));
    const form = parseForm(LinesForm, request.query);
    const { show, team, cohort, band, moderator, officer }: Partial<LinesForm> = form.ok ? form.value : {};
    const filter: LineFilter = { show, team, cohort, band, moderator, officer, month: proposal.month };
    const page = pageAsked(request.query['page']);
    const total = form.ok ? await this.reads.countLines(proposal.id, filter) : 0;
    const list = paging(pathOf(proposal.id), filterInAddress(filter), page, total);
    const lines = maySeeHistory(signedIn(request), 'allocation_proposal') ? proposalHistory(await this.history.of('allocation_proposal', proposal.id)) : undefined;
    response.status(form.ok ? 200 : 400).render('allocation/proposal', {
      errors: form.ok ? [] : form.errors,
      proposal,
      isDraft: isDraft(proposal),
      facts: proposalFacts(proposal, await this.reads.openReasons(proposal.id)),
      coverage: coverageTables(proposal, await this.reads.given(proposal.id)),
      fields: lineFilters(request.query, proposal),
      filtered: Object.values(filterInAddress(filter)).some((value) => value !== undefined),
      lineColumns,
      rows: total === 0 ? [] : lineRows(proposal, await this.reads.lines(proposal.id, filter, page)),
      paging: { ...list, url: (to: number) => `${list.url(to)}#lines` },
      rules: rulesInWords,
      changes: lines,
    });
  };

  coverage = async (request: Request, response: Response): Promise<void> => {
    const proposal = await this.reads.one(recordId(request.params['id']));
    const whose = whoseCoverage.find((one) => one === request.query['of']) ?? 'teams';
    const page = pageAsked(request.query['page']);
    const { columns, rows } = coverageList(proposal, await this.reads.given(proposal.id), whose);
    response.render('allocation/proposal-coverage', {
      proposal,
      links: coverageLinks(proposal.id, whose),
      columns,
      rows: rows.slice(rowsBefore(page), rowsBefore(page) + perPage),
      paging: paging(`${pathOf(proposal.id)}/coverage`, { of: whose }, page, rows.length),
    });
  };

  reaudits = async (request: Request, response: Response): Promise<void> => {
    const proposal = await this.reads.one(recordId(request.params['id']));
    const page = pageAsked(request.query['page']);
    const { reaudits = [] } = proposal;
    const shown = reaudits.slice(rowsBefore(page), rowsBefore(page) + perPage);
    const lines = await this.reads.linesOf(proposal.id, shown.map(({ caseRef }) => caseRef));
    response.render('allocation/proposal-reaudits', {
      proposal,
      reauditColumns,
      rows: reauditRows({ ...proposal, reaudits: shown }, lines),
      paging: paging(`${pathOf(proposal.id)}/reaudits`, {}, page, reaudits.length),
    });
  };

  replay = async (request: Request, response: Response): Promise<void> => {
    const proposal = await this.reads.one(recordId(request.params['id']));
    const lines = await this.proposals.replay(proposal.id);
    const page = pageAsked(request.query['page']);
    response.render('allocation/proposal-replay', {
      proposal,
      same: lines.filter((line) => line.same).length,
      replayed: lines.length,
      rules: rulesInWords,
      replayColumns,
      rows: replayRows(lines.slice(rowsBefore(page), rowsBefore(page) + perPage)),
      paging: paging(`${pathOf(proposal.id)}/replay`, {}, page, lines.length),
    });
  };

  check = async (request: Request, response: Response): Promise<void> => {
    await this.confirmPage(request, response, 200);
  };

  private async confirmPage(request: Request, response: Response, status: 200 | 400 | 409, errors: readonly Problem[] = []): Promise<void> {
    const proposal = await this.reads.one(recordId(request.params['id']));
    if (!isDraft(proposal)) return response.redirect(303, pathOf(proposal.id));
    const checked = await this.proposals.check(proposal.id);
    response.status(status).render('allocation/proposal-confirm', {
      errors,
      proposal,
      changedMeanwhile: status === 409,
      toOpen: checked.toOpen.length,
      shownAs: checked.shown,
      checkedColumns,
      ...checkedRows(proposal, checked),
      facts: proposalFacts(proposal, await this.reads.openReasons(proposal.id)),
      coverage: coverageTables(proposal, checked.toOpen.map(({ child, moderator }) => ({ ...child, moderatorId: moderator.id }))),
    });
  }

  confirm = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const shown = versionShown(request.body);
    try {
      const location = await this.submissions.once(request, async () => {
        const opened = await this.proposals.confirm(signedIn(request), id, shown);
        notify(request, opened === 1 ? 'One audit is given out.' : `${opened} audits are given out.`);
        return pathOf(id);
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.confirmPage(request, response, 409);
      if (!(error instanceof RuleBroken) || error.problems.some((problem) => problem.field === 'proposal')) throw error;
      await this.confirmPage(request, response, 400, error.problems.map(({ message }) => ({ field: 'form', message })));
    }
  };

  discarding = async (request: Request, response: Response): Promise<void> => {
    await this.discardPage(request, response, []);
  };

  private async discardPage(request: Request, response: Response, errors: readonly Problem[]): Promise<void> {
    const proposal = await this.reads.one(recordId(request.params['id']));
    if (!isDraft(proposal)) return response.redirect(303, pathOf(proposal.id));
    const reason = textAsked((request.body as Record<string, unknown> | undefined)?.['reason'], 20_000);
    response.status(errors.length > 0 ? 400 : 200).render('allocation/proposal-discard', { errors, proposal, reason });
  }

  discard = async (request: Request, response: Response): Promise<void> => {
    const id = recordId(request.params['id']);
    const form = parseForm(DiscardForm, request.body);
    if (!form.ok) return this.discardPage(request, response, form.errors);
    const location = await this.submissions.once(request, async () => {
      await this.proposals.discard(signedIn(request), id, form.value.reason);
      notify(request, 'The draft is discarded. It stays in the list.');
      return '/allocation/proposals';
    });
    response.redirect(303, location);
  };
}
