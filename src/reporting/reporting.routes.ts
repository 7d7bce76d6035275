import type { Routes } from '../access/routes.js';
import type { FiguresController } from './figures.controller.js';
import type { TargetsController } from './targets.controller.js';

export function reportingRoutes(routes: Routes, figures: FiguresController, targets: TargetsController): void {
  routes.get('/snapshot', 'figures:read', figures.showSnapshot);
  routes.get('/snapshot/:measure', 'figures:read', figures.showBehindSnapshot);
  routes.get('/moderator-effect', 'figures:read', figures.showModeratorEffect);
  routes.get('/moderator-effect/:measure', 'figures:read', figures.showBehindModeratorEffect);

  routes.get('/targets', 'targets:change', targets.list);
  routes.get('/targets/new', 'targets:change', targets.showNew);
  routes.post('/targets/new', 'targets:change', targets.add);
  routes.get('/targets/:id', 'targets:change', targets.showChange);
  routes.post('/targets/:id', 'targets:change', targets.change);
}
