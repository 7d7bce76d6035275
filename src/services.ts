import type pg from 'pg';
import { ActionReads } from './actions/actions.reads.js';
import { ActionsService } from './actions/actions.service.js';
import { AuditReads } from './audits/audits.reads.js';
import { AuditsStore } from './audits/audits.store.js';
import { ConcernReads } from './concerns/concerns.reads.js';
import { ConcernsService } from './concerns/concerns.service.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { Submissions } from './forms/submissions.js';
import { HistoryStore } from './history/history.store.js';
import { AccountsService } from './people/accounts.service.js';
import { PeopleReads } from './people/people.reads.js';
import { SignInController } from './people/signIn.controller.js';
import { signInWith } from './people/signIn.js';
import { SignInLimits } from './people/signInLimits.js';
import type { Clock } from './shared/clock.js';
import type { Logger } from './web/log.js';
import { sessions } from './web/sessions.js';
import { WorkController } from './work/work.controller.js';
import { WorkReads } from './work/work.reads.js';

/** What everything is made from. */
export interface Foundations {
  config: Config;
  database: Database;
  clock: Clock;
  log: Logger;
  /** PostgreSQL connections for what keeps tables of its own (sessions, sign-in limits); null on SQLite. */
  pool: pg.Pool | null;
}

export type Services = Awaited<ReturnType<typeof createServices>>;

/** All wiring, by hand. */
export async function createServices({ config, database, clock, log, pool }: Foundations) {
  const history = new HistoryStore(database, clock);
  const submissions = new Submissions(database, clock);
  const people = new PeopleReads(database);
  const accounts = new AccountsService(database, people, history, clock);
  const limits = await SignInLimits.open(pool);
  const authenticator = signInWith(people);
  const signIn = new SignInController(authenticator, accounts, people, limits, clock, log);
  const actionReads = new ActionReads(database, clock);
  const actions = new ActionsService(database, history);
  const concernReads = new ConcernReads(database);
  const concerns = new ConcernsService(database, history, clock);
  const auditsStore = new AuditsStore(database);
  const auditReads = new AuditReads(database, auditsStore);

  return {
    config,
    database,
    clock,
    log,
    history,
    submissions,
    people,
    accounts,
    actionReads,
    actions,
    concernReads,
    concerns,
    auditReads,
    authenticator,
    sessions: sessions(config, pool),
    controllers: { work: new WorkController(new WorkReads(database), clock), signIn },
  };
}
