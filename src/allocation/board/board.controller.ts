import type { Request, Response } from 'express';
import { may } from '../../access/permissions.js';
import type { Person } from '../../access/person.js';
import { partsIn } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { actionsOpen } from '../../audits/auditLifecycle.js';
import { parseForm } from '../../forms/parseForm.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords, type Day } from '../../shared/day.js';
import { monthOf } from '../../shared/month.js';
import { pageAsked, paging } from '../../web/paging.js';
import { BoardForm } from './board.form.js';
import { boardColumns, boardFilters, boardInAddress, boardRows, kindCells, monthField, placeCards, stepTasks, totalInWords, waterfallRows } from './board.presenter.js';
import type { BoardFilter, BoardLine, BoardReads } from './board.reads.js';
import { whyNotExtended } from './extension.js';
import type { NilReturnReads } from './nilReturns.reads.js';
import { attentionInWords } from './place.js';

/** The page from which a month is run. */
export class BoardController {
  constructor(
    private readonly reads: BoardReads,
    private readonly nilReturns: NilReturnReads,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const today = this.clock.today();
    const form = parseForm(BoardForm, request.query);
    const { month = monthOf(today), service, team, status, only }: Partial<BoardForm> = form.ok ? form.value : {};
    const part = { serviceId: service === undefined ? undefined : Number(service), teamId: team === undefined ? undefined : Number(team) };
    const filter: BoardFilter = { ...part, place: status, kind: only };
    const page = pageAsked(request.query['page']);
    const ofPart = service !== undefined || team !== undefined;
    const [all, months, units, steps, allocation, unanswered] = await Promise.all([
      this.reads.counts(person, month, today), this.reads.months(today), this.reads.units(), this.reads.steps(person, month, today), this.reads.allocation(month, today),
      this.nilReturns.count(person, { month, state: 'unanswered' }),
    ]);
    const counts = ofPart ? await this.reads.counts(person, month, today, part) : all;
    const total = form.ok ? await this.reads.count(person, month, today, filter) : 0;
    const lines = total === 0 ? [] : await this.reads.page(person, month, today, filter, page);
    const seesAll = all.allocated === allocation.outcomes.allocated;
    const list = paging('/month', boardInAddress(month, filter), page, total);
    response.status(form.ok ? 200 : 400).render('allocation/month', {
      errors: form.ok ? [] : form.errors,
      month,
      heading: monthInWords(month),
      tasks: stepTasks(month, steps, all, unanswered, today).filter(({ permission }) => may(person, permission)),
      cards: placeCards(month, counts, part),
      totalWords: totalInWords(month, counts, ofPart, seesAll),
      kinds: kindCells(month, counts, part),
      waterfall: waterfallRows(month, allocation, steps.capacity),
      seesAll,
      monthField: monthField(month, months),
      fields: boardFilters(request.query, units),
      filtered: [service, team, status, only].some((one) => one !== undefined),
      attentionInWords,
      boardColumns,
      rows: boardRows(lines.map((line) => ({ ...line, mayExtend: mayExtend(person, line, today) })), today),
      paging: { ...list, url: (to: number) => `${list.url(to)}#audits` },
    });
  };
}

/** Whether this person may extend the audit now. */
function mayExtend(person: Person, line: BoardLine, today: Day): boolean {
  const parts = partsIn(person, line);
  return actionsOpen(line.status, parts).includes('extend') && whyNotExtended(line, parts.includes('director') ? 'director' : 'qa', today) === null;
}
