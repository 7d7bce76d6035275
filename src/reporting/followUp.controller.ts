import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import { signedIn } from '../access/signedIn.js';
import { textAsked } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import { BadRequest, NotFound } from '../shared/errors.js';
import { pageAsked, paging } from '../web/paging.js';
import type { FiguresReads } from './figures.reads.js';
import { periodInWords } from './figures.presenter.js';
import { askedFollowUp, type FollowUpChosen, type FollowUpTyped } from './followUpAsked.js';
import { followUpTables, type FollowUpTable } from './followUpLines.js';
import { auditsFollowedUp, followUpBehindPage, followUpForm, followUpPage, tasksBehind } from './followUp.presenter.js';
import type { FollowUpReads } from './followUp.reads.js';
import type { TrackerService } from './tracker.service.js';

/** The leaders' tables of what became of actions, the lists behind their numbers, and the tracker as a spreadsheet. */
export class FollowUpController {
  constructor(
    private readonly reads: FollowUpReads,
    private readonly figures: FiguresReads,
    private readonly tracker: TrackerService,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const today = this.clock.today();
    const typed = typedIn(request);
    const [months, units] = await Promise.all([this.figures.months(today), this.reads.units()]);
    const asked = askedFollowUp(typed, months, units, today);
    if (!asked.ok) {
      const month = asked.errors.some(({ field }) => field === 'month') ? '' : typed.month;
      const form = followUpForm({ ...typed, month: month || (months[0] ?? '') }, months, units);
      response.status(400).render('reporting/follow-up', { filter: form, period: undefined, figures: undefined, errors: asked.errors });
      return;
    }
    const { chosen } = asked;
    response.render('reporting/follow-up', {
      filter: followUpForm({ ...typed, month: chosen.period.month, as_at: chosen.period.asAt }, months, units),
      period: periodInWords(chosen.period, today),
      figures: followUpPage(await this.reads.byTeam(chosen.period, chosen.filter), chosen, units),
      mayTrack: may(signedIn(request), 'action:read'),
      errors: [],
    });
  };

  showCarePlanning = (request: Request, response: Response): Promise<void> => this.showBehind(request, response, followUpTables.carePlanning, 'state');

  showTasks = (request: Request, response: Response): Promise<void> => this.showBehind(request, response, followUpTables.tasks, 'state');

  showOutstanding = (request: Request, response: Response): Promise<void> => this.showBehind(request, response, followUpTables.outstanding, 'what');

  private async showBehind(request: Request, response: Response, table: FollowUpTable, named: string): Promise<void> {
    const line = table.lines.find(({ key }) => key === request.params[named]);
    if (!line) throw new NotFound('There is no number of this name.');
    const chosen = await this.chosen(request);
    const { period, filter, kept } = chosen;
    const page = pageAsked(request.query['page']);
    const show = (list: { total: number; seen: number }, rows: object): void =>
      response.render('reporting/behind', { ...followUpBehindPage(table, line, chosen, list), table: rows, paging: paging(`${table.path}/${line.key}`, kept, page, list.seen) });
    if (line.of === 'audits') {
      const list = await this.reads.audits(signedIn(request), line, period, filter, page);
      return show(list, auditsFollowedUp(list.rows));
    }
    const list = await this.reads.tasks(signedIn(request), line, period, filter, page);
    return show(list, tasksBehind(list.rows, period.asAt));
  }

  download = async (request: Request, response: Response): Promise<void> => {
    const { period, filter, filterInWords } = await this.chosen(request);
    const workbook = await this.tracker.download(signedIn(request), period, filter, filterInWords);
    response.attachment(`plumbline-tracker-${period.month}-as-at-${period.asAt}.xlsx`);
    try {
      await pipeline(Readable.from(workbook, { objectMode: false }), response);
    } catch (error) {
      // Whoever goes away before the end has their reasons.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  };

  /** What an address of ours asks for. @throws BadRequest for one typed by hand that asks for nothing there is */
  private async chosen(request: Request): Promise<FollowUpChosen> {
    const today = this.clock.today();
    const [months, units] = await Promise.all([this.figures.months(today), this.reads.units()]);
    const asked = askedFollowUp(typedIn(request), months, units, today);
    if (!asked.ok) throw new BadRequest(asked.errors.map((error) => error.message).join(' '));
    return asked.chosen;
  }
}

function typedIn({ query }: Request): FollowUpTyped {
  const [month = '', as_at = '', unit = '', cohort = ''] = ['month', 'as_at', 'unit', 'cohort'].map((name) => textAsked(query[name]));
  return { month, as_at, unit, cohort };
}
