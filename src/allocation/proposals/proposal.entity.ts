import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ProposalStatus } from './proposal.js';

/** A draw of children for a month: its seed and all it looked at, so that it can be replayed. */
@Entity({ name: 'allocation_proposals' })
export class Proposal {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ name: 'caseload_month', type: 'varchar', length: 7 })
  caseloadMonth!: string;

  @Column({ type: 'varchar', length: 64 })
  seed!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: ProposalStatus;

  @Column({ name: 'made_by_id', type: 'integer' })
  madeById!: number;

  @Column({ name: 'made_at', type: 'varchar', length: 24 })
  madeAt!: string;

  /** JSON; large, and read only to draw again. */
  @Column({ type: 'text', select: false })
  inputs!: string;

  /** JSON: the coverage before the draw. */
  @Column({ type: 'text' })
  coverage!: string;

  @Column({ name: 'confirmed_by_id', type: 'integer', nullable: true })
  confirmedById!: number | null;

  @Column({ name: 'confirmed_at', type: 'varchar', length: 24, nullable: true })
  confirmedAt!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
