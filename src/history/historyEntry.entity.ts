import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { RecordType } from './history.js';

/** Who changed what and when; `changes` is JSON, a list of field, was and is. */
@Entity({ name: 'history' })
export class HistoryEntry {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 24 })
  at!: string;

  @Column({ name: 'actor_id', type: 'integer', nullable: true })
  actorId!: number | null;

  @Column({ name: 'actor_name', type: 'varchar', length: 200 })
  actorName!: string;

  @Column({ name: 'record_type', type: 'varchar', length: 30 })
  recordType!: RecordType;

  @Column({ name: 'record_id', type: 'integer' })
  recordId!: number;

  @Column({ type: 'varchar', length: 40 })
  event!: string;

  @Column({ type: 'text' })
  changes!: string;
}
