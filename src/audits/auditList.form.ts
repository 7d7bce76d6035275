import { MonthField, OneOf, WholeNumber } from '../forms/fields.js';
import { IsOptional } from 'class-validator';
import { cohorts, type Cohort } from '../shared/practice.js';
import { auditStatuses, type AuditStatus } from './auditLifecycle.js';

/** The filters of the list of audits. */
export class AuditListForm {
  @IsOptional()
  @MonthField('Choose a month from the list.')
  month?: string;

  @OneOf(auditStatuses, 'Choose a status from the list.', { optional: true })
  status?: AuditStatus;

  @WholeNumber('The team', 1, 999_999_999, { optional: true })
  team?: string;

  @OneOf(cohorts, 'Choose a cohort from the list.', { optional: true })
  cohort?: Cohort;

  @OneOf(['mine'], 'Choose whose audits from the list.', { optional: true })
  whose?: 'mine';
}
