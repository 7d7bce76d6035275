import { IsEmail } from 'class-validator';
import { Text } from '../forms/fields.js';

export class SetUpForm {
  @Text({ label: 'One-time code', max: 40, required: 'Enter the one-time code printed in the log.' })
  code!: string;

  @Text({ label: 'Name', max: 200, required: 'Enter your name.' })
  name!: string;

  @IsEmail({}, { message: 'Enter an e-mail address in the correct format, such as name@council.gov.uk.' })
  @Text({ label: 'E-mail address', max: 254, required: 'Enter your e-mail address.' })
  email!: string;
}
