import type { Request, Response } from 'express';
import { signedIn } from '../access/signedIn.js';
import type { Clock } from '../shared/clock.js';
import { presentWork } from './work.presenter.js';
import type { WorkReads } from './work.reads.js';

export class WorkController {
  constructor(
    private readonly reads: WorkReads,
    private readonly clock: Clock,
  ) {}

  show = async (request: Request, response: Response): Promise<void> => {
    const today = this.clock.today();
    response.render('work/my-work', { sections: presentWork(await this.reads.of(signedIn(request), today), today) });
  };
}
