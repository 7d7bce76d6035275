import type { Routes } from '../../access/routes.js';
import { receiveFiles } from '../../importing/upload.js';
import type { CaseloadsController } from './caseloads.controller.js';

export function caseloadsRoutes(routes: Routes, controller: CaseloadsController): void {
  routes.get('/caseload', 'caseload:upload', controller.months);
  routes.post('/caseload', 'caseload:upload', controller.upload, receiveFiles);
  routes.get('/caseload/uploads/:id', 'caseload:upload', controller.review);
  routes.post('/caseload/uploads/:id/take-over', 'caseload:upload', controller.takeOver);
  routes.post('/caseload/uploads/:id/discard', 'caseload:upload', controller.discard);
  routes.get('/caseload/:month/changes', 'caseload:upload', controller.changes);
}
