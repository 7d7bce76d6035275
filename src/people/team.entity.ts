import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Programme } from '../shared/practice.js';

@Entity({ name: 'teams' })
export class Team {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 200 })
  name!: string;

  @Column({ name: 'service_id', type: 'integer' })
  serviceId!: number;

  @Column({ type: 'varchar', length: 20 })
  programme!: Programme;

  @Column({ name: 'team_manager_id', type: 'integer', nullable: true })
  teamManagerId!: number | null;

  @Column({ type: 'integer' })
  version!: number;
}
