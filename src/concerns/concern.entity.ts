import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ConcernCause } from './concern.js';

/** A case of concern, held by the Head of Service until both confirmations are given. */
@Entity({ name: 'concerns' })
export class Concern {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  ref!: string;

  @Column({ name: 'case_ref', type: 'varchar', length: 40 })
  caseRef!: string;

  @Column({ name: 'team_id', type: 'integer' })
  teamId!: number;

  @Column({ name: 'audit_id', type: 'integer', nullable: true })
  auditId!: number | null;

  @Column({ type: 'varchar', length: 20 })
  cause!: ConcernCause;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  @Column({ name: 'raised_on', type: 'varchar', length: 10 })
  raisedOn!: string;

  @Column({ name: 'resolved_on', type: 'varchar', length: 10, nullable: true })
  resolvedOn!: string | null;

  /** The day from which team and resolution hold as they stand here; null: always. */
  @Column({ name: 'revised_on', type: 'varchar', length: 10, nullable: true })
  revisedOn!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
