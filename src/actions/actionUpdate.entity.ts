import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Involvement } from '../shared/practice.js';
import type { ActionUpdateKind } from './action.js';

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

  @Column({ name: 'recorded_by_id', type: 'integer', nullable: true })
  recordedById!: number | null;

  @Column({ name: 'recorded_at', type: 'varchar', length: 24 })
  recordedAt!: string;
}
