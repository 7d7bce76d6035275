import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import type { AuditInHand } from '../audits/auditSteps.js';
import { areaOfSlug } from '../audits/audit.js';
import { parseForm, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { NotFound, RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { label, type Rating } from '../shared/practice.js';
import { notify } from '../web/notice.js';
import { AuditorDiscussionForm, ModeratorDiscussionForm, RateAreaForm, RateOverallForm, ReturnForm } from './moderation.form.js';
import { discussionPage, moderationPage, nameOfPlace, pathAfter, ratingPage, returnPage, type Place } from './moderation.presenter.js';
import { versionOfAccount, versionOfOverall, versionOfWhole, type ModerationService } from './moderation.service.js';

type Typed = Record<string, unknown>;

/** How a page is shown once more after something stood in the way of saving. */
interface Again {
  status: number;
  errors: readonly Problem[];
  /** Someone else was first: both texts are shown. */
  stale: boolean;
}

const firstShown: Again = { status: 200, errors: [], stale: false };

export class ModerationController {
  constructor(
    private readonly moderation: ModerationService,
    private readonly submissions: Submissions,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    this.moderationPage(response, await this.moderation.forModerator(signedIn(request), refOf(request)), firstShown);
  };

  private moderationPage(response: Response, inHand: AuditInHand, { status, errors }: Again): void {
    response.status(status).render('moderation/moderation', { ...moderationPage(inHand), shown: versionOfWhole(inHand), errors });
  }

  finalise = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const version = versionShown(request.body);
    await this.save(
      request,
      response,
      async () => {
        await this.moderation.finalise(person, ref, version);
        notify(request, 'The ratings are final. The QA team will now look at the audit.');
        return `/audits/${ref}`;
      },
      async (again) => this.moderationPage(response, await this.moderation.forModerator(person, ref), again),
    );
  };

  showRating = async (request: Request, response: Response): Promise<void> => {
    const place = placeOf(request);
    this.ratingPage(response, await this.moderation.forModerator(signedIn(request), refOf(request)), place, firstShown);
  };

  private ratingPage(response: Response, inHand: AuditInHand, place: Place, { status, errors, stale }: Again, typed?: Typed): void {
    const page = ratingPage(inHand, place);
    const area = inHand.areas.find((one) => one.area === place);
    const both = typed && [
      { label: 'Final rating', stored: label(page.stored.rating), typed: label(wordsOf(typed, 'rating')) },
      { label: 'Your reason', stored: page.stored.reason, typed: wordsOf(typed, 'reason') },
    ];
    response.status(status).render('moderation/rating', {
      ...page,
      filled: typed ?? { rating: page.chosen, reason: page.stored.reason },
      shown: area ? area.version : versionOfOverall(inHand),
      errors,
      conflict: stale && page.mayRate ? both : undefined,
      notSaved: page.mayRate ? undefined : both,
    });
  }

  saveRating = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const place = placeOf(request);
    const version = versionShown(request.body);
    const typed = request.body as Typed;
    const again = async (how: Again): Promise<void> => this.ratingPage(response, await this.moderation.forModerator(person, ref), place, how, typed);
    const form = parseForm<RateAreaForm | RateOverallForm>(place === 'overall' ? RateOverallForm : RateAreaForm, request.body);
    if (!form.ok) return again({ status: 400, errors: form.errors, stale: false });
    const { rating = null, reason = null } = form.value;
    await this.save(
      request,
      response,
      async () => {
        if (place === 'overall') await this.moderation.rateOverall(person, ref, rating as Rating | null, reason, version);
        else await this.moderation.rateArea(person, ref, place, rating, reason, version);
        const next = typed['then'] === 'list' ? `/audits/${ref}/moderation` : pathAfter(ref, place);
        if (next.endsWith('/moderation')) notify(request, `${nameOfPlace(place)}: saved.`);
        return next;
      },
      again,
    );
  };

  showDiscussion = async (request: Request, response: Response): Promise<void> => {
    this.discussionPage(response, await this.moderation.forDiscussion(signedIn(request), refOf(request)), firstShown);
  };

  private discussionPage(response: Response, inHand: AuditInHand, { status, errors, stale }: Again, typed?: Typed): void {
    const page = discussionPage(inHand);
    const yesNo = (answer: string): string => label(answer);
    const both = typed && [
      { label: 'Your account of the discussion', stored: page.stored.account, typed: wordsOf(typed, 'account') },
      page.isAuditor
        ? { label: 'Do you agree with the final ratings?', stored: yesNo(page.stored.agrees), typed: yesNo(wordsOf(typed, 'agrees')) }
        : { label: 'Your decision', stored: page.stored.decision, typed: wordsOf(typed, 'decision') },
    ];
    response.status(status).render('moderation/discussion', {
      ...page,
      filled: typed ?? page.stored,
      shown: versionOfAccount(inHand, page.isAuditor ? 'auditor' : 'moderator'),
      errors,
      conflict: stale && page.mayDiscuss ? both : undefined,
      notSaved: page.mayDiscuss ? undefined : both,
    });
  }

  saveDiscussion = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const version = versionShown(request.body);
    const typed = request.body as Typed;
    const inHand = await this.moderation.forDiscussion(person, ref);
    const again = async (how: Again): Promise<void> => this.discussionPage(response, await this.moderation.forDiscussion(person, ref), how, typed);
    const isAuditor = inHand.part === 'auditor';
    const form = parseForm<AuditorDiscussionForm | ModeratorDiscussionForm>(isAuditor ? AuditorDiscussionForm : ModeratorDiscussionForm, request.body);
    if (!form.ok) return again({ status: 400, errors: form.errors, stale: false });
    const { value } = form;
    await this.save(
      request,
      response,
      async () => {
        if (value instanceof AuditorDiscussionForm) await this.moderation.recordAuditorsAccount(person, ref, value.account, value.agrees === 'yes', version);
        else await this.moderation.recordModeratorsAccount(person, ref, value.account, value.decision ?? null, version);
        notify(request, 'Your account of the discussion is saved.');
        return isAuditor ? `/audits/${ref}` : `/audits/${ref}/moderation`;
      },
      again,
    );
  };

  showReturn = async (request: Request, response: Response): Promise<void> => {
    this.returnPage(response, await this.moderation.forModerator(signedIn(request), refOf(request)), firstShown);
  };

  private returnPage(response: Response, inHand: AuditInHand, { status, errors }: Again, typed?: Typed): void {
    const page = returnPage(inHand);
    const notSaved = typed && !page.mayReturn ? [{ label: 'What the auditor must do', typed: wordsOf(typed, 'reason') }] : undefined;
    response.status(status).render('moderation/return', { ...page, filled: typed ?? {}, errors, notSaved });
  }

  returnToAuditor = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const again = async (how: Again): Promise<void> => this.returnPage(response, await this.moderation.forModerator(person, ref), how, request.body as Typed);
    const form = parseForm(ReturnForm, request.body);
    if (!form.ok) return again({ status: 400, errors: form.errors, stale: false });
    await this.save(
      request,
      response,
      async () => {
        await this.moderation.returnToAuditor(person, ref, form.value.reason);
        notify(request, 'The audit is returned to the auditor, who sees your reason.');
        return `/audits/${ref}`;
      },
      again,
    );
  };

  /** Does `work` once and goes where it says; what stands in the way shows the page again with what was typed. */
  private async save(request: Request, response: Response, work: () => Promise<string>, again: (how: Again) => Promise<void>): Promise<void> {
    let location: string;
    try {
      location = await this.submissions.once(request, work);
    } catch (error) {
      if (error instanceof StaleVersion) return again({ status: 409, errors: [{ field: 'conflict-title', message: error.message }], stale: true });
      if (error instanceof RuleBroken) return again({ status: isOfWholeForm(error) ? 409 : 400, errors: error.problems, stale: false });
      throw error;
    }
    response.redirect(303, location);
  }
}

/** The audit has moved on, rather than an answer missing. */
function isOfWholeForm(error: RuleBroken): boolean {
  return error.problems.every((problem) => problem.field === 'form');
}

function refOf(request: Request): string {
  return String(request.params['ref']);
}

/** @throws NotFound for anything that is not rated */
function placeOf(request: Request): Place {
  const slug = request.params['area'];
  const place = slug === 'overall' ? slug : areaOfSlug(slug);
  if (!place) throw new NotFound('There is no such area of practice.');
  return place;
}

/** What was typed in a field; '' for none or a repeated one. */
function wordsOf(typed: Typed, field: string): string {
  const words = typed[field];
  return typeof words === 'string' ? words : '';
}
