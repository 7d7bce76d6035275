import { DayField, OneOf, RecordId, Text } from '../forms/fields.js';
import type { Day } from '../shared/day.js';
import { involvements, type Involvement } from '../shared/practice.js';
import { reportKinds, type ReportKind, type UpdateWritten } from './action.js';

const yesNo = ['yes', 'no'];
const asBoolean = (answer: string | undefined): boolean | null => (answer === undefined ? null : answer === 'yes');

/** Characters of a note or a reason. */
export const longestNote = 4_000;

/** An update of an action, in the order of its page; which answers a kind needs is a rule in `action.ts`. */
export class ActionUpdateForm {
  @OneOf(reportKinds, 'Choose what you want to record.')
  kind!: ReportKind;

  @OneOf(yesNo, 'Say whether the child was involved.', { optional: true })
  childInvolved?: string;

  @OneOf(yesNo, 'Say whether the family was involved.', { optional: true })
  familyInvolved?: string;

  @OneOf(involvements, 'Say whether the reviewing officer was involved.', { optional: true })
  reviewingOfficerInvolved?: Involvement;

  @DayField('The date')
  happenedOn!: Day;

  @Text({ label: 'The note', max: longestNote })
  note?: string;

  @Text({ label: 'Where it is recorded', max: longestNote })
  evidence?: string;

  @Text({ label: 'Who agreed', max: 200 })
  agreedBy?: string;
}

export function updateIn({ kind, happenedOn, note, evidence, agreedBy, childInvolved, familyInvolved, reviewingOfficerInvolved }: ActionUpdateForm): UpdateWritten {
  return {
    kind,
    happenedOn,
    note: note ?? null,
    evidence: evidence ?? null,
    agreedBy: agreedBy ?? null,
    childInvolved: asBoolean(childInvolved),
    familyInvolved: asBoolean(familyInvolved),
    reviewingOfficerInvolved: reviewingOfficerInvolved ?? null,
  };
}

/** Another owner; none is the team manager. */
export class OwnerForm {
  @RecordId('Choose an owner from the list.', { optional: true })
  ownerId?: number;

  @Text({ label: 'The reason', max: longestNote, required: 'Enter the reason for the change.' })
  reason!: string;
}
