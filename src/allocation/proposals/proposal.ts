import type { Month } from '../../shared/month.js';
import type { DrawInputs, LeftOver } from './draw.js';
import type { HardRuleName, SoftRuleName } from './rules.js';

/** A month has at most one draft; a confirmed or discarded proposal stays as it was. */
export const proposalStatuses = ['draft', 'confirmed', 'discarded'] as const;
export type ProposalStatus = (typeof proposalStatuses)[number];

/** Whether its lines may still be changed. */
export function isDraft({ status }: { status: ProposalStatus }): boolean {
  return status === 'draft';
}

/** What of a draw's inputs every page of the proposal shows; it is stored apart from the rest. */
export type InputsShown = Pick<DrawInputs, 'coverage' | 'moderators' | 'reaudits'>;
export type InputsKept = Omit<DrawInputs, keyof InputsShown>;
/** With the children due a re-audit who got no line. */
export type ShownKept = InputsShown & { leftOver?: readonly LeftOver[] };

/** Why a line has its child. */
export interface LineWhy {
  words: string;
  /** The figures behind the words. */
  figures: string[];
  /** The draw number of a child who was drawn. */
  number: string | null;
  /** Hard rules set aside: by the QA team, or for a re-audit. */
  setAside: HardRuleName[];
}

export interface LineBroken {
  rule: SoftRuleName;
  because: string;
}

/** Why a line has none: a hard rule, the QA team's wish, or what has changed before it was confirmed. */
export interface LineOpen {
  rule: HardRuleName | 'left_open' | 'no_longer_possible';
  words: string;
}

/** What is to become of a line's child: as it is, the next one of the same stratum, one drawn for an open line, one by case reference, or none. */
export const childChoices = ['keep', 'next', 'draw', 'other', 'none'] as const;
export type ChildChoice = (typeof childChoices)[number];

export const whichLines = ['open', 'broken', 'by_hand', 'filled'] as const;

/** Which lines of a proposal to show. */
export interface LineFilter {
  show?: (typeof whichLines)[number] | undefined;
  cohort?: string | undefined;
  band?: string | undefined;
  team?: number | undefined;
  moderator?: number | undefined;
  officer?: number | undefined;
  month: Month;
}
