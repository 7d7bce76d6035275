import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import { textAsked } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { monthOf } from '../shared/month.js';
import { pageAsked, paging } from '../web/paging.js';
import { asAtAsked, concernFilters, missedMonths, totalOf } from './concern.js';
import { concernList, listForm, listQuery, type ListAsked } from './concernList.presenter.js';
import type { ConcernListReads } from './concernList.reads.js';
import type { ConcernReads } from './concerns.reads.js';

/** The list of cases of concern as at any day. */
export class ConcernListController {
  constructor(
    private readonly list: ConcernListReads,
    private readonly reads: ConcernReads,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const today = this.clock.today();
    const page = pageAsked(request.query['page']);
    const asked = askedIn(request, today);
    const day = asAtAsked(asked.asAt, today);
    const teams = await this.list.teamsSeen(person);
    if ('problem' in day) {
      response.status(400).render('concerns/list', { filters: listForm(asked, teams, monthOf(today), today), list: undefined, errors: [day.problem] });
      return;
    }
    const { asAt } = day;
    const part = { serviceId: asked.service === '' ? null : Number(asked.service), teamId: asked.team === '' ? null : Number(asked.team) };
    const [concerns, counts] = await Promise.all([this.list.list(person, { state: asked.state, ...part }, page, asAt), this.list.counts(person, part, asAt)]);
    const pasts = await this.reads.pastsOf(concerns.map(({ id }) => id));
    const withMissed = concerns.map((concern) => ({ ...concern, missed: missedMonths(pasts.get(concern.id)!, asAt) }));
    response.render('concerns/list', {
      filters: listForm(asked, teams, monthOf(asAt), today),
      list: concernList(withMissed, counts, asked, asAt, today),
      paging: paging('/concerns', listQuery(asked), page, totalOf(counts)[asked.state]),
      errors: [],
    });
  };
}

function askedIn(request: Request, today: Day): ListAsked {
  const asked = (name: string): string => textAsked(request.query[name]);
  const idAsked = (name: string): string => (/^[1-9]\d{0,8}$/.test(asked(name)) ? asked(name) : '');
  const asAt = asked('as_at');
  // An address with today's day would be about an earlier one tomorrow.
  return { state: concernFilters.find((known) => known === asked('state')) ?? 'active', service: idAsked('service'), team: idAsked('team'), asAt: asAt === today ? '' : asAt };
}
