import type { Routes } from '../access/routes.js';
import type { WorkController } from './work.controller.js';

export function workRoutes(routes: Routes, controller: WorkController): void {
  routes.get('/', 'signed_in', controller.show);
}
