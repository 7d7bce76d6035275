import { IsOptional } from 'class-validator';
import { DayField, MonthField, OneOf, Text, WholeNumber } from '../../forms/fields.js';
import type { Day } from '../../shared/day.js';
import { kindNames, type Kind } from './board.js';
import { nilReturnAnswers, nilReturnStates, type NilReturnAnswer, type NilReturnState } from './nilReturn.js';
import { places, type Place } from './place.js';

const maybe = { optional: true };

/** The filters of the month's board. */
export class BoardForm {
  @IsOptional()
  @MonthField('Choose a month from the list.')
  month?: string;

  @WholeNumber('The service', 1, 999_999_999, maybe)
  service?: string;

  @WholeNumber('The team', 1, 999_999_999, maybe)
  team?: string;

  @OneOf(places, 'Choose where the audits stand from the list.', maybe)
  status?: Place;

  @OneOf(kindNames, 'Choose which audits from the list.', maybe)
  only?: Kind;
}

export class ExtensionForm {
  @DayField('The day it is to be due')
  extendedTo!: Day;

  @Text({ label: 'The reason', max: 2000, required: 'Say why it is extended.' })
  reason!: string;
}

/** The filters of the nil returns. */
export class NilReturnsForm {
  @IsOptional()
  @MonthField('Choose a month from the list.')
  month?: string;

  @OneOf(nilReturnStates, 'Choose which nil returns from the list.', maybe)
  answered?: NilReturnState;
}

export class NilReturnForm {
  @OneOf(nilReturnAnswers, 'Choose what you found out.')
  answer!: NilReturnAnswer;

  @Text({ label: 'What was agreed', max: 4000, required: 'Say what was agreed with the auditor.' })
  note!: string;
}
