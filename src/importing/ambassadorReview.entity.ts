import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity({ name: 'ambassador_reviews' })
export class AmbassadorReview {
  @PrimaryGeneratedColumn({ type: 'integer' })
  id!: number;

  @Column({ name: 'audit_id', type: 'integer' })
  auditId!: number;

  @Column({ type: 'varchar', length: 7 })
  month!: string;

  @Column({ name: 'ambassador_id', type: 'integer' })
  ambassadorId!: number;

  @Column({ name: 'reviewed_on', type: 'varchar', length: 10 })
  reviewedOn!: string;

  @Column({ name: 'relationship_evident', type: 'boolean' })
  relationshipEvident!: boolean;

  @Column({ name: 'summary_child_focused', type: 'boolean' })
  summaryChildFocused!: boolean;

  @Column({ name: 'views_and_direct_work', type: 'boolean' })
  viewsAndDirectWork!: boolean;

  @Column({ name: 'likes_and_interests', type: 'boolean' })
  likesAndInterests!: boolean;

  @Column({ name: 'language_understandable', type: 'boolean' })
  languageUnderstandable!: boolean;

  @Column({ type: 'text', nullable: true })
  comment!: string | null;
}
