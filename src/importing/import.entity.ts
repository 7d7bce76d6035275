import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** One upload of CSV files; `outcome` is JSON: the counts, or the problems found. */
@Entity({ name: 'imports' })
export class Import {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'started_by_id', type: 'integer', nullable: true })
  startedById!: number | null;

  @Column({ name: 'started_at', type: 'varchar', length: 24 })
  startedAt!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: 'running' | 'done' | 'refused' | 'failed';

  @Column({ type: 'text' })
  progress!: string;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;
}
