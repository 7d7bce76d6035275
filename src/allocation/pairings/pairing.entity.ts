import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'pairings' })
export class Pairing {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'auditor_id', type: 'integer' })
  auditorId!: number;

  @Column({ name: 'moderator_id', type: 'integer' })
  moderatorId!: number;

  @Column({ name: 'from_month', type: 'varchar', length: 7 })
  fromMonth!: string;

  @Column({ name: 'to_month', type: 'varchar', length: 7 })
  toMonth!: string;
}
