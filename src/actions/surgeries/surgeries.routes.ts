import type { Routes } from '../../access/routes.js';
import type { SurgeriesController } from './surgeries.controller.js';
import type { SurgeryOutcomesController } from './surgeryOutcomes.controller.js';

export function surgeriesRoutes(routes: Routes, controller: SurgeriesController, outcomes: SurgeryOutcomesController): void {
  routes.get('/surgeries', 'surgery:read', controller.list);
  routes.get('/surgeries/new', 'surgery:manage', controller.showNew);
  routes.post('/surgeries/new', 'surgery:manage', controller.arrange);
  routes.get('/surgeries/:id', 'surgery:read', controller.show);
  routes.get('/surgeries/:id/change', 'surgery:manage', controller.showChange);
  routes.post('/surgeries/:id/change', 'surgery:manage', controller.change);
  routes.get('/surgeries/:id/cancel', 'surgery:manage', controller.showCancel);
  routes.post('/surgeries/:id/cancel', 'surgery:manage', controller.cancel);
  routes.post('/surgeries/:id/begin', 'surgery:manage', controller.begin);
  routes.get('/surgeries/:id/actions/:ref', 'surgery:manage', outcomes.show);
  routes.post('/surgeries/:id/actions/:ref', 'surgery:manage', outcomes.record);
  routes.get('/surgeries/:id/end', 'surgery:manage', controller.showEnd);
  routes.post('/surgeries/:id/end', 'surgery:manage', controller.end);
}
