import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'concern_updates' })
export class ConcernUpdate {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'concern_id', type: 'integer' })
  concernId!: number;

  @Column({ name: 'updated_on', type: 'varchar', length: 10 })
  updatedOn!: string;

  @Column({ name: 'updated_by_id', type: 'integer' })
  updatedById!: number;

  @Column({ name: 'child_safe', type: 'boolean' })
  childSafe!: boolean;

  @Column({ name: 'plan_progressing', type: 'boolean' })
  planProgressing!: boolean;

  @Column({ type: 'text' })
  note!: string;
}
