import type { Routes } from '../../access/routes.js';
import type { EscalationController } from './escalation.controller.js';

export function escalationRoutes(routes: Routes, controller: EscalationController): void {
  routes.get('/escalation', 'escalation:change', controller.show);
  routes.post('/escalation', 'escalation:change', controller.change);
}
