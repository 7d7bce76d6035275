import type { Role } from '../../src/access/roles.js';

/** Who may use a route: anyone, anyone with an account, or these roles. */
export type Allowed = 'anyone' | 'signed in' | readonly Role[];

/** The audit a route is about, in the state in which whoever has the right part in it may use the page. */
export type AuditMeant = 'in_progress' | 'submitted' | 'moderated' | 'completed' | 'not_submitted';

interface Line {
  allowed: Allowed;
  /** The page is about a case file: those it is allowed to need a part in this audit, its action or its case of concern as well. */
  about?: AuditMeant;
  /** What a page answers to those it is allowed, where that is not 200. */
  answers?: number;
}

const readers = ['auditor', 'moderator', 'qa', 'team_manager', 'head_of_service', 'director'] as const satisfies Role[];
const figures = [...readers, 'reviewing_officer'] as const satisfies Role[];
const cycle = ['qa', 'director', 'head_of_service'] as const satisfies Role[];

/** Every route with everyone who may use it; all others are refused. A new route needs a line here. */
export const matrix: Record<string, Line> = {
  'GET /setup': { allowed: 'anyone', answers: 303 },
  'POST /setup': { allowed: 'anyone' },
  'GET /sign-in': { allowed: 'anyone', answers: 303 },
  'POST /sign-in': { allowed: 'anyone' },
  'POST /sign-out': { allowed: 'signed in' },
  'GET /account/password': { allowed: 'signed in' },
  'POST /account/password': { allowed: 'signed in' },
  'GET /': { allowed: 'signed in' },

  'GET /allocation': { allowed: ['qa'] },
  'POST /allocation/find': { allowed: ['qa'] },
  'GET /allocation/children/:id': { allowed: ['qa'] },
  'GET /allocation/proposals': { allowed: ['qa', 'director'] },
  'POST /allocation/proposals': { allowed: ['qa'] },
  'GET /allocation/proposals/:id': { allowed: ['qa', 'director'] },
  'GET /allocation/proposals/:id/coverage': { allowed: ['qa', 'director'] },
  'GET /allocation/proposals/:id/replay': { allowed: ['qa', 'director'] },
  'GET /allocation/proposals/:id/confirm': { allowed: ['qa'] },
  'POST /allocation/proposals/:id/confirm': { allowed: ['qa'] },
  'GET /allocation/proposals/:id/discard': { allowed: ['qa'] },
  'POST /allocation/proposals/:id/discard': { allowed: ['qa'] },
  'GET /allocation/proposals/:id/lines/new': { allowed: ['qa'] },
  'POST /allocation/proposals/:id/lines/new': { allowed: ['qa'] },
  'GET /allocation/proposals/:id/lines/:lineId': { allowed: ['qa', 'director'] },
  'POST /allocation/proposals/:id/lines/:lineId': { allowed: ['qa'] },
  // Without an auditor chosen there is nothing to check.
  'GET /allocation/children/:id/check': { allowed: ['qa'], answers: 400 },
  'POST /allocation/children/:id/check': { allowed: ['qa'] },
  'GET /pairings': { allowed: ['qa'] },
  'GET /pairings/rotation': { allowed: ['qa'] },
  'POST /pairings/rotation': { allowed: ['qa'] },
  'GET /pairings/people/:id': { allowed: ['qa'] },
  'GET /pairings/people/:id/change': { allowed: ['qa'] },
  // Without a moderator chosen there is nothing to check.
  'GET /pairings/people/:id/change/check': { allowed: ['qa'], answers: 400 },
  'POST /pairings/people/:id/change/check': { allowed: ['qa'] },
  'GET /audits/:ref/reallocate': { allowed: ['qa'], about: 'in_progress' },
  'POST /audits/:ref/reallocate': { allowed: ['qa'], about: 'in_progress' },

  'GET /month': { allowed: ['qa', 'director', 'head_of_service'] },
  'GET /month/close': { allowed: ['qa'] },
  'POST /month/close': { allowed: ['qa'] },
  'GET /audits/:ref/extend': { allowed: ['qa', 'director'], about: 'in_progress' },
  'POST /audits/:ref/extend': { allowed: ['qa', 'director'], about: 'in_progress' },
  'GET /nil-returns': { allowed: ['qa', 'director', 'head_of_service'] },
  'GET /nil-returns/:ref': { allowed: ['qa', 'director', 'head_of_service'], about: 'not_submitted' },
  'POST /nil-returns/:ref': { allowed: ['head_of_service'], about: 'not_submitted' },

  'GET /availability': { allowed: cycle },
  'GET /capacity': { allowed: cycle },
  'GET /capacity/:month': { allowed: cycle },
  'GET /standing-exemptions': { allowed: ['qa'] },
  'GET /standing-exemptions/new': { allowed: ['qa'] },
  'POST /standing-exemptions/new': { allowed: ['qa'] },
  'GET /standing-exemptions/:id': { allowed: ['qa'] },
  'POST /standing-exemptions/:id': { allowed: ['qa'] },
  'POST /standing-exemptions/:id/take-back': { allowed: ['qa'] },
  'GET /blackout-months': { allowed: ['qa'] },
  'POST /blackout-months': { allowed: ['qa'] },
  'POST /blackout-months/:id/lift': { allowed: ['qa'] },
  'GET /exemptions': { allowed: ['auditor', ...cycle] },
  'GET /exemptions/new': { allowed: ['auditor'] },
  'POST /exemptions/new': { allowed: ['auditor'] },
  'GET /exemptions/:id': { allowed: ['auditor', ...cycle] },
  'POST /exemptions/:id/decision': { allowed: ['director'] },
  'POST /exemptions/:id/withdraw': { allowed: ['auditor'] },


  'GET /caseload': { allowed: ['qa'] },
  'POST /caseload': { allowed: ['qa'] },
  'GET /caseload/uploads/:id': { allowed: ['qa'] },
  'POST /caseload/uploads/:id/take-over': { allowed: ['qa'] },
  'POST /caseload/uploads/:id/discard': { allowed: ['qa'] },
  'GET /caseload/:month/changes': { allowed: ['qa'] },

  'GET /audits': { allowed: readers },
  'GET /audits/:ref': { allowed: readers, about: 'completed' },
  'GET /audits/:ref/write': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/check': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/check': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/actions': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/actions/new': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/actions/new': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/actions/:action': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/actions/:action': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/actions/:action/remove': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/actions/:action/remove': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/areas/:area': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/areas/:area': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/write/:page': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/write/:page': { allowed: ['auditor'], about: 'in_progress' },
  'GET /audits/:ref/safety': { allowed: ['auditor'], about: 'in_progress' },
  'POST /audits/:ref/safety': { allowed: ['auditor'], about: 'in_progress' },

  'GET /audits/:ref/moderation': { allowed: ['moderator'], about: 'submitted' },
  'POST /audits/:ref/moderation/finalise': { allowed: ['moderator'], about: 'submitted' },
  'GET /audits/:ref/moderation/return': { allowed: ['moderator'], about: 'submitted' },
  'POST /audits/:ref/moderation/return': { allowed: ['moderator'], about: 'submitted' },
  'GET /audits/:ref/moderation/:area': { allowed: ['moderator'], about: 'submitted' },
  'POST /audits/:ref/moderation/:area': { allowed: ['moderator'], about: 'submitted' },
  'GET /audits/:ref/discussion': { allowed: ['auditor', 'moderator'], about: 'submitted' },
  'POST /audits/:ref/discussion': { allowed: ['auditor', 'moderator'], about: 'submitted' },

  'GET /audits/:ref/acceptance': { allowed: ['qa'], about: 'moderated' },
  'POST /audits/:ref/acceptance': { allowed: ['qa'], about: 'moderated' },
  'POST /audits/:ref/acceptance/lower-end': { allowed: ['qa'], about: 'moderated' },

  'GET /actions': { allowed: [...readers, 'reviewing_officer'] },
  'GET /actions/:ref': { allowed: readers, about: 'completed' },
  'POST /actions/:ref': { allowed: ['auditor', 'qa', 'team_manager', 'head_of_service'], about: 'completed' },
  'GET /actions/:ref/change': { allowed: ['qa', 'team_manager', 'head_of_service'], about: 'completed' },
  'POST /actions/:ref/change': { allowed: ['qa', 'team_manager', 'head_of_service'], about: 'completed' },

  'GET /concerns': { allowed: ['auditor', 'qa', 'team_manager', 'head_of_service', 'director'] },
  'GET /concerns/:ref': { allowed: ['auditor', 'qa', 'team_manager', 'head_of_service', 'director'], about: 'completed' },
  'POST /concerns/:ref': { allowed: ['head_of_service'], about: 'completed' },

  'GET /snapshot': { allowed: figures },
  'GET /snapshot/:measure': { allowed: figures },
  'GET /moderator-effect': { allowed: figures },
  'GET /moderator-effect/:measure': { allowed: figures },
  'GET /targets': { allowed: ['qa', 'admin'] },
  'GET /targets/new': { allowed: ['qa', 'admin'] },
  'POST /targets/new': { allowed: ['qa', 'admin'] },
  'GET /targets/:id': { allowed: ['qa', 'admin'] },
  'POST /targets/:id': { allowed: ['qa', 'admin'] },

  'GET /people': { allowed: ['admin', 'qa'] },
  'GET /people/new': { allowed: ['admin'] },
  'POST /people/new': { allowed: ['admin'] },
  'GET /people/:id': { allowed: ['admin', 'qa'] },
  'GET /people/:id/change': { allowed: ['admin'] },
  'POST /people/:id/change': { allowed: ['admin'] },
  'POST /people/:id/account': { allowed: ['admin'] },
  'POST /people/:id/account/password': { allowed: ['admin'] },
  'POST /people/:id/account/disable': { allowed: ['admin'] },
  'POST /people/:id/account/enable': { allowed: ['admin'] },
  'GET /teams': { allowed: ['admin', 'qa'] },
  'GET /teams/new': { allowed: ['admin'] },
  'POST /teams/new': { allowed: ['admin'] },
  'GET /teams/:id': { allowed: ['admin', 'qa'] },
  'GET /teams/:id/change': { allowed: ['admin'] },
  'POST /teams/:id/change': { allowed: ['admin'] },
  'GET /services': { allowed: ['admin', 'qa'] },
  'GET /services/new': { allowed: ['admin'] },
  'POST /services/new': { allowed: ['admin'] },
  'GET /services/:id': { allowed: ['admin', 'qa'] },
  'GET /services/:id/change': { allowed: ['admin'] },
  'POST /services/:id/change': { allowed: ['admin'] },
  'GET /messages': { allowed: 'signed in' },
  'GET /messages/settings': { allowed: 'signed in' },
  'POST /messages/settings': { allowed: 'signed in' },
  'GET /outbox': { allowed: ['admin'] },
  'POST /outbox/again': { allowed: ['admin'] },
  'GET /import': { allowed: ['admin'] },
  'POST /import': { allowed: ['admin'] },
  'GET /imports/:id': { allowed: ['admin'] },
  'GET /imports/:id/progress': { allowed: ['admin'] },
};
