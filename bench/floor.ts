import ejs from 'ejs';
import express from 'express';
import session from 'express-session';
import helmet from 'helmet';
import type { AddressInfo } from 'node:net';
import type { Reply } from './server.js';

/** The least such a page can cost: Express, helmet, a session in memory and an EJS table of 25 rows, without a database or a layout. */
const page = ejs.compile(
  '<!DOCTYPE html><html lang="en"><title><%= title %></title><table><% for (const row of rows) { %><tr><td><%= row.ref %></td><td><%= row.name %></td><td><%= row.day %></td></tr><% } %></table></html>',
);
const rows = Array.from({ length: 25 }, (_, index) => ({ ref: `A${index}`, name: `Person ${index}`, day: '18 August 2022' }));

const app = express();
app.disable('x-powered-by');
app.use(helmet());
app.use(session({ secret: 'only for measuring', resave: false, saveUninitialized: false }));
app.get('/', (_request, response) => void response.send(page({ title: 'Audits', rows })));
const server = app.listen(0, '127.0.0.1', () => {
  process.send?.({ address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` } satisfies Reply);
});
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
