import type { Problem } from '../shared/errors.js';
import { areas, label, type Area, type AreaRating, type Rating } from '../shared/practice.js';

/** What moderation looks at in an area of practice. */
export interface ModeratedArea {
  area: Area;
  auditorRating: AreaRating | null;
  finalRating: AreaRating | null;
  finalReason: string | null;
}

/** What moderation looks at in the audit itself. */
export interface ModeratedAudit {
  overallAuditor: Rating | null;
  overallFinal: Rating | null;
  moderationRationale: string | null;
  auditorAgrees: boolean | null;
  auditorDiscussion: string | null;
  moderatorDiscussion: string | null;
  moderatorDecision: string | null;
}

/** Where one rating stands on its way to being final. */
export type RatingState = 'not_applicable' | 'to_do' | 'agreed' | 'changed' | 'reason_missing';

/**
 * Where an area's rating stands. What the auditor found not applicable, or did not rate, needs no final rating;
 * any other rating needs one, and a reason wherever it differs (domain.md, step 4).
 */
export function ratingState(auditor: AreaRating | null, final: AreaRating | null, reason: string | null): RatingState {
  if (final === null) return auditor === null || auditor === 'not_applicable' ? 'not_applicable' : 'to_do';
  if (final === auditor) return final === 'not_applicable' ? 'not_applicable' : 'agreed';
  return isBlank(reason) ? 'reason_missing' : 'changed';
}

/** The same of the overall rating, which every audit must have. */
export function overallState(audit: ModeratedAudit): RatingState {
  return audit.overallFinal === null ? 'to_do' : ratingState(audit.overallAuditor, audit.overallFinal, audit.moderationRationale);
}

/** The rating an area ends with: what was not applicable and left so stays not applicable. */
export function finalRatingOf({ auditorRating, finalRating }: ModeratedArea): AreaRating | null {
  return finalRating ?? (auditorRating === 'not_applicable' ? 'not_applicable' : null);
}

/** A disagreement is open until the auditor agrees or the moderator decides, with reasons. */
export type Disagreement = 'none' | 'open' | 'decided';

export function disagreementIn(audit: Pick<ModeratedAudit, 'auditorAgrees' | 'moderatorDecision'>): Disagreement {
  if (audit.auditorAgrees !== false) return 'none';
  return isBlank(audit.moderatorDecision) ? 'open' : 'decided';
}

/** What is still to be done before the ratings can be final, in the order of the page; each problem's field is the place on it. */
export function problemsBeforeFinalising(audit: ModeratedAudit, moderatedAreas: readonly ModeratedArea[]): Problem[] {
  const problems: Problem[] = [];
  for (const area of areas) {
    const rated = moderatedAreas.find((one) => one.area === area);
    if (!rated) continue;
    problems.push(...ratingProblems(area, label(area).toLowerCase(), ratingState(rated.auditorRating, rated.finalRating, rated.finalReason)));
  }
  problems.push(...ratingProblems('overall', 'the audit overall', overallState(audit)));
  if (isBlank(audit.auditorDiscussion) || audit.auditorAgrees === null) {
    problems.push({ field: 'auditorDiscussion', message: 'The auditor must record the discussion. Ask them to do so.' });
  }
  if (isBlank(audit.moderatorDiscussion)) problems.push({ field: 'moderatorDiscussion', message: 'Record your account of the discussion.' });
  if (disagreementIn(audit) === 'open') {
    problems.push({ field: 'moderatorDecision', message: 'The auditor disagrees. Record your decision, or agree with the auditor first.' });
  }
  return problems;
}

function ratingProblems(field: string, what: string, state: RatingState): Problem[] {
  if (state === 'to_do') return [{ field, message: `Choose the final rating for ${what}.` }];
  if (state === 'reason_missing') return [{ field, message: `Give your reason for the final rating for ${what}: it differs from the auditor’s.` }];
  return [];
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}
