import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { createApp } from './app.js';
import type { Config } from './config.js';
import { openDatabase, sqlitePath } from './database/openDatabase.js';
import { createServices, type Services } from './services.js';
import type { Clock } from './shared/clock.js';
import { CannotStart } from './shared/errors.js';
import { createLog } from './web/log.js';

export interface Running {
  address: string;
  services: Services;
  /** Answers the requests under way, then lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts Plumbline and keeps it running until the process is told to stop.
 * `prepare` runs before the first request. @throws CannotStart when the database or the port is not to be had
 */
export async function serve(config: Config, clock: Clock, { banner, prepare }: { banner?: string; prepare?: (services: Services) => Promise<void> } = {}): Promise<Running> {
  const log = createLog(config.logLevel);
  const database = await openDatabase(config.databaseUrl);
  const pool = sqlitePath(config.databaseUrl) === null ? new pg.Pool({ connectionString: config.databaseUrl, max: 5 }) : null;
  // An idle connection that breaks is replaced; without a listener it would end the process.
  pool?.on('error', (error) => log.error({ err: error }, 'a database connection broke'));
  const letGo = async (): Promise<void> => {
    await database.close();
    await pool?.end();
  };
  try {
    const services = await createServices({ config, database, clock, log, pool });
    await services.submissions.forgetOld();
    const forgetting = setInterval(() => {
      services.submissions.forgetOld().catch((error: unknown) => log.error({ err: error }, 'old forms were not forgotten'));
    }, 24 * 3600_000).unref();
    await services.imports.failBrokenOff();
    await prepare?.(services);
    await services.controllers.signIn.offerSetUp();
    if (config.mail === null) log.info('No e-mail is sent: SMTP_URL is not set');
    const server = createServer(createApp(services, banner).app);
    await listen(server, config.port);
    const address = `http://localhost:${(server.address() as AddressInfo).port}`;
    log.info(`Plumbline is on ${address}`);
    const mail = (): void => void services.mailRun.run().catch((error: unknown) => log.error({ err: error }, 'e-mails were not made or sent'));
    const mailing = setInterval(mail, 60_000).unref();
    mail();
    const stop = async (): Promise<void> => {
      clearInterval(forgetting);
      clearInterval(mailing);
      const mailStopped = services.mailRun.stop();
      await new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
        // A request that hangs must not keep the process from ending.
        setTimeout(() => server.closeAllConnections(), 10_000).unref();
      });
      await mailStopped;
      services.sessions.close();
      await letGo();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => void stop().then(() => process.exit(0)));
    }
    return { address, services, stop };
  } catch (error) {
    await letGo();
    throw error;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((listening, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'EADDRINUSE' ? new CannotStart(`Port ${port} is in use. Stop what uses it, or set PORT to another one.`) : error),
    );
    server.listen(port, listening);
  });
}
