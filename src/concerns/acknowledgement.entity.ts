import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody has been told that a child may not be safe, and says that they know. */
@Entity({ name: 'concern_acknowledgements' })
export class Acknowledgement {
  @PrimaryColumn({ name: 'concern_id', type: 'integer' })
  concernId!: number;

  @PrimaryColumn({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ name: 'told_at', type: 'varchar', length: 24 })
  toldAt!: string;

  /** Null: not yet. */
  @Column({ name: 'acknowledged_at', type: 'varchar', length: 24, nullable: true })
  acknowledgedAt!: string | null;
}
