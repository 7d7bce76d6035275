import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'services' })
export class Service {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 200 })
  name!: string;

  @Column({ name: 'head_of_service_id', type: 'integer', nullable: true })
  headOfServiceId!: number | null;

  @Column({ type: 'integer' })
  version!: number;
}
