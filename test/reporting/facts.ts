import { Action } from '../../src/actions/action.entity.js';
import { Exemption } from '../../src/allocation/availability/exemption.entity.js';
import { Audit } from '../../src/audits/audit.entity.js';
import { AuditArea } from '../../src/audits/auditArea.entity.js';
import type { Database } from '../../src/database/database.js';
import { Service } from '../../src/people/service.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { Team } from '../../src/people/team.entity.js';
import type { Area, AreaRating } from '../../src/shared/practice.js';

/** Writes the few facts a figure is about; everything else is filled in. */
export class Facts {
  private next = 0;

  private constructor(
    private readonly database: Database,
    readonly team: number,
    readonly auditor: number,
    readonly moderator: number,
  ) {}

  /** One social care team, one auditor expected every month, one moderator. */
  static async begin(database: Database): Promise<Facts> {
    return database.transaction(async () => {
      const insert = async (entity: typeof Service | typeof Team | typeof Staff, row: object): Promise<number> =>
        ((await database.manager.insert(entity, row)).identifiers[0] as { id: number }).id;
      const service = await insert(Service, { name: 'Safeguarding', version: 1 });
      const team = await insert(Team, { name: 'Safeguarding 1', serviceId: service, programme: 'social_care', version: 1 });
      const person = { fte: 1, external: false, version: 1 };
      const auditor = await insert(Staff, { ...person, email: 'auditor@example.org', name: 'An Auditor', auditFrequency: 'monthly' });
      const moderator = await insert(Staff, { ...person, email: 'moderator@example.org', name: 'A Moderator', auditFrequency: 'none', moderationCapacity: 2 });
      return new Facts(database, team, auditor, moderator);
    });
  }

  /** A core audit of July 2022, completed and accepted on 1 August 2022 unless said otherwise. Returns its id. */
  async audit(facts: Partial<Audit> = {}, areas: Partial<Record<Area, AreaRating>> = {}): Promise<number> {
    const number = ++this.next;
    return this.database.transaction(async () => {
      const { identifiers } = await this.database.manager.insert(Audit, {
        ref: `A${String(number).padStart(5, '0')}`,
        template: 'core',
        month: '2022-07',
        status: 'completed',
        caseRef: `C${number}`,
        dateOfBirth: '2012-01-01',
        teamId: this.team,
        cohort: 'child_in_need',
        auditorId: this.auditor,
        moderatorId: this.moderator,
        submittedOn: '2022-07-20',
        acceptedOn: '2022-08-01',
        overallAuditor: 'good',
        overallFinal: 'good',
        lowerEndRi: false,
        version: 1,
        ...facts,
      });
      const { id } = identifiers[0] as { id: number };
      for (const [area, finalRating] of Object.entries(areas)) {
        await this.database.manager.insert(AuditArea, { auditId: id, area: area as Area, finalRating, version: 1 });
      }
      return id;
    });
  }

  async action(auditId: number, facts: Partial<Action>): Promise<void> {
    const ref = `X${String(++this.next).padStart(5, '0')}`;
    await this.database.transaction(() =>
      this.database.manager.insert(Action, { ref, auditId, teamId: this.team, type: 'non_care_planning', description: 'Do it.', dueOn: '2022-08-01', version: 1, ...facts }),
    );
  }

  async staff(facts: Partial<Staff>): Promise<number> {
    const number = ++this.next;
    return this.database.transaction(async () => {
      const { identifiers } = await this.database.manager.insert(Staff, {
        email: `person${number}@example.org`,
        name: `Person ${number}`,
        fte: 1,
        auditFrequency: 'none',
        external: false,
        version: 1,
        ...facts,
      });
      return (identifiers[0] as { id: number }).id;
    });
  }

  async exemption(facts: Partial<Exemption>): Promise<void> {
    await this.database.transaction(() => this.database.manager.insert(Exemption, { staffId: this.auditor, reason: 'leave', fromMonth: '2022-07', version: 1, ...facts }));
  }
}
