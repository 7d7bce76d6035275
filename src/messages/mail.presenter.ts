import { messageKinds, urgentKinds } from './message.js';
import { inWords, kindsInWords, type MessageSeen } from './message.presenter.js';

/** An e-mail without its addresses. */
export interface Mail {
  subject: string;
  text: string;
}

const isUrgent = ({ kind }: MessageSeen): boolean => urgentKinds.includes(kind);

/** The e-mail that tells somebody these messages, in plain text; `site` is where Plumbline is. */
export function mailFor(name: string, messages: readonly MessageSeen[], site: URL): Mail {
  const link = (href: string): string => new URL(href, site).href;
  const groups = messageKinds.map((kind) => ({ kind, of: messages.filter((message) => message.kind === kind) })).filter((group) => group.of.length > 0);
  const ending = messages.some(isUrgent)
    ? ['This e-mail is sent at once and cannot be switched off.']
    : ['You get at most one such e-mail a day, and none when there is nothing to say.', `Choose what you get: ${link('/messages/settings')}`];
  return {
    subject: messages.some(isUrgent) ? 'Plumbline: urgent, please read now' : `Plumbline: ${messages.length === 1 ? '1 message' : `${messages.length} messages`} for you`,
    text: [
      `Hello ${name},`,
      ...groups.map(({ kind, of }) =>
        [
          kindsInWords[kind].name,
          ...of.map(({ facts }) => {
            const { text, href } = inWords(kind, facts);
            return `- ${text}\n  ${link(href)}`;
          }),
        ].join('\n'),
      ),
      ['All messages to you: ' + link('/messages'), ...ending].join('\n'),
    ].join('\n\n'),
  };
}
