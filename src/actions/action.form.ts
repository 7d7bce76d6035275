import { ValidateIf } from 'class-validator';
import { DayField, OneOf, RecordId, Text } from '../forms/fields.js';
import type { Day } from '../shared/day.js';
import { involvements, type Involvement } from '../shared/practice.js';
import { helpedAnswers, reportKinds, type Helped, type Meeting, type ReportKind, type UpdateWritten } from './action.js';
import { meetingInWords, type PlannedDays } from './carePlan.js';

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

  @Text({ label: 'Where it is recorded', max: longestNote })
  evidence?: string;

  @Text({ label: 'Who agreed', max: 200 })
  agreedBy?: string;

  @DayField('The date')
  happenedOn!: Day;

  @Text({ label: 'The note', max: longestNote })
  note?: string;
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

const reasonForChange = { label: 'The reason', max: longestNote, required: 'Enter the reason for the change.' };

/** Another owner of an action of the plan, whose due date follows from its meeting; none is the team manager. */
export class OwnerForm {
  @RecordId('Choose an owner from the list.', { optional: true })
  ownerId?: number;

  @Text(reasonForChange)
  reason!: string;
}

/** Another owner of a task, another due date, or both. */
export class TermsForm {
  @RecordId('Choose an owner from the list.', { optional: true })
  ownerId?: number;

  @DayField('The due date')
  dueOn!: Day;

  @Text(reasonForChange)
  reason!: string;
}

const PlannedDay = (meeting: Meeting): PropertyDecorator => DayField(`The day of the ${meetingInWords[meeting].toLowerCase()}`, { optional: true });

/** The days of the meetings; which of them an action takes is a rule in `carePlan.ts`. */
export class PlanForm implements PlannedDays {
  @PlannedDay('child_in_need_review')
  child_in_need_review?: Day;

  @PlannedDay('team_around_family')
  team_around_family?: Day;

  @PlannedDay('core_group')
  core_group?: Day;

  @PlannedDay('child_protection_conference')
  child_protection_conference?: Day;

  @PlannedDay('discussion_with_child')
  discussion_with_child?: Day;

  @PlannedDay('discussion_with_reviewing_officer')
  discussion_with_reviewing_officer?: Day;

  @PlannedDay('child_in_care_review')
  child_in_care_review?: Day;

  @PlannedDay('pathway_plan_update')
  pathway_plan_update?: Day;

  @Text({ label: 'The reason', max: longestNote })
  reason?: string;
}

export class VerifyForm {
  @OneOf(['verified', 'reopened'], 'Choose whether you verify the action or reopen it.')
  outcome!: 'verified' | 'reopened';

  @ValidateIf((form: VerifyForm) => form.outcome === 'reopened')
  @Text({ label: 'The reason', max: longestNote, required: 'Enter why you reopen the action.' })
  reason?: string;
}

export class HelpedForm {
  @OneOf(helpedAnswers, 'Choose whether it helped the child.')
  helped!: Helped;

  @Text({ label: 'The reason', max: longestNote, required: 'Enter what makes you say so.' })
  why!: string;
}
