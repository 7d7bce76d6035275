import { MonthField, OneOf, WholeNumber } from '../forms/fields.js';
import { targetedMeasures } from './figures.js';

/** The highest number a form takes; what a percentage may be is a rule of `targets.ts`. */
const most = 1000;

export class ChangeTargetForm {
  @WholeNumber('Target', 0, most)
  target!: string;

  @WholeNumber('Tolerance', 0, 100)
  tolerance!: string;
}

export class NewTargetForm {
  @OneOf(targetedMeasures.map((measure) => measure.key), 'Choose the measure the target is for.')
  measure!: string;

  @MonthField('Enter the month the target begins as year and month, such as 2023-04.')
  fromMonth!: string;

  @WholeNumber('Target', 0, most)
  target!: string;

  @WholeNumber('Tolerance', 0, 100)
  tolerance!: string;
}
