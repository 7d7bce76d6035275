/** The words of the field, spelt as in the CSV files. */
export const ratings = ['outstanding', 'good', 'requires_improvement', 'inadequate'] as const;
export type Rating = (typeof ratings)[number];

export const areas = [
  'risk_assessment_and_response',
  'assessment',
  'planning_and_review',
  'relational_intervention_and_review',
  'permanence',
  'management_oversight',
] as const;
export type Area = (typeof areas)[number];

export const areaRatings = [...ratings, 'not_applicable'] as const;
export type AreaRating = (typeof areaRatings)[number];

export const cohorts = ['subject_to_assessment', 'child_in_need', 'child_protection', 'disabled_children', 'child_in_care', 'care_leaver'] as const;
export type Cohort = (typeof cohorts)[number];

export const programmes = ['social_care', 'early_help', 'youth_support', 'fostering'] as const;
export type Programme = (typeof programmes)[number];

export const involvements = ['yes', 'no', 'not_applicable'] as const;
export type Involvement = (typeof involvements)[number];

export const childViews = ['spoken_to', 'not_obtained', 'under_four', 'not_applicable'] as const;
export type ChildView = (typeof childViews)[number];

export const familyViews = ['spoken_to', 'not_obtained', 'not_applicable'] as const;
export type FamilyView = (typeof familyViews)[number];

export const reasonsNotObtained = ['inappropriate', 'unreachable', 'declined'] as const;
export type ReasonNotObtained = (typeof reasonsNotObtained)[number];

export const feedbacks = ['positive', 'mixed', 'negative'] as const;
export type Feedback = (typeof feedbacks)[number];

export const actionTypes = ['care_planning', 'non_care_planning'] as const;
export type ActionType = (typeof actionTypes)[number];

const inWords: Record<string, string> = {
  requires_improvement: 'Requires improvement',
  risk_assessment_and_response: 'Risk assessment and response',
  planning_and_review: 'Planning and review',
  relational_intervention_and_review: 'Relational intervention and review',
  management_oversight: 'Management oversight',
  not_applicable: 'Not applicable',
  under_four: 'Under four',
  spoken_to: 'Spoken to',
  not_obtained: 'Views not obtained',
  care_planning: 'Care-planning',
  non_care_planning: 'Non-care-planning',
  qa: 'QA team',
  head_of_service: 'Head of Service',
};

/** A code as readers see it: `child_in_need` → `Child in need`. */
export function label(code: string | null | undefined): string {
  if (!code) return '';
  return inWords[code] ?? (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('_', ' ');
}
