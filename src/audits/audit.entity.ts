import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ChildView, Cohort, FamilyView, Feedback, Involvement, Rating, ReasonNotObtained } from '../shared/practice.js';
import type { ChildChosen } from './audit.js';
import type { AuditStatus } from './auditLifecycle.js';

/** One allocated audit. The auditor's ratings and the final ones stand side by side and neither overwrites the other. */
@Entity({ name: 'audits' })
export class Audit {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 20 })
  ref!: string;

  @Column({ type: 'varchar', length: 20 })
  template!: string;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ type: 'varchar', length: 30 })
  status!: AuditStatus;

  @Column({ name: 'case_ref', type: 'varchar', length: 40 })
  caseRef!: string;

  @Column({ name: 'date_of_birth', type: 'varchar', length: 10 })
  dateOfBirth!: string;

  @Column({ name: 'team_id', type: 'integer' })
  teamId!: number;

  @Column({ type: 'varchar', length: 30 })
  cohort!: Cohort;

  @Column({ name: 'auditor_id', type: 'integer' })
  auditorId!: number;

  @Column({ name: 'moderator_id', type: 'integer' })
  moderatorId!: number;

  @Column({ name: 'allocated_on', type: 'varchar', length: 10, nullable: true })
  allocatedOn!: string | null;

  /** The day to which the QA team or a director has put off what is otherwise due at the end of the audit month. */
  @Column({ name: 'extended_to', type: 'varchar', length: 10, nullable: true })
  extendedTo!: string | null;

  /** Unknown for audits that were brought in. */
  @Column({ name: 'exempted_on', type: 'varchar', length: 10, nullable: true })
  exemptedOn!: string | null;

  /** Whether the child was drawn or chosen by hand; unknown for audits that were brought in. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  chosen!: ChildChosen | null;

  @Column({ name: 'submitted_on', type: 'varchar', length: 10, nullable: true })
  submittedOn!: string | null;

  @Column({ name: 'moderated_on', type: 'varchar', length: 10, nullable: true })
  moderatedOn!: string | null;

  @Column({ name: 'not_accepted_on', type: 'varchar', length: 10, nullable: true })
  notAcceptedOn!: string | null;

  /** Submitted again since it was last not accepted. */
  @Column({ name: 'resubmitted_on', type: 'varchar', length: 10, nullable: true })
  resubmittedOn!: string | null;

  @Column({ name: 'accepted_on', type: 'varchar', length: 10, nullable: true })
  acceptedOn!: string | null;

  @Column({ name: 'overall_auditor', type: 'varchar', length: 30, nullable: true })
  overallAuditor!: Rating | null;

  @Column({ name: 'overall_final', type: 'varchar', length: 30, nullable: true })
  overallFinal!: Rating | null;

  @Column({ name: 'lower_end_ri', type: 'boolean' })
  lowerEndRi!: boolean;

  @Column({ name: 'social_worker_involved', type: 'varchar', length: 20, nullable: true })
  socialWorkerInvolved!: Involvement | null;

  @Column({ name: 'team_manager_involved', type: 'varchar', length: 20, nullable: true })
  teamManagerInvolved!: Involvement | null;

  @Column({ name: 'reviewing_officer_involved', type: 'varchar', length: 20, nullable: true })
  reviewingOfficerInvolved!: Involvement | null;

  @Column({ name: 'child_view', type: 'varchar', length: 20, nullable: true })
  childView!: ChildView | null;

  @Column({ name: 'child_view_reason', type: 'varchar', length: 20, nullable: true })
  childViewReason!: ReasonNotObtained | null;

  @Column({ name: 'child_feedback', type: 'varchar', length: 20, nullable: true })
  childFeedback!: Feedback | null;

  @Column({ name: 'family_view', type: 'varchar', length: 20, nullable: true })
  familyView!: FamilyView | null;

  @Column({ name: 'family_view_reason', type: 'varchar', length: 20, nullable: true })
  familyViewReason!: ReasonNotObtained | null;

  @Column({ name: 'family_feedback', type: 'varchar', length: 20, nullable: true })
  familyFeedback!: Feedback | null;

  @Column({ name: 'child_worker_consulted', type: 'boolean', nullable: true })
  childWorkerConsulted!: boolean | null;

  @Column({ name: 'child_view_detail', type: 'text', nullable: true })
  childViewDetail!: string | null;

  @Column({ name: 'child_said', type: 'text', nullable: true })
  childSaid!: string | null;

  @Column({ name: 'family_worker_consulted', type: 'boolean', nullable: true })
  familyWorkerConsulted!: boolean | null;

  @Column({ name: 'family_view_detail', type: 'text', nullable: true })
  familyViewDetail!: string | null;

  @Column({ name: 'family_said', type: 'text', nullable: true })
  familySaid!: string | null;

  @Column({ name: 'child_context', type: 'text', nullable: true })
  childContext!: string | null;

  @Column({ type: 'text', nullable: true })
  strengths!: string | null;

  @Column({ type: 'text', nullable: true })
  improvements!: string | null;

  @Column({ type: 'text', nullable: true })
  impact!: string | null;

  @Column({ name: 'moderation_rationale', type: 'text', nullable: true })
  moderationRationale!: string | null;

  @Column({ name: 'auditor_agrees', type: 'boolean', nullable: true })
  auditorAgrees!: boolean | null;

  @Column({ name: 'auditor_discussion', type: 'text', nullable: true })
  auditorDiscussion!: string | null;

  @Column({ name: 'moderator_discussion', type: 'text', nullable: true })
  moderatorDiscussion!: string | null;

  @Column({ name: 'moderator_decision', type: 'text', nullable: true })
  moderatorDecision!: string | null;

  /** Why the moderator returned it last. */
  @Column({ name: 'return_reason', type: 'text', nullable: true })
  returnReason!: string | null;

  /** Why the QA team did not accept it last. */
  @Column({ name: 'not_accepted_reason', type: 'text', nullable: true })
  notAcceptedReason!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
