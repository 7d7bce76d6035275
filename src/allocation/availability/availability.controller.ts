import type { Request, Response } from 'express';
import { seesEveryAuditor } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { textAsked } from '../../forms/parseForm.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound } from '../../shared/errors.js';
import { isMonth, monthOf, nextMonths } from '../../shared/month.js';
import { pageAsked, paging, perPage, rowsBefore } from '../../web/paging.js';
import { calendarFields, calendarTable, capacityPage, countsTable, filterInAddress, moderatorRows, type CalendarAsked } from './availability.presenter.js';
import type { AvailabilityReads } from './availability.reads.js';
import { filtered, groupNames, inGroup } from './calendar.js';

/** Of whom an audit is expected when, and whether there are moderators enough. */
export class AvailabilityController {
  constructor(
    private readonly reads: AvailabilityReads,
    private readonly clock: Clock,
  ) {}

  calendar = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const today = this.clock.today();
    const text = (name: string): string => textAsked(request.query[name]);
    const id = (name: string): string => (/^[1-9]\d{0,8}$/.test(text(name)) ? text(name) : '');
    const asked: CalendarAsked = {
      from: isMonth(text('from')) ? text('from') : monthOf(today),
      service: id('service'),
      team: id('team'),
      name: text('name'),
      show: groupNames.find((group) => group === text('show')) ?? 'all',
    };
    const { months, lines } = await this.reads.calendar(person, today, asked.from);
    const found = filtered(lines, { serviceId: Number(asked.service) || undefined, teamId: Number(asked.team) || undefined, name: asked.name });
    const shown = asked.show === 'all' ? found : inGroup(found, asked.show);
    const page = pageAsked(request.query['page']);
    response.render('allocation/availability', {
      ownTeamsOnly: !seesEveryAuditor(person),
      fields: calendarFields(asked, lines, today),
      counts: countsTable(found, months, asked),
      calendar: calendarTable(shown.slice(rowsBefore(page), rowsBefore(page) + perPage), months, today),
      paging: paging('/availability', filterInAddress(asked), page, shown.length),
    });
  };

  capacity = async (request: Request, response: Response): Promise<void> => {
    const today = this.clock.today();
    const months = nextMonths(monthOf(today), 6);
    response.render('allocation/capacity', {
      ownTeamsOnly: !seesEveryAuditor(signedIn(request)),
      ...capacityPage(await this.reads.capacity(today, months)),
    });
  };

  /** The moderators behind a month's capacity. */
  moderators = async (request: Request, response: Response): Promise<void> => {
    const month = String(request.params['month']);
    if (!isMonth(month)) throw new NotFound('There is no such month.');
    const today = this.clock.today();
    const page = pageAsked(request.query['page']);
    const { shown, seen, total, available, capacity } = await this.reads.moderators(signedIn(request), today, month, page);
    response.render('allocation/capacity-month', {
      month,
      available,
      capacity,
      rows: moderatorRows(shown, seen, month, today),
      paging: paging(`/capacity/${month}`, {}, page, total),
    });
  };
}
