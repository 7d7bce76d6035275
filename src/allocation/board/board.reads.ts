import { may } from '../../access/permissions.js';
import type { Person } from '../../access/person.js';
import { auditsSeenBy, exemptionsSeenBy } from '../../access/policies.js';
import type { AuditStatus } from '../../audits/auditLifecycle.js';
import type { ChildChosen } from '../../audits/audit.js';
import type { Database } from '../../database/database.js';
import { countsOf } from '../../reporting/counts.js';
import { allocated, core } from '../../reporting/predicates.js';
import { allocationOf, type Allocation } from '../../reporting/tables.js';
import type { Day } from '../../shared/day.js';
import { addMonths, monthOf, type Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import type { Workforce } from '../availability/availability.js';
import type { CapacityOfMonth } from '../availability/capacity.js';
import { readReauditsDue } from '../allocation.reads.js';
import { readCapacity } from '../availability/capacity.reads.js';
import { readWorkforce } from '../availability/workforce.reads.js';
import type { PairingReads } from '../pairings/pairings.reads.js';
import { pairsOfMonth } from '../pairings/pairsOfMonth.js';
import type { ProposalStatus } from '../proposals/proposal.js';
import { kinds, type Kind } from './board.js';
import { monthNumber } from './monthClose.js';
import { attentionOrder, places, placeSql, sinceSql, type Place } from './place.js';

export interface BoardFilter {
  serviceId?: number | undefined;
  /** The child's team. */
  teamId?: number | undefined;
  place?: Place | undefined;
  kind?: Kind | undefined;
}

export interface BoardCounts {
  allocated: number;
  places: Record<Place, number>;
  kinds: Record<Kind, number>;
}

export interface BoardLine {
  ref: string;
  caseRef: string;
  month: Month;
  status: AuditStatus;
  place: Place;
  teamId: number;
  teamName: string;
  auditorId: number;
  auditorName: string;
  moderatorId: number;
  moderatorName: string;
  extendedTo: Day | null;
  /** Since when it has been with its moderator or awaiting acceptance, where it is. */
  since: Day;
  chosen: ChildChosen | null;
}

/** How far the month has come, beside its audits. */
export interface Steps {
  children: number;
  /** The month of the caseload in use. */
  caseloadMonth: Month | null;
  uploadedAt: string | null;
  /** Requests for a single month's exemption without a decision, of those the person may see. */
  requests: number;
  capacity: CapacityOfMonth;
  /** Auditors without a moderator, as the page of the pairings has them. */
  unpaired: number;
  /** Moderators with more expected audits of the month in their pairs than they can moderate. */
  overCapacity: number;
  /** The last month of the pairs in force. */
  pairedTo: Month | null;
  proposal: Exclude<ProposalStatus, 'discarded'> | null;
  /** Children of the caseload in use who are due a re-audit. */
  reauditsDue: number;
  closedAt: string | null;
}

/** What the month's board reads; of audits, those that a person may see. */
export class BoardReads {
  constructor(
    private readonly database: Database,
    private readonly pairings: PairingReads,
  ) {}

  /** Where the audits allocated for the month stand. */
  async counts(person: Person, month: Month, asAt: Day, filter: Pick<BoardFilter, 'serviceId' | 'teamId'> = {}): Promise<BoardCounts> {
    const rows = await this.database.query<Record<Kind | 'audits', number> & { place: Place }>(
      `select ${placeSql} as place, count(*) as audits, ${countsOf(kinds)} from audits where ${condition(person, filter)} group by place`,
      { ...filter, month, asAt },
    );
    const sum = (name: Kind | 'audits'): number => rows.reduce((total, row) => total + row[name], 0);
    return {
      allocated: sum('audits'),
      places: Object.fromEntries(places.map((place) => [place, rows.find((row) => row.place === place)?.audits ?? 0])) as Record<Place, number>,
      kinds: Object.fromEntries(Object.keys(kinds).map((kind) => [kind, sum(kind as Kind)])) as Record<Kind, number>,
    };
  }

  async count(person: Person, month: Month, asAt: Day, filter: BoardFilter): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(`select count(*) as total from audits where ${condition(person, filter)}`, { ...filter, month, asAt });
    return row!.total;
  }

  /** One page of them, what needs attention first. */
  async page(person: Person, month: Month, asAt: Day, filter: BoardFilter, page: number): Promise<BoardLine[]> {
    // The names are looked up for the rows of the page only.
    return this.database.query<BoardLine>(
      `select audits.ref, case_ref as "caseRef", month, status, ${placeSql} as place, audits.team_id as "teamId", teams.name as "teamName", auditor_id as "auditorId",
              auditor.name as "auditorName", moderator_id as "moderatorId", moderator.name as "moderatorName", extended_to as "extendedTo", ${sinceSql} as since, chosen
         from (select audits.id from audits where ${condition(person, filter)} order by ${attentionOrder} limit :perPage offset :before) as shown
              join audits on audits.id = shown.id join teams on teams.id = audits.team_id
              join staff as auditor on auditor.id = auditor_id join staff as moderator on moderator.id = moderator_id
        order by ${attentionOrder}`,
      { ...filter, month, asAt, perPage, before: rowsBefore(page) },
    );
  }

  /** What became of all audits allocated for the month, seen or not. */
  allocation(month: Month, asAt: Day): Promise<Allocation> {
    return allocationOf(this.database, month, asAt);
  }

  async steps(person: Person, month: Month, today: Day): Promise<Steps> {
    const workforce = await readWorkforce(this.database, today);
    const due = [...(await readReauditsDue(this.database, month)).keys()];
    const [pairing, [capacity], [row]] = await Promise.all([
      // Whoever cannot change the pairs is not shown that step.
      may(person, 'cycle:manage') ? this.pairingOf(month, today, workforce) : { unpaired: 0, overCapacity: 0, pairedTo: null },
      readCapacity(this.database, today, [month], workforce),
      this.database.query<Pick<Steps, 'children' | 'caseloadMonth' | 'uploadedAt' | 'requests' | 'proposal' | 'reauditsDue' | 'closedAt'>>(
        `select (select count(*) from caseload where month = :month) as children,
                (select max(month) from caseload where month <= :month) as "caseloadMonth",
                (select max(uploaded_at) from caseload_uploads where month = :month and status = 'taken_over') as "uploadedAt",
                (select count(*) from exemption_requests join staff on staff.id = staff_id where month = :month and decision is null and ${exemptionsSeenBy(person)}) as requests,
                (select status from allocation_proposals where month = :month and status <> 'discarded' order by id desc limit 1) as proposal,
                (select count(*) from caseload where month = (select max(month) from caseload where month <= :month) and ${due.length > 0 ? 'case_ref in (:...due)' : '1 = 0'}) as "reauditsDue",
                (select max(at) from history where record_type = 'month' and record_id = :number and event = 'closed') as "closedAt"`,
        { month, due, number: monthNumber(month) },
      ),
    ]);
    return { ...row!, capacity: capacity!, ...pairing };
  }

  private async pairingOf(month: Month, today: Day, workforce: Workforce): Promise<Pick<Steps, 'unpaired' | 'overCapacity' | 'pairedTo'>> {
    const { byId, blackouts } = await this.pairings.colleagues(today, workforce);
    const { unpaired, moderators, lastMonth } = pairsOfMonth(byId, await this.pairings.pairsSince(month), month, blackouts);
    const overCapacity = moderators.filter(({ loads }) => loads.some((each) => each.month === month && each.load > each.capacity)).length;
    return { unpaired: unpaired.length, overCapacity, pairedTo: lastMonth };
  }

  /** The months to choose from: the next one, and back to the first with audits. */
  async months(today: Day): Promise<Month[]> {
    const [range] = await this.database.query<{ first: Month | null }>('select min(month) as first from audits');
    const months = [addMonths(monthOf(today), 1), monthOf(today)];
    while (months.at(-1)! > (range?.first ?? months.at(-1)!)) months.push(addMonths(months.at(-1)!, -1));
    return months;
  }

  /** All services and teams by name. */
  units(): ReturnType<PairingReads['units']> {
    return this.pairings.units();
  }
}

function condition(person: Person, { serviceId, teamId, place, kind }: BoardFilter): string {
  return [
    'audits.month = :month',
    core,
    allocated,
    auditsSeenBy(person),
    serviceId !== undefined && 'audits.team_id in (select id from teams where service_id = :serviceId)',
    teamId !== undefined && 'audits.team_id = :teamId',
    place !== undefined && `${placeSql} = :place`,
    kind !== undefined && kinds[kind],
  ]
    .filter(Boolean)
    .join(' and ');
}
