import { IsIn, IsOptional, ValidateIf } from 'class-validator';
import { MonthField, OneOf, RecordId, Text, WholeNumber } from '../forms/fields.js';
import { cohorts, type Cohort } from '../shared/practice.js';
import { whichChildren } from './allocationRules.js';

const maybe = { optional: true };

/** The filters of the caseload. */
export class CaseloadForm {
  @IsOptional()
  @MonthField('Choose an audit month from the list.')
  month?: string;

  @WholeNumber('The team', 1, 999_999_999, maybe)
  team?: string;

  @OneOf(cohorts, 'Choose a cohort from the list.', maybe)
  cohort?: Cohort;

  @IsOptional()
  @IsIn(whichChildren, { message: 'Choose which children from the list.' })
  show?: (typeof whichChildren)[number];
}

export class FindChildForm {
  @MonthField('Choose an audit month from the list.')
  month!: string;

  @Text({ label: 'The case reference', max: 40, required: 'Enter a case reference.' })
  caseRef!: string;
}

export class AllocationForm {
  @MonthField('Choose an audit month from the list.')
  month!: string;

  @RecordId('Choose an auditor.')
  auditor!: number;

  /** `paired`: whoever is paired with the auditor in that month. */
  @ValidateIf((form: AllocationForm) => form.moderator !== 'paired')
  @RecordId('Choose a moderator.')
  moderator!: number | 'paired';
}

export class ReallocationForm {
  @RecordId('Choose an auditor.')
  auditor!: number;

  @RecordId('Choose a moderator.')
  moderator!: number;

  @Text({ label: 'Reason', max: 2000, required: 'Say why it is changed.' })
  reason!: string;
}
