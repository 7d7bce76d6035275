import type { Routes } from '../access/routes.js';
import type { AllocationController } from './allocation.controller.js';

export function allocationRoutes(routes: Routes, controller: AllocationController): void {
  routes.get('/allocation', 'audit:allocate', controller.caseload);
  routes.post('/allocation/find', 'audit:allocate', controller.find);
  routes.get('/allocation/children/:id', 'audit:allocate', controller.child);
  routes.get('/allocation/children/:id/check', 'audit:allocate', controller.check);
  routes.post('/allocation/children/:id/check', 'audit:allocate', controller.allocate);
  routes.get('/audits/:ref/reallocate', 'audit:allocate', controller.reallocation);
  routes.post('/audits/:ref/reallocate', 'audit:allocate', controller.reallocate);
}
