import type { Database } from '../database/database.js';
import { headInPost } from '../people/inPost.js';
import { active, all } from '../reporting/predicates.js';
import type { Day } from '../shared/day.js';
import type { ConcernCause } from './concern.js';

/** Somebody who has been told of an immediate safety worry. */
export interface Told {
  staffId: number;
  name: string;
  toldAt: string;
  /** Null: not yet. */
  acknowledgedAt: string | null;
}

/** An active immediate safety worry with the Head of Service who must know of it, if one is in post, and everybody who has said that they do. */
export interface Worry {
  id: number;
  ref: string;
  caseRef: string;
  headId: number | null;
  acknowledged: ReadonlySet<number>;
}

export class AcknowledgementReads {
  constructor(private readonly database: Database) {}

  /** Everybody who has been told, by name. */
  async toldOf(concernId: number): Promise<Told[]> {
    return this.database.query(
      `select staff_id as "staffId", staff.name as "name", told_at as "toldAt", acknowledged_at as "acknowledgedAt"
         from concern_acknowledgements join staff on staff.id = staff_id where concern_id = :concernId order by staff.name, staff_id`,
      { concernId },
    );
  }

  async concern(ref: string): Promise<{ id: number; teamId: number; cause: ConcernCause } | undefined> {
    const [concern] = await this.database.query<{ id: number; teamId: number; cause: ConcernCause }>('select id as "id", team_id as "teamId", cause as "cause" from concerns where ref = :ref', { ref });
    return concern;
  }

  /** The active worries that were raised before a day. */
  async worriesBefore(today: Day): Promise<Worry[]> {
    const worries = all("concerns.cause = 'immediate_safety'", active, 'concerns.raised_on < :asAt');
    const [concerns, acknowledged] = await Promise.all([
      this.database.query<Omit<Worry, 'acknowledged'>>(
        `select concerns.id as "id", concerns.ref as "ref", concerns.case_ref as "caseRef", head.id as "headId"
           from concerns join teams on teams.id = concerns.team_id join services on services.id = teams.service_id
                ${headInPost()}
          where ${worries} order by concerns.id`,
        { asAt: today },
      ),
      this.database.query<{ concernId: number; staffId: number }>(
        `select concern_id as "concernId", staff_id as "staffId" from concern_acknowledgements
          where acknowledged_at is not null and concern_id in (select id from concerns where ${worries})`,
        { asAt: today },
      ),
    ]);
    return concerns.map((concern) => ({ ...concern, acknowledged: new Set(acknowledged.filter(({ concernId }) => concernId === concern.id).map(({ staffId }) => staffId)) }));
  }
}
