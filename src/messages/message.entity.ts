import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { MessageKind } from './message.js';

/** Something one person is told, written in the transaction of what happened. */
@Entity({ name: 'messages' })
export class Message {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ type: 'varchar', length: 30 })
  kind!: MessageKind;

  /** JSON. */
  @Column({ type: 'text' })
  facts!: string;

  /** Nothing with the same word here is said twice. */
  @Column({ type: 'varchar', length: 120, nullable: true })
  once!: string | null;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt!: string;

  @Column({ name: 'delivery_id', type: 'integer', nullable: true })
  deliveryId!: number | null;
}
