import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { AlternateMonths, AuditFrequency } from './staff.js';

/** A person who works for or with the council; signing in needs an account as well. */
@Entity({ name: 'staff' })
export class Staff {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 254 })
  email!: string;

  @Column({ type: 'varchar', length: 200 })
  name!: string;

  @Column({ name: 'team_id', type: 'integer', nullable: true })
  teamId!: number | null;

  @Column({ type: 'real' })
  fte!: number;

  @Column({ name: 'audit_frequency', type: 'varchar', length: 20 })
  auditFrequency!: AuditFrequency;

  @Column({ name: 'alternate_months', type: 'varchar', length: 10, nullable: true })
  alternateMonths!: AlternateMonths | null;

  @Column({ name: 'moderation_capacity', type: 'integer', nullable: true })
  moderationCapacity!: number | null;

  /** Null: every month. */
  @Column({ name: 'moderates_in', type: 'varchar', length: 10, nullable: true })
  moderatesIn!: AlternateMonths | null;

  @Column({ type: 'boolean' })
  external!: boolean;

  @Column({ name: 'starts_on', type: 'varchar', length: 10, nullable: true })
  startsOn!: string | null;

  @Column({ name: 'ends_on', type: 'varchar', length: 10, nullable: true })
  endsOn!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
