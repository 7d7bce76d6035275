import type { Routes } from '../access/routes.js';
import type { FiguresController } from './figures.controller.js';
import type { FollowUpController } from './followUp.controller.js';
import type { TargetsController } from './targets.controller.js';

export function reportingRoutes(routes: Routes, figures: FiguresController, followUp: FollowUpController, targets: TargetsController): void {
  routes.get('/snapshot', 'figures:read', figures.showSnapshot);
  routes.get('/snapshot/:measure', 'figures:read', figures.showBehindSnapshot);
  routes.get('/moderator-effect', 'figures:read', figures.showModeratorEffect);
  routes.get('/moderator-effect/:measure', 'figures:read', figures.showBehindModeratorEffect);

  routes.get('/impact', 'figures:read', figures.showImpact);
  routes.get('/impact/:measure', 'figures:read', figures.showBehindImpact);

  routes.get('/follow-up', 'figures:read', followUp.show);
  routes.get('/follow-up/tracker.xlsx', 'action:read', followUp.download);
  routes.get('/follow-up/care-planning/:state', 'figures:read', followUp.showCarePlanning);
  routes.get('/follow-up/tasks/:state', 'figures:read', followUp.showTasks);
  routes.get('/follow-up/outstanding/:what', 'figures:read', followUp.showOutstanding);

  routes.get('/targets', 'targets:change', targets.list);
  routes.get('/targets/new', 'targets:change', targets.showNew);
  routes.post('/targets/new', 'targets:change', targets.add);
  routes.get('/targets/:id', 'targets:change', targets.showChange);
  routes.post('/targets/:id', 'targets:change', targets.change);
}
