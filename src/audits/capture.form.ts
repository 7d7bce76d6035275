import { DayField, OneOf, RecordId, Text } from '../forms/fields.js';
import { actionTypes, areaRatings, feedbacks, involvements, ratings, type ActionType, type AreaRating, type Feedback, type Involvement, type Rating } from '../shared/practice.js';
import { isArea, type AreaAnswers, type AuditAnswers, type FormPage } from './audit.js';
import { childAnswers, childVoice, familyAnswers, familyVoice, type ChildAnswer, type FamilyAnswer } from './voice.js';

const maybe = { optional: true };

/** Where to go when a page is saved, which every page of the audit asks. */
class WritingForm {
  @OneOf(['next', 'later', 'safety'], 'Choose one of the buttons of the page.', maybe)
  after?: 'next' | 'later' | 'safety';

  @OneOf(['check'], 'Choose one of the buttons of the page.', maybe)
  from?: 'check';
}

class ChildForm extends WritingForm {
  @OneOf(involvements, 'Choose whether the social worker was involved.', maybe)
  socialWorkerInvolved?: Involvement;

  @OneOf(involvements, 'Choose whether the team manager was involved.', maybe)
  teamManagerInvolved?: Involvement;

  @OneOf(involvements, 'Choose whether the reviewing officer was involved.', maybe)
  reviewingOfficerInvolved?: Involvement;

  @Text({ label: 'What it helps to know about the child' })
  childContext?: string;
}

class VoiceForm extends WritingForm {
  @OneOf(childAnswers, 'Choose one of the answers about the child.', maybe)
  child?: ChildAnswer;

  @Text({ label: 'What the child said' })
  childSaid?: string;

  @OneOf(feedbacks, 'Choose whether the child’s feedback was positive, mixed or negative.', maybe)
  childFeedback?: Feedback;

  @OneOf(['yes', 'no'], 'Choose whether the worker was consulted about the child.', maybe)
  childConsulted?: 'yes' | 'no';

  @Text({ label: 'Why it would have been inappropriate to speak to the child' })
  childInappropriate?: string;

  @Text({ label: 'What was tried to reach the child' })
  childTried?: string;

  @Text({ label: 'How the child declined' })
  childDeclined?: string;

  @OneOf(familyAnswers, 'Choose one of the answers about the family.', maybe)
  family?: FamilyAnswer;

  @Text({ label: 'What the family said' })
  familySaid?: string;

  @OneOf(feedbacks, 'Choose whether the family’s feedback was positive, mixed or negative.', maybe)
  familyFeedback?: Feedback;

  @OneOf(['yes', 'no'], 'Choose whether the worker was consulted about the family.', maybe)
  familyConsulted?: 'yes' | 'no';

  @Text({ label: 'Why it would have been inappropriate to speak to the family' })
  familyInappropriate?: string;

  @Text({ label: 'What was tried to reach the family' })
  familyTried?: string;

  @Text({ label: 'How the family declined' })
  familyDeclined?: string;

  @Text({ label: 'Why a family view does not apply' })
  familyNotApplicable?: string;
}

class AreaForm extends WritingForm {
  @OneOf(areaRatings, 'Choose one of the four ratings, or not applicable.', maybe)
  rating?: AreaRating;

  @Text({ label: 'What works well' })
  worksWell?: string;

  @Text({ label: 'What must improve' })
  mustImprove?: string;

  @Text({ label: 'The impact for the child' })
  impact?: string;
}

class OverallForm extends WritingForm {
  @OneOf(ratings, 'Choose one of the four ratings.', maybe)
  rating?: Rating;

  @Text({ label: 'What works well' })
  strengths?: string;

  @Text({ label: 'What must improve' })
  improvements?: string;

  @Text({ label: 'The impact for the child' })
  impact?: string;
}

/** The answers of any of the pages; each page sends its own. */
export type PageAnswers = ChildForm & VoiceForm & AreaForm & OverallForm;

/** The form of a page. */
export function formFor(page: FormPage): new () => PageAnswers {
  const forms = { child: ChildForm, voice: VoiceForm, overall: OverallForm };
  return (isArea(page) ? AreaForm : forms[page]) as new () => PageAnswers;
}

/** What an area's page answers. */
export function areaAnswersIn({ rating, worksWell, mustImprove, impact }: AreaForm): Omit<AreaAnswers, 'area'> {
  return { auditorRating: rating ?? null, worksWell: worksWell ?? null, mustImprove: mustImprove ?? null, impact: impact ?? null };
}

/** What a page about the audit as a whole answers. */
export function auditAnswersIn(page: 'child' | 'voice' | 'overall', form: PageAnswers): Partial<AuditAnswers> {
  if (page === 'child') {
    return {
      socialWorkerInvolved: form.socialWorkerInvolved ?? null,
      teamManagerInvolved: form.teamManagerInvolved ?? null,
      reviewingOfficerInvolved: form.reviewingOfficerInvolved ?? null,
      childContext: form.childContext ?? null,
    };
  }
  if (page === 'overall') {
    return { overallAuditor: form.rating ?? null, strengths: form.strengths ?? null, improvements: form.improvements ?? null, impact: form.impact ?? null };
  }
  return {
    ...childVoice({
      answer: form.child, said: form.childSaid, feedback: form.childFeedback, consulted: form.childConsulted,
      inappropriate: form.childInappropriate, tried: form.childTried, declined: form.childDeclined,
    }),
    ...familyVoice({
      answer: form.family, said: form.familySaid, feedback: form.familyFeedback, consulted: form.familyConsulted,
      inappropriate: form.familyInappropriate, tried: form.familyTried, declined: form.familyDeclined, notApplicable: form.familyNotApplicable,
    }),
  };
}

export class ActionForm {
  @Text({ label: 'What must be done', max: 2000, required: 'Write down what must be done.' })
  description!: string;

  @DayField('The day it must be done by')
  dueOn!: string;

  @OneOf(actionTypes, 'Choose whether this is a care-planning action.')
  type!: ActionType;

  /** Without an owner the action is the team manager's. */
  @RecordId('Choose who does it from the list.', maybe)
  ownerId?: number;
}

export class SafetyForm {
  @Text({ label: 'What worries you', required: 'Write down what worries you, so that the Head of Service can act on it.' })
  detail!: string;
}
