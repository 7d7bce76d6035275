import type { Request, Response } from 'express';
import type { Person } from '../access/person.js';
import { signedIn } from '../access/signedIn.js';
import type { ActionReads } from '../actions/actions.reads.js';
import type { ConcernReads } from '../concerns/concerns.reads.js';
import { parseForm, versionShown } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { RuleBroken, StaleVersion, type Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { AcceptanceForm, LowerEndForm } from './acceptance.form.js';
import { acceptancePage } from './acceptance.presenter.js';
import { mayBeLowerEnd, type AcceptanceService } from './acceptance.service.js';

type Typed = Record<string, unknown>;

/** How the page is shown once more after something stood in the way of saving. */
interface Again {
  status: number;
  errors: readonly Problem[];
  stale: boolean;
}

export class AcceptanceController {
  constructor(
    private readonly acceptance: AcceptanceService,
    private readonly actions: ActionReads,
    private readonly concerns: ConcernReads,
    private readonly submissions: Submissions,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    await this.page(response, signedIn(request), refOf(request), { status: 200, errors: [], stale: false });
  };

  private async page(response: Response, person: Person, ref: string, { status, errors, stale }: Again, typed?: Typed): Promise<void> {
    const inHand = await this.acceptance.forAcceptance(person, ref);
    const { id } = inHand.audit;
    const page = acceptancePage(inHand, await this.actions.ofAudit(id), await this.concerns.ofAudit(id), mayBeLowerEnd(inHand.audit));
    const decision = typed && decisions[wordsOf(typed, 'decision')];
    const both = typed && [
      ...(decision ? [{ label: 'Decision', stored: page.closed ?? 'None yet', typed: decision }] : []),
      ...(wordsOf(typed, 'reason') ? [{ label: 'What must be put right', stored: inHand.audit.notAcceptedReason ?? '', typed: wordsOf(typed, 'reason') }] : []),
      ...(wordsOf(typed, 'lowerEnd') ? [{ label: 'Lower-end requires improvement', stored: page.lowerEndStored, typed: wordsOf(typed, 'lowerEnd') }] : []),
    ];
    const formOpen = typed?.['decision'] === undefined ? page.mayFlag : page.mayDecide;
    response.status(status).render('audits/acceptance', {
      ...page,
      filled: formOpen ? (typed ?? {}) : {},
      shown: inHand.audit.version,
      errors,
      conflict: stale && formOpen ? both : undefined,
      notSaved: status === 409 && !formOpen ? both : undefined,
    });
  }

  decide = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const version = versionShown(request.body);
    const form = parseForm(AcceptanceForm, request.body);
    if (!form.ok) return this.page(response, person, ref, { status: 400, errors: form.errors, stale: false }, request.body as Typed);
    const { decision, lowerEnd, reason = '' } = form.value;
    await this.save(request, response, async () => {
      if (decision === 'return') {
        await this.acceptance.notAccept(person, ref, reason, version);
        notify(request, `Audit ${ref} is returned. Its auditor and moderator see your reasons.`);
      } else {
        const concern = await this.acceptance.accept(person, ref, lowerEnd === 'yes', version);
        notify(request, `Audit ${ref} is accepted.${concern ? ` The Head of Service now holds case of concern ${concern}.` : ''}`);
      }
      return '/audits?status=moderated';
    });
  };

  setLowerEnd = async (request: Request, response: Response): Promise<void> => {
    const person = signedIn(request);
    const ref = refOf(request);
    const version = versionShown(request.body);
    const form = parseForm(LowerEndForm, request.body);
    if (!form.ok) return this.page(response, person, ref, { status: 400, errors: form.errors, stale: false }, request.body as Typed);
    await this.save(request, response, async () => {
      await this.acceptance.setLowerEnd(person, ref, form.value.lowerEnd === 'yes', version);
      notify(request, form.value.lowerEnd === 'yes' ? 'The audit is flagged as lower-end requires improvement.' : 'The audit is not flagged as lower-end requires improvement.');
      return `/audits/${ref}/acceptance`;
    });
  };

  /** Does `work` once and goes where it says; what stands in the way shows the page again with what was typed. */
  private async save(request: Request, response: Response, work: () => Promise<string>): Promise<void> {
    let location: string;
    try {
      location = await this.submissions.once(request, work);
    } catch (error) {
      const again = (how: Again): Promise<void> => this.page(response, signedIn(request), refOf(request), how, request.body as Typed);
      if (error instanceof StaleVersion) return again({ status: 409, errors: [{ field: 'form', message: error.message }], stale: true });
      if (error instanceof RuleBroken) return again({ status: error.problems.every(({ field }) => field === 'form') ? 409 : 400, errors: error.problems, stale: false });
      throw error;
    }
    response.redirect(303, location);
  }
}

const decisions: Record<string, string> = { accept: 'Accept', return: 'Return' };

function refOf(request: Request): string {
  return String(request.params['ref']);
}

/** What was typed in a field; '' for none or a repeated one. */
function wordsOf(typed: Typed, field: string): string {
  const words = typed[field];
  return typeof words === 'string' ? words : '';
}
