import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { Routes } from './access/routes.js';
import { actionsRoutes } from './actions/actions.routes.js';
import { byChildRoutes } from './actions/byChild/byChild.routes.js';
import { escalationRoutes } from './actions/escalation/escalation.routes.js';
import { surgeriesRoutes } from './actions/surgeries/surgeries.routes.js';
import { childMovesRoutes } from './actions/handover/childMoves.routes.js';
import { concernsRoutes } from './concerns/concerns.routes.js';
import { allocationRoutes } from './allocation/allocation.routes.js';
import { proposalsRoutes } from './allocation/proposals/proposals.routes.js';
import { caseloadsRoutes } from './allocation/caseloads/caseloads.routes.js';
import { boardRoutes } from './allocation/board/board.routes.js';
import { availabilityRoutes } from './allocation/availability/availability.routes.js';
import { pairingsRoutes } from './allocation/pairings/pairings.routes.js';
import { auditsRoutes } from './audits/audits.routes.js';
import { captureRoutes } from './audits/capture.routes.js';
import { acceptanceRoutes } from './audits/acceptance.routes.js';
import { importingRoutes } from './importing/importing.routes.js';
import { messagesRoutes } from './messages/messages.routes.js';
import { moderationRoutes } from './moderation/moderation.routes.js';
import { organisationRoutes } from './people/organisation.routes.js';
import { peopleRoutes } from './people/people.routes.js';
import { signInRoutes } from './people/signIn.routes.js';
import { reportingRoutes } from './reporting/reporting.routes.js';
import type { Services } from './services.js';
import { checkCsrf } from './web/csrf.js';
import { errorPages, notFoundPage } from './web/errorPages.js';
import { requestLog } from './web/log.js';
import { pageLocals } from './web/pageLocals.js';
import { sessionLimits } from './web/sessions.js';
import { workRoutes } from './work/work.routes.js';

export interface Plumbline {
  app: Express;
  routes: Routes;
}

/** The application: middleware in order, then every feature's routes. `banner` is shown on every page of a demonstration. */
export function createApp(services: Services, banner?: string): Plumbline {
  const { config, log, controllers } = services;
  const app = express();
  app.set('views', join(import.meta.dirname, '../../views'));
  app.set('view engine', 'ejs');
  app.enable('view cache');
  app.disable('x-powered-by');
  app.set('own host', config.baseUrl.host);
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');

  const overHttps = config.baseUrl.protocol === 'https:';
  app.use(requestLog(log));
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          ...(overHttps ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      // Not `no-referrer`: a browser would then say of our own forms too that they come from nowhere.
      referrerPolicy: { policy: 'same-origin' },
      strictTransportSecurity: overHttps,
    }),
  );
  app.use('/assets', express.static(join(import.meta.dirname, '../public')));
  app.get('/health', (_request, response, next) => {
    services.database.answers().then((well) => response.status(well ? 200 : 503).type('text').send(well ? 'ok' : 'no database'), next);
  });
  // A page with a child's record must not stay in a shared computer's cache.
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(services.sessions.middleware);
  app.use(services.authenticator.session());
  app.use(sessionLimits(config, services.clock));
  app.use(pageLocals(banner));
  app.use(express.urlencoded({ extended: false, limit: '500kb', parameterLimit: 500 }));

  const router = express.Router();
  const routes = new Routes(router, { csrf: checkCsrf, askToSignIn: controllers.signIn.askToSignIn });
  signInRoutes(routes, controllers.signIn);
  allocationRoutes(routes, controllers.allocation);
  proposalsRoutes(routes, controllers.proposals, controllers.proposalLines);
  caseloadsRoutes(routes, controllers.caseloads);
  boardRoutes(routes, controllers);
  availabilityRoutes(routes, controllers);
  pairingsRoutes(routes, controllers.pairings, controllers.rotation);
  auditsRoutes(routes, controllers.audits);
  captureRoutes(routes, controllers.capture, controllers.writtenActions);
  moderationRoutes(routes, controllers.moderation);
  acceptanceRoutes(routes, controllers.acceptance);
  actionsRoutes(routes, controllers.actions);
  byChildRoutes(routes, controllers.byChild);
  childMovesRoutes(routes, controllers.childMoves);
  escalationRoutes(routes, controllers.escalation);
  surgeriesRoutes(routes, controllers.surgeries, controllers.surgeryOutcomes);
  concernsRoutes(routes, controllers.concernList, controllers.concerns, controllers.reopening, controllers.acknowledgements);
  peopleRoutes(routes, controllers.people);
  organisationRoutes(routes, controllers.teams, controllers.services);
  messagesRoutes(routes, controllers.messages, controllers.outbox);
  workRoutes(routes, controllers.work);
  importingRoutes(routes, controllers.importing);
  reportingRoutes(routes, controllers.figures, controllers.followUp, controllers.targets);
  app.use(router);

  app.use(notFoundPage);
  app.use(errorPages(log));
  return { app, routes };
}
