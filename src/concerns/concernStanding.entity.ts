import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** How a case of concern stood until a day, exclusive, on which it was reopened or moved to another team. */
@Entity({ name: 'concern_standings' })
export class ConcernStanding {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'concern_id', type: 'integer' })
  concernId!: number;

  @Column({ name: 'until_on', type: 'varchar', length: 10 })
  untilOn!: string;

  @Column({ name: 'team_id', type: 'integer' })
  teamId!: number;

  @Column({ name: 'resolved_on', type: 'varchar', length: 10, nullable: true })
  resolvedOn!: string | null;

  @Column({ name: 'ended_by', type: 'varchar', length: 20 })
  endedBy!: 'reopened' | 'moved';

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'changed_by_id', type: 'integer', nullable: true })
  changedById!: number | null;
}
