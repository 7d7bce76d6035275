import { numberInWords } from '../../shared/number.js';
import type { ActionInFull } from '../actions.reads.js';
import { shortened } from '../actions.presenter.js';
import type { OpenOfChild } from './childMoves.reads.js';

interface Named {
  id: number;
  name: string;
}

const counted = (count: number, one: string, several: string): string => `${numberInWords(count)} ${count === 1 ? one : several}`;

/** How many move, in words: `2 open actions and 1 case of concern`; empty when none does. */
export function howManyMove({ actions, concerns }: { actions: number; concerns: number }): string {
  return [
    ...(actions > 0 ? [counted(actions, 'open action', 'open actions')] : []),
    ...(concerns > 0 ? [counted(concerns, 'case of concern', 'cases of concern')] : []),
  ].join(' and ');
}

/** The page on which all that is open of a child is moved to another team. */
export function moveForm({ ref, caseRef }: Pick<ActionInFull, 'ref' | 'caseRef'>, { actions, concerns }: OpenOfChild, teams: readonly Named[], typed: { teamId?: unknown; reason?: unknown }, versionSeen: number) {
  return {
    ref,
    caseRef,
    summary: howManyMove({ actions: actions.length, concerns: concerns.length }),
    columns: ['Record', 'What'].map((column) => ({ label: column })),
    rows: [
      ...actions.map((action) => [{ text: action.ref, href: `/actions/${action.ref}` }, { text: shortened(action.description), note: action.team }]),
      ...concerns.map((concern) => [{ text: concern.ref, href: `/concerns/${concern.ref}` }, { text: 'Case of concern', note: concern.team }]),
    ],
    teams: [{ value: '', label: 'Choose a team' }, ...teams.map(({ id, name }) => ({ value: id, label: name }))],
    teamId: typed.teamId,
    reason: typed.reason,
    versionSeen,
  };
}

/** Both texts when somebody else was first. */
export function moveConflict({ actions, concerns }: OpenOfChild, teams: readonly Named[], typed: { teamId: number; reason: string }) {
  const stored = [...actions, ...concerns].map(({ ref, team }) => `${ref}: ${team}`).join('\n');
  return [{ label: 'What is open of this child', stored, typed: [teams.find(({ id }) => id === typed.teamId)?.name ?? '', typed.reason].join('\n') }];
}
