import type { Role } from '../access/roles.js';

// Conditions on rows of `staff` under the name given, and who holds a team's and a service's chair, as SQL with `:asAt`.

/** Has not left by the day. */
export const inPost = (staff: string): string => `(${staff}.ends_on is null or ${staff}.ends_on >= :asAt)`;

/** In post with one of the roles. */
export const inPostAs = (staff: string, roles: readonly Role[]): string =>
  `${inPost(staff)} and exists (select 1 from staff_roles where staff_id = ${staff}.id and role in (${roles.map((role) => `'${role}'`).join(', ')}))`;

/** Joins the `manager` of `teams`: nobody where they have left, or are no team manager any more. */
export const managerInPost = `left join staff manager on manager.id = teams.team_manager_id and ${inPostAs('manager', ['team_manager'])}`;

/** Joins the `head` of `services`, or of what they are called, by the same rule. */
export const headInPost = (services = 'services'): string =>
  `left join staff head on head.id = ${services}.head_of_service_id and ${inPostAs('head', ['head_of_service'])}`;
