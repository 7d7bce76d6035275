import type { Routes } from '../access/routes.js';
import type { OrganisationController } from './organisation.controller.js';

export function organisationRoutes(routes: Routes, teams: OrganisationController, services: OrganisationController): void {
  routes.get('/teams', 'people:read', teams.list);
  routes.get('/teams/new', 'people:manage', teams.showNew);
  routes.post('/teams/new', 'people:manage', teams.add);
  routes.get('/teams/:id', 'people:read', teams.show);
  routes.get('/teams/:id/change', 'people:manage', teams.showChange);
  routes.post('/teams/:id/change', 'people:manage', teams.change);

  routes.get('/services', 'people:read', services.list);
  routes.get('/services/new', 'people:manage', services.showNew);
  routes.post('/services/new', 'people:manage', services.add);
  routes.get('/services/:id', 'people:read', services.show);
  routes.get('/services/:id/change', 'people:manage', services.showChange);
  routes.post('/services/:id/change', 'people:manage', services.change);
}
