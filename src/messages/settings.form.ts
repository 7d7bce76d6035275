import { SeveralOf } from '../forms/fields.js';
import { messageKinds, type MessageKind } from './message.js';

export class SettingsForm {
  /** Absent when nothing is ticked. */
  @SeveralOf(messageKinds, 'Choose from the list of messages.')
  wanted?: MessageKind[];
}
