import { DayField, OneOf, Text, Ticked } from '../forms/fields.js';
import type { Day } from '../shared/day.js';
import type { ConcernUpdateWritten } from './concern.js';

/** Characters of a note. */
export const longestNote = 4_000;

/** The Head of Service's update of a case of concern, in the order of its page. */
export class ConcernUpdateForm {
  @DayField('The date of the update')
  updatedOn!: Day;

  @OneOf(['yes', 'no'], 'Say whether the child is safe.')
  childSafe!: 'yes' | 'no';

  @OneOf(['yes', 'no'], 'Say whether a suitable plan is progressing with grip.')
  planProgressing!: 'yes' | 'no';

  @Text({ label: 'The note', max: longestNote, required: 'Enter what has been done and what is next.' })
  note!: string;

  @Ticked()
  resolve?: boolean;
}

/** Why a case is taken up again. */
export class ReopenForm {
  @Text({ label: 'The reason', max: longestNote, required: 'Enter why the case is reopened.' })
  reason!: string;
}

export function updateIn({ updatedOn, childSafe, planProgressing, note, resolve }: ConcernUpdateForm): ConcernUpdateWritten {
  return { updatedOn, childSafe: childSafe === 'yes', planProgressing: planProgressing === 'yes', note, resolve: resolve === true };
}
