import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ActionState } from '../action.js';

/** An action on the agenda of a surgery, as it stood when the meeting began. */
@Entity({ name: 'surgery_items' })
export class SurgeryItem {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'surgery_id', type: 'integer' })
  surgeryId!: number;

  @Column({ name: 'action_id', type: 'integer' })
  actionId!: number;

  @Column({ type: 'varchar', length: 30 })
  state!: ActionState;

  /** What was agreed, once it is recorded. */
  @Column({ name: 'update_id', type: 'integer', nullable: true })
  updateId!: number | null;

  @Column({ type: 'integer' })
  version!: number;
}
