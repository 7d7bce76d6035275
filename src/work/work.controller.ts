import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import type { Person } from '../access/person.js';
import { signedIn } from '../access/signedIn.js';
import { actionsToAnswer } from '../actions/byChild/byChild.presenter.js';
import { childrenAPage, type ByChildReads } from '../actions/byChild/byChild.reads.js';
import type { ActionFilter, ActionReads } from '../actions/actions.reads.js';
import { textAsked } from '../forms/parseForm.js';
import type { Clock } from '../shared/clock.js';
import type { Day } from '../shared/day.js';
import { pageAsked, paging } from '../web/paging.js';
import { presentWork, presentWorries } from './work.presenter.js';
import type { WorkReads } from './work.reads.js';

export class WorkController {
  constructor(
    private readonly reads: WorkReads,
    private readonly byChild: ByChildReads,
    private readonly actionReads: ActionReads,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const today = this.clock.today();
    const work = await this.reads.of(person, today);
    const actions = may(person, 'action:update') ? await this.actionsOf(person, request, work.concerns?.total, today) : null;
    // The QA team verifies those of every team, too many to count on each visit.
    const verifiesAny = !actions && may(person, 'action:verify');
    response.render('work/my-work', { worries: presentWorries(work), actions, verifiesAny, sections: presentWork(work, today) });
  };

  /** The actions that wait for the person, by child; nothing for those who have no team and own none. `concerns`: how many cases of concern wait for them. */
  private async actionsOf(person: Person, request: Request, concerns: number | undefined, today: Day): Promise<object | null> {
    const teams = await this.byChild.teamsOf(person);
    const team = teams.find(({ id }) => String(id) === textAsked(request.query['team']))?.id ?? null;
    const count = (state: ActionFilter): Promise<number> => this.actionReads.count(person, { state, type: null, teams: team === null ? 'mine' : [team] }, today);
    const [counts, toLookBack] = await Promise.all([this.byChild.counts(person, team, today), count('to_look_back')]);
    if (teams.length === 0 && counts.children === 0 && toLookBack === 0) return null;
    // The last child of the last page may just have been answered.
    const page = Math.min(pageAsked(request.query['page']), Math.max(1, Math.ceil(counts.children / childrenAPage)));
    const pages = paging('/', { team: team === null ? undefined : String(team) }, page, counts.children, childrenAPage);
    const [children, toVerify] = await Promise.all([this.byChild.children(person, team, page, today), may(person, 'action:verify') ? count('to_verify') : undefined]);
    return { ...actionsToAnswer(children, { ...counts, toLookBack, toVerify, concerns }, { teams, team, today, me: person.name, from: pages.url(page) }), paging: pages };
  }
}
