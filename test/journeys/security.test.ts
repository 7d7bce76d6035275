import assert from 'node:assert/strict';
import { createConnection } from 'node:net';
import type { DeclaredRoute } from '../../src/access/routes.js';
import { TestApp, testPassword, type Visitor } from '../support/testApp.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase } from '../support/testDatabase.js';

const everyRole = ['auditor', 'moderator', 'qa', 'admin', 'team_manager', 'head_of_service', 'director', 'reviewing_officer', 'ambassador', 'external_reviewer'] as const;

/** A route's path with something in the place of each parameter. */
const filled = (route: DeclaredRoute): string => route.path.replace(/:\w+/g, '1');

const noTrace = (text: string, what: string): void => {
  assert.doesNotMatch(text, /node_modules|\bat \S+ \(|\.js:\d+|Error:|SQLITE|select .* from/i, what);
};

describe('protection', () => {
  let app: TestApp;
  let everything: Visitor;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    everything = await app.asNew('Every Role', ...everyRole);
  });
  after(() => app.stop());

  describe('of forms', () => {
    const posts = (): DeclaredRoute[] => app.plumbline.routes.declared.filter((route) => route.method === 'post');

    it('refuses every form without its token, with a wrong one and with that of somebody else, and signs nobody out', async () => {
      const other = await app.asNew('Other Person', 'admin');
      await other.get('/people/new');
      const theirs = other.fields().answers['_csrf'] as string;
      assert.ok(posts().length > 10);
      for (const route of posts()) {
        for (const token of [undefined, '', 'x', theirs, ['x', 'y']]) {
          await everything.send(filled(route), token === undefined ? {} : { _csrf: token });
          assert.equal(everything.status, 403, `${route.path} with ${String(token)}`);
        }
      }
      await everything.get('/people');
      assert.equal(everything.status, 200);
    });

    it('carries out none that a visitor who is not signed in sends', async () => {
      for (const route of posts().filter((post) => post.permission !== 'public')) {
        const visitor = app.visitor();
        await visitor.get('/sign-in');
        await visitor.send(filled(route), { _csrf: visitor.fields().answers['_csrf'] as string });
        assert.equal(visitor.status, 401, route.path);
        assert.match(visitor.text, /Sign in to go on/);
      }
    });

    it('takes a token from the form only', async () => {
      await everything.get('/people/new');
      const { answers } = everything.fields();
      const response = await everything.agent.post(`/people/new?_csrf=${answers['_csrf'] as string}`).set('x-csrf-token', answers['_csrf'] as string).type('form').send({ name: 'x' });
      assert.equal(response.status, 403);
    });
  });

  describe('by headers', () => {
    const pages = ['/sign-in', '/', '/people', '/people/999999', '/nowhere', '/health', '/assets/nothing.css'];

    it('allows scripts and styles of our own files only, no frames, no guessing of types, no referrer to others', async () => {
      for (const path of pages) {
        await everything.get(path);
        const { headers } = everything.last;
        const policy: Record<string, string> = Object.fromEntries(
          String(headers['content-security-policy']).split(';').map((directive) => {
            const [name, ...sources] = directive.trim().split(/\s+/);
            return [name!, sources.join(' ')] as const;
          }),
        );
        assert.equal(policy['default-src'], "'none'", path);
        assert.equal(policy['script-src'], "'self'", path);
        assert.equal(policy['style-src'], "'self'", path);
        assert.equal(policy['frame-ancestors'], "'none'", path);
        assert.equal(policy['form-action'], "'self'", path);
        assert.equal(policy['base-uri'], "'none'", path);
        assert.ok(!/unsafe|\*|https?:/.test(String(headers['content-security-policy'])), path);
        assert.equal(headers['x-content-type-options'], 'nosniff', path);
        assert.equal(headers['referrer-policy'], 'same-origin', path);
        assert.equal(headers['x-frame-options'], 'SAMEORIGIN', path);
        assert.equal(headers['x-powered-by'], undefined, path);
        assert.equal(headers['strict-transport-security'], undefined, path);
      }
    });

    it('keeps every page out of caches', async () => {
      for (const path of ['/sign-in', '/', '/people', '/people/999999', '/nowhere']) {
        await everything.get(path);
        assert.equal(everything.last.headers['cache-control'], 'no-store', path);
      }
    });

    it('puts no script, style or handler into a page itself', async () => {
      for (const path of ['/sign-in', '/', '/people', '/people/new', '/teams', '/account/password', '/nowhere']) {
        const { page } = await everything.get(path);
        assert.deepEqual(page('script:not([src]), style, [style]').toArray().length, 0, path);
        const handlers = page('*').toArray().flatMap((element) => ('attribs' in element ? Object.keys(element.attribs) : [])).filter((name) => name.startsWith('on'));
        assert.deepEqual(handlers, [], path);
        assert.equal(page('[href^="javascript:"]').length, 0, path);
      }
    });

    it('keeps the session cookie from scripts and from other sites', async () => {
      const visitor = app.visitor();
      await visitor.get('/sign-in');
      const cookies = [visitor.last.headers['set-cookie']].flat() as string[];
      assert.equal(cookies.length, 1);
      assert.match(cookies[0]!, /^plumbline=/);
      assert.match(cookies[0]!, /; HttpOnly/);
      assert.match(cookies[0]!, /; SameSite=Lax/);
      assert.match(cookies[0]!, /; Path=\//);
      assert.doesNotMatch(cookies[0]!, /; Secure/);
    });

    it('insists on https where people reach Plumbline over it', async () => {
      const secured = await TestApp.on(await testDatabase(), new TestClock(), { BASE_URL: 'https://plumbline.council.gov.uk' });
      try {
        const visitor = secured.visitor();
        visitor.agent.set('X-Forwarded-Proto', 'https').set('X-Forwarded-For', '10.0.0.7');
        await visitor.get('/sign-in');
        const { headers } = visitor.last;
        assert.match(String(headers['strict-transport-security']), /^max-age=\d{8,}/);
        assert.match(String(headers['content-security-policy']), /upgrade-insecure-requests/);
        const [cookie] = [headers['set-cookie']].flat() as string[];
        assert.match(cookie ?? 'no cookie', /^__Host-plumbline=[^;]+; Path=\/;.*HttpOnly; Secure; SameSite=Lax/);
        assert.doesNotMatch(cookie!, /Domain/);
        // The browser gives the cookie back over https only; so do we.
        await secured.services.accounts.addStaff({ name: 'Se Cure', email: 'se.cure@example.org', roles: ['admin'] });
        await secured.openAccount('se.cure@example.org');
        const { action, answers } = visitor.fields();
        const signedIn = await visitor.agent.post(action).set('Cookie', cookie!.split(';')[0]!).type('form').send({ ...answers, email: 'se.cure@example.org', password: testPassword });
        assert.equal(signedIn.status, 303);
        const page = await visitor.agent.get('/people').set('Cookie', String(signedIn.headers['set-cookie']).split(';')[0]!);
        assert.equal(page.status, 200);
      } finally {
        await secured.stop();
      }
    });
  });

  describe('against bad requests', () => {
    it('answers with a page of its own and never a stack trace', async () => {
      const requests: [status: number, path: string][] = [
        [404, '/nowhere'], [404, '/people/abc'], [404, '/people/999999'], [404, '/people/1/nothing'], [404, '/assets/nothing.js'], [404, '/.git/config'],
        [400, '/people/%E0%A4%A'], [404, '/%'], [404, '/assets/%E0%A4%A'], [404, '/assets/..%2f..%2fpackage.json'], [404, '/people/%00'], [200, '/people?search=%E0%A4%A'],
        [200, `/people?search=${'x'.repeat(4000)}`], [404, `/${'x'.repeat(4000)}`], [200, '/people?__proto__=x&constructor=y&search[a]=b'],
      ];
      for (const [status, path] of requests) {
        await everything.get(path);
        assert.equal(everything.status, status, path.slice(0, 80));
        noTrace(everything.last.text, path);
        if (status !== 200) assert.equal(everything.page('h1').length, 1, path);
      }
    });

    it('knows pages by GET and forms by POST only', async () => {
      for (const method of ['put', 'patch', 'delete'] as const) {
        const response = await everything.agent[method]('/people');
        assert.equal(response.status, 404, method);
        noTrace(response.text, method);
      }
      assert.equal((await everything.agent.head('/people')).status, 200);
    });

    it('refuses a form of more than half a megabyte with 413', async () => {
      await everything.get('/people/new');
      await everything.submit({ name: 'x'.repeat(1_000_000) });
      assert.equal(everything.status, 413);
      noTrace(everything.last.text, '1 MB');
      assert.equal(everything.page('h1').text(), 'That is too large');
    });

    it('refuses a form of very many fields, another kind of body and a broken one', async () => {
      const bodies: [type: string, body: string][] = [
        ['application/x-www-form-urlencoded', Array.from({ length: 5000 }, (_, n) => `a${n}=1`).join('&')],
        ['application/x-www-form-urlencoded', '%E0%A4%A=%&&&=='],
        ['application/x-www-form-urlencoded; charset=klingon', 'a=b'],
        ['application/json', '{"name": "x"'],
        ['application/json', '{"__proto__": {"admin": true}}'],
        ['multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\nx\r\n'],
        ['multipart/form-data', 'no boundary'],
        ['text/plain', 'hello'],
        ['', ''],
      ];
      for (const [type, body] of bodies) {
        const response = await everything.agent.post('/people/new').set('Content-Type', type).send(body);
        assert.ok([400, 403, 413].includes(response.status), `${type}: ${response.status}`);
        noTrace(response.text, type);
      }
    });

    it('outlives a request that is not HTTP at all, and one that breaks off', async () => {
      const { port } = new URL(app.address);
      for (const bytes of ['\u0000\u0001\u0002 nonsense\r\n\r\n', 'POST /people/new HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nname=half']) {
        await new Promise<void>((done) => {
          const socket = createConnection(Number(port), '127.0.0.1', () => socket.end(bytes));
          socket.on('close', () => done()).on('error', () => done()).resume();
        });
      }
      assert.equal((await everything.get('/people')).status, 200);
    });

    it('removes NUL characters from what is typed', async () => {
      await everything.get('/people/new');
      await everything.submit({ name: 'Nul\u0000Name', email: 'nul@example.org' });
      assert.equal(everything.status, 303);
      await everything.follow();
      assert.match(everything.text, /NulName/);
    });

    it('shows what was typed as text wherever it comes back', async () => {
      const script = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
      await everything.get(`/people?search=${encodeURIComponent(script)}&role=${encodeURIComponent(script)}&team=${encodeURIComponent(script)}`);
      assert.equal(everything.page('main script, main img').length, 0);
      assert.equal(everything.page('main input[name=search]').attr('value'), script);
      await everything.get('/people/new');
      await everything.submit(Object.fromEntries(['name', 'email', 'teamId', 'roles', 'fte', 'auditFrequency', 'moderationCapacity', 'startsOn-day', '_key'].map((name) => [name, script])));
      assert.equal(everything.status, 400);
      assert.equal(everything.page('main script, main img').length, 0);
      const visitor = app.visitor();
      await visitor.get(`/sign-in?next=${encodeURIComponent(script)}`);
      await visitor.submit({ email: script, password: 'x' });
      assert.equal(visitor.page('main script, main img').length, 0);
    });
  });

  describe('of what is logged', () => {
    it('logs method, path and status of a request, and neither its query string nor what was typed', async () => {
      await everything.get('/people?search=LL-12345-case');
      await everything.get('/actions/C104115');
      assert.equal(everything.status, 404);
      await everything.get('/people/new');
      await everything.submit({ name: 'Logged Nowhere', email: 'logged.nowhere' });
      assert.match(app.logged, /"method":"GET"\}.*"path":"\/people"/);
      assert.match(app.logged, /"status":404/);
      assert.match(app.logged, /"status":400/);
      for (const secret of ['LL-12345-case', 'C104115', 'Logged Nowhere', 'logged.nowhere', testPassword, 'plumbline=', 'cookie']) assert.ok(!app.logged.includes(secret), secret);
    });

    it('names a child neither when a page fails: a reference number instead, which is in the log with the place', async () => {
      const broken = await TestApp.on(await testDatabase());
      try {
        const visitor = await broken.asNew('Broken Luck', 'admin');
        await visitor.get('/people/new');
        // A database complains with the very value it chokes on.
        await broken.database.transaction(async () => {
          if (broken.database.isPostgres) {
            await broken.database.query("create function choke() returns trigger language plpgsql as $$ begin raise exception 'cannot store %', new.email; end $$");
            await broken.database.query('create trigger choke before insert on staff for each row execute function choke()');
          } else await broken.database.query("create trigger choke before insert on staff begin select raise(abort, 'cannot store ' || new.email); end");
        });
        await visitor.submit({ name: 'CASE-REF-778899', email: 'case-ref-778899@example.org' });
        assert.equal(visitor.status, 500);
        assert.equal(visitor.page('h1').text(), 'Sorry, there is a problem');
        noTrace(visitor.last.text, 'page');
        const reference = visitor.page('.plumbline-reference').text();
        assert.match(reference, /^[0-9a-f-]{36}$/);
        const line = broken.logged.split('\n').find((text) => text.includes(reference))!;
        const entry = JSON.parse(line) as { method: string; path: string; err: { type: string; stack: string[] } };
        assert.deepEqual([entry.method, entry.path, entry.err.type], ['POST', '/people/new', 'QueryFailedError']);
        assert.ok(entry.err.stack.length > 0);
        assert.ok(!/case-ref-778899/i.test(broken.logged));
        await visitor.get('/people');
        assert.equal(visitor.status, 200);
      } finally {
        await broken.stop();
      }
    });

    it('answers with the page about a problem also when there is no database at all, and stays up', async () => {
      const closed = await TestApp.on(await testDatabase());
      try {
        const visitor = await closed.asNew('No Base', 'admin');
        await closed.database.close();
        for (const path of ['/', '/people?search=LL-999', '/sign-in']) {
          await visitor.get(path);
          assert.equal(visitor.status, 500, path);
          assert.match(visitor.page('.plumbline-reference').text(), /^[0-9a-f-]{36}$/);
          noTrace(visitor.last.text, path);
        }
        assert.ok(!closed.logged.includes('LL-999'));
        await visitor.get('/health');
        assert.equal(visitor.status, 503);
      } finally {
        await closed.stop();
      }
    });
  });

  describe('of what was typed when a session has ended', () => {
    const typed = { name: 'Kept Words', email: 'kept.words@example.org', roles: ['auditor', 'qa'], 'startsOn-day': '1', 'startsOn-month': '4', 'startsOn-year': '2022' };

    const endSession = (): void => {
      app.clock.moment = new Date(app.clock.moment.getTime() + 31 * 60_000);
    };

    const stored = (email: string): Promise<unknown[]> => app.database.query('select 1 from staff where email = :email', { email });

    it('is shown after signing in again and saved with one press', async () => {
      const admin = await app.asNew('Kept Admin', 'admin');
      await admin.get('/people/new');
      endSession();
      await admin.submit(typed);
      assert.equal(admin.status, 401);
      assert.match(admin.errors.join(), /what you typed is kept/);
      assert.equal((await stored(typed.email)).length, 0);
      await admin.submit({ email: 'kept.admin@example.org', password: 'a wrong one' });
      assert.equal(admin.status, 400);
      await admin.submit({ email: 'kept.admin@example.org', password: testPassword });
      assert.equal(admin.status, 200);
      assert.match(admin.text, /You are signed in again\. Check what you typed and save it\./);
      assert.match(admin.text, /Name Kept Words Email kept\.words@example\.org/);
      assert.equal((await stored(typed.email)).length, 0);
      await admin.submit();
      assert.equal(admin.status, 303);
      await admin.follow();
      assert.match(admin.text, /Kept Words is added\./);
      assert.match(admin.text, /Auditor, QA team/);
      assert.match(admin.text, /1 April 2022/);
    });

    it('is shown again by somebody whose page was older than their session', async () => {
      const admin = await app.asNew('Stale Token', 'admin');
      await admin.get('/people/new');
      await admin.submit({ ...typed, email: 'stale.token.form@example.org', _csrf: 'of an earlier session' });
      assert.equal(admin.status, 403);
      assert.match(admin.text, /This page had been open too long/);
      await admin.submit();
      assert.equal(admin.status, 303);
      assert.equal((await stored('stale.token.form@example.org')).length, 1);
    });

    it('never holds a password or a token', async () => {
      const admin = await app.asNew('Secret Keeper', 'admin');
      await admin.get('/account/password');
      endSession();
      await admin.submit({ current: testPassword, password: 'words of a new one', repeated: 'words of a new one' });
      assert.equal(admin.status, 401);
      assert.equal(admin.page('input[name=_kept]').length, 0);
      assert.ok(!admin.last.text.includes('words of a new one'));
    });

    it('is kept behind a proxy that passes on another host than people see', async () => {
      const admin = await app.asNew('Behind Proxy', 'admin');
      await admin.get('/people/new');
      const { answers } = admin.fields();
      const response = await admin.agent.post('/people/new').set('Origin', app.services.config.baseUrl.origin).type('form').send({ ...answers, ...typed, _csrf: 'x' });
      assert.ok(response.text.includes('Kept Words'));
    });

    it('is not taken from a page of another site', async () => {
      const admin = await app.asNew('Cross Site', 'admin');
      await admin.get('/people/new');
      const { answers } = admin.fields();
      for (const origin of ['https://evil.example', 'null', app.address.replace('127.0.0.1', 'localhost'), '']) {
        const response = await admin.agent.post('/people/new').set('Origin', origin).type('form').send({ ...answers, ...typed, _csrf: 'x' });
        assert.equal(response.status, 403, origin);
        assert.ok(!response.text.includes('Kept Words'), origin);
      }
      const visitor = app.visitor();
      const kept = JSON.stringify({ path: '/people/new', answers: [['name', 'Planted']] });
      for (const path of ['/people/new', '/sign-in']) {
        const response = await visitor.agent.post(path).set('Origin', 'https://evil.example').type('form').send({ name: 'Planted', _kept: kept });
        assert.ok(!response.text.includes('Planted'), path);
      }
    });

    it('goes back to a page of ours and nowhere else', async () => {
      const wrong = ['//evil.example/x', 'https://evil.example', '/a?b=c', '', '/../x', 7];
      for (const path of wrong) {
        const visitor = app.visitor();
        await visitor.get('/sign-in');
        await visitor.submit({ email: 'cross.site@example.org', password: testPassword, _kept: JSON.stringify({ path, answers: [['name', 'x']] }) });
        assert.equal(visitor.last.headers['location'], '/', String(path));
      }
      for (const kept of ['not json', '{"path":"/people/new"}', '{"path":"/people/new","answers":[["a",{}]]}', 'null']) {
        const visitor = app.visitor();
        await visitor.get('/sign-in');
        await visitor.submit({ email: 'cross.site@example.org', password: testPassword, _kept: kept });
        assert.equal(visitor.last.headers['location'], '/', kept);
      }
    });
  });
});
