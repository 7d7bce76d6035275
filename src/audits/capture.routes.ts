import type { Routes } from '../access/routes.js';
import type { CaptureController } from './capture.controller.js';
import type { WrittenActionsController } from './writtenActions.controller.js';

export function captureRoutes(routes: Routes, controller: CaptureController, actions: WrittenActionsController): void {
  routes.get('/audits/:ref/write', 'audit:write', controller.tasks);
  routes.get('/audits/:ref/write/check', 'audit:write', controller.check);
  routes.post('/audits/:ref/write/check', 'audit:write', controller.submit);
  routes.get('/audits/:ref/write/actions', 'audit:write', actions.list);
  routes.get('/audits/:ref/write/actions/new', 'audit:write', actions.blank);
  routes.post('/audits/:ref/write/actions/new', 'audit:write', actions.add);
  routes.get('/audits/:ref/write/actions/:action', 'audit:write', actions.show);
  routes.post('/audits/:ref/write/actions/:action', 'audit:write', actions.change);
  routes.get('/audits/:ref/write/actions/:action/remove', 'audit:write', actions.askToRemove);
  routes.post('/audits/:ref/write/actions/:action/remove', 'audit:write', actions.remove);
  routes.get('/audits/:ref/write/areas/:area', 'audit:write', controller.page);
  routes.post('/audits/:ref/write/areas/:area', 'audit:write', controller.savePage);
  routes.get('/audits/:ref/write/:page', 'audit:write', controller.page);
  routes.post('/audits/:ref/write/:page', 'audit:write', controller.savePage);
  routes.get('/audits/:ref/safety', 'audit:write', controller.safety);
  routes.post('/audits/:ref/safety', 'audit:write', controller.escalate);
}
