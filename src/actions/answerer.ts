import { permissions } from '../access/permissions.js';
import type { Role } from '../access/roles.js';
import { headInPost, inPostAs, managerInPost } from '../people/inPost.js';
import type { Day } from '../shared/day.js';

/** In which order an action is answered for: a chair that is empty, or held by somebody who has left or may not answer, passes it to the next. */
export const chairs = ['owner', 'manager', 'head'] as const;
export type Chair = (typeof chairs)[number];

/** What decides whether somebody can answer for an action. */
export interface Colleague {
  id: number;
  /** Their last day. */
  endsOn: Day | null;
  roles: readonly Role[];
}

const rolesFor: Record<Chair, readonly Role[]> = { owner: permissions['action:update'], manager: ['team_manager'], head: ['head_of_service'] };

/**
 * Who answers for an action on a day: its owner, or else the manager of its team, or else the Head of Service of that team; null: nobody can.
 * It is worked out whenever it is asked, so that no action is left with somebody who has gone.
 */
export function answererOf(held: Record<Chair, Colleague | null>, asAt: Day): Colleague | null {
  const able = (chair: Chair): boolean => {
    const holder = held[chair];
    return holder !== null && (holder.endsOn === null || holder.endsOn >= asAt) && holder.roles.some((role) => rolesFor[chair].includes(role));
  };
  const chair = chairs.find(able);
  return chair === undefined ? null : held[chair];
}

const ownerIsAble = `owner.id = actions.owner_id and ${inPostAs('owner', rolesFor.owner)}`;
const leadersOfTeam = `left join services answering on answering.id = teams.service_id ${managerInPost} ${headInPost('answering')}`;

/** The same rule for `actions` joined to their `teams`: whoever can answer from each chair on `:asAt`, which the expressions below choose from. */
export const answererJoins = `left join staff owner on ${ownerIsAble} ${leadersOfTeam}`;

const firstOf = (column: string): string => `coalesce(${chairs.map((chair) => `${chair}.${column}`).join(', ')})`;

export const answererId = firstOf('id');
export const answererName = firstOf('name');
/** The chair they answer from; null for nobody. */
export const answersAs = `case ${chairs.map((chair) => `when ${chair}.id is not null then '${chair}'`).join(' ')} end`;

/** A condition on `actions`: nobody can answer for it on `:asAt`. */
export const nobodyAnswers = `(actions.team_id in (select teams.id from teams ${leadersOfTeam} where manager.id is null and head.id is null)
  and not exists (select 1 from staff owner where ${ownerIsAble}))`;
