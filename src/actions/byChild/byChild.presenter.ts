import { dayInWords, type Day } from '../../shared/day.js';
import { label } from '../../shared/practice.js';
import { doneKind, isOpen, saysDone, stateInWords, type ReportKind, type UpdateWritten } from '../action.js';
import { longestNote } from '../action.form.js';
import { whoTookPart } from '../actionForms.presenter.js';
import { lateness, shortened, standsNow, updateTyped } from '../actions.presenter.js';
import type { ActionListed, UpdateRecorded } from '../actions.reads.js';
import { readShown, shownAs } from './byChild.js';
import type { Child, TeamAsked } from './byChild.reads.js';

/** What somebody typed into a form, to show it again. */
type Typed = Record<string, unknown>;

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

/**
 * The open actions of a child with one form for them. `typed`: what was answered already, or the day it is; `from`: the page to go back to;
 * `me`: the reader, to whom it is said where somebody else answers. Where `seen` is not given, what is ticked comes with the version in `typed`.
 */
export function childForm(actions: readonly ActionListed[], typed: Typed, { today, from, me, open, fresh }: { today: Day; from: string; me: string; open: boolean; fresh: boolean }) {
  const ticked = new Map(readShown(typed['actions']).map(({ ref, version }) => [ref, version]));
  const shown = actions.filter((action) => isOpen(action, today));
  const single = shown.length === 1;
  const [first] = actions;
  // Said once where it is one and the same person, and not at all where it is the reader.
  const answerers = [...new Set(shown.map(({ ownerName }) => ownerName ?? 'nobody'))];
  const answererOf = (name: string): string => (name === me ? '' : `answered for by ${name}`);
  const field = (name: string, more: object): object => ({ name, value: typed[name], ...more });
  const inPlan = shown.some(({ type }) => type === 'care_planning');
  const ofBothKinds = inPlan && shown.some(({ type }) => type === 'non_care_planning');
  const doneHint = !inPlan ? 'Completed.' : ofBothKinds ? 'Care-planning actions are now in the child’s own plan, the others are completed.' : 'Now in the child’s own plan.';
  const kinds: { value: ReportKind; label: string; hint?: string; conditional?: object[] }[] = [
    { value: 'progress', label: 'Not done yet', hint: 'Say below what has happened and what is next.' },
    {
      value: 'completed', label: 'Done', hint: doneHint,
      conditional: [...(inPlan ? whoTookPart(typed, { childInvolved: ofBothKinds ? 'Who took part is asked for care-planning actions only.' : undefined }) : []), field('evidence', { component: 'textarea', label: 'Where is it recorded?', lines: 2 })],
    },
    {
      value: 'service_ended', label: 'The service has ended', hint: 'The service to the child ended before this was done: say why below.',
      conditional: [field('agreedBy', { component: 'input', label: 'Who agreed that it ended?' })],
    },
  ];
  return {
    ref: first!.ref,
    caseRef: first!.caseRef,
    about: joined([...new Set(actions.map(({ teamName }) => teamName)), answerers.length === 1 ? answererOf(answerers[0]!) : '']),
    from,
    open,
    single,
    legend: single ? 'The open action' : 'The open actions: tick those your answer is about',
    actions: shown.map((action, index) => ({
      ref: action.ref,
      // The first is where the summary of errors leads.
      id: index === 0 ? 'actions' : `actions-${action.ref}`,
      shownAs: shownAs(fresh ? action : { ...action, version: ticked.get(action.ref) ?? action.version }),
      ticked: single || ticked.has(action.ref),
      what: shortened(action.description),
      about: joined([
        `Due ${dayInWords(action.dueOn)}`, lateness(action, today), label(action.type), action.lastUpdatedOn === null ? '' : `last update ${dayInWords(action.lastUpdatedOn)}`,
        answerers.length === 1 ? '' : answererOf(action.ownerName ?? 'nobody'),
      ]),
      state: { status: action.state, statusText: stateInWords(action.type, action.state) },
    })),
    question: single ? 'How does it stand?' : 'How do the ticked actions stand?',
    summary: single ? 'Answer this action' : 'Answer the ticked actions',
    kinds,
    kind: typed['kind'],
    happenedOn: typed['happenedOn'],
    note: typed['note'],
    longestNote,
  };
}

/** Both texts where somebody else was first: how each action stands by now, and the answer that was typed. `isLeft`: whether any action of the child is still open. */
export function childConflict(changed: readonly ActionListed[], latest: ReadonlyMap<string, UpdateRecorded>, typed: UpdateWritten, isLeft: boolean) {
  return {
    fields: changed.map((action) => ({
      label: `${action.ref} ${shortened(action.description)}`,
      stored: standsNow(action, [latest.get(action.ref)].filter((update) => update !== undefined)),
      typed: updateTyped(saysDone(typed.kind) ? { ...typed, kind: doneKind(action.type) } : typed),
    })),
    ...(isLeft
      ? { outcome: 'What you save is then added to the actions that are still open.' }
      : { settled: 'What you typed has not been saved: no action of this child is open any more. If something is missing, add a note on the action’s own page.' }),
  };
}

/** How many actions of someone's there are of each kind that waits for them, in the words of the list of actions; and how many cases of concern, for who has any. */
export type WaitingCounts = Record<'past_due' | 'no_update' | 'due_soon' | 'to_look_back', number> & { to_verify?: number; concerns: number | undefined };

const countsInWords = { past_due: 'Overdue', no_update: 'Never updated', due_soon: 'Due within 10 days', to_look_back: 'Did it help the child?', to_verify: 'To verify' } as const;

/** What waits for someone, by child: the numbers with the lists behind them, and each child with its form. `team`: the one it is narrowed to. */
export function actionsToAnswer(
  children: readonly Child[],
  counts: WaitingCounts,
  { teams, team, ...reader }: { teams: readonly { id: number; name: string }[]; team: TeamAsked; today: Day; me: string; from: string },
) {
  const states = (Object.keys(countsInWords) as (keyof typeof countsInWords)[]).filter((state) => counts[state] !== undefined);
  return {
    cards: [
      ...states.map((state) => ({ label: countsInWords[state], value: counts[state], href: `/actions?state=${state}&team=${team ?? 'mine'}` })),
      // Further down on the page, and easily missed below so many children.
      ...(counts.concerns === undefined ? [] : [{ label: 'Cases of concern without an update this month', value: counts.concerns, href: '/concerns?state=lacks_update' }]),
    ],
    filters: teams.length > 1 ? [{ component: 'select', name: 'team', label: 'Team', items: [{ value: '', label: 'All my teams' }, ...teams.map(({ id, name }) => ({ value: id, label: name }))], value: team }] : null,
    children: children.map(({ actions }) => childForm(actions, { happenedOn: reader.today }, { ...reader, open: false, fresh: true })),
    nothing: 'No action is overdue, due within 10 days or without an update.',
  };
}
