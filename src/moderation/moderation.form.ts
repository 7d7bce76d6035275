import { OneOf, Text } from '../forms/fields.js';
import { areaRatings, ratings, type AreaRating, type Rating } from '../shared/practice.js';

const chooseOne = 'Choose one of the ratings.';

/** The final rating of an area; unfinished work may be saved, so nothing is required yet. */
export class RateAreaForm {
  @OneOf(areaRatings, chooseOne, { optional: true })
  rating?: AreaRating;

  @Text({ label: 'Your reason' })
  reason?: string;
}

export class RateOverallForm {
  @OneOf(ratings, chooseOne, { optional: true })
  rating?: Rating;

  @Text({ label: 'Your reason' })
  reason?: string;
}

export class AuditorDiscussionForm {
  @Text({ label: 'Your account', required: 'Write down what you and the moderator discussed.' })
  account!: string;

  @OneOf(['yes', 'no'], 'Say whether you agree with the final ratings.')
  agrees!: 'yes' | 'no';
}

export class ModeratorDiscussionForm {
  @Text({ label: 'Your account', required: 'Write down what you and the auditor discussed.' })
  account!: string;

  @Text({ label: 'Your decision' })
  decision?: string;
}

export class ReturnForm {
  @Text({ label: 'What the auditor must do', required: 'Say what the auditor must do before you can finish moderating.' })
  reason!: string;
}
