import { RecordId, Text } from '../../forms/fields.js';

/** Characters of a reason. */
export const longestReason = 4_000;

/** Where a child's open actions go. */
export class MoveForm {
  @RecordId('Choose a team from the list.')
  teamId!: number;

  @Text({ label: 'The reason', max: longestReason, required: 'Enter why they move.' })
  reason!: string;
}
