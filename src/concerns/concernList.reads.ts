import type { Person } from '../access/person.js';
import { concernsSeenBy } from '../access/policies.js';
import type { Database } from '../database/database.js';
import {
  active, activeOver12Months, activeOver6Months, all, every, howMany, lacksMonthsUpdate, raised, raisedInMonth, resolved, resolvedInMonth, resolvedOn, type Predicate,
} from '../reporting/predicates.js';
import { addMonthsToDay, type Day } from '../shared/day.js';
import { addMonths, monthOf } from '../shared/month.js';
import { perPage, rowsBefore } from '../web/paging.js';
import { concernFilters, type ConcernCounts, type ConcernFilter } from './concern.js';
import { concernColumns, concernsWithTeam, type ConcernListed } from './concerns.reads.js';

/** A service or a team; null for every one. */
export interface PartOfCouncil {
  serviceId: number | null;
  teamId: number | null;
}

export interface ConcernsWanted extends PartOfCouncil {
  state: ConcernFilter;
}

export interface TeamSeen {
  teamId: number;
  teamName: string;
  serviceId: number;
  serviceName: string;
}

/** Of the cases raised by the as-at day; the month is that of the day. */
const conditions: Record<ConcernFilter, Predicate> = {
  new: raisedInMonth,
  active,
  lacks_update: lacksMonthsUpdate,
  over_6_months: activeOver6Months,
  over_12_months: activeOver12Months,
  resolved_in_month: resolvedInMonth,
  resolved,
  all: every,
};

const daysFor = (asAt: Day): Record<string, Day> => {
  const monthStart = `${monthOf(asAt)}-01`;
  return {
    asAt,
    monthStart,
    fromDay: monthStart,
    beforeDay: `${addMonths(monthOf(asAt), 1)}-01`,
    sixMonthsBefore: addMonthsToDay(asAt, -6),
    twelveMonthsBefore: addMonthsToDay(asAt, -12),
  };
};

const teamColumns = 'teams.id as "teamId", teams.name as "teamName", services.id as "serviceId", services.name as "serviceName"';

/** The list of cases of concern as at any day: with the teams and the resolutions that were known on it. */
export class ConcernListReads {
  constructor(private readonly database: Database) {}

  /** A page of the cases a person may see, active and longest open first. */
  async list(person: Person, wanted: ConcernsWanted, page: number, asAt: Day): Promise<ConcernListed[]> {
    return this.database.query(
      `select ${concernColumns} from ${concernsWithTeam} where ${all(concernsSeenBy(person), raised, conditions[wanted.state], ...inPart(wanted))}
        order by case when ${active} then 0 else 1 end, case when ${active} then concerns.raised_on end, case when ${resolved} then ${resolvedOn} end desc, concerns.id
        limit ${perPage} offset ${rowsBefore(page)}`,
      { ...daysFor(asAt), ...wanted },
    );
  }

  /** How many of the cases a person may see each team had, of each kind the list can be narrowed to; by service and team. */
  async counts(person: Person, part: PartOfCouncil, asAt: Day): Promise<(TeamSeen & ConcernCounts)[]> {
    const sums = concernFilters.map((state) => `${howMany(conditions[state])} as "${state}"`).join(', ');
    return this.database.query(
      `select ${teamColumns}, ${sums} from ${concernsWithTeam} where ${all(concernsSeenBy(person), raised, ...inPart(part))}
        group by teams.id, teams.name, services.id, services.name order by services.name, teams.name, teams.id`,
      { ...daysFor(asAt), ...part },
    );
  }

  /** The teams that have, or once had, cases the person may see; by name. */
  async teamsSeen(person: Person): Promise<TeamSeen[]> {
    const seen = concernsSeenBy(person);
    return this.database.query(
      `select ${teamColumns} from teams join services on services.id = teams.service_id
        where teams.id in (
          select concerns.team_id from concerns where ${seen} union select concern_standings.team_id from concern_standings join concerns on concerns.id = concern_id where ${seen}
        ) order by teams.name`,
    );
  }
}

function inPart({ serviceId, teamId }: PartOfCouncil): Predicate[] {
  return [...(serviceId === null ? [] : ['services.id = :serviceId']), ...(teamId === null ? [] : ['teams.id = :teamId'])];
}
