import type { Database } from '../src/database/database.js';
import { hashPassword } from '../src/people/passwords.js';
import { addMonths, type Month } from '../src/shared/month.js';
import { cohorts } from '../src/shared/practice.js';
import { benchPassword } from './generate.js';
import { Rows } from './rows.js';
import type { ServerProcess } from './process.js';
import { formOn, User } from './user.js';

/** How big a council is, and how long its proposed allocation may take. */
export interface Council {
  staff: number;
  children: number;
  limitSeconds: number;
}

export const councils: readonly Council[] = [
  { staff: 107, children: 4517, limitSeconds: 1 },
  { staff: 1000, children: 50_000, limitSeconds: 10 },
];

const month: Month = '2022-08';
export const qaEmail = 'qa@example.org';

/** A council with its caseload, pairings and a year of audits; three quarters of the staff audit every month, a fifth of these are reviewing officers, a quarter moderate. The same every time. */
export async function generateCouncil(database: Database, { staff: howMany, children }: Council): Promise<{ audits: number }> {
  const auditors = Math.round(howMany * 0.75);
  const moderators = howMany - auditors;
  const officers = Math.floor(auditors / 5);
  const teamCount = Math.round(howMany * 0.4);
  const passwordHash = await hashPassword(benchPassword);
  return database.transaction(async () => {
    const staff = new Rows(database, 'staff', ['id', 'email', 'name', 'team_id', 'fte', 'audit_frequency', 'moderation_capacity', 'external', 'version']);
    const roles = new Rows(database, 'staff_roles', ['staff_id', 'role'], [staff]);
    const services = new Rows(database, 'services', ['id', 'name', 'version']);
    const teams = new Rows(database, 'teams', ['id', 'name', 'service_id', 'programme', 'version'], [services]);
    const pairings = new Rows(database, 'pairings', ['id', 'auditor_id', 'moderator_id', 'from_month', 'to_month'], [roles]);
    const caseload = new Rows(database, 'caseload', ['id', 'month', 'case_ref', 'date_of_birth', 'team_id', 'cohort', 'reviewing_officer_id'], [teams, staff]);
    const audits = new Rows(database, 'audits', [
      'id', 'ref', 'template', 'month', 'status', 'case_ref', 'date_of_birth', 'team_id', 'cohort', 'auditor_id', 'moderator_id', 'lower_end_ri', 'version',
    ], [teams, staff]);
    await services.add({ id: 1, name: 'Service 1', version: 1 });
    for (let id = 1; id <= teamCount; id++) await teams.add({ id, name: `Team ${id}`, service_id: 1, programme: 'social_care', version: 1 });
    await teams.finish();
    const person = { fte: 1, external: false, version: 1 };
    for (let id = 1; id <= howMany; id++) {
      const audits = id <= auditors;
      const isOfficer = id <= officers;
      await staff.add({
        ...person, id, email: `staff.${id}@example.org`, name: `Person ${id}`, team_id: audits && !isOfficer ? (id % teamCount) + 1 : null, audit_frequency: audits ? 'monthly' : 'none', moderation_capacity: audits ? null : 3,
      });
      for (const role of audits ? ['auditor', ...(isOfficer ? ['reviewing_officer'] : [])] : ['moderator']) await roles.add({ staff_id: id, role });
    }
    const qaId = howMany + 1;
    await staff.add({ ...person, id: qaId, email: qaEmail, name: 'Quinn Abbot', team_id: null, audit_frequency: 'none', moderation_capacity: null });
    await roles.add({ staff_id: qaId, role: 'qa' });
    for (let id = 1; id <= auditors; id++) {
      await pairings.add({ id, auditor_id: id, moderator_id: auditors + 1 + (id % moderators), from_month: addMonths(month, -2), to_month: addMonths(month, 3) });
    }
    const child = (number: number) => ({
      case_ref: `C${100_000 + number}`,
      date_of_birth: `${1998 + ((number * 7) % 24)}-${String((number % 12) + 1).padStart(2, '0')}-${String((number % 28) + 1).padStart(2, '0')}`,
      team_id: ((number * 11) % teamCount) + 1,
      cohort: cohorts[number % cohorts.length]!,
    });
    for (let number = 0; number < children; number++) {
      await caseload.add({ id: number + 1, month, ...child(number), reviewing_officer_id: number % 3 === 0 ? ((number / 3) % officers) + 1 : null });
    }
    const aMonth = Math.round(auditors * 0.7);
    for (let number = 0; number < 12 * aMonth; number++) {
      await audits.add({
        id: number + 1, ref: `A${String(number + 1).padStart(5, '0')}`, template: 'core', month: addMonths(month, -1 - Math.floor(number / aMonth)), status: 'completed', ...child((number * 5) % children),
        auditor_id: (number % aMonth) + 1, moderator_id: auditors + 1 + (number % moderators), lower_end_ri: false, version: 1,
      });
    }
    for (const table of [staff, roles, pairings, caseload, audits]) await table.finish();
    await database.query(
      'insert into accounts (staff_id, password_hash, must_change_password, disabled, credentials_version, version) values (:qaId, :passwordHash, false, false, 1, 1)',
      { qaId, passwordHash },
    );
    // What is added later is numbered after this.
    await database.takeReference('A', audits.count);
    if (database.isPostgres) await database.query("select setval(pg_get_serial_sequence('audits', 'id'), (select max(id) from audits))");
    return { audits: audits.count };
  });
}

/** Seconds from sending the form that draws a proposal until it is stored and answered, several times over; and the page of the last. */
export async function timeProposals(server: ServerProcess, times = 5): Promise<{ seconds: number[]; page: string; lines: number }> {
  const qa = await new User(server.address).signIn(qaEmail);
  const seconds: number[] = [];
  let page = '';
  for (let time = 0; time < times; time++) {
    if (page !== '') await qa.post(`${page}/discard`, { ...formOn(await qa.get(`${page}/discard`)), reason: 'Only measured.' });
    const answer = await qa.post('/allocation/proposals', { ...formOn(await qa.get('/allocation/proposals')), month, seed: `seed-${time}` });
    if (answer.status !== 303 || !answer.location) throw new Error(`no proposal was drawn: ${answer.status}`);
    seconds.push(answer.milliseconds / 1000);
    page = answer.location;
  }
  const lines = Number(/of <strong>(\d+)<\/strong> lines/.exec((await qa.get(page)).body)?.[1]);
  qa.close();
  return { seconds, page, lines };
}
