import type { Request, Response } from 'express';
import { may } from '../../access/permissions.js';
import { maySeeHistory } from '../../access/policies.js';
import { signedIn } from '../../access/signedIn.js';
import { recordId } from '../../forms/fields.js';
import { parseForm, typedDay, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import { savedLast } from '../../history/history.presenter.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked, paging } from '../../web/paging.js';
import { AppointmentForm, appointmentIn, EndForm, NewSurgeryForm } from './surgeries.form.js';
import {
  appointmentConflict, appointmentFields, endPage, fixedAgenda, fixedAgendaInWords, headingOf, liveAgenda, liveAgendaInWords, surgeryHistory, surgeryList, surgeryPage,
} from './surgeries.presenter.js';
import type { SurgeryInFull, SurgeryReads } from './surgeries.reads.js';
import type { SurgeriesService } from './surgeries.service.js';
import { agendaOf, statusAfter, stepsOpen, type Appointment } from './surgery.js';

type Typed = Record<string, unknown>;

/** Why a page is shown again instead of doing what was asked. */
interface Again {
  errors: readonly Problem[];
  stale?: boolean;
}

const overtaken: Problem = { field: 'form', message: 'Somebody else changed this surgery after you opened the page, so nothing was done. This is how it stands now.' };

/** Meetings with a manager over their outstanding actions. */
export class SurgeriesController {
  constructor(
    private readonly surgeries: SurgeriesService,
    private readonly reads: SurgeryReads,
    private readonly history: HistoryStore,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const page = pageAsked(request.query['page']);
    const { surgeries, total } = await this.reads.list(signedIn(request), page);
    response.render('actions/surgeries', { ...surgeryList(surgeries, this.clock.today()), paging: paging('/surgeries', {}, page, total) });
  };

  showNew = async (_request: Request, response: Response): Promise<void> => {
    await this.newPage(response, {}, []);
  };

  private async newPage(response: Response, typed: Typed, errors: readonly Problem[]): Promise<void> {
    response.status(errors.length > 0 ? 400 : 200).render('actions/surgery-new', { fields: appointmentFields(typed, await this.reads.managers(), asksAnyway(typed, errors)), errors });
  }

  arrange = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(NewSurgeryForm, request.body);
    if (!form.ok) return this.newPage(response, typedIn(request), form.errors);
    const { managerId, anyway = false } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        const id = await this.surgeries.arrange(signedIn(request), managerId, appointmentIn(form.value), anyway);
        notify(request, 'The surgery is arranged. The manager is told.');
        return `/surgeries/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      await this.newPage(response, typedIn(request), error.problems);
    }
  };

  show = async (request: Request, response: Response): Promise<void> => {
    await this.onePage(request, response);
  };

  private async onePage(request: Request, response: Response, again?: Again): Promise<void> {
    const person = signedIn(request);
    const today = this.clock.today();
    const surgery = await this.reads.oneFor(person, idIn(request));
    const [agenda, lines] = await Promise.all([this.agendaFor(request, surgery), maySeeHistory(person) ? this.history.of('surgery', surgery.id) : []]);
    const manages = may(person, 'surgery:manage');
    response.status(statusOf(again)).render('actions/surgery', {
      ...surgeryPage(surgery, today),
      ...agenda,
      shownVersion: surgery.version,
      steps: manages ? stepsOpen(surgery.status) : [],
      changes: maySeeHistory(person) && surgeryHistory(lines),
      errors: again?.errors ?? [],
    });
  }

  /** A page of what is outstanding, or of what was when the meeting began; the whole of it to print. */
  private async agendaFor(request: Request, surgery: SurgeryInFull) {
    const person = signedIn(request);
    const today = this.clock.today();
    const whole = request.query['whole'] === 'yes';
    const page = pageAsked(request.query['page']);
    const part = whole ? null : page;
    const pages = (total: number) => ({ wholeHref: `/surgeries/${surgery.id}?whole=yes`, paging: whole ? undefined : paging(`/surgeries/${surgery.id}`, {}, page, total) });
    const kind = agendaOf(surgery.status);
    if (kind === 'none') return { agenda: null };
    if (kind === 'live') {
      const [actions, counts] = await Promise.all([this.reads.agenda(person, surgery.managerId, part), this.reads.agendaCounts(surgery.managerId)]);
      return { about: [liveAgendaInWords(surgery, counts)], agenda: liveAgenda(surgery, actions, today), ...pages(counts.actions) };
    }
    const mayRecord = may(person, 'surgery:manage') && stepsOpen(surgery.status).includes('record');
    const [items, counts, without] = await Promise.all([this.reads.items(person, surgery.id, part), this.reads.itemCounts(surgery.id), surgery.heldAt === null ? [] : this.reads.refsWithout(surgery.id)]);
    return { about: fixedAgendaInWords(counts, without), agenda: fixedAgenda(surgery, items, mayRecord, today), ...pages(counts.actions) };
  }

  showChange = async (request: Request, response: Response): Promise<void> => {
    const surgery = await this.reads.oneFor(signedIn(request), idIn(request));
    statusAfter(surgery.status, 'change');
    await this.changePage(request, response);
  };

  private async changePage(request: Request, response: Response, again?: Again, wanted?: Appointment): Promise<void> {
    const surgery = await this.reads.oneFor(signedIn(request), idIn(request));
    const typed: Typed = again ? typedIn(request) : { ...surgery };
    const open = stepsOpen(surgery.status).includes('change');
    response.status(statusOf(again)).render('actions/surgery-change', {
      id: surgery.id,
      heading: headingOf(surgery),
      fields: open ? appointmentFields(typed, null, asksAnyway(typed, again?.errors ?? [])) : null,
      shownVersion: again && !again.stale ? versionShown(request.body) : surgery.version,
      conflict: again?.stale && wanted && {
        fields: appointmentConflict(surgery, wanted), ...savedLast(await this.history.of('surgery', surgery.id)),
        settled: open ? undefined : 'What you typed was not saved: the surgery cannot be changed any more.',
      },
      errors: again?.errors ?? [],
    });
  }

  change = async (request: Request, response: Response): Promise<void> => {
    const id = idIn(request);
    const version = versionShown(request.body);
    const form = parseForm(AppointmentForm, request.body);
    if (!form.ok) return this.changePage(request, response, { errors: form.errors });
    const appointment = appointmentIn(form.value);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.surgeries.change(signedIn(request), id, version, appointment, form.value.anyway ?? false);
        notify(request, 'The change is saved.');
        return `/surgeries/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.changePage(request, response, { errors: [], stale: true }, appointment);
      if (error instanceof RuleBroken) return this.changePage(request, response, { errors: error.problems });
      throw error;
    }
  };

  showCancel = async (request: Request, response: Response): Promise<void> => {
    const surgery = await this.reads.oneFor(signedIn(request), idIn(request));
    statusAfter(surgery.status, 'cancel');
    response.render('actions/surgery-cancel', { ...surgeryPage(surgery, this.clock.today()), shownVersion: surgery.version });
  };

  cancel = async (request: Request, response: Response): Promise<void> => {
    await this.take(request, response, (id, version) => this.surgeries.cancel(signedIn(request), id, version), 'The surgery is cancelled. The manager is told.');
  };

  begin = async (request: Request, response: Response): Promise<void> => {
    await this.take(request, response, (id, version) => this.surgeries.begin(signedIn(request), id, version), 'The meeting has begun. Its agenda stays as it is from now on.');
  };

  /** Takes a step that needs no answers, and shows the surgery as it is then. */
  private async take(request: Request, response: Response, step: (id: number, version: number) => Promise<void>, done: string): Promise<void> {
    const id = idIn(request);
    const version = versionShown(request.body);
    try {
      const location = await this.submissions.once(request, async () => {
        await step(id, version);
        notify(request, done);
        return `/surgeries/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.onePage(request, response, { errors: [overtaken], stale: true });
      if (error instanceof RuleBroken) return this.onePage(request, response, { errors: error.problems });
      throw error;
    }
  }

  showEnd = async (request: Request, response: Response): Promise<void> => {
    const surgery = await this.reads.oneFor(signedIn(request), idIn(request));
    statusAfter(surgery.status, 'end');
    await this.endPage(request, response, surgery);
  };

  private async endPage(request: Request, response: Response, surgery: SurgeryInFull, again?: Again): Promise<void> {
    const page = pageAsked(request.query['page']);
    const [items, counts] = await Promise.all([this.reads.itemsWithout(signedIn(request), surgery.id, page), this.reads.itemCounts(surgery.id)]);
    response.status(statusOf(again)).render('actions/surgery-end', {
      ...endPage(surgery, counts, items, this.clock.today()),
      paging: paging(`/surgeries/${surgery.id}/end`, {}, page, counts.without),
      shownVersion: again ? versionShown(request.body) : surgery.version,
      errors: again?.errors ?? [],
    });
  }

  end = async (request: Request, response: Response): Promise<void> => {
    const id = idIn(request);
    const version = versionShown(request.body);
    const form = parseForm(EndForm, request.body);
    try {
      const location = await this.submissions.once(request, async () => {
        await this.surgeries.end(signedIn(request), id, version, form.ok && form.value.confirmed === true);
        notify(request, 'The meeting has ended. What was agreed stays here.');
        return `/surgeries/${id}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.onePage(request, response, { errors: [overtaken], stale: true });
      if (error instanceof RuleBroken) return this.endPage(request, response, await this.reads.oneFor(signedIn(request), id), { errors: error.problems });
      throw error;
    }
  };
}

const statusOf = (again: Again | undefined): number => (!again ? 200 : again.stale ? 409 : 400);

const typedIn = (request: Request): Typed => ({ ...(request.body as Typed), meetOn: typedDay(request.body, 'meetOn') });

/** Whether the form asks if two surgeries close by are meant. */
const asksAnyway = (typed: Typed, errors: readonly Problem[]): boolean => typed['anyway'] !== undefined || errors.some(({ field }) => field === 'anyway');

const idIn = (request: Request): number => recordId(request.params['id']);
