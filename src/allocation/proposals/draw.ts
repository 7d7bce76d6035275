import { hash } from 'node:crypto';
import { reauditDueFrom } from '../../concerns/concern.js';
import { dayInWords, monthInWords } from '../../shared/day.js';
import type { Month } from '../../shared/month.js';
import { label, type Cohort } from '../../shared/practice.js';
import { reauditInWords, type Reaudit } from '../reaudit.js';
import { ageBandOf, type AgeBand, type Coverage, type Group } from './coverage.js';
import { placed } from './places.js';
import { brokenByReaudit, hardRules, isOwnTeam, reauditRules, setAsideForReaudit, type Auditor, type Child, type HardRuleName, type Moderator, type SoftRuleName } from './rules.js';

/** All that a draw looks at: the same inputs give the same lines, in whatever order their rows are. */
export interface DrawInputs {
  month: Month;
  caseloadMonth: Month;
  seed: string;
  /** Of the social care teams. */
  children: readonly Child[];
  auditors: readonly Auditor[];
  moderators: readonly Moderator[];
  /** Children of the caseload who are not free, each with the month of the audit in the way. */
  audited: readonly (readonly [caseRef: string, month: Month])[];
  coverage: Coverage;
  /** Children of the caseload due a re-audit; not there in what was stored before re-audits were proposed. */
  reaudits?: readonly Reaudit[];
}

/** One auditor with what was drawn for them. Without a child the line is open and names the hard rule that cannot be met. */
export interface DrawnLine {
  auditorId: number;
  moderatorId: number | null;
  child: Child | null;
  /** The draw number of the child; null on an open line, and of a re-audit, which is not drawn. */
  number: string | null;
  /** Why this child, in a few words, and the figures behind them; empty on an open line. */
  why: string;
  figures: string[];
  broken: { rule: SoftRuleName; because: string }[];
  open: { rule: HardRuleName; words: string } | null;
  /** Hard rules set aside for a re-audit. */
  setAside?: HardRuleName[];
}

/** A child due a re-audit who gets no line, and why. */
export interface LeftOver {
  caseRef: string;
  words: string;
}

/** The number by which a child, an auditor or a team is drawn, the smallest first: SHA-256 of the seed, a colon and what it is, in hexadecimal. Anyone can work it out again. */
export function drawNumber(seed: string, of: string): string {
  return hash('sha256', `${seed}:${of}`, 'hex');
}

/** The proposed allocation: a stratified random draw (the rules are in `rules.ts`). Takes time in proportion to children + auditors × teams. */
export function draw(inputs: DrawInputs): DrawnLine[] {
  return new Draw(inputs).lines();
}

/** A child due a re-audit. */
interface Due {
  child: Child;
  reaudit: Reaudit;
  audited: Month | undefined;
  taken: boolean;
}

/** A moderator with the audits and lines of the month they have, and who waits for a place. */
interface Seat {
  moderator: Moderator;
  moderates: number;
  waiting: Auditor[];
}

/** A child who may still be drawn. */
interface Ticket {
  child: Child;
  number: string;
  stratum: Stratum;
  taken: boolean;
}

/** A cohort or an age band with the lines that have come to it. */
type Covering<Key> = Group<Key> & { lines: number };

/** The children of one team, cohort and age band, by draw number. */
interface Stratum {
  team: Team;
  cohort: Covering<Cohort>;
  band: Covering<AgeBand>;
  tickets: Ticket[];
  /** How many are not taken, all together and by reviewing officer. */
  left: number;
  leftOf: Map<number | null, number>;
  /** Every ticket before this one is taken. */
  first: number;
}

interface Team {
  id: number;
  name: string;
  number: string;
  audits: number;
  strata: Stratum[];
}

/** A draw under way. `given` are children on lines already. */
export class Draw {
  private readonly teams: Team[] = [];
  private readonly strata: Stratum[] = [];
  private readonly tickets = new Map<string, Ticket>();
  private readonly theirs = new Map<number, Ticket[]>();
  private readonly due: readonly Due[];
  private readonly groupsOf: (child: Child) => { team: Team | undefined; cohort: Covering<Cohort>; band: Covering<AgeBand> };
  /** Children due a re-audit whom `lines` found no auditor for, the longest waiting first. */
  readonly leftOver: LeftOver[] = [];

  constructor(
    private readonly inputs: DrawInputs,
    given: readonly Child[] = [],
  ) {
    const { coverage, children, month, seed } = inputs;
    const audited = new Map(inputs.audited);
    const cohorts = new Map(coverage.cohorts.map((group) => [group.key, { ...group, lines: 0 }]));
    const bands = new Map(coverage.bands.map((group) => [group.key, { ...group, lines: 0 }]));
    const teams = new Map(coverage.teams.map(({ key, name, audits }): [number, Team] => [key, { id: key, name, number: drawNumber(seed, `team:${key}`), audits, strata: [] }]));
    this.groupsOf = (child) => ({ team: teams.get(child.teamId), cohort: cohorts.get(child.cohort)!, band: bands.get(ageBandOf(child.dateOfBirth, month))! });
    const strata = new Map<string, Stratum>();
    for (const child of children) {
      const { team, cohort, band } = this.groupsOf(child);
      if (hardRules.not_audited_lately.broken({ audited: audited.get(child.caseRef), month, reaudit: undefined }) !== null || !team) continue;
      const key = `${team.id} ${cohort.key} ${band.key}`;
      let stratum = strata.get(key);
      if (!stratum) {
        stratum = { team, cohort, band, tickets: [], left: 0, leftOf: new Map(), first: 0 };
        strata.set(key, stratum);
        team.strata.push(stratum);
      }
      const ticket = { child, number: drawNumber(seed, child.caseRef), stratum, taken: false };
      stratum.tickets.push(ticket);
      stratum.left += 1;
      stratum.leftOf.set(child.reviewingOfficerId, (stratum.leftOf.get(child.reviewingOfficerId) ?? 0) + 1);
      this.tickets.set(child.caseRef, ticket);
      if (child.reviewingOfficerId === null) continue;
      const theirs = this.theirs.get(child.reviewingOfficerId);
      if (theirs) theirs.push(ticket);
      else this.theirs.set(child.reviewingOfficerId, [ticket]);
    }
    this.strata = [...strata.values()];
    this.teams = [...teams.values()].filter((team) => team.strata.length > 0);
    for (const { tickets } of this.strata) tickets.sort((a, b) => (a.number < b.number ? -1 : 1));
    this.due = this.dueFrom(audited);
    for (const child of given) this.take(child);
  }

  private dueFrom(audited: ReadonlyMap<string, Month>): Due[] {
    const { children, reaudits = [], seed } = this.inputs;
    const reauditOf = new Map(reaudits.map((reaudit) => [reaudit.caseRef, reaudit]));
    const waitsSince = ({ reaudit }: Due): string => `${reaudit.resolvedOn} ${drawNumber(seed, reaudit.caseRef)}`;
    return children
      .flatMap((child): Due[] => {
        const reaudit = reauditOf.get(child.caseRef);
        return reaudit && this.groupsOf(child).team ? [{ child, reaudit, audited: audited.get(child.caseRef), taken: false }] : [];
      })
      .sort((a, b) => (waitsSince(a) < waitsSince(b) ? -1 : 1));
  }

  /**
   * Finds an auditor for every child due a re-audit while there is one. Then gives everyone else a place with their moderator by draw number while there
   * is one, and draws: reviewing officers first, who have least choice.
   */
  lines(): DrawnLine[] {
    const { auditors, moderators, month, seed } = this.inputs;
    const inOrder = auditors.map((auditor) => ({ auditor, number: drawNumber(seed, `auditor:${auditor.id}`) })).sort((a, b) => (a.number < b.number ? -1 : 1)).map(({ auditor }) => auditor);
    const seats = new Map(moderators.map((moderator): [number, Seat] => [moderator.id, { moderator, moderates: moderator.moderates, waiting: [] }]));
    const seatOf = (auditor: Auditor): Seat | undefined => (auditor.pairedWithId === null ? undefined : seats.get(auditor.pairedWithId));
    const open = inOrder.flatMap((auditor) => {
      const forbidden = this.forbidden(auditor, seatOf(auditor)?.moderator);
      return forbidden ? [openLine(auditor, forbidden)] : [];
    });
    const forbidden = new Set(open.map(({ auditorId }) => auditorId));
    const fit = inOrder.filter(({ id }) => !forbidden.has(id));
    const reaudits = this.reauditLines(fit, (auditor) => seatOf(auditor)!);
    const reauditing = new Set(reaudits.map(({ auditorId }) => auditorId));
    const seated: Auditor[] = [];
    for (const auditor of fit.filter(({ id }) => !reauditing.has(id))) {
      const seat = seatOf(auditor)!;
      if (this.isFull(seat)) seat.waiting.push(auditor);
      else {
        seat.moderates += 1;
        seated.push(auditor);
      }
    }
    const queue = [...seated.filter((auditor) => auditor.isReviewingOfficer), ...seated.filter((auditor) => !auditor.isReviewingOfficer)];
    const lines: DrawnLine[] = [];
    // The queue grows: whoever finds no child leaves their place to the next of the same moderator.
    for (const [place, auditor] of queue.entries()) {
      const seat = seatOf(auditor)!;
      const line = this.lineFor(auditor, seat.moderator);
      lines.push(line);
      if (line.child !== null) continue;
      const next = seat.waiting.shift();
      if (!next) seat.moderates -= 1;
      else if (next.isReviewingOfficer) queue.splice(place + 1, 0, next);
      else queue.push(next);
    }
    const waiting = fit.flatMap((auditor) => {
      const seat = seatOf(auditor)!;
      if (!seat.waiting.includes(auditor)) return [];
      const words = hardRules.moderator_capacity.broken({ ...seat, month })!;
      const others = seat.moderates > seat.moderator.moderates ? ` Others had the smaller draw number${reaudits.some(({ moderatorId }) => moderatorId === seat.moderator.id) ? ' or a re-audit' : ''}.` : '';
      return [openLine(auditor, { rule: 'moderator_capacity', words: words + others })];
    });
    return [...reaudits, ...lines, ...waiting, ...open];
  }

  /** The lines of children due a re-audit, the longest waiting first; whoever finds no auditor is left over. */
  private reauditLines(auditors: readonly Auditor[], seatOf: (auditor: Auditor) => Seat): DrawnLine[] {
    const free = this.due.filter(({ audited }) => audited !== this.inputs.month);
    const places = new Map(auditors.map((auditor) => [auditor.pairedWithId!, this.placesOn(seatOf(auditor))]));
    const mayBeGiven = (due: Due, auditor: Auditor): boolean => this.mayBeGiven(due, auditor, seatOf(auditor).moderator);
    // One more of a stronger rule outweighs any number of a weaker one: there is a line an auditor.
    const weight = (rule: (typeof reauditRules)[number]): number => (auditors.length + 1) ** (reauditRules.length - reauditRules.indexOf(rule));
    const given = placed({
      children: free,
      auditors: auditors.filter((auditor) => places.get(auditor.pairedWithId!)! > 0),
      moderatorOf: (auditor) => auditor.pairedWithId!,
      placesOf: (moderator) => places.get(moderator)!,
      cost: (due, auditor) => (mayBeGiven(due, auditor) ? brokenByReaudit(due, auditor, seatOf(auditor).moderator).reduce((sum, rule) => sum + weight(rule), 0) : null),
    });
    const auditorOf = new Map([...given].map(([auditor, due]) => [due, auditor]));
    const whyNot = (due: Due): string => {
      const { audited } = due;
      if (!free.includes(due)) return hardRules.not_audited_lately.broken({ audited, month: this.inputs.month, reaudit: due.reaudit })!;
      const able = auditors.filter((auditor) => mayBeGiven(due, auditor));
      if (able.length === 0) return 'No auditor of this draw may be given the child: they or their moderators hold the child, or they are the reviewing officers of others.';
      if (able.every((auditor) => places.get(auditor.pairedWithId!) === 0)) return 'The moderators of those who may be given the child can take no more.';
      return 'Those who may be given the child are needed for children who have waited longer, or their moderators can take no more.';
    };
    return this.due.flatMap((due) => {
      const auditor = auditorOf.get(due);
      if (auditor) {
        const seat = seatOf(auditor);
        seat.moderates += 1;
        return [this.reaudited(due, auditor, seat.moderator, 'everybody else who may be given the child has no place, is needed for another re-audit, or would break a stronger rule')];
      }
      this.leftOver.push({ caseRef: due.child.caseRef, words: whyNot(due) });
      return [];
    });
  }

  private placesOn({ moderator, moderates }: Seat): number {
    return Math.max(0, moderator.capacity - moderates);
  }

  /** Draws for one auditor; a child due a re-audit comes before all others. */
  lineFor(auditor: Auditor, moderator: Moderator): DrawnLine {
    const due = this.due.find((one) => one.audited !== this.inputs.month && this.mayBeGiven(one, auditor, moderator));
    if (due) return this.reaudited(due, auditor, moderator, 'the line is theirs');
    const ticket = this.choice(auditor, moderator);
    if (ticket === undefined) return openLine(auditor, this.noChildFor(auditor, moderator), moderator.id);
    return this.given(ticket, auditor, moderator);
  }

  /** The next child of the same team, cohort and age band by draw number after this one, if there is one. */
  lineAfter({ caseRef, teamId, cohort, dateOfBirth }: Child, auditor: Auditor, moderator: Moderator): DrawnLine | undefined {
    const number = drawNumber(this.inputs.seed, caseRef);
    const band = ageBandOf(dateOfBirth, this.inputs.month);
    const stratum = this.strata.find((one) => one.team.id === teamId && one.cohort.key === cohort && one.band.key === band);
    const ticket = stratum?.tickets.find((next) => next.number > number && this.mayBeGiven(next, auditor, moderator));
    return ticket && this.given(ticket, auditor, moderator);
  }

  private reaudited(due: Due, auditor: Auditor, moderator: Moderator, because: string): DrawnLine {
    const { child, reaudit, audited } = due;
    this.take(child);
    return {
      auditorId: auditor.id,
      moderatorId: moderator.id,
      child,
      number: null,
      why: reauditInWords(reaudit),
      figures: [`Due since ${dayInWords(reauditDueFrom(reaudit.resolvedOn))}`, ...(audited === undefined ? [] : [`Audited in ${monthInWords(audited)}`])],
      broken: brokenByReaudit(due, auditor, moderator).map((rule) => ({ rule, because })),
      open: null,
      setAside: setAsideForReaudit({ audited, reaudit, month: this.inputs.month }),
    };
  }

  private given(ticket: Ticket, auditor: Auditor, moderator: Moderator): DrawnLine {
    const { child, number } = ticket;
    const broken = this.brokenBy(ticket, auditor, moderator);
    const line: DrawnLine = { auditorId: auditor.id, moderatorId: moderator.id, child, number, ...this.why(ticket, auditor, moderator, broken), broken, open: null };
    this.take(child);
    return line;
  }

  private forbidden(auditor: Auditor, moderator: Moderator | undefined): DrawnLine['open'] {
    for (const rule of ['auditor_available', 'paired_moderator', 'moderator_available', 'not_themselves'] as const) {
      const words = hardRules[rule].broken({ auditor, moderator });
      if (words !== null) return { rule, words };
    }
    return null;
  }

  private isFull({ moderator, moderates }: { moderator: Moderator; moderates: number }): boolean {
    return hardRules.moderator_capacity.broken({ moderator, moderates, month: this.inputs.month }) !== null;
  }

  private mayBeGiven({ child, taken }: Pick<Ticket, 'child' | 'taken'>, auditor: Auditor, moderator: Moderator): boolean {
    const match = { child, taken, auditor, moderator };
    return (['one_line_a_child', 'not_held_by_auditor', 'not_held_by_moderator', 'one_of_theirs'] as const).every((rule) => hardRules[rule].broken(match) === null);
  }

  private choice(auditor: Auditor, moderator: Moderator): Ticket | undefined {
    const before = (a: Ticket, b: Ticket): boolean => this.comesBefore(a, b, auditor);
    const best = (tickets: Iterable<Ticket | undefined>): Ticket | undefined => {
      let chosen: Ticket | undefined;
      for (const ticket of tickets) if (ticket && (!chosen || before(ticket, chosen))) chosen = ticket;
      return chosen;
    };
    if (auditor.isReviewingOfficer) return best((this.theirs.get(auditor.id) ?? []).filter((ticket) => this.mayBeGiven(ticket, auditor, moderator)));
    for (const team of this.teams.toSorted((a, b) => compareTeams(a, b, auditor))) {
      const chosen = best(team.strata.map((stratum) => this.firstOf(stratum, auditor, moderator)));
      if (chosen) return chosen;
    }
    return undefined;
  }

  /** Own team last; the team with the fewest audits; the least covered cohort and age band, their shares added; the smallest draw number. */
  private comesBefore(a: Ticket, b: Ticket, auditor: Auditor): boolean {
    const byTeam = compareTeams(a.stratum.team, b.stratum.team, auditor);
    if (byTeam !== 0) return byTeam < 0;
    const [ofA, ofB] = [a, b].map(({ stratum }) => shareOf(stratum.cohort) + shareOf(stratum.band)) as [number, number];
    return ofA !== ofB ? ofA < ofB : a.number < b.number;
  }

  private firstOf(stratum: Stratum, auditor: Auditor, moderator: Moderator): Ticket | undefined {
    while (stratum.tickets[stratum.first]?.taken) stratum.first += 1;
    if (this.choiceIn(stratum, auditor, moderator) === 0) return undefined;
    for (let index = stratum.first; index < stratum.tickets.length; index++) {
      const ticket = stratum.tickets[index]!;
      if (this.mayBeGiven(ticket, auditor, moderator)) return ticket;
    }
    return undefined;
  }

  /** How many children of the stratum could be given to these two. */
  private choiceIn({ left, leftOf }: Stratum, auditor: Auditor, moderator: Moderator): number {
    if (auditor.isReviewingOfficer) return leftOf.get(auditor.id) ?? 0;
    return left - (leftOf.get(auditor.id) ?? 0) - (leftOf.get(moderator.id) ?? 0);
  }

  private take(child: Child): void {
    const { team, cohort, band } = this.groupsOf(child);
    if (!team) return;
    team.audits += 1;
    cohort.lines += 1;
    band.lines += 1;
    const due = this.due.find((one) => one.child.caseRef === child.caseRef);
    if (due) due.taken = true;
    const ticket = this.tickets.get(child.caseRef);
    if (!ticket) return;
    const { stratum } = ticket;
    ticket.taken = true;
    stratum.left -= 1;
    stratum.leftOf.set(ticket.child.reviewingOfficerId, stratum.leftOf.get(ticket.child.reviewingOfficerId)! - 1);
  }

  private why({ stratum }: Ticket, auditor: Auditor, moderator: Moderator, broken: DrawnLine['broken']): Pick<DrawnLine, 'why' | 'figures'> {
    const { team, cohort, band } = stratum;
    const kept = (rule: SoftRuleName): boolean => broken.every((one) => one.rule !== rule);
    const least = [...(kept('cohort_under_covered') ? ['Cohort'] : []), ...(kept('age_band_under_covered') ? [kept('cohort_under_covered') ? 'age' : 'Age'] : [])];
    const choice = this.choiceIn(stratum, auditor, moderator);
    const theirs = auditor.isReviewingOfficer ? ' of theirs' : '';
    return {
      why: [
        `${team.name}: ${audits(team.audits)} in three months.`,
        ...(least.length === 0 ? [] : [`${least.join(' and ')} least covered there.`]),
        choice === 1 ? `The only child${theirs} who fits.` : `Drawn from ${choice} children${theirs} who fit.`,
      ].join(' '),
      figures: [coverageInWords(cohort, label(cohort.key)), coverageInWords(band, ageInWords(band.key))],
    };
  }

  /** The soft rules that this choice breaks, each with what was in the way. */
  private brokenBy({ stratum }: Ticket, auditor: Auditor, moderator: Moderator): DrawnLine['broken'] {
    const broken: DrawnLine['broken'] = [];
    const isRo = auditor.isReviewingOfficer;
    const held = 'the children left there are held by the auditor or the moderator';
    const theirs = 'no free child of theirs is there';
    const nothingFor = (strata: readonly Stratum[]): boolean => strata.every((one) => this.choiceIn(one, auditor, moderator) <= 0);

    if (isOwnTeam(auditor, { teamId: stratum.team.id })) {
      broken.push({ rule: 'own_team_avoided', because: isRo ? 'no free child of theirs is in another team' : 'no child of another team is left for them' });
    }
    const needier = this.teams.filter((team) => team.audits < stratum.team.audits && team.strata.some((one) => one.left > 0)).sort((a, b) => compareTeams(a, b))[0];
    if (needier) {
      const why = nothingFor(needier.strata) ? (isRo ? theirs : held) : 'it is their own team';
      broken.push({ rule: 'fewest_audits_first', because: `${needier.name} has had ${audits(needier.audits)}, but ${why}` });
    }
    const inTeam = stratum.team.strata.filter((one) => one.left > 0);
    for (const [rule, groupOf, words] of [
      ['cohort_under_covered', (one: Stratum): Covering<string> => one.cohort, label],
      ['age_band_under_covered', (one: Stratum): Covering<string> => one.band, ageInWords],
    ] as const) {
      const least = leastCovered(inTeam.map(groupOf));
      if (least === undefined || shareOf(least) >= shareOf(groupOf(stratum))) continue;
      const nobody = nothingFor(inTeam.filter((one) => groupOf(one) === least));
      const why = !nobody ? 'age and cohort taken together are covered less where the child was drawn' : isRo ? theirs : held;
      broken.push({ rule, because: `${coverageInWords(least, words(least.key))}, but ${why}` });
    }
    return broken;
  }

  private noChildFor(auditor: Auditor, moderator: Moderator): NonNullable<DrawnLine['open']> {
    if (auditor.isReviewingOfficer) return { rule: 'one_of_theirs', words: `No child of whom ${auditor.name} is the reviewing officer is free.` };
    const left = this.strata.reduce((total, stratum) => total + stratum.left, 0);
    if (left === 0) return { rule: 'not_audited_lately', words: 'No child of the caseload is left: all the others are on a line or have been audited in the last 12 months.' };
    const rule = this.strata.some((stratum) => (stratum.leftOf.get(moderator.id) ?? 0) > 0) ? 'not_held_by_moderator' : 'not_held_by_auditor';
    return { rule, words: `The children who are left are held by ${auditor.name} or ${moderator.name}.` };
  }
}

function openLine(auditor: Auditor, open: NonNullable<DrawnLine['open']>, moderatorId = auditor.pairedWithId): DrawnLine {
  return { auditorId: auditor.id, moderatorId, child: null, number: null, why: '', figures: [], broken: [], open };
}

/** By audits, those of the auditor's own team last; equals by draw number. */
function compareTeams(a: Team, b: Team, auditor?: Auditor): number {
  if (a === b) return 0;
  const own = auditor ? Number(isOwnTeam(auditor, { teamId: a.id })) - Number(isOwnTeam(auditor, { teamId: b.id })) : 0;
  return own || a.audits - b.audits || (a.number < b.number ? -1 : 1);
}

/** The share that would be audited in a year if every month were like this one: otherwise a whole draw would go to the one age band that is behind. */
function shareOf({ audits: done, lines, children }: Covering<unknown>): number {
  return (done + 12 * lines) / children;
}

function leastCovered(groups: readonly Covering<string>[]): Covering<string> | undefined {
  return groups.reduce<Covering<string> | undefined>((least, group) => (least === undefined || shareOf(group) < shareOf(least) || (shareOf(group) === shareOf(least) && group.key < least.key) ? group : least), undefined);
}

function ageInWords(band: string): string {
  return `Aged ${band.replace('-', ' to ')}`;
}

function coverageInWords({ audits: done, lines, children }: Covering<string>, words: string): string {
  return `${words}: ${done} of ${children} audited in twelve months${lines === 0 ? '' : ` and ${lines} drawn before`}`;
}

function audits(count: number): string {
  return count === 0 ? 'no audit' : count === 1 ? 'one audit' : `${count} audits`;
}
