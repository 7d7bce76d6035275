import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ExemptionDecision, SingleMonthReason } from './exemption.js';

/** An auditor's request to be let off one month's audit; what was refused or withdrawn stays. */
@Entity({ name: 'exemption_requests' })
export class ExemptionRequest {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ type: 'varchar', length: 20 })
  reason!: SingleMonthReason;

  @Column({ type: 'text', nullable: true })
  detail!: string | null;

  @Column({ name: 'asked_on', type: 'varchar', length: 10 })
  askedOn!: string;

  @Column({ type: 'varchar', length: 10, nullable: true })
  decision!: ExemptionDecision | null;

  @Column({ name: 'decided_by_id', type: 'integer', nullable: true })
  decidedById!: number | null;

  @Column({ name: 'decided_on', type: 'varchar', length: 10, nullable: true })
  decidedOn!: string | null;

  @Column({ name: 'decision_note', type: 'text', nullable: true })
  decisionNote!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
