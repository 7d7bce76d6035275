import type { Routes } from '../access/routes.js';
import type { AcceptanceController } from './acceptance.controller.js';

export function acceptanceRoutes(routes: Routes, controller: AcceptanceController): void {
  routes.get('/audits/:ref/acceptance', 'audit:accept', controller.show);
  routes.post('/audits/:ref/acceptance', 'audit:accept', controller.decide);
  routes.post('/audits/:ref/acceptance/lower-end', 'audit:accept', controller.setLowerEnd);
}
