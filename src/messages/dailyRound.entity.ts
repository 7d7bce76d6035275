import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A day on which reminders and digests have been made. */
@Entity({ name: 'daily_rounds' })
export class DailyRound {
  @PrimaryColumn({ type: 'varchar', length: 10 })
  day!: string;

  @Column({ name: 'made_at', type: 'varchar', length: 24 })
  madeAt!: string;
}
