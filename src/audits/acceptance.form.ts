import { ValidateIf } from 'class-validator';
import { OneOf, Text } from '../forms/fields.js';

export class AcceptanceForm {
  @OneOf(['accept', 'return'], 'Say whether the audit meets the standard.')
  decision!: 'accept' | 'return';

  @OneOf(['yes'], 'Tick the box or leave it empty.', { optional: true })
  lowerEnd?: 'yes';

  @ValidateIf((form: AcceptanceForm) => form.decision === 'return')
  @Text({ label: 'What must be put right', required: 'Say what must be put right before the audit can be accepted.' })
  reason?: string;
}

export class LowerEndForm {
  @OneOf(['yes', 'no'], 'Say whether this is lower-end requires improvement.')
  lowerEnd!: 'yes' | 'no';
}
