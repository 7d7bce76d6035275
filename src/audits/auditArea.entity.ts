import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Area, AreaRating } from '../shared/practice.js';

/** One of the six areas of practice of an audit. */
@Entity({ name: 'audit_areas' })
export class AuditArea {
  @PrimaryColumn({ name: 'audit_id', type: 'integer' })
  auditId!: number;

  @PrimaryColumn({ type: 'varchar', length: 40 })
  area!: Area;

  @Column({ name: 'auditor_rating', type: 'varchar', length: 30, nullable: true })
  auditorRating!: AreaRating | null;

  @Column({ name: 'final_rating', type: 'varchar', length: 30, nullable: true })
  finalRating!: AreaRating | null;

  @Column({ name: 'works_well', type: 'text', nullable: true })
  worksWell!: string | null;

  @Column({ name: 'must_improve', type: 'text', nullable: true })
  mustImprove!: string | null;

  @Column({ type: 'text', nullable: true })
  impact!: string | null;

  @Column({ name: 'final_reason', type: 'text', nullable: true })
  finalReason!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
