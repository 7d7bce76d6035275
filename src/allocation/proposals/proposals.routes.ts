import type { Routes } from '../../access/routes.js';
import type { ProposalLinesController } from './proposalLines.controller.js';
import type { ProposalsController } from './proposals.controller.js';

export function proposalsRoutes(routes: Routes, proposals: ProposalsController, lines: ProposalLinesController): void {
  routes.get('/allocation/proposals', 'proposal:read', proposals.list);
  routes.post('/allocation/proposals', 'audit:allocate', proposals.make);
  routes.get('/allocation/proposals/:id', 'proposal:read', proposals.show);
  routes.get('/allocation/proposals/:id/coverage', 'proposal:read', proposals.coverage);
  routes.get('/allocation/proposals/:id/reaudits', 'proposal:read', proposals.reaudits);
  routes.get('/allocation/proposals/:id/replay', 'proposal:read', proposals.replay);
  routes.get('/allocation/proposals/:id/confirm', 'audit:allocate', proposals.check);
  routes.post('/allocation/proposals/:id/confirm', 'audit:allocate', proposals.confirm);
  routes.get('/allocation/proposals/:id/discard', 'audit:allocate', proposals.discarding);
  routes.post('/allocation/proposals/:id/discard', 'audit:allocate', proposals.discard);
  routes.get('/allocation/proposals/:id/lines/new', 'audit:allocate', lines.showNew);
  routes.post('/allocation/proposals/:id/lines/new', 'audit:allocate', lines.add);
  routes.get('/allocation/proposals/:id/lines/:lineId', 'proposal:read', lines.show);
  routes.post('/allocation/proposals/:id/lines/:lineId', 'audit:allocate', lines.change);
}
