import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody has read that a child may not be safe. */
@Entity({ name: 'concern_acknowledgements' })
export class Acknowledgement {
  @PrimaryColumn({ name: 'concern_id', type: 'integer' })
  concernId!: number;

  @PrimaryColumn({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ name: 'acknowledged_at', type: 'varchar', length: 24 })
  acknowledgedAt!: string;
}
