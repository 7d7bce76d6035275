import type { Request, Response } from 'express';
import { maySeeConcern, maySeeHistory, partsIn, takesPartInAudits } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import type { ActionReads } from '../actions/actions.reads.js';
import type { ConcernReads } from '../concerns/concerns.reads.js';
import { parseForm } from '../forms/parseForm.js';
import { historyShown } from '../history/history.presenter.js';
import type { HistoryStore } from '../history/history.store.js';
import { disagreementShown } from '../moderation/moderation.presenter.js';
import type { Clock } from '../shared/clock.js';
import { pageAsked, paging } from '../web/paging.js';
import { answersToRead, childFacts } from './answers.presenter.js';
import { AuditListForm } from './auditList.form.js';
import type { AuditFilter, AuditListReads } from './auditList.reads.js';
import { actionsOpen, statusInWords } from './auditLifecycle.js';
import {
  actionsColumns, actionsRows, discussionRows, filterFields, filterInAddress, headRows, historyWords, listColumns, listRows, nextSteps, ratingColumns, ratingRows, timeline,
} from './audits.presenter.js';
import type { AuditReads } from './audits.reads.js';
import { openTo, writingAndModerating } from './independence.js';
import { refOf } from './writingDesk.js';

/** The list of audits and the page of one. */
export class AuditsController {
  constructor(
    private readonly lists: AuditListReads,
    private readonly audits: AuditReads,
    private readonly actions: ActionReads,
    private readonly concerns: ConcernReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const form = parseForm(AuditListForm, request.query);
    const asked: Partial<AuditListForm> = form.ok ? form.value : {};
    const { month, status, team, cohort, whose } = asked;
    const filter: AuditFilter = { month, status, teamId: team === undefined ? undefined : Number(team), cohort, mine: whose === 'mine' };
    const page = pageAsked(request.query['page']);
    const total = form.ok ? await this.lists.count(person, filter) : 0;
    response.status(form.ok ? 200 : 400).render('audits/list', {
      errors: form.ok ? [] : form.errors,
      fields: filterFields(request.query, await this.lists.months(), await this.lists.teams(), takesPartInAudits(person)),
      filtered: Object.values(filterInAddress(filter)).some(Boolean),
      listColumns,
      rows: total === 0 ? [] : listRows(await this.lists.page(person, filter, page)),
      paging: paging('/audits', filterInAddress(filter), page, total),
    });
  };

  show = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const audit = await this.audits.headerFor(person, refOf(request));
    const whole = await this.audits.whole(audit.ref);
    const areas = await this.audits.areasOf(audit.id);
    const actions = await this.actions.ofAudit(audit.id);
    const today = this.clock.today();
    const workedOnIt = await this.history.everDid(person.staffId, 'audit', audit.id, writingAndModerating);
    response.render('audits/audit', {
      audit,
      statusWords: statusInWords[audit.status],
      facts: childFacts(audit, today),
      headRows: headRows(audit, today),
      nextSteps: nextSteps(audit, openTo(actionsOpen(audit.status, partsIn(person, audit)), workedOnIt), today),
      ratingColumns,
      ratingRows: ratingRows(whole, areas),
      sections: answersToRead(whole, areas),
      discussion: discussionRows(whole),
      disagreement: disagreementShown({ audit: whole }),
      actionsColumns,
      actionsRows: actionsRows(actions, audit.acceptedOn !== null),
      concern: await this.concerns.ofAudit(audit.id),
      maySeeConcern: maySeeConcern(person, audit),
      entries: timeline(audit, await this.audits.eventsOf(audit.id)),
      historyLines: maySeeHistory(person) ? historyShown(await this.history.of('audit', audit.id), historyWords) : undefined,
    });
  };
}
