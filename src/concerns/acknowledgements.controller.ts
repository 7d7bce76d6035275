import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import { textAsked } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import { notify } from '../web/notice.js';
import type { AcknowledgementsService } from './acknowledgements.service.js';

export class AcknowledgementsController {
  constructor(
    private readonly acknowledgements: AcknowledgementsService,
    private readonly submissions: Submissions,
  ) {}

  acknowledge = async (request: Request, response: Response): Promise<void> => {
    const ref = textAsked(request.params['ref']);
    const location = await this.submissions.once(request, async () => {
      await this.acknowledgements.acknowledge(signedIn(request), ref);
      notify(request, 'You have acknowledged this safety worry.');
      return `/concerns/${ref}`;
    });
    response.redirect(303, location);
  };
}
