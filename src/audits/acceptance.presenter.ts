import type { ActionOfAudit } from '../actions/actions.reads.js';
import type { ConcernOfAudit } from '../concerns/concerns.reads.js';
import { captionOf, changedRatings, comparedRatings, disagreementShown } from '../moderation/moderation.presenter.js';
import { dayInWords } from '../shared/day.js';
import { label } from '../shared/practice.js';
import { answersShown } from './answers.presenter.js';
import type { AuditInHand } from './auditSteps.js';
import { statusInWords } from './auditLifecycle.js';

/** The whole audit in short, and what the QA team may decide about it. */
export function acceptancePage(inHand: AuditInHand, actions: readonly ActionOfAudit[], concern: ConcernOfAudit | undefined, isRi: boolean) {
  const { header, audit, areas, open } = inHand;
  const mayDecide = open.includes('accept');
  return {
    header,
    heading: `${mayDecide ? 'Accept' : 'Acceptance of'} audit ${header.ref}`,
    captionWords: captionOf(header),
    closed: mayDecide ? null : whyClosed(inHand),
    submitted: audit.submittedOn !== null,
    facts: [
      { key: 'Child', value: `Case ${header.caseRef}` },
      { key: 'Auditor', value: header.ownTeam ? `${header.auditorName} (of the child’s own team)` : header.auditorName },
      { key: 'Moderator', value: header.moderatorName },
      { key: 'Submitted', value: dayInWords(audit.submittedOn) || 'Not yet' },
      { key: 'Ratings final', value: dayInWords(audit.moderatedOn) || 'Not yet' },
      ...(audit.acceptedOn ? [{ key: 'Accepted', value: dayInWords(audit.acceptedOn) }] : []),
      ...(audit.lowerEndRi ? [{ key: 'Flag', value: 'Lower-end requires improvement' }] : []),
    ],
    lastReturn: audit.notAcceptedOn ? { on: dayInWords(audit.notAcceptedOn), reason: audit.notAcceptedReason } : null,
    disagreement: disagreementShown(inHand),
    compared: comparedRatings(inHand),
    changed: changedRatings(inHand),
    discussion: [
      { key: 'The auditor', value: audit.auditorDiscussion ?? 'Not recorded', multiline: true },
      ...(audit.auditorAgrees === null ? [] : [{ key: 'Auditor agrees', value: audit.auditorAgrees ? 'Yes' : 'No' }]),
      { key: 'The moderator', value: audit.moderatorDiscussion ?? 'Not recorded', multiline: true },
    ],
    voice: answersShown(audit, areas).find(({ page }) => page === 'voice')?.rows ?? [],
    overallTexts: [
      { key: 'What works well', value: audit.strengths },
      { key: 'What must improve', value: audit.improvements },
      { key: 'Impact for the child', value: audit.impact },
    ],
    actions: actions.map((action) => [action.description, label(action.type), dayInWords(action.dueOn), action.ownerName ?? 'Nobody']),
    mayDecide,
    mayFlag: isRi && open.includes('flag'),
    isRi,
    concern: concern && { ref: concern.ref, words: `Case of concern ${concern.ref} was raised from this audit on ${dayInWords(concern.raisedOn)}${concern.resolvedOn ? ` and resolved on ${dayInWords(concern.resolvedOn)}` : ''}.` },
    raisesConcern: audit.overallFinal === 'inadequate' && concern?.resolvedOn !== null,
    lowerEndStored: audit.lowerEndRi ? 'yes' : 'no',
  };
}

function whyClosed({ audit }: AuditInHand): string {
  if (audit.acceptedOn) return `Accepted on ${dayInWords(audit.acceptedOn)}.`;
  return audit.submittedOn === null
    ? 'The auditor has not submitted this audit yet.'
    : `Status: ${statusInWords[audit.status].toLowerCase()}. It can be accepted when the moderator has made the ratings final.`;
}
