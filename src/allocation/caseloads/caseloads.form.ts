import { IsOptional } from 'class-validator';
import { MonthField, OneOf, WholeNumber } from '../../forms/fields.js';
import type { Month } from '../../shared/month.js';
import { cohorts, type Cohort } from '../../shared/practice.js';
import { kindsListed, type KindListed } from './caseloadChanges.js';

const maybe = { optional: true };

export class CaseloadUploadForm {
  @IsOptional()
  @MonthField('Choose a month from the list.')
  month?: Month;
}

/** The filter of a list of children. */
export class ChildrenFilterForm {
  /** What the file is compared with: the month before, or the caseload there is of the month. */
  @OneOf(['before', 'stored'], 'Choose what to compare with from the list.', maybe)
  against?: 'before' | 'stored';

  @OneOf(kindsListed, 'Choose which children from the list.', maybe)
  kind?: KindListed;

  @WholeNumber('The team', 1, 999_999_999, maybe)
  team?: string;

  @OneOf(cohorts, 'Choose a cohort from the list.', maybe)
  cohort?: Cohort;
}
