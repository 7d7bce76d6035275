import type { Role } from '../../src/access/roles.js';
import { Action } from '../../src/actions/action.entity.js';
import { Audit } from '../../src/audits/audit.entity.js';
import { AuditArea } from '../../src/audits/auditArea.entity.js';
import type { Database } from '../../src/database/database.js';
import { Service } from '../../src/people/service.entity.js';
import { Staff } from '../../src/people/staff.entity.js';
import { StaffRole } from '../../src/people/staffRole.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { areas, type Area } from '../../src/shared/practice.js';

/** What the builders need of a TestApp; a TestDatabase will do. */
interface Has {
  database: Database;
}

/** The address a name has in tests: `Robin Hart` is robin.hart@example.org. */
export const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;

/** A member of staff by name, added when there is none yet; returns their id. `app.as(emailOf(name))` signs them in. */
export async function aColleague({ database }: Has, name: string, ...roles: Role[]): Promise<number> {
  const [there] = await database.query<{ id: number }>('select id from staff where email = :email', { email: emailOf(name) });
  if (there) return there.id;
  return database.transaction(async () => {
    const id = await database.add(Staff, { email: emailOf(name), name, fte: 1, auditFrequency: roles.includes('auditor') ? 'monthly' : 'none', external: false, version: 1 });
    if (roles.length > 0) await database.manager.insert(StaffRole, roles.map((role) => ({ staffId: id, role })));
    return id;
  });
}

/** A social care team by name in a service headed by Hollis Grey and managed by Tam Ridley, added when there is none yet; returns its id. */
export async function aTeam({ database }: Has, name = 'Rowan team'): Promise<number> {
  const [there] = await database.query<{ id: number }>('select id from teams where name = :name', { name });
  if (there) return there.id;
  return database.transaction(async () => {
    const headOfServiceId = await aColleague({ database }, 'Hollis Grey', 'head_of_service');
    const teamManagerId = await aColleague({ database }, 'Tam Ridley', 'team_manager');
    const serviceId = await database.add(Service, { name: `Service of ${name}`, headOfServiceId, version: 1 });
    return database.add(Team, { name, serviceId, programme: 'social_care', teamManagerId, version: 1 });
  });
}

export interface BuiltAudit {
  id: number;
  ref: string;
  /** Where its pages are: `/audits/A00001`. */
  path: string;
  caseRef: string;
  auditor: { id: number; email: string };
  moderator: { id: number; email: string };
}

type Values = Partial<Omit<Audit, 'id' | 'ref'>> & {
  auditor?: string;
  moderator?: string;
  /** What an area has that is not as everywhere: Good, with its texts. */
  areas?: Partial<Record<Area, Partial<Omit<AuditArea, 'auditId' | 'area'>>>>;
};

/** An audit of July 2022, fully written by Robin Hart and submitted to Morgan Vale, Good throughout; `values` say what is different. */
export async function aSubmittedAudit({ database }: Has, { auditor = 'Robin Hart', moderator = 'Morgan Vale', areas: differently = {}, ...values }: Values = {}): Promise<BuiltAudit> {
  return database.transaction(async () => {
    const ref = await database.nextReference('A');
    const caseRef = values.caseRef ?? `C7${ref.slice(1)}`;
    const auditorId = await aColleague({ database }, auditor, 'auditor');
    const moderatorId = await aColleague({ database }, moderator, 'moderator');
    const id = await database.add(Audit, {
      ref,
      template: 'core',
      month: '2022-07',
      status: 'submitted',
      caseRef,
      dateOfBirth: '2012-02-03',
      teamId: values.teamId ?? (await aTeam({ database })),
      cohort: 'child_in_need',
      auditorId,
      moderatorId,
      allocatedOn: '2022-07-01',
      submittedOn: '2022-07-20',
      overallAuditor: 'good',
      lowerEndRi: false,
      socialWorkerInvolved: 'yes',
      teamManagerInvolved: 'yes',
      reviewingOfficerInvolved: 'not_applicable',
      childView: 'spoken_to',
      childFeedback: 'positive',
      childSaid: 'My worker comes when she says she will.',
      familyView: 'spoken_to',
      familyFeedback: 'mixed',
      familySaid: 'We would like to see the plan sooner.',
      childContext: 'Lives with grandparents.',
      strengths: 'Overall strengths as the auditor saw them.',
      improvements: 'Overall improvements as the auditor saw them.',
      impact: 'Overall impact as the auditor saw it.',
      version: 1,
      ...values,
    });
    await database.manager.insert(
      AuditArea,
      areas.map((area) => ({
        auditId: id,
        area,
        auditorRating: 'good' as const,
        worksWell: `What works well in ${area}.`,
        mustImprove: `What must improve in ${area}.`,
        impact: `The impact of ${area}.`,
        version: 1,
        ...differently[area],
      })),
    );
    return { id, ref, path: `/audits/${ref}`, caseRef, auditor: { id: auditorId, email: emailOf(auditor) }, moderator: { id: moderatorId, email: emailOf(moderator) } };
  });
}

/** The same audit with every final rating as the auditor's, both sides of the discussion recorded and the ratings final on 1 August 2022. */
export async function aModeratedAudit(has: Has, values: Values = {}): Promise<BuiltAudit> {
  const overallAuditor = values.overallAuditor ?? 'good';
  return aSubmittedAudit(has, {
    status: 'moderated',
    moderatedOn: '2022-08-01',
    overallFinal: overallAuditor,
    auditorAgrees: true,
    auditorDiscussion: 'We went through every area.',
    moderatorDiscussion: 'We spoke on the telephone.',
    ...values,
    areas: Object.fromEntries(
      areas.map((area) => {
        const own = values.areas?.[area];
        return [area, { finalRating: own?.auditorRating ?? 'good', ...own }];
      }),
    ),
  });
}

/** An action of an audit, without updates and due on 1 September 2022 unless `values` say otherwise; the audit's team answers for it. */
export async function anAction({ database }: Has, auditId: number, values: Partial<Omit<Action, 'id' | 'ref' | 'auditId'>> = {}): Promise<{ id: number; ref: string }> {
  return database.transaction(async () => {
    const ref = await database.nextReference('X');
    const [audit] = await database.query<{ teamId: number }>('select team_id as "teamId" from audits where id = :auditId', { auditId });
    const id = await database.add(Action, {
      ref, auditId, teamId: audit!.teamId, type: 'non_care_planning', description: 'Meet the family.', dueOn: '2022-09-01', ownerId: null, firstUpdatedOn: null, lastUpdatedOn: null,
      completedOn: null, serviceEndedOn: null, version: 1, ...values,
    });
    return { id, ref };
  });
}
