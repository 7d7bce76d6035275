import type { Request, Response } from 'express';
import { may } from '../access/permissions.js';
import type { Person } from '../access/person.js';
import { signedIn } from '../access/signedIn.js';
import { actionsToAnswer } from '../actions/byChild/byChild.presenter.js';
import { childrenAPage, type ByChildReads } from '../actions/byChild/byChild.reads.js';
import type { ActionReads } from '../actions/actions.reads.js';
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
    const [{ children, total, page }, counts] = await Promise.all([
      this.byChild.children(person, team, pageAsked(request.query['page']), today),
      this.actionReads.counts(person, team === null ? 'mine' : [team], ['past_due', 'no_update', 'due_soon', 'to_look_back', ...(may(person, 'action:verify') ? (['to_verify'] as const) : [])], today),
    ]);
    if (teams.length === 0 && total === 0 && counts.to_look_back === 0) return null;
    const pages = paging('/', { team: team === null ? undefined : String(team) }, page, total, childrenAPage);
    return { ...actionsToAnswer(children, { ...counts, concerns }, { teams, team, today, me: person.name, from: pages.url(page) }), paging: pages };
  }
}
