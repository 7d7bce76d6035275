import type { Request, Response } from 'express';
import { mayBeToldOf } from '../access/policies.js';
import { signedIn } from '../access/signedIn.js';
import { parseForm } from '../forms/parseForm.js';
import type { Submissions } from '../forms/submissions.js';
import type { Problem } from '../shared/errors.js';
import { notify } from '../web/notice.js';
import { pageAsked, paging } from '../web/paging.js';
import { messageKinds, type MessageKind } from './message.js';
import { messageList, settingsPage } from './messages.presenter.js';
import type { MessagesReads } from './messages.reads.js';
import type { MessagesService } from './messages.service.js';
import { SettingsForm } from './settings.form.js';

/** What somebody has been told, and what of it they get by e-mail. */
export class MessagesController {
  constructor(
    private readonly messages: MessagesService,
    private readonly reads: MessagesReads,
    private readonly submissions: Submissions,
    private readonly sendsMail: boolean,
  ) {}

  list = async (request: Request, response: Response): Promise<void> => {
    const page = pageAsked(request.query['page']);
    const { messages, total } = await this.reads.to(signedIn(request).staffId, page);
    response.render('messages/list', { ...messageList(messages), paging: paging('/messages', {}, page, total) });
  };

  showSettings = async (request: Request, response: Response): Promise<void> => {
    const off = await this.reads.switchedOffBy(signedIn(request).staffId);
    this.render(request, response, messageKinds.filter((kind) => !off.includes(kind)), []);
  };

  saveSettings = async (request: Request, response: Response): Promise<void> => {
    const form = parseForm(SettingsForm, request.body);
    if (!form.ok) return this.render(request, response.status(400), [(request.body as { wanted?: MessageKind | MessageKind[] }).wanted ?? []].flat(), form.errors);
    const { wanted = [] } = form.value;
    const location = await this.submissions.once(request, async () => {
      await this.messages.choose(signedIn(request), wanted);
      notify(request, 'Your choice is saved.');
      return '/messages/settings';
    });
    response.redirect(303, location);
  };

  private render(request: Request, response: Response, wanted: readonly MessageKind[], errors: readonly Problem[]): void {
    const concerning = messageKinds.filter((kind) => mayBeToldOf(signedIn(request), kind));
    response.render('messages/settings', { ...settingsPage(concerning, wanted), address: signedIn(request).email, sendsMail: this.sendsMail, errors });
  }
}
