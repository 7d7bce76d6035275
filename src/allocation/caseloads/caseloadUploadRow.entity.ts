import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Cohort } from '../../shared/practice.js';

/** A child of an uploaded caseload, whether it is taken over or not. */
@Entity({ name: 'caseload_upload_rows' })
export class CaseloadUploadRow {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'upload_id', type: 'integer' })
  uploadId!: number;

  @Column({ name: 'case_ref', type: 'varchar', length: 40 })
  caseRef!: string;

  @Column({ name: 'date_of_birth', type: 'varchar', length: 10 })
  dateOfBirth!: string;

  @Column({ name: 'team_id', type: 'integer' })
  teamId!: number;

  @Column({ type: 'varchar', length: 30 })
  cohort!: Cohort;

  @Column({ name: 'reviewing_officer_id', type: 'integer', nullable: true })
  reviewingOfficerId!: number | null;
}
