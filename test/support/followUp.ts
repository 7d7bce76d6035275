import type { Role } from '../../src/access/roles.js';
import { Audit } from '../../src/audits/audit.entity.js';
import type { AuditStatus } from '../../src/audits/auditLifecycle.js';
import type { Database } from '../../src/database/database.js';
import { Service } from '../../src/people/service.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { Team } from '../../src/people/team.entity.js';
import type { Cohort } from '../../src/shared/practice.js';

/** Two services of two teams each, and somebody for every part in following audits up. Their addresses are `<name>@example.org`. */
export interface FollowUp {
  staff: Record<'head_a' | 'head_b' | 'manager_1' | 'manager_2' | 'auditor' | 'other_auditor' | 'moderator' | 'other_moderator' | 'qa' | 'director' | 'admin' | 'ambassador', number>;
  /** Teams 1 and 2 are of the first service, 3 and 4 of the second; team 4 has no manager. */
  teams: Record<1 | 2 | 3 | 4, number>;
  /** Adds a core audit by `auditor` with `moderator`, accepted on 20 July 2022 unless told; returns its id. */
  audit(values?: Partial<{ ref: string; teamId: number; auditorId: number; moderatorId: number; status: AuditStatus; cohort: Cohort; acceptedOn: string | null; month: string; caseRef: string }>): Promise<number>;
}

const people = {
  head_a: 'head_of_service', head_b: 'head_of_service', manager_1: 'team_manager', manager_2: 'team_manager', auditor: 'auditor', other_auditor: 'auditor',
  moderator: 'moderator', other_moderator: 'moderator', qa: 'qa', director: 'director', admin: 'admin', ambassador: 'ambassador',
} as const satisfies Record<string, Role>;

export async function followUp(database: Database): Promise<FollowUp> {
  const insert = async (entity: typeof Audit | typeof Service | typeof Staff | typeof Team, values: object): Promise<number> =>
    ((await database.manager.insert(entity, values)).identifiers[0] as { id: number }).id;

  const { staff, teams } = await database.transaction(async () => {
    const staff = {} as FollowUp['staff'];
    for (const [name, role] of Object.entries(people) as [keyof FollowUp['staff'], Role][]) {
      staff[name] = await insert(Staff, {
        email: `${name}@example.org`, name: `The ${name.replaceAll('_', ' ')}`, fte: 1, auditFrequency: role === 'auditor' ? 'monthly' : 'none', external: false, version: 1,
      });
      await database.manager.insert(StaffRole, { staffId: staff[name], role });
    }
    const serviceA = await insert(Service, { name: 'Service A', headOfServiceId: staff.head_a, version: 1 });
    const serviceB = await insert(Service, { name: 'Service B', headOfServiceId: staff.head_b, version: 1 });
    const team = (name: string, serviceId: number, teamManagerId: number | null): Promise<number> =>
      insert(Team, { name, serviceId, programme: 'social_care', teamManagerId, version: 1 });
    const teams = {
      1: await team('Team 1', serviceA, staff.manager_1),
      2: await team('Team 2', serviceA, staff.manager_2),
      3: await team('Team 3', serviceB, staff.manager_2),
      4: await team('Team 4', serviceB, null),
    };
    return { staff, teams };
  });

  let audits = 0;
  return {
    staff,
    teams,
    audit: (values = {}) => {
      audits += 1;
      const status = values.status ?? 'completed';
      return database.transaction(() =>
        insert(Audit, {
          ref: `A${String(audits).padStart(5, '0')}`, template: 'core', month: '2022-07', status, caseRef: `C9000${audits}`, dateOfBirth: '2012-02-03', teamId: teams[1],
          cohort: 'child_in_need', auditorId: staff.auditor, moderatorId: staff.moderator, lowerEndRi: false, version: 1,
          acceptedOn: status === 'completed' ? '2022-07-20' : null, ...values,
        }),
      );
    },
  };
}
