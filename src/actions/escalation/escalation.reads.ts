import type { Database } from '../../database/database.js';
import type { Day } from '../../shared/day.js';
import { headInPost, managerInPost } from '../../people/inPost.js';
import { answererJoins } from '../answerer.js';
import { levels, type Level, type SilentAction, type SilentDays } from './escalation.js';

/** The settings, saved together under one version. */
export interface SilentDaysStored {
  days: SilentDays;
  version: number;
}

/** Where an action stands that nobody has answered. */
export interface Escalated {
  /** How many of the levels it has been taken to. */
  escalated: number;
  /** The moment at which it was taken to the last of them. */
  takenAt: string | null;
}

/** Who would be told in a service: its Head, and its teams without a manager in post. */
export interface ServiceTold {
  name: string;
  head: string | null;
  withoutManager: string[];
}

/** A condition on `actions`: open today, and nobody has ever said how it stands. */
export const silent = 'actions.first_updated_on is null and actions.completed_on is null and actions.service_ended_on is null';

export class EscalationReads {
  constructor(private readonly database: Database) {}

  async settings(): Promise<SilentDaysStored> {
    const rows = await this.database.query<{ name: string; value: number; version: number }>('select name as "name", value as "value", version as "version" from settings where name in (:...names)', {
      names: levels.map((level) => `silent_days_${level}`),
    });
    const valueOf = (level: Level): number => rows.find(({ name }) => name === `silent_days_${level}`)!.value;
    return { days: { team_manager: valueOf('team_manager'), head_of_service: valueOf('head_of_service'), director: valueOf('director') }, version: rows[0]!.version };
  }

  /** The silent actions of audits accepted by a day that have been taken to so many levels and no further, held for change. Whoever is being answered at this moment is left out. */
  silentSince(acceptedBy: Day, escalated: number, today: Day): Promise<(SilentAction & { id: number })[]> {
    return this.database.query(
      `select actions.id as "id", actions.ref as "ref", audits.case_ref as "caseRef", manager.id as "managerId", head.id as "headId"
         from actions join audits on audits.id = actions.audit_id join teams on teams.id = actions.team_id ${answererJoins}
        where ${silent} and actions.escalated = :escalated and audits.status = 'completed' and audits.accepted_on <= :acceptedBy
        order by actions.id ${this.database.isPostgres ? 'for no key update of actions skip locked' : ''}`,
      { acceptedBy, escalated, asAt: today },
    );
  }

  async of(actionId: number): Promise<Escalated> {
    const [row] = await this.database.query<Escalated>(
      `select escalated as "escalated", (select max(at) from history where record_type = 'action' and record_id = actions.id and event = 'escalated') as "takenAt"
         from actions where id = :actionId`,
      { actionId },
    );
    return row!;
  }

  /** Every service by name, with who would be told on the day. */
  async services(today: Day): Promise<ServiceTold[]> {
    const rows = await this.database.query<{ name: string; head: string | null; team: string | null }>(
      `select services.name as "name", head.name as "head", teams.name as "team" from services
         ${headInPost()} left join (select teams.service_id, teams.name from teams ${managerInPost} where manager.id is null) teams on teams.service_id = services.id
        order by services.name, services.id, teams.name`,
      { asAt: today },
    );
    const services = new Map<string, ServiceTold>();
    for (const { name, head, team } of rows) {
      const service = services.get(name) ?? { name, head, withoutManager: [] };
      services.set(name, { ...service, withoutManager: [...service.withoutManager, ...(team === null ? [] : [team])] });
    }
    return [...services.values()];
  }
}
