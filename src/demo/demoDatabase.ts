import { importFiles } from '../importing/importFiles.js';
import { problemInWords } from '../importing/problem.js';
import { readFolder } from '../importing/readFolder.js';
import { hashPassword } from '../people/passwords.js';
import type { Services } from '../services.js';
import type { Day } from '../shared/day.js';
import { CannotStart } from '../shared/errors.js';
import { addAuditsUnderWay } from './demoAudits.js';
import { addFollowUpUnderWay } from './demoFollowUp.js';
import { addMonthUnderWay } from './demoMonth.js';
import type { DemoClock } from './demoClock.js';
import { demoAdministrator, demoPassword, demoPeople } from './demoPeople.js';

/** The day of the published report's figures, on which the demonstration stands still. */
export const demoDay: Day = '2022-08-15';

/** The reference months, then the pairings and the caseload that follow them. */
const folders = ['src/demo/july-2022', 'src/demo/august-2022'];

const actor = { staffId: null, name: 'Demonstration' };

/**
 * Fills an empty database with the reference months, the audits of August under way and the demonstration's accounts, all or nothing;
 * returns false, and changes nothing, when that has been done before.
 * @throws CannotStart when the database holds something else
 */
export async function prepareDemo(services: Services, clock: DemoClock): Promise<boolean> {
  const { database, people, accounts } = services;
  if (await people.accountByEmail(demoAdministrator.email)) return false;
  if ((await database.query('select 1 from staff limit 1')).length > 0) {
    throw new CannotStart('DATABASE_URL names a database that holds other data. The demonstration makes one of its own: give it an empty one, or leave DATABASE_URL out.');
  }
  await database.transaction(async () => {
    clock.standOn(demoDay);
    for (const folder of folders) await importFolder(services, folder);
    await accounts.addStaff({ ...demoAdministrator, roles: ['admin'] });
    for (const { email } of demoPeople) {
      const [staff] = await database.query<{ id: number }>('select id from staff where email = :email', { email });
      await accounts.openAccount(actor, staff!.id, await hashPassword(demoPassword), { mustChange: false });
    }
    await addAuditsUnderWay(services, clock);
    await addMonthUnderWay(services, clock);
    await addFollowUpUnderWay(services, clock);
    clock.standOn(demoDay);
  });
  return true;
}

async function importFolder({ database, history, clock }: Services, folder: string): Promise<void> {
  const outcome = await importFiles({ database, history, clock, actor }, await readFolder(folder));
  if (!outcome.ok) throw new CannotStart(`${folder} cannot be imported: ${problemInWords(outcome.problems[0]!)}`);
}
