import type { Request, Response } from 'express';
import { signedIn } from '../../access/signedIn.js';
import { parseForm, textAsked, typedDay, versionShown } from '../../forms/parseForm.js';
import type { Submissions } from '../../forms/submissions.js';
import type { Clock } from '../../shared/clock.js';
import { dayInWords } from '../../shared/day.js';
import { RuleBroken, StaleVersion, type Problem } from '../../shared/errors.js';
import { notify } from '../../web/notice.js';
import { ExtensionForm } from './board.form.js';
import { extensionPage } from './extension.presenter.js';
import { versionOfDue, type ExtensionService } from './extension.service.js';

/** The form shown once more, with what was typed. */
interface Again {
  status: 400 | 409;
  errors: readonly Problem[];
}

/** The page on which an audit gets more time. */
export class ExtensionController {
  constructor(
    private readonly extensions: ExtensionService,
    private readonly submissions: Submissions,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.page(request, response);
  };

  private async page(request: Request, response: Response, again?: Again): Promise<void> {
    const { audit, header, part, open } = await this.extensions.forExtension(signedIn(request), refOf(request));
    const body = request.body as Record<string, unknown> | undefined;
    const typed = { extendedTo: again ? typedDay(body, 'extendedTo') : { day: '', month: '', year: '' }, reason: again ? textAsked(body?.['reason'], 20_000) : '' };
    response.status(again?.status ?? 200).render('allocation/extend', {
      ...extensionPage(header, audit, open.includes('extend') && part, typed, this.clock.today()),
      shownVersion: again?.status === 400 ? versionShown(body) : versionOfDue(audit),
      changedMeanwhile: again?.status === 409,
      errors: again?.errors ?? [],
    });
  }

  extend = async (request: Request, response: Response): Promise<void> => {
    const ref = refOf(request);
    const version = versionShown(request.body);
    const form = parseForm(ExtensionForm, request.body);
    if (!form.ok) return this.page(request, response, { status: 400, errors: form.errors });
    const { extendedTo, reason } = form.value;
    try {
      const location = await this.submissions.once(request, async () => {
        await this.extensions.extend(signedIn(request), ref, extendedTo, reason, version);
        return `/audits/${ref}`;
      });
      notify(request, `The audit is due on ${dayInWords(extendedTo)} now.`);
      response.redirect(303, location);
    } catch (error) {
      if (error instanceof StaleVersion) return this.page(request, response, { status: 409, errors: [] });
      if (!(error instanceof RuleBroken)) throw error;
      // The audit has moved on to where nothing is extended.
      await this.page(request, response, { status: error.problems.some(({ field }) => field === 'form') ? 409 : 400, errors: error.problems });
    }
  };
}

function refOf(request: Request): string {
  return String(request.params['ref']);
}
