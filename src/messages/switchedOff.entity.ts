import { Entity, PrimaryColumn } from 'typeorm';
import type { MessageKind } from './message.js';

/** A kind of message that a person does not want by e-mail. */
@Entity({ name: 'messages_switched_off' })
export class SwitchedOff {
  @PrimaryColumn({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @PrimaryColumn({ type: 'varchar', length: 30 })
  kind!: MessageKind;
}
