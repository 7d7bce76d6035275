import type { Routes } from '../../access/routes.js';
import type { PairingsController } from './pairings.controller.js';
import type { RotationController } from './rotation.controller.js';

export function pairingsRoutes(routes: Routes, pairings: PairingsController, rotation: RotationController): void {
  routes.get('/pairings', 'cycle:manage', pairings.list);
  routes.get('/pairings/rotation', 'cycle:manage', rotation.show);
  routes.post('/pairings/rotation', 'cycle:manage', rotation.confirm);
  routes.get('/pairings/people/:id', 'cycle:manage', pairings.person);
  routes.get('/pairings/people/:id/change', 'cycle:manage', pairings.choice);
  routes.get('/pairings/people/:id/change/check', 'cycle:manage', pairings.check);
  routes.post('/pairings/people/:id/change/check', 'cycle:manage', pairings.change);
}
