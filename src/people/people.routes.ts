import type { Routes } from '../access/routes.js';
import type { PeopleController } from './people.controller.js';

export function peopleRoutes(routes: Routes, controller: PeopleController): void {
  routes.get('/people', 'people:read', controller.list);
  routes.get('/people/new', 'people:manage', controller.showNew);
  routes.post('/people/new', 'people:manage', controller.add);
  routes.get('/people/:id', 'people:read', controller.show);
  routes.get('/people/:id/change', 'people:manage', controller.showChange);
  routes.post('/people/:id/change', 'people:manage', controller.change);
  routes.post('/people/:id/account', 'people:manage', controller.openAccount);
  routes.post('/people/:id/account/password', 'people:manage', controller.resetPassword);
  routes.post('/people/:id/account/disable', 'people:manage', controller.disable);
  routes.post('/people/:id/account/enable', 'people:manage', controller.enable);
}
