import { MonthField, OneOf, Text } from '../../forms/fields.js';
import { singleMonthReasons, type SingleMonthReason } from './exemption.js';

export const longestDetail = 2000;

export class ExemptionRequestForm {
  @MonthField('Choose the month.')
  month!: string;

  @OneOf(singleMonthReasons, 'Choose the reason.')
  reason!: SingleMonthReason;

  @Text({ label: 'The details', max: longestDetail })
  detail?: string;
}

export class DecisionForm {
  @OneOf(['granted', 'refused'], 'Choose whether you grant or refuse it.')
  decision!: 'granted' | 'refused';

  @Text({ label: 'The note', max: longestDetail })
  note?: string;
}
