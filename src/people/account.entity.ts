import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** `credentialsVersion` rises with every new password, which ends the sessions opened with the old one. */
@Entity({ name: 'accounts' })
export class Account {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'staff_id', type: 'integer' })
  staffId!: number;

  @Column({ name: 'password_hash', type: 'varchar', length: 200 })
  passwordHash!: string;

  @Column({ name: 'must_change_password', type: 'boolean' })
  mustChangePassword!: boolean;

  @Column({ type: 'boolean' })
  disabled!: boolean;

  @Column({ name: 'credentials_version', type: 'integer' })
  credentialsVersion!: number;

  @Column({ name: 'last_signed_in_at', type: 'varchar', length: 24, nullable: true })
  lastSignedInAt!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
