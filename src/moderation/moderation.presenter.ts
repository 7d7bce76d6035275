import type { AuditInHand, HeldAudit } from '../audits/auditSteps.js';
import { slugOf } from '../audits/audit.js';
import { statusInWords } from '../audits/auditLifecycle.js';
import type { AuditHeader } from '../audits/audits.reads.js';
import { dayInWords, monthInWords } from '../shared/day.js';
import { areaRatings, areas, label, ratings, type Area, type AreaRating } from '../shared/practice.js';
import { disagreementIn, finalRatingOf, overallState, ratingState, type RatingState } from './moderation.js';

/** What is moderated on a page of its own. */
export type Place = Area | 'overall';
const places: readonly Place[] = [...areas, 'overall'];

function pathOfPlace(ref: string, place: Place): string {
  return `/audits/${ref}/moderation/${place === 'overall' ? place : slugOf(place)}`;
}

/** Where "Save and continue" leads: the next rating, or the list after the last. */
export function pathAfter(ref: string, place: Place): string {
  const next = places[places.indexOf(place) + 1];
  return next ? pathOfPlace(ref, next) : `/audits/${ref}/moderation`;
}

export function nameOfPlace(place: Place): string {
  return place === 'overall' ? 'Overall' : label(place);
}

/** One rating of the auditor's beside the final one. */
export interface ComparedRating {
  place: Place;
  name: string;
  auditorRating: AreaRating | null;
  finalRating: AreaRating | null;
  reason: string | null;
  state: RatingState;
}

/** The six areas and the whole, the auditor's rating and the final one side by side. */
export function comparedRatings({ audit, areas: written }: HeldAudit): ComparedRating[] {
  return [
    ...written.map((area) => ({
      place: area.area,
      name: nameOfPlace(area.area),
      auditorRating: area.auditorRating,
      finalRating: finalRatingOf(area),
      reason: area.finalReason,
      state: ratingState(area.auditorRating, area.finalRating, area.finalReason),
    })),
    {
      place: 'overall' as const,
      name: nameOfPlace('overall'),
      auditorRating: audit.overallAuditor,
      finalRating: audit.overallFinal,
      reason: audit.moderationRationale,
      state: overallState(audit),
    },
  ];
}

/** The ratings that are not the auditor's any more. */
export function changedRatings(held: HeldAudit): ComparedRating[] {
  return comparedRatings(held).filter(({ state }) => state === 'changed' || state === 'reason_missing');
}

const stateInWords: Record<RatingState, { words: string; colour?: string }> = {
  to_do: { words: 'To rate', colour: 'blue' },
  reason_missing: { words: 'Reason needed', colour: 'orange' },
  agreed: { words: 'Agreed' },
  changed: { words: 'Changed' },
  not_applicable: { words: 'Nothing to rate' },
};

/** The line above a page's heading: what this audit is, without naming the child. */
export function captionOf(header: AuditHeader): string {
  return [monthInWords(header.month), label(header.cohort), header.teamName].join(' · ');
}

/** The auditor's disagreement as it is shown on every page until it is resolved; null when there is none. */
export function disagreementShown({ audit }: Pick<HeldAudit, 'audit'>): { open: boolean; auditorsWords: string | null; decision: string | null } | null {
  const disagreement = disagreementIn(audit);
  if (disagreement === 'none') return null;
  return { open: disagreement === 'open', auditorsWords: audit.auditorDiscussion, decision: disagreement === 'open' ? null : audit.moderatorDecision };
}

/** Why nothing can be changed, when that is so. */
function whyClosed(inHand: AuditInHand): string | null {
  if (inHand.open.length > 0) return null;
  const { status, submittedOn } = inHand.audit;
  return submittedOn === null
    ? 'The auditor has not submitted this audit yet. You can moderate it when they have.'
    : `Status: ${statusInWords[status].toLowerCase()}. Nothing can be changed on this page now.`;
}

export function moderationPage(inHand: AuditInHand) {
  const { header, audit } = inHand;
  const compared = comparedRatings(inHand);
  const mayRate = inHand.open.includes('rate');
  const disagreement = disagreementShown(inHand);
  return {
    header,
    heading: `${mayRate ? 'Moderate' : 'Moderation of'} audit ${header.ref}`,
    captionWords: captionOf(header),
    closed: whyClosed(inHand),
    submitted: audit.submittedOn !== null,
    submittedInWords: dayInWords(audit.submittedOn),
    notAccepted: audit.status === 'not_accepted' ? { on: dayInWords(audit.notAcceptedOn), reason: audit.notAcceptedReason } : null,
    disagreement,
    leftToRate: compared.filter(({ state }) => state === 'to_do' || state === 'reason_missing').length,
    compared: compared.map((rating) => ({ ...rating, href: pathOfPlace(header.ref, rating.place), ...stateInWords[rating.state] })),
    discussion: [
      { id: 'auditorDiscussion', name: 'Auditor’s account', words: auditorsSide(audit.auditorDiscussion, audit.auditorAgrees), done: audit.auditorDiscussion !== null && audit.auditorAgrees !== null },
      { id: 'moderatorDiscussion', name: 'Your account', words: audit.moderatorDiscussion === null ? 'Not recorded' : 'Recorded', done: audit.moderatorDiscussion !== null },
      ...(disagreement
        ? [{ id: 'moderatorDecision', name: 'Your decision on the disagreement', words: disagreement.open ? 'Needed' : 'Recorded', done: !disagreement.open }]
        : []),
    ],
    mayRate,
    mayFinalise: inHand.open.includes('finalise'),
    mayReturn: inHand.open.includes('return_to_auditor'),
  };
}

function auditorsSide(account: string | null, agrees: boolean | null): string {
  if (account === null || agrees === null) return 'Not recorded';
  return agrees ? 'Recorded: agrees' : 'Recorded: disagrees';
}

export function ratingPage(inHand: AuditInHand, place: Place) {
  const { header, audit, areas: written } = inHand;
  const area = written.find((one) => one.area === place);
  const compared = comparedRatings(inHand).find((one) => one.place === place)!;
  const texts = area
    ? { 'What works well': area.worksWell, 'What must improve': area.mustImprove, 'Impact for the child': area.impact }
    : { 'What works well': audit.strengths, 'What must improve': audit.improvements, 'Impact for the child': audit.impact };
  return {
    header,
    place,
    heading: nameOfPlace(place),
    captionWords: `Audit ${header.ref} · Rating ${places.indexOf(place) + 1} of ${places.length}`,
    action: pathOfPlace(header.ref, place),
    closed: whyClosed(inHand),
    submitted: audit.submittedOn !== null,
    mayRate: inHand.open.includes('rate'),
    compared,
    auditorsTexts: Object.entries(texts).flatMap(([name, words]) => (words ? [{ name, words }] : [])),
    ratingItems: (area ? areaRatings : ratings).map((rating) => ({ value: rating, label: rating === compared.auditorRating ? `${label(rating)} (the auditor’s)` : label(rating) })),
    stored: { rating: (area ? area.finalRating : audit.overallFinal) ?? '', reason: compared.reason ?? '' },
    // The auditor's rating stands until the moderator chooses another.
    chosen: (area ? area.finalRating : audit.overallFinal) ?? compared.auditorRating ?? '',
  };
}

export function discussionPage(inHand: AuditInHand) {
  const { header, audit, part } = inHand;
  const isAuditor = part === 'auditor';
  return {
    header,
    heading: `Discussion of audit ${header.ref}`,
    captionWords: captionOf(header),
    isAuditor,
    submitted: audit.submittedOn !== null,
    mayDiscuss: inHand.open.includes('discuss'),
    closed: inHand.open.includes('discuss') ? null : discussionClosed(inHand),
    changed: changedRatings(inHand),
    disagreement: disagreementShown(inHand),
    other: isAuditor
      ? { name: 'The moderator’s account', by: header.moderatorName, account: audit.moderatorDiscussion, agrees: null }
      : { name: 'The auditor’s account', by: header.auditorName, account: audit.auditorDiscussion, agrees: audit.auditorAgrees },
    stored: {
      account: (isAuditor ? audit.auditorDiscussion : audit.moderatorDiscussion) ?? '',
      agrees: audit.auditorAgrees === null ? '' : audit.auditorAgrees ? 'yes' : 'no',
      decision: audit.moderatorDecision ?? '',
    },
    asksForDecision: !isAuditor && audit.auditorAgrees === false,
  };
}

function discussionClosed({ audit }: AuditInHand): string {
  return audit.submittedOn === null
    ? 'The discussion is recorded after the audit is submitted.'
    : `Status: ${statusInWords[audit.status].toLowerCase()}. The discussion cannot be changed now.`;
}

export function returnPage(inHand: AuditInHand) {
  const { header } = inHand;
  return { header, heading: `Return audit ${header.ref} to the auditor`, captionWords: captionOf(header), mayReturn: inHand.open.includes('return_to_auditor'), closed: returnClosed(inHand) };
}

function returnClosed({ open, audit }: AuditInHand): string | null {
  return open.includes('return_to_auditor') ? null : `Status: ${statusInWords[audit.status].toLowerCase()}. It cannot be returned to the auditor now.`;
}
