import { momentInWords } from '../shared/clock.js';
import { messageKinds, messageRules, type MessageKind } from './message.js';
import { inWords, kindsInWords, type MessageSeen } from './message.presenter.js';

/** The messages to a person, the latest first. */
export function messageList(messages: readonly MessageSeen[]) {
  return {
    columns: [{ label: 'About' }, { label: 'Message' }],
    rows: messages.map(({ kind, facts, createdAt }) => {
      const { text, href, opens } = inWords(kind, facts);
      return [{ text: opens, href, note: momentInWords(createdAt) }, text];
    }),
  };
}

/** What a person may choose of the kinds that concern them; `wanted` are ticked. */
export function settingsPage(concerning: readonly MessageKind[], wanted: readonly MessageKind[]) {
  const shown = messageKinds.filter((kind) => concerning.includes(kind));
  return {
    choices: shown.filter((kind) => messageRules[kind].maySwitchOff).map((kind) => ({ value: kind, label: kindsInWords[kind].name, hint: kindsInWords[kind].when })),
    wanted,
    always: shown.filter((kind) => !messageRules[kind].maySwitchOff).map((kind) => ({ key: kindsInWords[kind].name, value: kindsInWords[kind].when })),
  };
}
