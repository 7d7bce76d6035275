import type { Routes } from '../access/routes.js';
import type { MessagesController } from './messages.controller.js';
import type { OutboxController } from './outbox.controller.js';

export function messagesRoutes(routes: Routes, messages: MessagesController, outbox: OutboxController): void {
  routes.get('/messages', 'signed_in', messages.list);
  routes.get('/messages/settings', 'signed_in', messages.showSettings);
  routes.post('/messages/settings', 'signed_in', messages.saveSettings);
  routes.get('/outbox', 'outbox:read', outbox.show);
  routes.post('/outbox/again', 'outbox:read', outbox.tryAgain);
}
