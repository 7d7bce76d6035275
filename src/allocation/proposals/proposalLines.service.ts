import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { Database } from '../../database/database.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { NotFound, StaleVersion, holdTo, refusal, type Problem } from '../../shared/errors.js';
import type { AllocationReads } from '../allocation.reads.js';
import { reauditInWords } from '../reaudit.js';
import { Draw, type DrawnLine } from './draw.js';
import type { DrawInputsReads, People } from './drawInputs.reads.js';
import { auditorOn, childColumns, childOn, moderatorOn } from './lineParts.js';
import type { ChildChoice, LineBroken, LineOpen, LineWhy } from './proposal.js';
import type { Proposal } from './proposal.entity.js';
import { ProposalLine } from './proposalLine.entity.js';
import type { ProposalsReads, WholeLine } from './proposals.reads.js';
import type { ProposalsService } from './proposals.service.js';
import { brokenByReaudit, brokenHardRules, hardRules, isOwnTeam, setAsideForReaudit, type Auditor, type Child, type HardRuleName, type Moderator } from './rules.js';

export interface LineChange {
  child: ChildChoice;
  /** With `other`. */
  caseRef: string;
  moderatorId: number | null;
  setAside: readonly HardRuleName[];
  reason: string;
}

interface Chosen {
  child: Child | null;
  why: LineWhy;
  broken: LineBroken[];
  open: LineOpen | null;
}

/** The lines of a draft, changed and added by hand. */
export class ProposalLinesService {
  constructor(
    private readonly database: Database,
    private readonly proposals: ProposalsService,
    private readonly reads: ProposalsReads,
    private readonly drawReads: DrawInputsReads,
    private readonly allocation: AllocationReads,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Changes a line. What was drawn for it stays. @throws NotFound, RuleBroken, StaleVersion */
  async change(person: Person, id: number, lineId: number, version: number, change: LineChange): Promise<void> {
    await this.proposals.changing(id, async (proposal) => {
      const lines = await this.reads.wholeLines(id);
      const line = lines.find((one) => one.id === lineId);
      if (!line) throw new NotFound('There is no such line.');
      if (line.version !== version) throw new StaleVersion();
      if (line.moderatorId === change.moderatorId && (change.child === 'keep' || (change.child === 'none' && line.caseRef === null))) {
        throw refusal('child', 'Nothing is changed yet. Choose another child or another moderator.');
      }
      const people = await this.drawReads.people(proposal.month, this.clock.today());
      const moderator = change.moderatorId === line.moderatorId ? moderatorOn(line, people) : moderatorChosen(change.moderatorId, people);
      const chosen = await this.chosen(proposal, line, lines.filter((one) => one.id !== lineId), { auditor: auditorOn(line, people, proposal.month), moderator }, change);
      await this.database.compareAndSet(ProposalLine, { id: lineId }, version, { moderatorId: change.moderatorId, ...this.columns(person, chosen, change) });
      await this.history.append(actorOf(person), 'allocation_proposal', id, 'line_changed', [
        { field: 'line', was: null, is: line.place },
        { field: 'auditor', was: null, is: line.auditor },
        ...changesBetween(
          { child: line.caseRef, moderator: line.moderator, setAside: inWords(line.why.setAside) },
          { child: chosen.child?.caseRef ?? null, moderator: moderator?.name ?? null, setAside: inWords(chosen.why.setAside) },
        ),
        { field: 'reason', was: null, is: change.reason },
      ]);
    });
  }

  /** Adds a line for an auditor who is not in the proposal, and returns its id. @throws NotFound, RuleBroken */
  async add(person: Person, id: number, auditorId: number, change: LineChange): Promise<number> {
    return this.proposals.changing(id, async (proposal) => {
      const lines = await this.reads.wholeLines(id);
      if (lines.some((line) => line.auditorId === auditorId)) throw refusal('auditor', 'This auditor has a line in the proposal already. Choose another auditor, or change that line.');
      const people = await this.drawReads.people(proposal.month, this.clock.today());
      const auditor = people.auditors.get(auditorId);
      if (!auditor) throw refusal('auditor', 'Choose an auditor from the list.');
      const moderator = moderatorChosen(change.moderatorId ?? auditor.pairedWithId, people);
      const chosen = await this.chosen(proposal, null, lines, { auditor, moderator }, change);
      const place = Math.max(0, ...lines.map((line) => line.place)) + 1;
      const added = await this.database.add(ProposalLine, {
        proposalId: id, place, auditorId, moderatorId: moderator?.id ?? null, ...this.columns(person, chosen, change), drawn: 'null', auditId: null, version: 1,
      });
      await this.history.append(actorOf(person), 'allocation_proposal', id, 'line_added', changesBetween({}, {
        line: place, auditor: auditor.name, child: chosen.child?.caseRef ?? null, moderator: moderator?.name ?? null, setAside: inWords(chosen.why.setAside), reason: change.reason,
      }));
      return added;
    });
  }

  private columns(person: Person, { child, why, broken, open }: Chosen, { reason }: LineChange) {
    return {
      ...childColumns(child), openReason: open && JSON.stringify(open), why: JSON.stringify(why), broken: JSON.stringify(broken),
      byHand: true, handReason: reason, changedById: person.staffId, changedAt: this.clock.now().toISOString(),
    };
  }

  /** The child asked for, with why. @throws RuleBroken when a hard rule forbids it that is not, or cannot be, set aside */
  private async chosen(
    proposal: Proposal,
    line: WholeLine | null,
    others: readonly WholeLine[],
    { auditor, moderator }: { auditor: Auditor; moderator: Moderator | undefined },
    change: LineChange,
  ): Promise<Chosen> {
    if (change.child === 'none') return { child: null, why: { words: '', figures: [], number: null, setAside: [] }, broken: [], open: { rule: 'left_open', words: 'Left open by hand.' } };
    const { month } = proposal;
    const field = change.child === 'other' ? 'caseRef' : 'child';
    const drawn = change.child === 'next' || change.child === 'draw' ? await this.drawn(proposal, change.child === 'next' ? line : null, others, auditor, moderator) : undefined;
    const child = drawn?.child ?? (await this.drawReads.childTyped(change.child === 'keep' ? (line?.caseRef ?? '') : change.caseRef, month));
    if (!child) throw refusal(field, 'No child with this case reference is in the caseload. Check the reference.');
    const now = await this.drawReads.childrenNow([child.caseRef], month);
    const [audited, reaudit] = [now.audited.get(child.caseRef), now.reaudits.get(child.caseRef)];
    const moderates = (moderator?.moderates ?? 0) + others.filter((one) => one.caseRef !== null && one.moderatorId === moderator?.id).length;
    const taken = others.some((one) => one.caseRef === child.caseRef);
    const broken = brokenHardRules({ month, auditor, moderator, moderates, child, audited, reaudit, taken });
    holdTo(broken.filter(({ rule }) => !change.setAside.includes(rule) || !hardRules[rule].maySetAside).map(({ rule, words }) => problemWith(rule, words, line === null ? 'auditor' : 'child', field)));
    const setAside = [...broken.map(({ rule }) => rule), ...setAsideForReaudit({ month, audited, reaudit })];
    if (drawn) return { child, why: { words: drawn.why, figures: drawn.figures, number: drawn.number, setAside }, broken: drawn.broken, open: null };
    const softly = reaudit && moderator ? brokenByReaudit({ child, reaudit }, auditor, moderator) : isOwnTeam(auditor, child) ? (['own_team_avoided'] as const) : [];
    const brokenByHand = softly.map((rule) => ({ rule, because: 'chosen by hand' }));
    if (change.child === 'keep') return { child, why: { ...line!.why, setAside }, broken: reaudit ? brokenByHand : line!.broken, open: null };
    return { child, why: { words: reaudit ? reauditInWords(reaudit) : '', figures: [], number: null, setAside }, broken: brokenByHand, open: null };
  }

  /** Draws from who is free now with the proposal's seed: the next child of the line's stratum, or for a line without one whoever the draw would come to. */
  private async drawn({ month, caseloadMonth, seed }: Proposal, line: WholeLine | null, others: readonly WholeLine[], auditor: Auditor, moderator: Moderator | undefined): Promise<DrawnLine> {
    if (moderator === undefined) throw refusal('moderator', 'Choose a moderator.');
    const inForce = (await this.allocation.caseloadMonth(month)) ?? caseloadMonth;
    const again = new Draw(await this.drawReads.inputs(month, inForce, seed, this.clock.today()), others.flatMap((one) => childOn(one) ?? []));
    const child = line && childOn(line);
    const drawn = child ? again.lineAfter(child, auditor, moderator) : again.lineFor(auditor, moderator);
    if (drawn === undefined) throw refusal('child', 'No other child of the same team, cohort and age is left after this one. Choose a child by case reference.');
    if (drawn.open) throw refusal('child', drawn.open.words);
    return drawn;
  }
}

function problemWith(rule: HardRuleName, words: string, auditorField: string, childField: string): Problem {
  const { field, maySetAside } = hardRules[rule];
  const fields = { auditor: auditorField, moderator: 'moderator', child: childField };
  const advice = field === 'auditor' && auditorField !== 'auditor' ? 'Leave the line open' : `Choose another ${field}${maySetAside ? ', or set the rule aside below' : ''}`;
  return { field: fields[field], message: `${words} ${advice}.` };
}

function moderatorChosen(id: number | null, people: People): Moderator | undefined {
  if (id === null) return undefined;
  const moderator = people.moderators.get(id);
  if (!moderator) throw refusal('moderator', 'Choose a moderator from the list.');
  return moderator;
}

function inWords(rules: readonly HardRuleName[]): string | null {
  return rules.length === 0 ? null : rules.map((rule) => hardRules[rule].words).join('; ');
}
