import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { DeliveryKind, DeliveryStatus } from './message.js';

/** One e-mail to one person, made of their messages when it is sent. */
@Entity({ name: 'deliveries' })
export class Delivery {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: DeliveryKind;

  /** Nothing with the same word here is made twice: one digest a person a day. */
  @Column({ type: 'varchar', length: 60, nullable: true })
  once!: string | null;

  /** The same at every attempt, so that a mail system can tell a repeat. */
  @Column({ name: 'message_id', type: 'varchar', length: 320 })
  messageId!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: DeliveryStatus;

  @Column({ type: 'integer' })
  attempts!: number;

  @Column({ name: 'next_attempt_at', type: 'varchar', length: 24 })
  nextAttemptAt!: string;

  /** Since when it is tried, leaving out when the mail server took nobody’s. */
  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt!: string;

  @Column({ name: 'sent_at', type: 'varchar', length: 24, nullable: true })
  sentAt!: string | null;

  @Column({ name: 'last_error', type: 'varchar', length: 300, nullable: true })
  lastError!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
