import type { Person } from '../access/person.js';
import type { Services } from '../services.js';
import { NotFound } from '../shared/errors.js';

/** The password of every demonstration account. Nothing but the demonstration uses it. */
export const demoPassword = 'plumbline-demo';

/** Who the demonstration signs in as: people of the reference months who between them can take one audit the whole way. */
export const demoPeople = [
  { part: 'Auditor', email: 'parker.rowan@example.org' },
  { part: 'Moderator', email: 'morgan.juniper@example.org' },
  { part: 'QA officer', email: 'sidney.hazel@example.org' },
  { part: 'Team manager', email: 'jordan.rook@example.org' },
  { part: 'Head of Service', email: 'toby.gorse@example.org' },
  { part: 'Director', email: 'parker.grove@example.org' },
  { part: 'Reviewing officer', email: 'kelly.holly@example.org' },
  { part: 'Ambassador', email: 'casey.marsh@example.org' },
  { part: 'External reviewer', email: 'harley.thicket@example.org' },
  { part: 'Administrator', email: 'ada.quill@example.org' },
] as const;

/** The one person the reference months do not have: an administrator with no part in audits. */
export const demoAdministrator = { name: 'Ada Quill', email: 'ada.quill@example.org' };

export const demoQaOfficer = 'sidney.hazel@example.org';

/** Anyone on the staff as someone signed in, with or without an account. */
export async function demoPersonOf({ database, people }: Services, email: string): Promise<Person> {
  const [staff] = await database.query<{ staffId: number; name: string }>('select id as "staffId", name from staff where email = :email', { email });
  if (!staff) throw new NotFound(`The demonstration needs ${email}.`);
  return people.person({ ...staff, email, accountId: 0, passwordHash: '', mustChangePassword: false, disabled: false, credentialsVersion: 0 });
}
