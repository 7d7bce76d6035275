import type { Routes } from '../../access/routes.js';
import type { AvailabilityController } from './availability.controller.js';
import type { BlackoutMonthsController } from './blackoutMonths.controller.js';
import type { ExemptionRequestsController } from './exemptionRequests.controller.js';
import type { ExemptionsController } from './exemptions.controller.js';

interface Controllers {
  availability: AvailabilityController;
  exemptions: ExemptionsController;
  blackoutMonths: BlackoutMonthsController;
  exemptionRequests: ExemptionRequestsController;
}

export function availabilityRoutes(routes: Routes, { availability, exemptions, blackoutMonths, exemptionRequests }: Controllers): void {
  routes.get('/availability', 'cycle:read', availability.calendar);
  routes.get('/capacity', 'cycle:read', availability.capacity);
  routes.get('/capacity/:month', 'cycle:read', availability.moderators);

  routes.get('/standing-exemptions', 'cycle:manage', exemptions.list);
  routes.get('/standing-exemptions/new', 'cycle:manage', exemptions.showNew);
  routes.post('/standing-exemptions/new', 'cycle:manage', exemptions.add);
  routes.get('/standing-exemptions/:id', 'cycle:manage', exemptions.show);
  routes.post('/standing-exemptions/:id', 'cycle:manage', exemptions.changeEnd);
  routes.post('/standing-exemptions/:id/take-back', 'cycle:manage', exemptions.takeBack);

  routes.get('/blackout-months', 'cycle:manage', blackoutMonths.list);
  routes.post('/blackout-months', 'cycle:manage', blackoutMonths.set);
  routes.post('/blackout-months/:id/lift', 'cycle:manage', blackoutMonths.lift);

  routes.get('/exemptions', 'exemption:read', exemptionRequests.list);
  routes.get('/exemptions/new', 'exemption:ask', exemptionRequests.showNew);
  routes.post('/exemptions/new', 'exemption:ask', exemptionRequests.ask);
  routes.get('/exemptions/:id', 'exemption:read', exemptionRequests.show);
  routes.post('/exemptions/:id/decision', 'exemption:decide', exemptionRequests.decide);
  routes.post('/exemptions/:id/withdraw', 'exemption:ask', exemptionRequests.withdraw);
}
