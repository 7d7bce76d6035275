import type { Routes } from '../access/routes.js';
import type { AcknowledgementsController } from './acknowledgements.controller.js';
import type { ConcernListController } from './concernList.controller.js';
import type { ConcernsController } from './concerns.controller.js';
import type { ReopeningController } from './reopening.controller.js';

export function concernsRoutes(routes: Routes, list: ConcernListController, controller: ConcernsController, reopening: ReopeningController, acknowledgements: AcknowledgementsController): void {
  routes.get('/concerns', 'concern:read', list.show);
  routes.get('/concerns/:ref', 'concern:read', controller.show);
  routes.post('/concerns/:ref', 'concern:update', controller.recordUpdate);
  routes.get('/concerns/:ref/reopen', 'concern:reopen', reopening.show);
  routes.post('/concerns/:ref/reopen', 'concern:reopen', reopening.reopen);
  routes.post('/concerns/:ref/acknowledge', 'concern:acknowledge', acknowledgements.acknowledge);
}
