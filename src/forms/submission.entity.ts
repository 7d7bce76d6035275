import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A form already carried out, so that a double click or a resent form makes one record. */
@Entity({ name: 'submissions' })
export class Submission {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  fingerprint!: string;

  @Column({ type: 'varchar', length: 300 })
  location!: string;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt!: string;
}
