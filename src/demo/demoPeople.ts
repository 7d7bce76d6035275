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
