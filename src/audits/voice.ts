import type { ChildView, FamilyView, Feedback, ReasonNotObtained } from '../shared/practice.js';
import type { AuditAnswers } from './audit.js';

/** The one question asked about the child, and about the family: spoken to or not, and if not, why. */
export const childAnswers = ['spoken_to', 'inappropriate', 'unreachable', 'declined', 'under_four'] as const;
export const familyAnswers = ['spoken_to', 'inappropriate', 'unreachable', 'declined', 'not_applicable'] as const;
export type ChildAnswer = (typeof childAnswers)[number];
export type FamilyAnswer = (typeof familyAnswers)[number];

type Answer = ChildAnswer | FamilyAnswer;

/** What stands on the page for the child or for the family; only what belongs to the answer chosen is kept. */
export interface VoiceTyped<Chosen extends Answer> {
  answer?: Chosen | undefined;
  said?: string | undefined;
  feedback?: Feedback | undefined;
  consulted?: 'yes' | 'no' | undefined;
  inappropriate?: string | undefined;
  tried?: string | undefined;
  declined?: string | undefined;
  notApplicable?: string | undefined;
}

interface Voice {
  view: Answer | 'not_obtained' | null;
  reason: ReasonNotObtained | null;
  said: string | null;
  feedback: Feedback | null;
  workerConsulted: boolean | null;
  detail: string | null;
}

function voiceOf(typed: VoiceTyped<Answer>): Voice {
  const { answer } = typed;
  const nothing: Voice = { view: answer ?? null, reason: null, said: null, feedback: null, workerConsulted: null, detail: null };
  switch (answer) {
    case 'spoken_to':
      return { ...nothing, said: typed.said ?? null, feedback: typed.feedback ?? null };
    case 'inappropriate':
      return { ...nothing, view: 'not_obtained', reason: answer, workerConsulted: typed.consulted === undefined ? null : typed.consulted === 'yes', detail: typed.inappropriate ?? null };
    case 'unreachable':
      return { ...nothing, view: 'not_obtained', reason: answer, detail: typed.tried ?? null };
    case 'declined':
      return { ...nothing, view: 'not_obtained', reason: answer, detail: typed.declined ?? null };
    case 'not_applicable':
      return { ...nothing, detail: typed.notApplicable ?? null };
    default:
      return nothing;
  }
}

/** The answers about the child's voice as the audit holds them. */
export function childVoice(typed: VoiceTyped<ChildAnswer>): Pick<AuditAnswers, 'childView' | 'childViewReason' | 'childSaid' | 'childFeedback' | 'childWorkerConsulted' | 'childViewDetail'> {
  const { view, reason, said, feedback, workerConsulted, detail } = voiceOf(typed);
  return { childView: view as ChildView | null, childViewReason: reason, childSaid: said, childFeedback: feedback, childWorkerConsulted: workerConsulted, childViewDetail: detail };
}

/** The answers about the family's voice as the audit holds them. */
export function familyVoice(
  typed: VoiceTyped<FamilyAnswer>,
): Pick<AuditAnswers, 'familyView' | 'familyViewReason' | 'familySaid' | 'familyFeedback' | 'familyWorkerConsulted' | 'familyViewDetail'> {
  const { view, reason, said, feedback, workerConsulted, detail } = voiceOf(typed);
  return { familyView: view as FamilyView | null, familyViewReason: reason, familySaid: said, familyFeedback: feedback, familyWorkerConsulted: workerConsulted, familyViewDetail: detail };
}

/** The answer on the page that stands for a view and its reason; undefined while there is none. */
export function answerFor(view: ChildView | FamilyView | null, reason: ReasonNotObtained | null): string | undefined {
  return (view === 'not_obtained' ? reason : view) ?? undefined;
}
