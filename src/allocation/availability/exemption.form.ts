import { ValidateIf } from 'class-validator';
import { MonthField, OneOf, RecordId } from '../../forms/fields.js';
import type { Month } from '../../shared/month.js';
import { standingGrounds, type StandingGround } from './exemption.js';

export class ExemptionEndForm {
  /** A month, or `further_notice`. */
  @ValidateIf((form: ExemptionEndForm) => form.toMonth !== 'further_notice')
  @MonthField('Choose the last month, or until further notice.')
  toMonth!: string;
}

export class ExemptionForm extends ExemptionEndForm {
  @RecordId('Choose who is exempt.')
  person!: number;

  @OneOf(Object.keys(standingGrounds), 'Choose from what they are exempt, and why.')
  ground!: StandingGround;

  @MonthField('Choose the first month.')
  fromMonth!: Month;
}

/** The last month chosen; null until further notice. */
export function lastMonthIn({ toMonth }: ExemptionEndForm): Month | null {
  return toMonth === 'further_notice' ? null : toMonth;
}
