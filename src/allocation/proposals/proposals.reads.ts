import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import { NotFound } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import type { Cohort } from '../../shared/practice.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import { birthdaysOf, type AgeBand } from './coverage.js';
import type { DrawInputs, DrawnLine } from './draw.js';
import type { InputsKept, LineBroken, LineFilter, LineOpen, LineWhy, ProposalStatus, ShownKept } from './proposal.js';

interface Counts {
  lines: number;
  filled: number;
  broken: number;
  byHand: number;
}

export interface ProposalListed extends Counts {
  id: number;
  month: Month;
  caseloadMonth: Month;
  seed: string;
  status: ProposalStatus;
  madeBy: string;
  madeAt: string;
  confirmedBy: string | null;
  confirmedAt: string | null;
  version: number;
}

export type ProposalSeen = ProposalListed & ShownKept;

/** A line as the list shows it. */
export interface LineSeen {
  id: number;
  place: number;
  auditorId: number;
  auditor: string;
  moderatorId: number | null;
  moderator: string | null;
  caseRef: string | null;
  dateOfBirth: Day | null;
  teamId: number | null;
  team: string | null;
  cohort: Cohort | null;
  reviewingOfficerId: number | null;
  reviewingOfficer: string | null;
  open: LineOpen | null;
  why: LineWhy;
  broken: LineBroken[];
  byHand: boolean;
  handReason: string | null;
  changedBy: string | null;
  changedAt: string | null;
  auditRef: string | null;
  version: number;
}

/** A line with what was drawn for it; null when it was added by hand. */
export interface WholeLine extends LineSeen {
  drawn: DrawnLine | null;
}

/** Whose line a child is on. */
export type LineOfChild = Pick<LineSeen, 'id' | 'auditor'> & { caseRef: string };

/** The child and moderator of a line, for counting. */
export interface LineGiven {
  dateOfBirth: Day;
  teamId: number;
  cohort: Cohort;
  reviewingOfficerId: number | null;
  moderatorId: number;
}

const proposalColumns = `proposal.id, proposal.month, proposal.caseload_month as "caseloadMonth", proposal.seed, proposal.status, maker.name as "madeBy", proposal.made_at as "madeAt",
  confirmer.name as "confirmedBy", proposal.confirmed_at as "confirmedAt", proposal.version,
  (select count(*) from allocation_lines as line where line.proposal_id = proposal.id) as lines,
  (select count(*) from allocation_lines as line where line.proposal_id = proposal.id and line.case_ref is not null) as filled,
  (select count(*) from allocation_lines as line where line.proposal_id = proposal.id and line.broken <> '[]') as broken,
  (select count(*) from allocation_lines as line where line.proposal_id = proposal.id and line.by_hand = true) as "byHand"`;
const proposalFrom = 'from allocation_proposals as proposal join staff as maker on maker.id = proposal.made_by_id left join staff as confirmer on confirmer.id = proposal.confirmed_by_id';

const lineColumns = `line.id, line.place, line.auditor_id as "auditorId", auditor.name as auditor, line.moderator_id as "moderatorId", moderator.name as moderator, line.case_ref as "caseRef",
  line.date_of_birth as "dateOfBirth", line.team_id as "teamId", teams.name as team, line.cohort, line.reviewing_officer_id as "reviewingOfficerId", officer.name as "reviewingOfficer",
  line.open_reason as "openReason", line.why, line.broken, line.by_hand as "byHand", line.hand_reason as "handReason", changer.name as "changedBy", line.changed_at as "changedAt",
  audits.ref as "auditRef", line.version`;
const lineFrom = `from allocation_lines as line join staff as auditor on auditor.id = line.auditor_id left join staff as moderator on moderator.id = line.moderator_id
  left join teams on teams.id = line.team_id left join staff as officer on officer.id = line.reviewing_officer_id left join staff as changer on changer.id = line.changed_by_id
  left join audits on audits.id = line.audit_id`;

type LineRow = Omit<LineSeen, 'open' | 'why' | 'broken' | 'byHand'> & { openReason: string | null; why: string; broken: string; byHand: boolean | number };

/** What the pages of proposals show. */
export class ProposalsReads {
  constructor(private readonly database: Database) {}

  /** One page of all proposals, the latest first. */
  async list(page: number): Promise<{ found: ProposalListed[]; total: number }> {
    const [row] = await this.database.query<{ total: number }>('select count(*) as total from allocation_proposals');
    const found = await this.database.query<ProposalListed>(`select ${proposalColumns} ${proposalFrom} order by proposal.id desc limit :perPage offset :before`, { perPage, before: rowsBefore(page) });
    return { found, total: row!.total };
  }

  /** @throws NotFound */
  async one(id: number): Promise<ProposalSeen> {
    const [row] = await this.database.query<ProposalListed & { coverage: string }>(`select ${proposalColumns}, proposal.coverage ${proposalFrom} where proposal.id = :id`, { id });
    if (!row) throw new NotFound('There is no such proposal.');
    const { coverage, ...proposal } = row;
    return { ...proposal, ...(JSON.parse(coverage) as ShownKept) };
  }

  /** All that the proposal was drawn from. @throws NotFound */
  async inputs(id: number): Promise<DrawInputs> {
    const [row] = await this.database.query<{ inputs: string; coverage: string }>('select inputs, coverage from allocation_proposals where id = :id', { id });
    if (!row) throw new NotFound('There is no such proposal.');
    const { leftOver: _, ...shown } = JSON.parse(row.coverage) as ShownKept;
    return { ...(JSON.parse(row.inputs) as InputsKept), ...shown };
  }

  /** The lines with one of these children. */
  async linesOf(id: number, caseRefs: readonly string[]): Promise<LineOfChild[]> {
    if (caseRefs.length === 0) return [];
    return this.database.query(
      `select line.id, line.case_ref as "caseRef", auditor.name as auditor from allocation_lines as line join staff as auditor on auditor.id = line.auditor_id
        where line.proposal_id = :id and line.case_ref in (:...caseRefs)`,
      { id, caseRefs: [...caseRefs] },
    );
  }

  /** The children and moderators of the lines that are filled. */
  async given(id: number): Promise<LineGiven[]> {
    return this.database.query(
      `select date_of_birth as "dateOfBirth", team_id as "teamId", cohort, reviewing_officer_id as "reviewingOfficerId", moderator_id as "moderatorId"
         from allocation_lines where proposal_id = :id and case_ref is not null`,
      { id },
    );
  }

  /** How many lines with a child each moderator has. */
  async linesByModerator(id: number): Promise<Map<number, number>> {
    const rows = await this.database.query<{ moderatorId: number; lines: number }>(
      'select moderator_id as "moderatorId", count(*) as lines from allocation_lines where proposal_id = :id and case_ref is not null group by moderator_id',
      { id },
    );
    return new Map(rows.map(({ moderatorId, lines }) => [moderatorId, lines]));
  }

  /** Who has a line. */
  async auditorsIn(id: number): Promise<number[]> {
    const rows = await this.database.query<{ auditorId: number }>('select auditor_id as "auditorId" from allocation_lines where proposal_id = :id', { id });
    return rows.map(({ auditorId }) => auditorId);
  }

  /** Why the open lines are open. */
  async openReasons(id: number): Promise<LineOpen[]> {
    const rows = await this.database.query<{ openReason: string }>('select open_reason as "openReason" from allocation_lines where proposal_id = :id and case_ref is null', { id });
    return rows.map(({ openReason }) => JSON.parse(openReason) as LineOpen);
  }

  async countLines(id: number, filter: LineFilter): Promise<number> {
    const { where, values } = condition(filter);
    const [row] = await this.database.query<{ total: number }>(`select count(*) as total from allocation_lines as line where line.proposal_id = :id${where}`, { id, ...values });
    return row!.total;
  }

  /** One page of its lines in the order in which they were drawn. */
  async lines(id: number, filter: LineFilter, page: number): Promise<LineSeen[]> {
    const { where, values } = condition(filter);
    const rows = await this.database.query<LineRow>(`select ${lineColumns} ${lineFrom} where line.proposal_id = :id${where} order by line.place limit :perPage offset :before`, {
      id, ...values, perPage, before: rowsBefore(page),
    });
    return rows.map(lineSeen);
  }

  /** All its lines, with what was drawn for each. */
  async wholeLines(id: number): Promise<WholeLine[]> {
    const rows = await this.database.query<LineRow & { drawn: string }>(`select ${lineColumns}, line.drawn ${lineFrom} where line.proposal_id = :id order by line.place`, { id });
    return rows.map(wholeLine);
  }

  /** @throws NotFound */
  async line(id: number, lineId: number): Promise<WholeLine> {
    const [row] = await this.database.query<LineRow & { drawn: string }>(`select ${lineColumns}, line.drawn ${lineFrom} where line.proposal_id = :id and line.id = :lineId`, { id, lineId });
    if (!row) throw new NotFound('There is no such line.');
    return wholeLine(row);
  }
}

function lineSeen({ openReason, why, broken, byHand, ...row }: LineRow): LineSeen {
  return {
    ...row,
    open: openReason === null ? null : (JSON.parse(openReason) as LineOpen),
    why: JSON.parse(why) as LineWhy,
    broken: JSON.parse(broken) as LineBroken[],
    byHand: Boolean(byHand),
  };
}

function wholeLine({ drawn, ...row }: LineRow & { drawn: string }): WholeLine {
  return { ...lineSeen(row), drawn: JSON.parse(drawn) as DrawnLine | null };
}

const shown = {
  open: 'line.case_ref is null',
  filled: 'line.case_ref is not null',
  broken: "line.broken <> '[]'",
  by_hand: 'line.by_hand = true',
};

function condition({ show, cohort, band, team, moderator, officer, month }: LineFilter): { where: string; values: Record<string, unknown> } {
  const birthdays = band === undefined ? {} : birthdaysOf(band as AgeBand, month);
  const conditions = [
    show && shown[show],
    cohort !== undefined && 'line.cohort = :cohort',
    band !== undefined && 'line.date_of_birth >= :from and line.date_of_birth <= :to',
    team !== undefined && 'line.team_id = :team',
    // The number of a moderator's lines counts those that are filled.
    moderator !== undefined && 'line.moderator_id = :moderator and line.case_ref is not null',
    officer !== undefined && 'line.reviewing_officer_id = :officer',
  ].filter(Boolean);
  return { where: conditions.map((one) => ` and ${one as string}`).join(''), values: { cohort, team, moderator, officer, ...birthdays } };
}
