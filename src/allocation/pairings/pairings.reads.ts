import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import { NotFound } from '../../shared/errors.js';
import type { Month } from '../../shared/month.js';
import { perPage, rowsBefore } from '../../web/paging.js';
import type { Availability, Blackout, Workforce } from '../availability/availability.js';
import { readWorkforce } from '../availability/workforce.reads.js';
import { lineManagersOf, type Colleague, type Pair, type TeamLed } from './pairing.js';

/** Somebody who audits or moderates, or did. */
export interface ColleagueSeen extends Colleague {
  teamId: number | null;
  teamName: string | null;
  serviceId: number | null;
}

/** Everybody by name, whom the pages and rules of pairing are about. */
export interface Colleagues {
  byId: Map<number, ColleagueSeen>;
  blackouts: readonly Blackout[];
}

export interface PairSeen extends Pair {
  auditorName: string;
  moderatorName: string;
}

interface PersonRow {
  staffId: number;
  name: string;
  teamId: number | null;
  teamName: string | null;
  serviceId: number | null;
  isAuditor: number;
  isModerator: number;
  startsOn: Day | null;
  endsOn: Day | null;
}

const pairColumns = 'pairings.id, auditor_id as "auditorId", moderator_id as "moderatorId", from_month as "fromMonth", to_month as "toMonth"';
const pairsSeen = `select ${pairColumns}, auditor.name as "auditorName", moderator.name as "moderatorName"
  from pairings join staff as auditor on auditor.id = auditor_id join staff as moderator on moderator.id = moderator_id`;

/** The moderator of each auditor in a month, by their ids; of two pairs at once the one that began last counts. */
export async function moderatorOf(database: Database, month: Month): Promise<Map<number, number>> {
  const pairs = await database.query<{ auditorId: number; moderatorId: number }>(
    'select auditor_id as "auditorId", moderator_id as "moderatorId" from pairings where from_month <= :month and to_month >= :month order by from_month',
    { month },
  );
  return new Map(pairs.map(({ auditorId, moderatorId }) => [auditorId, moderatorId]));
}

/** What the pages and services of pairing read. */
export class PairingReads {
  constructor(private readonly database: Database) {}

  /** The last month that any pair lasts to; null when there is none. */
  async lastEnd(): Promise<Month | null> {
    const [row] = await this.database.query<{ last: Month | null }>('select max(to_month) as last from pairings');
    return row!.last;
  }

  /** Every pair that lasts to `month` or longer. */
  async pairsSince(month: Month): Promise<Pair[]> {
    return this.database.query<Pair>(`select ${pairColumns} from pairings where to_month >= :month order by from_month, auditor_id`, { month });
  }

  /** An auditor's pairs, the latest first: one or two for every six months of their service. */
  async pairsOfAuditor(auditorId: number): Promise<PairSeen[]> {
    return this.database.query<PairSeen>(`${pairsSeen} where auditor_id = :auditorId order by from_month desc`, { auditorId });
  }

  /** One page of a moderator's pairs, the latest first, and how many there are. */
  async pairsOfModerator(moderatorId: number, page: number): Promise<{ pairs: PairSeen[]; total: number }> {
    const [row] = await this.database.query<{ total: number }>('select count(*) as total from pairings where moderator_id = :moderatorId', { moderatorId });
    const pairs = await this.database.query<PairSeen>(
      `${pairsSeen} where moderator_id = :moderatorId order by from_month desc, auditor.name, pairings.id limit :perPage offset :before`,
      { moderatorId, perPage, before: rowsBefore(page) },
    );
    return { pairs, total: row!.total };
  }

  /** Everyone with a part in pairs, now or once, by name: a few hundred people, so that the rules of `pairing.ts` stay the only ones. */
  async colleagues(today: Day, known?: Workforce): Promise<Colleagues> {
    const people = await this.database.query<PersonRow>(
      `select staff.id as "staffId", staff.name, staff.team_id as "teamId", teams.name as "teamName", teams.service_id as "serviceId", starts_on as "startsOn", ends_on as "endsOn",
              case when staff.id in (select staff_id from staff_roles where role = 'auditor') then 1 else 0 end as "isAuditor",
              case when staff.id in (select staff_id from staff_roles where role = 'moderator') then 1 else 0 end as "isModerator"
         from staff left join teams on teams.id = staff.team_id
        where audit_frequency <> 'none' or moderation_capacity is not null or staff.id in (select staff_id from staff_roles where role in ('auditor', 'moderator'))
           or staff.id in (select auditor_id from pairings) or staff.id in (select moderator_id from pairings)
        order by staff.name, staff.id`,
    );
    const teams = await this.database.query<TeamLed>(
      'select teams.id, team_manager_id as "managerId", head_of_service_id as "headOfServiceId" from teams join services on services.id = teams.service_id order by teams.id',
    );
    const workforce = known ?? (await readWorkforce(this.database, today));
    const managed = new Map<number, TeamLed[]>();
    for (const team of teams) if (team.managerId !== null) managed.set(team.managerId, [...(managed.get(team.managerId) ?? []), team]);
    const byTeamId = new Map(teams.map((team) => [team.id, team]));
    /** The teams somebody manages, and their own. */
    const teamsAround = ({ staffId, teamId }: PersonRow): TeamLed[] => {
      const own = teamId === null ? undefined : byTeamId.get(teamId);
      return [...new Set([...(managed.get(staffId) ?? []), ...(own ? [own] : [])])];
    };
    const availability = new Map<number, Availability>(workforce.staff.map((one) => [one.staffId, one]));
    const byId = new Map(
      people.map((person): [number, ColleagueSeen] => {
        const { startsOn, endsOn, ...one } = person;
        const around = teamsAround(person);
        return [
          one.staffId,
          {
            ...one,
            isAuditor: one.isAuditor === 1,
            isModerator: one.isModerator === 1,
            teams: around.map((team) => team.id),
            lineManagers: lineManagersOf(one.staffId, one.teamId, around),
            availability:
              availability.get(one.staffId) ?? { auditFrequency: 'none', alternateMonths: null, moderationCapacity: null, moderatesIn: null, startsOn, endsOn, exemptions: [] },
          },
        ];
      }),
    );
    return { byId, blackouts: workforce.blackouts };
  }

  /** The name and team of a member of staff, whether they have a part in pairs or not. @throws NotFound */
  async person(staffId: number): Promise<{ id: number; name: string; teamName: string | null; isAuditor: boolean }> {
    const [person] = await this.database.query<{ id: number; name: string; teamName: string | null; isAuditor: number }>(
      `select staff.id, staff.name, teams.name as "teamName", case when staff.id in (select staff_id from staff_roles where role = 'auditor') then 1 else 0 end as "isAuditor"
         from staff left join teams on teams.id = staff.team_id where staff.id = :staffId`,
      { staffId },
    );
    if (!person) throw new NotFound('There is no such member of staff.');
    return { ...person, isAuditor: person.isAuditor === 1 };
  }

  /** All services and teams by name, to choose from. */
  async units(): Promise<{ services: { id: number; name: string }[]; teams: { id: number; name: string }[] }> {
    return {
      services: await this.database.query('select id, name from services order by name'),
      teams: await this.database.query('select id, name from teams order by name'),
    };
  }
}
