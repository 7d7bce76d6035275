import { Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../access/roles.js';

@Entity({ name: 'staff_roles' })
export class StaffRole {
  @PrimaryColumn({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @PrimaryColumn({ type: 'varchar', length: 30 })
  role!: Role;
}
