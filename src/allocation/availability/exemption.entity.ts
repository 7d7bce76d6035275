import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ExemptionKind } from './exemption.js';

@Entity({ name: 'exemptions' })
export class Exemption {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: ExemptionKind;

  @Column({ type: 'varchar', length: 200 })
  reason!: string;

  @Column({ name: 'from_month', type: 'varchar', length: 7 })
  fromMonth!: string;

  @Column({ name: 'to_month', type: 'varchar', length: 7, nullable: true })
  toMonth!: string | null;

  @Column({ name: 'authorised_by_id', type: 'integer', nullable: true })
  authorisedById!: number | null;

  @Column({ name: 'authorised_on', type: 'varchar', length: 10, nullable: true })
  authorisedOn!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
