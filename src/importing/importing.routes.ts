import type { Routes } from '../access/routes.js';
import type { ImportingController } from './importing.controller.js';
import { receiveFiles } from './upload.js';

export function importingRoutes(routes: Routes, controller: ImportingController): void {
  routes.get('/import', 'import:run', controller.list);
  routes.post('/import', 'import:run', controller.begin, receiveFiles);
  routes.get('/imports/:id', 'import:run', controller.show);
  routes.get('/imports/:id/progress', 'import:run', controller.progress);
}
