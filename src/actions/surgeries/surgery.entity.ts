import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { SurgeryStatus } from './surgery.js';

/** A QA surgery: a meeting with a team manager over their outstanding actions. */
@Entity({ name: 'surgeries' })
export class Surgery {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'manager_id', type: 'integer' })
  managerId!: number;

  @Column({ name: 'meet_on', type: 'varchar', length: 10 })
  meetOn!: string;

  /** The time of day in England, `14:30`. */
  @Column({ name: 'meet_at', type: 'varchar', length: 5 })
  meetAt!: string;

  @Column({ type: 'varchar', length: 200 })
  place!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: SurgeryStatus;

  @Column({ name: 'scheduled_by_id', type: 'integer' })
  scheduledById!: number;

  @Column({ name: 'scheduled_at', type: 'varchar', length: 24 })
  scheduledAt!: string;

  /** When its agenda was fixed. */
  @Column({ name: 'begun_at', type: 'varchar', length: 24, nullable: true })
  begunAt!: string | null;

  @Column({ name: 'held_at', type: 'varchar', length: 24, nullable: true })
  heldAt!: string | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
