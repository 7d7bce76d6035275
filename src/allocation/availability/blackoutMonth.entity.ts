import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A month in which nobody is asked to audit; one that was lifted stays, for the figures as at an earlier day. */
@Entity({ name: 'blackout_months' })
export class BlackoutMonth {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ type: 'varchar', length: 200 })
  reason!: string;

  @Column({ name: 'set_by_id', type: 'integer' })
  setById!: number;

  @Column({ name: 'set_on', type: 'varchar', length: 10 })
  setOn!: string;

  @Column({ name: 'lifted_by_id', type: 'integer', nullable: true })
  liftedById!: number | null;

  @Column({ name: 'lifted_on', type: 'varchar', length: 10, nullable: true })
  liftedOn!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
