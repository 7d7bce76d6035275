import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Cohort } from '../../shared/practice.js';

/** One auditor in a proposal, with the child and moderator they are to have. Without a child the line is open and says why. */
@Entity({ name: 'allocation_lines' })
export class ProposalLine {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'proposal_id', type: 'integer' })
  proposalId!: number;

  @Column({ type: 'integer' })
  place!: number;

  @Column({ name: 'auditor_id', type: 'integer' })
  auditorId!: number;

  @Column({ name: 'moderator_id', type: 'integer', nullable: true })
  moderatorId!: number | null;

  @Column({ name: 'case_ref', type: 'varchar', length: 40, nullable: true })
  caseRef!: string | null;

  @Column({ name: 'date_of_birth', type: 'varchar', length: 10, nullable: true })
  dateOfBirth!: string | null;

  @Column({ name: 'team_id', type: 'integer', nullable: true })
  teamId!: number | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  cohort!: Cohort | null;

  @Column({ name: 'reviewing_officer_id', type: 'integer', nullable: true })
  reviewingOfficerId!: number | null;

  /** JSON: the hard rule that cannot be met, in words. */
  @Column({ name: 'open_reason', type: 'text', nullable: true })
  openReason!: string | null;

  /** JSON: why this child, its draw number, and the hard rules set aside by hand. */
  @Column({ type: 'text' })
  why!: string;

  /** JSON: the soft rules that had to be broken, each with what was in the way. */
  @Column({ type: 'text' })
  broken!: string;

  /** JSON: the line as it was drawn, before any change by hand; null for one that was added by hand. */
  @Column({ type: 'text' })
  drawn!: string;

  @Column({ name: 'by_hand', type: 'boolean' })
  byHand!: boolean;

  @Column({ name: 'hand_reason', type: 'text', nullable: true })
  handReason!: string | null;

  @Column({ name: 'changed_by_id', type: 'integer', nullable: true })
  changedById!: number | null;

  @Column({ name: 'changed_at', type: 'varchar', length: 24, nullable: true })
  changedAt!: string | null;

  @Column({ name: 'audit_id', type: 'integer', nullable: true })
  auditId!: number | null;

  @Column({ type: 'integer' })
  version!: number;
}
