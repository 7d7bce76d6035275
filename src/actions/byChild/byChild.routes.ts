import type { Routes } from '../../access/routes.js';
import type { ByChildController } from './byChild.controller.js';

export function byChildRoutes(routes: Routes, controller: ByChildController): void {
  routes.get('/actions/:ref/child', 'action:update', controller.show);
  routes.post('/actions/:ref/child', 'action:update', controller.answer);
}
