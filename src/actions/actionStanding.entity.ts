import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** How an action stood until a day, exclusive, on which its due date was changed or it was reopened. */
@Entity({ name: 'action_standings' })
export class ActionStanding {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'action_id', type: 'integer' })
  actionId!: number;

  @Column({ name: 'until_on', type: 'varchar', length: 10 })
  untilOn!: string;

  @Column({ name: 'due_on', type: 'varchar', length: 10 })
  dueOn!: string;

  @Column({ name: 'completed_on', type: 'varchar', length: 10, nullable: true })
  completedOn!: string | null;

  @Column({ name: 'service_ended_on', type: 'varchar', length: 10, nullable: true })
  serviceEndedOn!: string | null;
}
