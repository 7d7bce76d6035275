import type { Routes } from '../access/routes.js';
import type { ModerationController } from './moderation.controller.js';

export function moderationRoutes(routes: Routes, controller: ModerationController): void {
  routes.get('/audits/:ref/moderation', 'audit:moderate', controller.show);
  routes.post('/audits/:ref/moderation/finalise', 'audit:moderate', controller.finalise);
  routes.get('/audits/:ref/moderation/return', 'audit:moderate', controller.showReturn);
  routes.post('/audits/:ref/moderation/return', 'audit:moderate', controller.returnToAuditor);
  routes.get('/audits/:ref/moderation/:area', 'audit:moderate', controller.showRating);
  routes.post('/audits/:ref/moderation/:area', 'audit:moderate', controller.saveRating);
  routes.get('/audits/:ref/discussion', 'audit:discuss', controller.showDiscussion);
  routes.post('/audits/:ref/discussion', 'audit:discuss', controller.saveDiscussion);
}
