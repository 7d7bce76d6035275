import type { Request, Response } from 'express';
import type { Person } from '../access/person.js';
import { signedIn } from '../access/signedIn.js';
import { recordId } from '../forms/fields.js';
import { textAsked } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import { BadRequest, NotFound } from '../shared/errors.js';
import type { Month } from '../shared/month.js';
import { cohorts, ratings, type Cohort, type Rating } from '../shared/practice.js';
import { pageAsked, paging, perPage, rowsBefore } from '../web/paging.js';
import { askedPeriod, type AskedPeriod, type Period } from './askedPeriod.js';
import type { Behind, BehindReads } from './behind.reads.js';
import { moderatorEffectMeasures, snapshotMeasures, type Measure } from './figures.js';
import {
  actionRows, auditorRows, auditRows, behindPage, moderatorEffectPage, periodForm, periodInWords, snapshotPage, type Part,
} from './figures.presenter.js';
import type { FiguresReads } from './figures.reads.js';
import { impactMeasures, type ImpactMeasure, type ImpactPart } from './impact.js';
import { actionsChanged, childrenChanged, impactBehindPage, impactPage } from './impact.presenter.js';
import type { ImpactReads } from './impact.reads.js';

const places = {
  '/snapshot': { path: '/snapshot', text: 'Snapshot', measures: snapshotMeasures as readonly Measure[] },
  '/moderator-effect': { path: '/moderator-effect', text: 'Moderator effect', measures: moderatorEffectMeasures as readonly Measure[] },
};

/** The pages of figures and the lists behind their numbers. */
export class FiguresController {
  constructor(
    private readonly reads: FiguresReads,
    private readonly behind: BehindReads,
    private readonly impact: ImpactReads,
    private readonly clock: Clock,
  ) {}

  showSnapshot = async (request: Request, response: Response): Promise<void> => {
    await this.showFigures(request, response, '/snapshot', 'reporting/snapshot', async (period) => snapshotPage(await this.reads.snapshot(period), period));
  };

  showModeratorEffect = async (request: Request, response: Response): Promise<void> => {
    await this.showFigures(request, response, '/moderator-effect', 'reporting/moderator-effect', async (period) =>
      moderatorEffectPage(await this.reads.moderatorEffect(period), period.asAt),
    );
  };

  showImpact = async (request: Request, response: Response): Promise<void> => {
    const page = pageAsked(request.query['page']);
    await this.showFigures(request, response, '/impact', 'reporting/impact', async (period) => {
      const impact = await this.impact.figures(period);
      const teams = paging('/impact', { month: period.month, as_at: period.asAt }, page, impact.by_team.length);
      return { ...impactPage(impact, period, { from: rowsBefore(page), aPage: perPage }), paging: { ...teams, url: (to: number) => `${teams.url(to)}#teams` } };
    });
  };

  private async showFigures(request: Request, response: Response, action: string, view: string, figuresOf: (period: Period) => Promise<object>): Promise<void> {
    const typedAsAt = textAsked(request.query['as_at']);
    const months = await this.reads.months(this.clock.today());
    const asked = this.asked(request, months);
    if (!asked.ok) {
      const wrong = new Set(asked.errors.map((error) => error.field));
      const month = wrong.has('month') ? (months[0] ?? '') : textAsked(request.query['month']) || (months[0] ?? '');
      response.status(400).render(view, { filter: periodForm(action, month, typedAsAt, months), period: undefined, figures: undefined, errors: asked.errors });
      return;
    }
    const { period } = asked;
    response.render(view, {
      filter: periodForm(action, period.month, period.asAt, months),
      period: periodInWords(period, this.clock.today()),
      figures: await figuresOf(period),
      errors: [],
    });
  }

  private asked(request: Request, months: readonly Month[]): AskedPeriod {
    return askedPeriod(textAsked(request.query['month']), textAsked(request.query['as_at']), months, this.clock.today());
  }

  showBehindSnapshot = (request: Request, response: Response): Promise<void> => this.showBehind(request, response, '/snapshot');

  showBehindModeratorEffect = (request: Request, response: Response): Promise<void> => this.showBehind(request, response, '/moderator-effect');

  private async showBehind(request: Request, response: Response, path: keyof typeof places): Promise<void> {
    const place = places[path];
    const measure = place.measures.find((each) => each.key === request.params['measure']);
    if (!measure) throw new NotFound('There is no figure of this name.');
    const part = partAsked(textAsked(request.query['part']), measure);
    const asked = this.asked(request, await this.monthsIfNeeded(request));
    if (!asked.ok) throw new BadRequest(asked.errors.map((error) => error.message).join(' '));
    const { period } = asked;
    const page = pageAsked(request.query['page']);
    const { list, what, table } = await this.listBehind(signedIn(request), measure, part, period, page);
    const shown = behindPage({ measure, part, period, place }, list, what);
    response.render('reporting/behind', { ...shown, table, paging: paging(shown.path, shown.query, page, list.seen) });
  }

  showBehindImpact = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const measure: ImpactMeasure | undefined = impactMeasures.find((each) => each.key === request.params['measure']);
    if (!measure) throw new NotFound('There is no figure of this name.');
    const part = partAsked(textAsked(request.query['part']), measure);
    const asked = this.asked(request, await this.monthsIfNeeded(request));
    if (!asked.ok) throw new BadRequest(asked.errors.map((error) => error.message).join(' '));
    const { period } = asked;
    const of = impactPartAsked(request);
    const teamName = of.teamId === null ? null : await this.impact.teamName(of.teamId);
    const side = (part === 'denominator' ? measure.denominator : null) ?? measure.numerator;
    const page = pageAsked(request.query['page']);
    const show = (list: { total: number; seen: number }, table: object): void => {
      const shown = impactBehindPage({ measure, part, period, of, teamName }, list);
      response.render('reporting/behind', { ...shown, table, paging: paging(shown.path, shown.query, page, list.seen) });
    };
    if (measure.counts === 'children') {
      const list = await this.impact.children(person, side, of, period, page);
      return show(list, childrenChanged(list.rows));
    }
    const list = await this.impact.actions(person, side, of, period, page);
    show(list, actionsChanged(measure, list.rows));
  };

  /** The month is in every link of ours; only an address typed by hand leaves it out. */
  private async monthsIfNeeded(request: Request): Promise<Month[]> {
    return textAsked(request.query['month']) === '' ? this.reads.months(this.clock.today()) : [];
  }

  private async listBehind(person: Person, measure: Measure, part: Part, period: Period, page: number): Promise<ListBehind> {
    const side = part === 'numerator' ? measure.numerator : measure.denominator;
    if (side === 'expected_auditors' || side === null) {
      const list = await this.behind.expectedAuditors(person, period, page);
      return { list, what: { one: 'auditor', many: 'auditors' }, table: auditorRows(list.rows) };
    }
    if (measure.of === 'actions') {
      const list = await this.behind.actions(person, measure, side, period, page);
      return { list, what: { one: 'action', many: 'actions' }, table: actionRows(list.rows) };
    }
    const list = await this.behind.audits(person, measure, side, period, page);
    return { list, what: { one: 'audit', many: 'audits' }, table: auditRows(measure, list.rows) };
  }
}

interface ListBehind {
  list: Behind<unknown>;
  what: { one: string; many: string };
  table: object;
}

/** What of the council an address of ours asks for. @throws BadRequest, NotFound for one typed by hand */
function impactPartAsked({ query }: Request): ImpactPart {
  const [team, cohort, rating] = ['team', 'cohort', 'rating'].map((name) => textAsked(query[name]) || null) as [string | null, string | null, string | null];
  if (cohort !== null && !cohorts.some((each) => each === cohort)) throw new BadRequest('There is no such cohort. Go back to the figures and follow a number from there.');
  if (rating !== null && !ratings.some((each) => each === rating)) throw new BadRequest('There is no such rating. Go back to the figures and follow a number from there.');
  return { teamId: team === null ? null : recordId(team), cohort: cohort as Cohort | null, rating: rating as Rating | null };
}

/** @throws BadRequest for anything but a side the measure has; the numerator when none is asked for */
function partAsked(part: string, measure: Pick<Measure, 'denominator'>): Part {
  if (part === '' || part === 'numerator') return 'numerator';
  if (part === 'denominator' && measure.denominator !== null) return 'denominator';
  throw new BadRequest('This figure has no such part. Go back to the figures and follow a number from there.');
}
