import type { Routes } from '../access/routes.js';
import type { ActionsController } from './actions.controller.js';

export function actionsRoutes(routes: Routes, controller: ActionsController): void {
  routes.get('/actions', 'action:read', controller.list);
  routes.get('/actions/:ref', 'action:read', controller.show);
  routes.post('/actions/:ref', 'action:update', controller.recordUpdate);
  routes.get('/actions/:ref/change', 'action:update', controller.showTerms);
  routes.post('/actions/:ref/change', 'action:update', controller.changeTerms);
  routes.get('/actions/:ref/plan', 'action:update', controller.showPlan);
  routes.post('/actions/:ref/plan', 'action:update', controller.plan);
  routes.get('/actions/:ref/verify', 'action:verify', controller.showVerify);
  routes.post('/actions/:ref/verify', 'action:verify', controller.verify);
  routes.get('/actions/:ref/helped', 'action:update', controller.showHelped);
  routes.post('/actions/:ref/helped', 'action:update', controller.sayIfHelped);
}
