import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { NilReturnAnswer } from './nilReturn.js';

/** The Head of Service's answer for an audit that was not submitted. */
@Entity({ name: 'nil_returns' })
export class NilReturn {
  @PrimaryColumn({ name: 'audit_id', type: 'integer' })
  auditId!: number;

  @Column({ type: 'varchar', length: 30 })
  answer!: NilReturnAnswer;

  @Column({ type: 'text' })
  note!: string;

  @Column({ name: 'answered_by_id', type: 'integer' })
  answeredById!: number;

  @Column({ name: 'answered_on', type: 'varchar', length: 10 })
  answeredOn!: string;

  @Column({ type: 'integer' })
  version!: number;
}
