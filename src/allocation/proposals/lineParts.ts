import { monthInWords } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import type { People } from './drawInputs.reads.js';
import type { WholeLine } from './proposals.reads.js';
import { noModerator, type Auditor, type Child, type Moderator } from './rules.js';

/** The auditor of a line as they are now: of somebody drawn an audit must still be expected. */
export function auditorOn(line: WholeLine, people: People, month: Month): Auditor {
  const auditor = people.auditors.get(line.auditorId);
  if (!auditor) return { id: line.auditorId, name: line.auditor, teamIds: [], isReviewingOfficer: false, pairedWithId: null, unfit: `${line.auditor} is not one of the auditors.` };
  const notExpected = line.drawn !== null && !auditor.waiting ? `No audit of ${monthInWords(month)} is expected of ${line.auditor} any more.` : null;
  return { ...auditor, unfit: auditor.unfit ?? notExpected };
}

/** The moderator of a line as they are now. */
export function moderatorOn(line: WholeLine, people: People): Moderator | undefined {
  return line.moderatorId === null ? undefined : (people.moderators.get(line.moderatorId) ?? noModerator(line.moderatorId, line.moderator!));
}

export function childOn(line: WholeLine): Child | null {
  if (line.caseRef === null) return null;
  return { caseRef: line.caseRef, dateOfBirth: line.dateOfBirth!, teamId: line.teamId!, cohort: line.cohort!, reviewingOfficerId: line.reviewingOfficerId };
}

/** A child, or none, as columns of a line. */
export function childColumns(child: Child | null) {
  return {
    caseRef: child?.caseRef ?? null, dateOfBirth: child?.dateOfBirth ?? null, teamId: child?.teamId ?? null, cohort: child?.cohort ?? null, reviewingOfficerId: child?.reviewingOfficerId ?? null,
  };
}
