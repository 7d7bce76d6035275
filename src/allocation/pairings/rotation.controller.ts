import type { Request, Response } from 'express';
import { actorOf, signedIn } from '../../access/signedIn.js';
import { parseForm, textAsked } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { BadRequest, RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { pageAsked } from '../../web/paging.js';
import { longestWindow } from './pairing.js';
import { RotationForm, RotationViewForm } from './pairings.form.js';
import { rotationPage, windowFields } from './rotation.presenter.js';
import type { RotationService, Window } from './rotation.service.js';

type Typed = Record<string, unknown>;

/** The proposed rotation, and its confirmation. */
export class RotationController {
  constructor(
    private readonly rotation: RotationService,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const { months: choices } = await this.rotation.choices();
    const typed = { from: choices[0]!, months: String(longestWindow), ...request.query };
    const form = parseForm(RotationForm, typed);
    await this.page(request, response, form.ok ? windowIn(form.value) : null, typed, 200, form.ok ? [] : form.errors);
  };

  /** The page with the proposal for a window, or without one where it cannot be. */
  private async page(request: Request, response: Response, window: Window | null, typed: Typed, status: 200 | 409, errors: readonly Problem[]): Promise<void> {
    const view = parseForm(RotationViewForm, request.query);
    const show = (view.ok ? view.value.show : undefined) ?? 'auditors';
    const { lastEnd, months } = await this.rotation.choices();
    let proposal: object | null = null;
    let problems = errors;
    try {
      proposal = window && rotationPage(await this.rotation.propose(window), show, pageAsked(request.query['page']), this.clock.today());
    } catch (error) {
      if (!(error instanceof RuleBroken)) throw error;
      problems = error.problems;
    }
    response.status(problems.length > 0 ? 400 : status).render('allocation/pairing-rotation', {
      lastEnd,
      fields: windowFields({ from: textAsked(typed['from'], 7), months: textAsked(typed['months'], 1) }, months),
      proposal,
      changedMeanwhile: status === 409,
      errors: problems,
    });
  }

  confirm = async (request: Request, response: Response): Promise<void> => {
    const body = request.body as Typed;
    const form = parseForm(RotationForm, body);
    if (!form.ok) return this.page(request, response, null, body, 200, form.errors);
    const fingerprint = textAsked(body['fingerprint'], 64);
    if (fingerprint === '') throw new BadRequest('The form is incomplete. Go back, reload the page and try again.');
    const window = windowIn(form.value);
    try {
      await this.rotation.prepare(window);
      const location = await this.submissions.once(request, async () => {
        const pairs = await this.rotation.confirm(actorOf(signedIn(request)), window, fingerprint);
        notify(request, `${pairs} pairs are confirmed.`);
        return `/pairings?month=${window.from}`;
      });
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof RuleBroken) return this.page(request, response, null, body, 200, error.problems);
      if (!(error instanceof StaleVersion)) throw error;
      await this.page(request, response, window, body, 409, []);
    }
  };
}

const windowIn = ({ from, months }: RotationForm): Window => ({ from, months: Number(months) });
