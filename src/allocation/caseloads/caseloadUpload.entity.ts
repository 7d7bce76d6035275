import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { UploadStatus } from './caseloadUpload.js';

/** A month's caseload as it was uploaded, while it waits with its children as rows of `caseload_upload_rows`; what was taken over is the month's caseload. */
@Entity({ name: 'caseload_uploads' })
export class CaseloadUpload {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ name: 'file_name', type: 'varchar', length: 200 })
  fileName!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: UploadStatus;

  @Column({ name: 'uploaded_by_id', type: 'integer' })
  uploadedById!: number;

  @Column({ name: 'uploaded_at', type: 'varchar', length: 24 })
  uploadedAt!: string;

  /** JSON: what came of it. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ type: 'integer' })
  version!: number;
}
