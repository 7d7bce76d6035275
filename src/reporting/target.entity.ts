import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A target of a measure from a month on; whole percentages, or a number of audits. */
@Entity({ name: 'targets' })
export class Target {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 40 })
  measure!: string;

  @Column({ name: 'from_month', type: 'varchar', length: 7 })
  fromMonth!: string;

  @Column({ type: 'integer' })
  value!: number;

  @Column({ type: 'integer' })
  tolerance!: number;

  @Column({ type: 'integer' })
  version!: number;
}
