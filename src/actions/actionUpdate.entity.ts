import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Involvement } from '../shared/practice.js';
import type { ActionUpdateKind, Helped } from './action.js';

@Entity({ name: 'action_updates' })
export class ActionUpdate {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'action_id', type: 'integer' })
  actionId!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: ActionUpdateKind;

  @Column({ name: 'happened_on', type: 'varchar', length: 10 })
  happenedOn!: string;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ name: 'child_involved', type: 'boolean', nullable: true })
  childInvolved!: boolean | null;

  @Column({ name: 'family_involved', type: 'boolean', nullable: true })
  familyInvolved!: boolean | null;

  @Column({ name: 'reviewing_officer_involved', type: 'varchar', length: 20, nullable: true })
  reviewingOfficerInvolved!: Involvement | null;

  /** Where what was done is recorded. */
  @Column({ type: 'text', nullable: true })
  evidence!: string | null;

  /** Who agreed that the service ended. */
  @Column({ name: 'agreed_by', type: 'varchar', length: 200, nullable: true })
  agreedBy!: string | null;

  /** The days of the meetings planned, as JSON. */
  @Column({ type: 'text', nullable: true })
  meetings!: string | null;

  /** The due date from here on, where this changed it. */
  @Column({ name: 'due_on', type: 'varchar', length: 10, nullable: true })
  dueOn!: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  helped!: Helped | null;

  /** The QA surgery it was recorded in. */
  @Column({ name: 'surgery_id', type: 'integer', nullable: true })
  surgeryId!: number | null;

  @Column({ name: 'recorded_by_id', type: 'integer', nullable: true })
  recordedById!: number | null;

  @Column({ name: 'recorded_at', type: 'varchar', length: 24 })
  recordedAt!: string;
}
