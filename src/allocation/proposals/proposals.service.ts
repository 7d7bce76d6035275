import { randomBytes } from 'node:crypto';
import { setImmediate as letOthersWork } from 'node:timers/promises';
import type { Person } from '../../access/person.js';
import { actorOf } from '../../access/signedIn.js';
import type { AuditToOpen, AuditsService } from '../../audits/audits.service.js';
import type { Database } from '../../database/database.js';
import { shownVersion } from '../../forms/shownVersion.js';
import { changesBetween } from '../../history/history.js';
import type { HistoryStore } from '../../history/history.store.js';
import type { Clock } from '../../shared/clock.js';
import { monthInWords } from '../../shared/day.js';
import { StaleVersion, refusal } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { label } from '../../shared/practice.js';
import { monthsToAllocate } from '../allocationRules.js';
import type { AllocationReads } from '../allocation.reads.js';
import { reauditInWords, type Reaudit } from '../reaudit.js';
import { readBlackouts } from '../availability/workforce.reads.js';
import { Draw, draw, type DrawInputs, type DrawnLine, type LeftOver } from './draw.js';
import type { DrawInputsReads } from './drawInputs.reads.js';
import { auditorOn, childColumns, moderatorOn } from './lineParts.js';
import { isDraft, type InputsKept, type LineOpen, type LineWhy, type ShownKept } from './proposal.js';
import { Proposal } from './proposal.entity.js';
import { ProposalLine } from './proposalLine.entity.js';
import type { ProposalsReads, WholeLine } from './proposals.reads.js';
import { brokenHardRules, hardRules, isOwnTeam, setAsideHow, softRules, type Auditor, type Child, type Match, type Moderator } from './rules.js';

/** A line that can be given out, with what is true of its people and child now. */
interface LineToOpen {
  line: WholeLine;
  auditor: Auditor;
  moderator: Moderator;
  child: Child;
  reaudit: Reaudit | undefined;
  /** What of the child or the auditor is no longer as the line says, and forbids nothing. */
  since: string[];
}

/** What confirming would do now. */
export interface Checked {
  toOpen: LineToOpen[];
  /** Lines that are filled and can no longer be given out. */
  impossible: { line: WholeLine; words: string[] }[];
  /** Changes when anything of it does. */
  shown: number;
}

/** One line of a replay. */
export interface Replayed {
  place: number;
  auditor: string;
  was: DrawnLine | null;
  again: DrawnLine | null;
  same: boolean;
}

const insertedAtOnce = 500;

/** The proposed allocation of a month: drawn, changed by hand, and given out. */
export class ProposalsService {
  constructor(
    private readonly database: Database,
    private readonly reads: ProposalsReads,
    private readonly drawReads: DrawInputsReads,
    private readonly allocation: AllocationReads,
    private readonly audits: AuditsService,
    private readonly history: HistoryStore,
    private readonly clock: Clock,
  ) {}

  /** Draws a proposal for the month and returns its id; without a seed one is drawn at random. @throws RuleBroken */
  async make(person: Person, month: Month, seed = randomBytes(8).toString('hex')): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.oneAtATime(`month ${month}`);
      await this.checkMonth(month);
      if (await this.database.manager.existsBy(Proposal, { month, status: 'draft' })) {
        throw refusal('month', `There is a draft for ${monthInWords(month)} already. Confirm or discard it first.`);
      }
      const caseloadMonth = await this.allocation.caseloadMonth(month);
      if (caseloadMonth === null) throw refusal('month', `There is no caseload for ${monthInWords(month)} or before it. Upload one first.`);
      const inputs = await this.drawReads.inputs(month, caseloadMonth, seed, this.clock.today());
      if (inputs.auditors.length === 0) throw refusal('month', `Nobody needs a child for ${monthInWords(month)}: no audit is expected, or everyone has one or is exempted. Choose another month.`);
      const drawing = new Draw(inputs);
      const lines = drawing.lines();
      await letOthersWork();
      return this.store(person, inputs, lines, drawing.leftOver);
    });
  }

  private async store(person: Person, inputs: DrawInputs, lines: readonly DrawnLine[], leftOver: readonly LeftOver[]): Promise<number> {
    const { coverage, moderators, reaudits = [], ...kept } = inputs;
    const { month, caseloadMonth, seed } = inputs;
    const id = await this.database.add(Proposal, {
      month, caseloadMonth, seed, status: 'draft', madeById: person.staffId, madeAt: this.clock.now().toISOString(),
      inputs: JSON.stringify(kept satisfies InputsKept), coverage: JSON.stringify({ coverage, moderators, reaudits, leftOver } satisfies ShownKept), confirmedById: null, confirmedAt: null, version: 1,
    });
    const rows = lines.map((line, index) => ({
      proposalId: id, place: index + 1, auditorId: line.auditorId, moderatorId: line.moderatorId, ...childColumns(line.child), ...outcomeColumns(line), drawn: JSON.stringify(line),
      byHand: false, handReason: null, changedById: null, changedAt: null, auditId: null, version: 1,
    }));
    for (let from = 0; from < rows.length; from += insertedAtOnce) {
      await this.database.manager.createQueryBuilder().insert().into(ProposalLine).values(rows.slice(from, from + insertedAtOnce)).updateEntity(false).execute();
    }
    await this.history.append(actorOf(person), 'allocation_proposal', id, 'made', changesBetween({}, { month, caseloadMonth, seed, lines: lines.length, filled: lines.filter((line) => line.child !== null).length }));
    return id;
  }

  /** What confirming would do as things stand. */
  async check(id: number): Promise<Checked> {
    const { month } = await this.reads.one(id);
    const lines = (await this.reads.wholeLines(id)).filter((line) => line.caseRef !== null);
    const people = await this.drawReads.people(month, this.clock.today());
    const { children, audited, reaudits } = await this.drawReads.childrenNow(lines.map((line) => line.caseRef!), month);
    const teamNames = new Map((await this.allocation.teams()).map(({ id: teamId, name }) => [teamId, name]));
    const toOpen: LineToOpen[] = [];
    const impossible: Checked['impossible'] = [];
    const places = new Map<number, number>();
    for (const line of lines) {
      const auditor = auditorOn(line, people, month);
      const moderator = moderatorOn(line, people);
      const child = children.get(line.caseRef!);
      if (!child) {
        impossible.push({ line, words: [`The child is no longer in the caseload for ${monthInWords(month)}.`] });
        continue;
      }
      const given = moderator ? (places.get(moderator.id) ?? 0) : 0;
      const match: Match = { month, auditor, moderator, moderates: (moderator?.moderates ?? 0) + given, child, audited: audited.get(child.caseRef), reaudit: reaudits.get(child.caseRef), taken: false };
      // What was set aside for a re-audit holds again when none is due any more.
      const words = brokenHardRules(match).filter(({ rule }) => !hardRules[rule].maySetAside || !line.why.setAside.includes(rule)).map((one) => one.words);
      if (words.length > 0 || !moderator) impossible.push({ line, words });
      else {
        toOpen.push({ line, auditor, moderator, child, reaudit: match.reaudit, since: changedSince(line, auditor, child, teamNames.get(child.teamId)!) });
        // A line for which the rule was set aside takes no place away from the others.
        if (!line.why.setAside.includes('moderator_capacity')) places.set(moderator.id, given + 1);
      }
    }
    const versions = [...toOpen.map(({ line }) => line), ...impossible.map(({ line }) => line)].flatMap((line) => [line.id, line.version]);
    return { toOpen, impossible, shown: shownVersion(toOpen.length, ...versions, ...toOpen.flatMap(({ since }) => since)) };
  }

  /**
   * Opens the audits of a draft, all or none, and returns how many. Lines that have become impossible stay open and say why.
   * `shown` is that of the check that was looked at. @throws RuleBroken, StaleVersion when something has changed since
   */
  async confirm(person: Person, id: number, shown: number): Promise<number> {
    return this.changing(id, async (proposal) => {
      await this.checkMonth(proposal.month);
      const refs = (await this.reads.wholeLines(id)).flatMap((line) => line.caseRef ?? []);
      // Nobody gives one of these children out by hand meanwhile.
      await this.database.oneAtATime(...refs.map((caseRef): `child ${string}` => `child ${caseRef}`));
      const checked = await this.check(id);
      if (checked.shown !== shown) throw new StaleVersion();
      if (checked.toOpen.length === 0) throw refusal('form', 'No line of this proposal can be given out. Change its lines first, or discard it.');
      await this.leaveOpen(checked.impossible);
      const opened = await this.audits.allocateMany(person, checked.toOpen.map((line) => auditFor(proposal.month, line)));
      await this.nameAudits(checked.toOpen.map(({ line }, index) => ({ lineId: line.id, auditId: opened[index]!.id })));
      await this.database.compareAndSet(Proposal, { id }, proposal.version, { status: 'confirmed', confirmedById: person.staffId, confirmedAt: this.clock.now().toISOString() });
      await this.history.append(actorOf(person), 'allocation_proposal', id, 'confirmed', [
        { field: 'audits', was: null, is: opened.length },
        ...checked.impossible.map(({ line, words }) => ({ field: 'left_open', was: line.auditor, is: words.join(' ') })),
      ]);
      return opened.length;
    });
  }

  private async leaveOpen(impossible: Checked['impossible']): Promise<void> {
    if (impossible.length === 0) return;
    const words = Object.fromEntries(impossible.map(({ words: why }, index) => [`words${index}`, JSON.stringify({ rule: 'no_longer_possible', words: why.join(' ') } satisfies LineOpen)]));
    await this.database.query(
      `update allocation_lines set case_ref = null, date_of_birth = null, team_id = null, cohort = null, reviewing_officer_id = null, broken = '[]', version = version + 1,
              open_reason = case id ${impossible.map(({ line }, index) => `when ${line.id} then :words${index}`).join(' ')} end
        where id in (${impossible.map(({ line }) => line.id).join(', ')})`,
      words,
    );
  }

  private async nameAudits(opened: readonly { lineId: number; auditId: number }[]): Promise<void> {
    await this.database.query(
      `update allocation_lines set version = version + 1, audit_id = case id ${opened.map(({ lineId, auditId }) => `when ${lineId} then ${auditId}`).join(' ')} end
        where id in (${opened.map(({ lineId }) => lineId).join(', ')})`,
    );
  }

  /** Puts a draft aside; it stays in the list. @throws NotFound, RuleBroken */
  async discard(person: Person, id: number, reason: string): Promise<void> {
    await this.changing(id, async (proposal) => {
      await this.database.compareAndSet(Proposal, { id }, proposal.version, { status: 'discarded' });
      await this.history.append(actorOf(person), 'allocation_proposal', id, 'discarded', [{ field: 'reason', was: null, is: reason }]);
    });
  }

  /** Draws again from the stored inputs and seed, and says of every line whether it comes out the same. @throws NotFound */
  async replay(id: number): Promise<Replayed[]> {
    const again = new Map(draw(await this.reads.inputs(id)).map((line) => [line.auditorId, line]));
    const lines = (await this.reads.wholeLines(id)).filter((line) => line.drawn !== null);
    return lines.map(({ place, auditor, auditorId, drawn }) => ({ place, auditor, was: drawn, again: again.get(auditorId) ?? null, same: outcomeOf(drawn) === outcomeOf(again.get(auditorId)) }));
  }

  /** Does `work` on a draft while nobody else works on its month. @throws NotFound, RuleBroken when it is no draft */
  async changing<T>(id: number, work: (proposal: Proposal) => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      const { month } = await this.reads.one(id);
      await this.database.oneAtATime(`month ${month}`);
      const proposal = await this.database.forChange(Proposal, { id });
      if (!proposal || !isDraft(proposal)) throw refusal('proposal', 'This proposal is no draft any more: it has been confirmed or discarded. Nothing was changed.');
      return work(proposal);
    });
  }

  /** @throws RuleBroken when audits of this month cannot be given out */
  private async checkMonth(month: Month): Promise<void> {
    const months = monthsToAllocate(this.clock.today());
    if (!months.includes(month)) throw refusal('month', `Choose a month from ${monthInWords(months[0]!)} to ${monthInWords(months.at(-1)!)}.`);
    const blackout = (await readBlackouts(this.database, this.clock.today())).find((one) => one.month === month);
    if (blackout) throw refusal('month', `${monthInWords(month)} is a blackout month (${blackout.reason}): nobody is asked to audit. Lift it first, or choose another month.`);
  }
}

function outcomeColumns({ why, figures, number, broken, open, setAside = [] }: DrawnLine) {
  return { why: JSON.stringify({ words: why, figures, number, setAside } satisfies LineWhy), broken: JSON.stringify(broken), openReason: open && JSON.stringify(open satisfies LineOpen) };
}

/** A child may have moved, and an auditor have got another team, after the line was made. */
function changedSince(line: WholeLine, auditor: Auditor, child: Child, teamName: string): string[] {
  return [
    ...(child.teamId === line.teamId ? [] : [`The child is in ${teamName} now.`]),
    ...(child.cohort === line.cohort ? [] : [`The child’s cohort is ${label(child.cohort)} now.`]),
    ...(isOwnTeam(auditor, child) && line.broken.every(({ rule }) => rule !== 'own_team_avoided') ? [`${teamName} is the auditor’s own team now.`] : []),
  ];
}

function auditFor(month: Month, { line, auditor, moderator, child, reaudit, since }: LineToOpen): AuditToOpen {
  const { caseRef, dateOfBirth, teamId, cohort } = child;
  return {
    month, caseRef, dateOfBirth, teamId, cohort, auditor, moderator,
    chosen: line.byHand ? 'by_hand' : 'drawn',
    notes: [
      ...(reaudit ? [reauditInWords(reaudit)] : []),
      ...line.broken.map(({ rule, because }) => `${softRules[rule]}: not kept, ${because}.`),
      ...line.why.setAside.map((rule) => `${hardRules[rule].words}: ${setAsideHow(rule)}.`),
      ...since,
      ...(line.handReason === null ? [] : [line.handReason]),
    ],
  };
}

/** What a replay compares: not the words, which may be put better one day. */
function outcomeOf(line: DrawnLine | null | undefined): string {
  return JSON.stringify(line && [line.child?.caseRef, line.moderatorId, line.number, line.broken.map(({ rule }) => rule), line.open?.rule]);
}
