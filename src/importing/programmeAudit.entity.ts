import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Rating } from '../shared/practice.js';

@Entity({ name: 'programme_audits' })
export class ProgrammeAudit {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  ref!: string;

  @Column({ type: 'varchar', length: 20 })
  template!: 'fostering' | 'early_help' | 'youth_support';

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ name: 'case_ref', type: 'varchar', length: 40 })
  caseRef!: string;

  @Column({ name: 'team_id', type: 'integer' })
  teamId!: number;

  @Column({ name: 'overall_auditor', type: 'varchar', length: 30, nullable: true })
  overallAuditor!: Rating | null;

  @Column({ name: 'overall_final', type: 'varchar', length: 30, nullable: true })
  overallFinal!: Rating | null;

  @Column({ type: 'varchar', length: 20 })
  status!: 'completed' | 'held_over';

  @Column({ name: 'completed_on', type: 'varchar', length: 10, nullable: true })
  completedOn!: string | null;
}
