import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SettingName } from './escalation.js';

/** A number a council sets for itself. */
@Entity({ name: 'settings' })
export class Setting {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  name!: SettingName;

  @Column({ type: 'integer' })
  value!: number;

  @Column({ type: 'integer' })
  version!: number;
}
