import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ActionType } from '../shared/practice.js';

/** Only dates are stored; an action's state is worked out from them. Without an owner it is the team manager's. */
@Entity({ name: 'actions' })
export class Action {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  ref!: string;

  @Column({ name: 'audit_id', type: 'integer' })
  auditId!: number;

  @Column({ type: 'varchar', length: 20 })
  type!: ActionType;

  @Column({ type: 'text' })
  description!: string;

  @Column({ name: 'due_on', type: 'varchar', length: 10 })
  dueOn!: string;

  @Column({ name: 'owner_id', type: 'integer', nullable: true })
  ownerId!: number | null;

  @Column({ name: 'first_updated_on', type: 'varchar', length: 10, nullable: true })
  firstUpdatedOn!: string | null;

  @Column({ name: 'last_updated_on', type: 'varchar', length: 10, nullable: true })
  lastUpdatedOn!: string | null;

  @Column({ name: 'completed_on', type: 'varchar', length: 10, nullable: true })
  completedOn!: string | null;

  @Column({ name: 'service_ended_on', type: 'varchar', length: 10, nullable: true })
  serviceEndedOn!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
