import { IsOptional } from 'class-validator';
import { MonthField, OneOf, RecordId, Text, WholeNumber } from '../../forms/fields.js';
import { longestWindow } from './pairing.js';

const maybe = { optional: true };

/** What the list of pairs can show. */
export const pairViews = ['moderators', 'auditors', 'unpaired', 'trouble'] as const;
export type PairView = (typeof pairViews)[number];

export class PairsForm {
  @IsOptional()
  @MonthField('Choose a month from the list.')
  month?: string;

  @OneOf(pairViews, 'Choose what to show from the list.', maybe)
  show?: PairView;

  @WholeNumber('The service', 1, 999_999_999, maybe)
  service?: string;

  @WholeNumber('The team', 1, 999_999_999, maybe)
  team?: string;

  @Text({ label: 'The name', max: 100 })
  name?: string;
}

export class PairForm {
  @MonthField('Choose the month from which they work together.')
  month!: string;

  @RecordId('Choose a moderator.')
  moderator!: number;
}

export class ConfirmedPairForm extends PairForm {
  @Text({ label: 'Reason', max: 2000, required: 'Say why the pair is changed.' })
  reason!: string;
}

/** What the page of a proposed rotation can show. */
export const rotationViews = ['auditors', 'unpaired', 'same_team', 'not_expected', 'moderators'] as const;
export type RotationView = (typeof rotationViews)[number];

export class RotationForm {
  @MonthField('Choose the month in which the new pairs begin.')
  from!: string;

  @WholeNumber('Months', 1, longestWindow)
  months!: string;
}

export class RotationViewForm {
  @OneOf(rotationViews, 'Choose what to show from the list.', maybe)
  show?: RotationView;
}
