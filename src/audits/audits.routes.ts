import type { Routes } from '../access/routes.js';
import type { AuditsController } from './audits.controller.js';

export function auditsRoutes(routes: Routes, controller: AuditsController): void {
  routes.get('/audits', 'audit:read', controller.list);
  routes.get('/audits/:ref', 'audit:read', controller.show);
}
