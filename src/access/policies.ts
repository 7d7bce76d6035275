import type { Part } from '../audits/auditLifecycle.js';
import type { RecordType } from '../history/history.js';
import { messageRules, type MessageKind } from '../messages/message.js';
import { hasRole, type Person } from './person.js';

/** What the policies look at in an audit. */
export interface AuditSeen {
  auditorId: number;
  moderatorId: number;
  teamId: number;
  status: string;
}

/** One reason to see an audit: everything in the rule must hold. */
interface Ground {
  auditorId?: number;
  moderatorId?: number;
  teamIds?: readonly number[];
  status?: string;
}

/** The grounds on which a person may read audits; one of them is enough. `everything` for the QA team and directors. */
function groundsFor(person: Person): Ground[] | 'everything' {
  if (hasRole(person, 'qa', 'director')) return 'everything';
  const grounds: Ground[] = [];
  if (hasRole(person, 'auditor')) grounds.push({ auditorId: person.staffId });
  if (hasRole(person, 'moderator')) grounds.push({ moderatorId: person.staffId });
  if (hasRole(person, 'team_manager') && person.managesTeams.length > 0) grounds.push({ teamIds: person.managesTeams, status: 'completed' });
  if (hasRole(person, 'head_of_service') && person.headsTeams.length > 0) grounds.push({ teamIds: person.headsTeams });
  return grounds;
}

/** Whether the person may read this audit. */
export function maySeeAudit(person: Person, audit: AuditSeen): boolean {
  const grounds = groundsFor(person);
  return (
    grounds === 'everything' ||
    grounds.some(
      (ground) =>
        (ground.auditorId === undefined || ground.auditorId === audit.auditorId) &&
        (ground.moderatorId === undefined || ground.moderatorId === audit.moderatorId) &&
        (ground.teamIds === undefined || ground.teamIds.includes(audit.teamId)) &&
        (ground.status === undefined || ground.status === audit.status),
    )
  );
}

/** The same rule as a condition on the rows of `audits` under `alias`, for lists and counts. Every value in it is a number or a status of ours. */
export function auditsSeenBy(person: Person, alias = 'audits'): string {
  const grounds = groundsFor(person);
  if (grounds === 'everything') return '1 = 1';
  const conditions = grounds.map((ground) =>
    [
      ground.auditorId !== undefined && `${alias}.auditor_id = ${ground.auditorId}`,
      ground.moderatorId !== undefined && `${alias}.moderator_id = ${ground.moderatorId}`,
      ground.teamIds !== undefined && `${alias}.team_id in (${ground.teamIds.join(', ')})`,
      ground.status !== undefined && `${alias}.status = '${ground.status}'`,
    ]
      .filter(Boolean)
      .join(' and '),
  );
  return conditions.length === 0 ? '1 = 0' : `(${conditions.map((condition) => `(${condition})`).join(' or ')})`;
}

/** The parts a person has in an audit. Nobody moderates their own audit, and nobody accepts one they wrote or moderated. */
export function partsIn(person: Person, audit: AuditSeen): Part[] {
  const isAuditor = hasRole(person, 'auditor') && audit.auditorId === person.staffId;
  const isModerator = hasRole(person, 'moderator') && audit.moderatorId === person.staffId && audit.auditorId !== person.staffId;
  if (isAuditor) return ['auditor'];
  if (isModerator) return ['moderator'];
  // Also when the role by which they wrote or moderated it has been taken from them since.
  const tookPart = audit.auditorId === person.staffId || audit.moderatorId === person.staffId;
  if (tookPart) return [];
  return [...(hasRole(person, 'qa') ? (['qa'] as const) : []), ...(hasRole(person, 'director') ? (['director'] as const) : [])];
}

/** Whose follow-up a team's actions and cases of concern are. */
export function leadsTeam(person: Person, teamId: number): boolean {
  return hasRole(person, 'head_of_service') && person.headsTeams.includes(teamId);
}

export function managesTeam(person: Person, teamId: number): boolean {
  return hasRole(person, 'team_manager') && person.managesTeams.includes(teamId);
}

/** The teams whose actions and cases of concern are the person's to look after. */
export function teamsAnsweredFor(person: Person): number[] {
  return [...new Set([...(hasRole(person, 'team_manager') ? person.managesTeams : []), ...(hasRole(person, 'head_of_service') ? person.headsTeams : [])])];
}

/** Whether some audits can be the person's own. */
export function takesPartInAudits(person: Person): boolean {
  return hasRole(person, 'auditor', 'moderator');
}

/** What the policies look at in an action: its audit's people, team and status beside its own owner and team. */
export interface ActionSeen {
  ownerId: number | null;
  /** The team that answers for it. */
  teamId: number;
  auditTeamId: number;
  auditorId: number;
  moderatorId: number;
  auditStatus: string;
}

/** An action is followed up once its audit is accepted: by whoever may read the audit, those who answer for the child's team now, and its owner. */
export function maySeeAction(person: Person, action: ActionSeen): boolean {
  if (action.auditStatus !== 'completed') return false;
  return (
    action.ownerId === person.staffId ||
    teamsAnsweredFor(person).includes(action.teamId) ||
    maySeeAudit(person, { ...action, teamId: action.auditTeamId, status: action.auditStatus })
  );
}

/** The same rule as a condition on `actions` joined to their `audits`. */
export function actionsSeenBy(person: Person): string {
  if (groundsFor(person) === 'everything') return "audits.status = 'completed'";
  // Found one after the other: no index serves an owner or an audit in one condition, and every action would be looked at.
  const teams = teamsAnsweredFor(person);
  const seen = `select owned.id from actions owned where owned.owner_id = ${person.staffId}
    ${teams.length > 0 ? `union select ours.id from actions ours where ours.team_id in (${teams.join(', ')})` : ''}
    union select theirs.id from actions theirs join audits seen on seen.id = theirs.audit_id where ${auditsSeenBy(person, 'seen')}`;
  return `(audits.status = 'completed' and actions.id in (${seen}))`;
}

/** An action of an accepted audit is answered by its owner, the team's manager or the Head of Service; QA may record for them. */
export function mayUpdateAction(person: Person, action: { ownerId: number | null; teamId: number; auditStatus: string }): boolean {
  if (action.auditStatus !== 'completed') return false;
  return hasRole(person, 'qa') || managesTeam(person, action.teamId) || leadsTeam(person, action.teamId) || (action.ownerId !== null && action.ownerId === person.staffId);
}

/** The actions that wait for the person: those of the teams they answer for, and those they own; a condition on `actions` joined to their `audits`. */
export function actionsAnsweredBy(person: Person): string {
  const teams = teamsAnsweredFor(person);
  const ofTeams = teams.length > 0 ? ` or actions.team_id in (${teams.join(', ')})` : '';
  return `(audits.status = 'completed' and (actions.owner_id = ${person.staffId}${ofTeams}))`;
}

/** `mayUpdateAction` as a condition on `actions` joined to their `audits`. */
export function actionsUpdatedBy(person: Person): string {
  return hasRole(person, 'qa') ? "audits.status = 'completed'" : actionsAnsweredBy(person);
}

/** What was recorded as done is checked by the QA team or the Head of Service: never by whoever recorded it. */
export function mayVerifyAction(person: Person, action: { teamId: number; auditStatus: string; completedById: number | null }): boolean {
  if (action.auditStatus !== 'completed' || action.completedById === person.staffId) return false;
  return hasRole(person, 'qa') || leadsTeam(person, action.teamId);
}

/** The owner and the due date of an action are changed by those who answer for the team, and by the QA team. */
export function mayChangeOwner(person: Person, action: { teamId: number; auditStatus: string }): boolean {
  if (action.auditStatus !== 'completed') return false;
  return hasRole(person, 'qa') || managesTeam(person, action.teamId) || leadsTeam(person, action.teamId);
}

/** A child's open actions and case of concern are moved by hand by the QA team, a director, or the Head of Service of the team they are with. */
export function mayMoveAction(person: Person, action: { teamId: number; auditStatus: string }): boolean {
  if (action.auditStatus !== 'completed') return false;
  return hasRole(person, 'qa', 'director') || leadsTeam(person, action.teamId);
}

/** The same rule as a condition on the rows of `actions` of accepted audits, or of `concerns`. */
export function movedBy(person: Person, table: 'actions' | 'concerns'): string {
  if (hasRole(person, 'qa', 'director')) return '1 = 1';
  return hasRole(person, 'head_of_service') && person.headsTeams.length > 0 ? `${table}.team_id in (${person.headsTeams.join(', ')})` : '1 = 0';
}

/** A case of concern is read by those who answer for the team, the QA team and directors, and by the auditor who raised it. */
export function maySeeConcern(person: Person, concern: { teamId: number; auditorId: number | null }): boolean {
  return (
    hasRole(person, 'qa', 'director') ||
    leadsTeam(person, concern.teamId) ||
    managesTeam(person, concern.teamId) ||
    (hasRole(person, 'auditor') && concern.auditorId === person.staffId)
  );
}

/** The same rule as a condition on the rows of `concerns`. */
export function concernsSeenBy(person: Person): string {
  if (hasRole(person, 'qa', 'director')) return '1 = 1';
  const teams = teamsAnsweredFor(person);
  const grounds = [
    ...(teams.length > 0 ? [`concerns.team_id in (${teams.join(', ')})`] : []),
    ...(hasRole(person, 'auditor') ? [`concerns.audit_id in (select id from audits where auditor_id = ${person.staffId})`] : []),
  ];
  return grounds.length === 0 ? '1 = 0' : `(${grounds.join(' or ')})`;
}

/** Whose turn it is to audit is shown to the QA team, directors, those who answer for the auditor's team, and the auditor; a condition on the rows of `staff`. */
export function auditorsSeenBy(person: Person): string {
  if (seesEveryAuditor(person)) return '1 = 1';
  const teams = teamsAnsweredFor(person);
  return teams.length === 0 ? `staff.id = ${person.staffId}` : `(staff.id = ${person.staffId} or staff.team_id in (${teams.join(', ')}))`;
}

/** The QA team and directors see everybody's turn. */
export function seesEveryAuditor(person: Person): boolean {
  return hasRole(person, 'qa', 'director');
}

/** A request to be let off a month's audit is seen by whoever asked, the Head of Service of their team, the QA team and directors. */
export function maySeeExemption(person: Person, { staffId, teamId }: { staffId: number; teamId: number | null }): boolean {
  return hasRole(person, 'qa', 'director') || staffId === person.staffId || (teamId !== null && leadsTeam(person, teamId));
}

/** The same rule as a condition on the rows of `staff` who asked. */
export function exemptionsSeenBy(person: Person): string {
  if (hasRole(person, 'qa', 'director')) return '1 = 1';
  const leads = hasRole(person, 'head_of_service') && person.headsTeams.length > 0;
  return leads ? `(staff.id = ${person.staffId} or staff.team_id in (${person.headsTeams.join(', ')}))` : `staff.id = ${person.staffId}`;
}

/** Only a director lets somebody off: never themselves, nor the auditor of an audit they moderate. `moderatorIds`: who moderates the audits it is about. */
export function mayDecideExemption(person: Person, { staffId, moderatorIds }: { staffId: number; moderatorIds: readonly number[] }): boolean {
  return hasRole(person, 'director') && staffId !== person.staffId && !moderatorIds.includes(person.staffId);
}

/** The same rule as a condition on the rows of `exemption_requests`. */
export function exemptionsDecidedBy(person: Person): string {
  if (!hasRole(person, 'director')) return '1 = 0';
  return `(exemption_requests.staff_id <> ${person.staffId} and not exists (select 1 from audits where audits.auditor_id = exemption_requests.staff_id
    and audits.month = exemption_requests.month and audits.template = 'core' and audits.moderator_id = ${person.staffId}))`;
}

/** A case that was resolved is taken up again by the Head of Service of the child's team, the QA team or a director. */
export function mayReopenConcern(person: Person, concern: { teamId: number }): boolean {
  return hasRole(person, 'qa', 'director') || leadsTeam(person, concern.teamId);
}

/** That a child may not be safe is acknowledged by those who are told of it: the Head of Service, directors and, in their place, the QA team. */
export function mayAcknowledgeConcern(person: Person, concern: { teamId: number }): boolean {
  return hasRole(person, 'qa', 'director') || leadsTeam(person, concern.teamId);
}

/** The same rule as a condition on the rows of `concerns`. */
export function concernsAcknowledgedBy(person: Person): string {
  if (hasRole(person, 'qa', 'director')) return '1 = 1';
  return hasRole(person, 'head_of_service') && person.headsTeams.length > 0 ? `concerns.team_id in (${person.headsTeams.join(', ')})` : '1 = 0';
}

/** Only the Head of Service of the child's team updates and resolves a case of concern. */
export function mayUpdateConcern(person: Person, concern: { teamId: number }): boolean {
  return leadsTeam(person, concern.teamId);
}

/** A surgery is seen by the QA team, directors, the manager it is with, and the Head of Service of a team they manage. `teamIds`: the teams the manager manages. */
export function maySeeSurgery(person: Person, surgery: { managerId: number; teamIds: readonly number[] }): boolean {
  return hasRole(person, 'qa', 'director') || surgery.managerId === person.staffId || surgery.teamIds.some((teamId) => leadsTeam(person, teamId));
}

/** The same rule as a condition on the rows of `surgeries`. */
export function surgeriesSeenBy(person: Person): string {
  if (hasRole(person, 'qa', 'director')) return '1 = 1';
  const teams = hasRole(person, 'head_of_service') ? person.headsTeams : [];
  const theirs = teams.length > 0 ? ` or surgeries.manager_id in (select team_manager_id from teams where id in (${teams.join(', ')}))` : '';
  return `(surgeries.manager_id = ${person.staffId}${theirs})`;
}

/** A nil return is followed up by the Head of Service of the auditor's team, or of the child's where the auditor has none. */
export function mayAnswerNilReturn(person: Person, nilReturn: { auditorTeamId: number | null; teamId: number }): boolean {
  return leadsTeam(person, nilReturn.auditorTeamId ?? nilReturn.teamId);
}

/** The same rule as a condition on the rows of `audits` joined to their `auditor`. */
export function nilReturnsAnsweredBy(person: Person): string {
  return hasRole(person, 'head_of_service') && person.headsTeams.length > 0 ? `coalesce(auditor.team_id, audits.team_id) in (${person.headsTeams.join(', ')})` : '1 = 0';
}

/** It is read by them, the QA team and directors. */
export function maySeeNilReturn(person: Person, nilReturn: { auditorTeamId: number | null; teamId: number }): boolean {
  return hasRole(person, 'qa', 'director') || mayAnswerNilReturn(person, nilReturn);
}

/** The same rule as a condition on the rows of `audits` joined to their `auditor`. */
export function nilReturnsSeenBy(person: Person): string {
  return hasRole(person, 'qa', 'director') ? '1 = 1' : nilReturnsAnsweredBy(person);
}

/** What administrators look after; audits, actions and cases of concern are none of it. */
const administered: readonly RecordType[] = ['staff', 'account', 'team', 'service', 'target', 'settings'];

/** History is shown to the QA team, and to administrators that of what they look after. */
export function maySeeHistory(person: Person, of: RecordType = 'audit'): boolean {
  return hasRole(person, 'qa') || (administered.includes(of) && hasRole(person, 'admin'));
}

/** Whether a kind of message can be about the person's work. */
export function mayBeToldOf(person: Person, kind: MessageKind): boolean {
  return hasRole(person, ...messageRules[kind].toldTo);
}
