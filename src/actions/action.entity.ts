import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ActionType } from '../shared/practice.js';
import type { Helped, Meeting } from './action.js';

/** Only dates are stored; an action's state is worked out from them, and from its standings where they were revised. Without an owner it is the team manager's. */
@Entity({ name: 'actions' })
export class Action {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  ref!: string;

  @Column({ name: 'audit_id', type: 'integer' })
  auditId!: number;

  /** The team that answers for it: the child's, which may not be the audit's any more. */
  @Column({ name: 'team_id', type: 'integer', default: 0 })
  teamId!: number;

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

  /** The day from which the due date, completion and end of service hold as they stand here; null: always. */
  @Column({ name: 'revised_on', type: 'varchar', length: 10, nullable: true })
  revisedOn!: string | null;

  /** The meeting that carries a care-planning action into the plan; the due date is its day. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  meeting!: Meeting | null;

  @Column({ name: 'completed_by_id', type: 'integer', nullable: true })
  completedById!: number | null;

  @Column({ name: 'verified_on', type: 'varchar', length: 10, nullable: true })
  verifiedOn!: string | null;

  @Column({ name: 'verified_by_id', type: 'integer', nullable: true })
  verifiedById!: number | null;

  /** The latest answer to whether it helped the child. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  helped!: Helped | null;

  @Column({ name: 'helped_on', type: 'varchar', length: 10, nullable: true })
  helpedOn!: string | null;

  /** How far its silence has been taken: 0 nowhere, 1 the team manager, 2 the Head of Service, 3 the directors. */
  @Column({ type: 'integer', default: 0 })
  escalated!: number;

  /** Whoever was last told that it is theirs to answer. */
  @Column({ name: 'told_id', type: 'integer', nullable: true })
  toldId!: number | null;

  @Column({ type: 'integer' })
  version!: number;
}
