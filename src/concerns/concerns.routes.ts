import type { Routes } from '../access/routes.js';
import type { ConcernsController } from './concerns.controller.js';

export function concernsRoutes(routes: Routes, controller: ConcernsController): void {
  routes.get('/concerns', 'concern:read', controller.list);
  routes.get('/concerns/:ref', 'concern:read', controller.show);
  routes.post('/concerns/:ref', 'concern:update', controller.recordUpdate);
}
