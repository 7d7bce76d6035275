import type { Routes } from '../../access/routes.js';
import type { ChildMovesController } from './childMoves.controller.js';

export function childMovesRoutes(routes: Routes, controller: ChildMovesController): void {
  routes.get('/actions/:ref/move', 'action:move', controller.show);
  routes.post('/actions/:ref/move', 'action:move', controller.move);
}
