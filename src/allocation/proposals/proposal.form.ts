import { Matches, ValidateIf } from 'class-validator';
import { MonthField, OneOf, RecordId, SeveralOf, Text } from '../../forms/fields.js';
import { cohorts, type Cohort } from '../../shared/practice.js';
import { ageBands, type AgeBand } from './coverage.js';
import { childChoices, whichLines, type ChildChoice } from './proposal.js';
import { rulesToSetAside, type HardRuleName } from './rules.js';

const maybe = { optional: true };

export class NewProposalForm {
  @MonthField('Choose an audit month from the list.')
  month!: string;

  @ValidateIf((form: NewProposalForm) => form.seed !== undefined)
  @Matches(/^[!-~]{1,64}$/, { message: 'The seed must be 1 to 64 letters, digits or signs, without spaces and accents. Leave it empty to have one drawn.' })
  seed?: string;
}

/** Which lines of a proposal are shown. */
export class LinesForm {
  @OneOf(whichLines, 'Choose which lines from the list.', maybe)
  show?: (typeof whichLines)[number];

  @OneOf(cohorts, 'Choose a cohort from the list.', maybe)
  cohort?: Cohort;

  @OneOf(ageBands, 'Choose an age from the list.', maybe)
  band?: AgeBand;

  @RecordId('Choose a team from the list.', maybe)
  team?: number;

  @RecordId('Choose a moderator from the list.', maybe)
  moderator?: number;

  @RecordId('Choose a reviewing officer from the list.', maybe)
  officer?: number;
}

class HandForm {
  @ValidateIf((form: HandForm) => form.child === 'other')
  @Text({ label: 'The case reference', max: 40, required: 'Enter the case reference of the child.' })
  caseRef?: string;

  @RecordId('Choose a moderator from the list.', maybe)
  moderator?: number;

  @SeveralOf(rulesToSetAside, 'Choose rules from the list.')
  setAside?: HardRuleName[];

  @Text({ label: 'Reason', max: 2000, required: 'Say why, for the record.' })
  reason!: string;

  child!: ChildChoice;
}

export class LineForm extends HandForm {
  @OneOf(childChoices, 'Choose what is to become of the child.')
  declare child: ChildChoice;
}

export class NewLineForm extends HandForm {
  @RecordId('Choose an auditor.')
  auditor!: number;

  @OneOf(['draw', 'other'], 'Choose how the child is found.')
  declare child: ChildChoice;
}

export class DiscardForm {
  @Text({ label: 'Reason', max: 2000, required: 'Say why it is discarded.' })
  reason!: string;
}
