import { WholeNumber } from '../../forms/fields.js';
import { mostDays } from './escalation.js';

/** Working days after which silence is taken to each of them. */
export class EscalationForm {
  @WholeNumber('Working days for the team manager', 1, mostDays)
  team_manager!: string;

  @WholeNumber('Working days for the Head of Service', 1, mostDays)
  head_of_service!: string;

  @WholeNumber('Working days for the directors', 1, mostDays)
  director!: string;
}
