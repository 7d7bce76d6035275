import { MonthField, Text } from '../../forms/fields.js';

export class BlackoutForm {
  @MonthField('Choose the month.')
  month!: string;

  @Text({ label: 'The reason', max: 200, required: 'Say why there are no audits in that month.' })
  reason!: string;
}
