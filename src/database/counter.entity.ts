import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The last number given to a kind of reference. */
@Entity({ name: 'counters' })
export class Counter {
  @PrimaryColumn({ type: 'varchar', length: 20 })
  name!: string;

  @Column({ type: 'integer' })
  value!: number;
}
