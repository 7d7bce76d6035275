import type { Routes } from '../../access/routes.js';
import type { BoardController } from './board.controller.js';
import type { ExtensionController } from './extension.controller.js';
import type { MonthCloseController } from './monthClose.controller.js';
import type { NilReturnsController } from './nilReturns.controller.js';

interface Controllers {
  board: BoardController;
  extension: ExtensionController;
  monthClose: MonthCloseController;
  nilReturns: NilReturnsController;
}

export function boardRoutes(routes: Routes, { board, extension, monthClose, nilReturns }: Controllers): void {
  routes.get('/month', 'cycle:read', board.show);
  routes.get('/month/close', 'cycle:manage', monthClose.show);
  routes.post('/month/close', 'cycle:manage', monthClose.close);
  routes.get('/audits/:ref/extend', 'audit:extend', extension.show);
  routes.post('/audits/:ref/extend', 'audit:extend', extension.extend);
  routes.get('/nil-returns', 'nil_return:read', nilReturns.list);
  routes.get('/nil-returns/:ref', 'nil_return:read', nilReturns.show);
  routes.post('/nil-returns/:ref', 'nil_return:answer', nilReturns.answer);
}
