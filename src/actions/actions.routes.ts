import type { Routes } from '../access/routes.js';
import type { ActionsController } from './actions.controller.js';

export function actionsRoutes(routes: Routes, controller: ActionsController): void {
  routes.get('/actions', 'action:read', controller.list);
  routes.get('/actions/:ref', 'action:read', controller.show);
  routes.post('/actions/:ref', 'action:update', controller.recordUpdate);
  routes.get('/actions/:ref/change', 'action:update', controller.showOwner);
  routes.post('/actions/:ref/change', 'action:update', controller.changeOwner);
}
