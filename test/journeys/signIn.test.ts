import assert from 'node:assert/strict';
import { hashPassword } from '../../src/people/passwords.js';
import { safePath } from '../../src/web/safePath.js';
import { wrongPasswordsAllowed } from '../../src/people/signInLimits.js';
import { TestApp, testPassword, type Visitor } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const minutes = 60_000;

describe('signing in', () => {
  let app: TestApp;
  before(async () => {
    app = await TestApp.on(await testDatabase());
    await app.services.accounts.addStaff({ name: 'Ada Minster', email: 'ada.minster@example.org', roles: ['admin'] });
    await app.openAccount('ada.minster@example.org');
  });
  after(() => app.stop());

  const later = (milliseconds: number): void => {
    app.clock.moment = new Date(app.clock.moment.getTime() + milliseconds);
  };
  const trySigningIn = async (email: string, password: string): Promise<Visitor> => {
    const visitor = app.visitor();
    await visitor.get('/sign-in');
    return visitor.submit({ email, password });
  };
  const isSignedIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/')).status === 200;

  it('leads to the first page, and signing out ends it', async () => {
    const ada = await trySigningIn('Ada.Minster@example.org ', testPassword);
    assert.equal(ada.status, 303);
    await ada.follow();
    assert.match(ada.text, /Signed in as Ada Minster/);
    await ada.submit({}, 'form[action="/sign-out"]');
    assert.equal(ada.last.headers['location'], '/sign-in');
    await ada.get('/people');
    assert.equal(ada.last.headers['location'], '/sign-in?next=%2Fpeople');
  });

  it('is noted with its moment', async () => {
    await trySigningIn('ada.minster@example.org', testPassword);
    const [account] = await app.database.query<{ at: string }>('select last_signed_in_at as at from accounts');
    assert.equal(account!.at, app.clock.now().toISOString());
  });

  it('leads to the page that was asked for', async () => {
    const visitor = app.visitor();
    await visitor.get('/people?role=qa');
    await visitor.follow();
    await visitor.submit({ email: 'ada.minster@example.org', password: testPassword });
    assert.equal(visitor.last.headers['location'], '/people?role=qa');
  });

  it('never leads to another site', async () => {
    for (const elsewhere of ['https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil.example', '/%0d%0aLocation:x\r\n', 'javascript:alert(1)', '/people#@evil', '/ evil', '']) {
      assert.equal(safePath(elsewhere), '/', elsewhere);
      const visitor = app.visitor();
      await visitor.get(`/sign-in?next=${encodeURIComponent(elsewhere)}`);
      await visitor.submit({ email: 'ada.minster@example.org', password: testPassword });
      assert.equal(visitor.last.headers['location'], '/');
      const forged = app.visitor();
      await forged.get('/sign-in');
      await forged.submit({ email: 'ada.minster@example.org', password: testPassword, next: elsewhere });
      assert.equal(forged.last.headers['location'], '/');
    }
    for (const ours of ['/people', '/people?role=qa&page=2', '/audits/A00001']) assert.equal(safePath(ours), ours);
    for (const nothing of [undefined, ['/people'], 7]) assert.equal(safePath(nothing), '/');
  });

  it('starts a session of its own, so that one prepared by somebody else is of no use', async () => {
    const visitor = app.visitor();
    await visitor.get('/sign-in');
    const before = String(visitor.last.headers['set-cookie']).split(';')[0];
    await visitor.submit({ email: 'ada.minster@example.org', password: testPassword });
    const after = String(visitor.last.headers['set-cookie']).split(';')[0];
    assert.notEqual(before, after);
    const withTheOld = await app.visitor().agent.get('/').set('Cookie', before!);
    assert.equal(withTheOld.headers['location'], '/sign-in');
  });

  it('asks for both answers', async () => {
    const visitor = app.visitor();
    await visitor.get('/sign-in');
    await visitor.submit({ email: '', password: '' });
    assert.deepEqual([visitor.status, visitor.errors], [400, ['Enter your e-mail address.']]);
    await visitor.submit({ email: 'ada.minster@example.org', password: '' });
    assert.deepEqual([visitor.status, visitor.errors], [400, ['Enter your password.']]);
    await visitor.submit({ email: ['ada.minster@example.org', 'x'], password: ['a', 'b'] });
    assert.equal(visitor.status, 400);
    await visitor.submit({ email: 'ada\u0000.minster@example.org', password: 'nul\u0000' });
    assert.equal(visitor.status, 400);
    assert.ok(!visitor.last.text.includes('nul'));
  });

  it('says the same of a wrong password, an address without an account and a disabled account', async () => {
    await app.services.accounts.addStaff({ name: 'Dis Abled', email: 'dis.abled@example.org', roles: ['auditor'] });
    await app.openAccount('dis.abled@example.org');
    await app.database.transaction(() => app.database.query("update accounts set disabled = true where staff_id = (select id from staff where email = 'dis.abled@example.org')"));
    const answers = [];
    for (const [email, password] of [['ada.minster@example.org', 'a wrong password'], ['nobody@example.org', 'a wrong password'], ['dis.abled@example.org', testPassword]] as const) {
      const visitor = await trySigningIn(email, password);
      answers.push([visitor.status, visitor.text, visitor.errors]);
    }
    assert.deepEqual(answers[1], answers[0]);
    assert.deepEqual(answers[2], answers[0]);
    assert.equal(answers[0]![0], 400);
    await trySigningIn('ada.minster@example.org', testPassword);
  });

  it('slows down after five wrong passwords, the same for an account as for none, and the right password waits too', async () => {
    await app.services.accounts.addStaff({ name: 'Guess Ed', email: 'guess.ed@example.org', roles: ['auditor'] });
    await app.openAccount('guess.ed@example.org');
    const answersOf = async (email: string): Promise<unknown[]> => {
      const answers = [];
      for (let tries = 1; tries <= wrongPasswordsAllowed + 2; tries++) {
        const visitor = await trySigningIn(email, `wrong ${tries}`);
        answers.push([visitor.status, visitor.errors]);
      }
      return answers;
    };
    const existing = await answersOf('guess.ed@example.org');
    const missing = await answersOf('no.such.person@example.org');
    assert.deepEqual(missing, existing);
    assert.deepEqual(existing.map((answer) => (answer as [number])[0]), [400, 400, 400, 400, 400, 429, 429]);
    assert.match(String(existing.at(-1)), /Wait 5 minutes/);
    const right = await trySigningIn('Guess.Ed@Example.org', testPassword);
    assert.equal(right.status, 429);
    // Nobody else waits.
    assert.equal((await trySigningIn('ada.minster@example.org', testPassword)).status, 303);
  });

  it('is not to be guessed by trying many at once', async () => {
    await app.services.accounts.addStaff({ name: 'Para Llel', email: 'para.llel@example.org', roles: ['auditor'] });
    await app.openAccount('para.llel@example.org');
    const visitors = await Promise.all(Array.from({ length: 20 }, () => app.visitor().get('/sign-in')));
    await Promise.all(visitors.map((visitor, n) => visitor.submit({ email: 'para.llel@example.org', password: n === 19 ? testPassword : `wrong ${n}` })));
    assert.equal(visitors.filter((visitor) => visitor.status === 400).length, wrongPasswordsAllowed);
    assert.equal(visitors.filter((visitor) => visitor.status === 429).length, 20 - wrongPasswordsAllowed);
  });

  it('forgets wrong passwords with the right one', async () => {
    for (let round = 0; round < 3; round++) {
      for (let tries = 1; tries < wrongPasswordsAllowed; tries++) await trySigningIn('ada.minster@example.org', 'wrong');
      assert.equal((await trySigningIn('ada.minster@example.org', testPassword)).status, 303);
    }
  });

  describe('the session', () => {
    it('ends after half an hour without a request, and not before', async () => {
      const ada = await app.as('ada.minster@example.org');
      later(29 * minutes);
      assert.ok(await isSignedIn(ada));
      later(29 * minutes);
      assert.ok(await isSignedIn(ada));
      later(31 * minutes);
      assert.ok(!(await isSignedIn(ada)));
      assert.equal(ada.last.headers['location'], '/sign-in');
    });

    it('ends after ten hours whatever happens', async () => {
      const ada = await app.as('ada.minster@example.org');
      for (let passed = 0; passed < 600; passed += 25) {
        assert.ok(await isSignedIn(ada), `${passed} minutes`);
        later(25 * minutes);
      }
      assert.ok(await isSignedIn(ada));
      later(1 * minutes);
      assert.ok(!(await isSignedIn(ada)));
    });

    it('ends when the password is changed, except where it was changed', async () => {
      const [here, there] = [await app.asNew('Two Places', 'auditor'), await app.as('two.places@example.org')];
      await here.get('/account/password');
      await here.submit({ current: testPassword, password: 'another three words', repeated: 'another three words' });
      assert.equal(here.last.headers['location'], '/');
      await here.follow();
      assert.match(here.text, /Your password is changed\. Other devices are signed out\./);
      assert.ok(!(await isSignedIn(there)));
      assert.equal((await trySigningIn('two.places@example.org', testPassword)).status, 400);
      assert.equal((await trySigningIn('two.places@example.org', 'another three words')).status, 303);
    });

    it('keeps its absolute limit over a change of password', async () => {
      const visitor = await app.asNew('Long Day', 'auditor');
      for (let passed = 0; passed < 575; passed += 25) {
        later(25 * minutes);
        await visitor.get('/');
      }
      await visitor.get('/account/password');
      await visitor.submit({ current: testPassword, password: 'another three words', repeated: 'another three words' });
      assert.ok(await isSignedIn(visitor));
      later(26 * minutes);
      assert.ok(!(await isSignedIn(visitor)));
    });

    it('ends when the account is disabled, and has the roles of the moment', async () => {
      const visitor = await app.asNew('Once Admin', 'admin');
      assert.equal((await visitor.get('/people')).status, 200);
      await app.database.transaction(() => app.database.query("delete from staff_roles where staff_id = (select id from staff where email = 'once.admin@example.org')"));
      assert.equal((await visitor.get('/people')).status, 403);
      assert.ok(await isSignedIn(visitor));
      await app.database.transaction(() => app.database.query("update accounts set disabled = true where staff_id = (select id from staff where email = 'once.admin@example.org')"));
      assert.ok(!(await isSignedIn(visitor)));
    });

    it('of a page left open too long is renewed by signing in again, without a refusal', async () => {
      const visitor = app.visitor();
      await visitor.get('/sign-in');
      const { answers } = visitor.fields();
      const later = app.visitor();
      await later.send('/sign-in', { ...answers, email: 'ada.minster@example.org', password: testPassword });
      assert.equal(later.status, 403);
      assert.deepEqual(later.errors, ['This page had been open too long. Sign in again.']);
      await later.submit({ email: 'ada.minster@example.org', password: testPassword });
      assert.equal(later.status, 303);
    });
  });

  describe('a new password', () => {
    it('must be long enough, not the name, typed twice alike and not the present one', async () => {
      const visitor = await app.asNew('Choosy Person', 'auditor');
      const change = async (current: string, password: string, repeated = password): Promise<string[]> => {
        await visitor.get('/account/password');
        await visitor.submit({ current, password, repeated });
        assert.equal(visitor.status, 400);
        assert.ok(!visitor.last.text.includes(`value="${password}`));
        return visitor.errors;
      };
      assert.deepEqual(await change(testPassword, 'too short'), ['Use at least 12 characters, such as three random words.']);
      assert.deepEqual(await change(testPassword, 'x'.repeat(129)), ['Use 128 characters or fewer.']);
      assert.deepEqual(await change(testPassword, 'aaaaaaaaaaaaaa'), ['Use more than a few different characters.']);
      assert.deepEqual(await change(testPassword, 'my choosy.person pass'), ['Do not use your name or e-mail address in your password.']);
      assert.deepEqual(await change(testPassword, 'words that differ', 'words that differ!'), ['The two passwords are not the same. Type both again.']);
      assert.deepEqual(await change(testPassword, testPassword), ['Choose a password you are not using now.']);
      assert.deepEqual(await change('not the password', 'words that are fine'), ['This is not your current password. Type it again.']);
    });

    it('cannot be reached by guessing the present one in a session left open', async () => {
      const visitor = await app.asNew('Left Open', 'auditor');
      const statuses = [];
      for (let tries = 0; tries < 7; tries++) {
        await visitor.get('/account/password');
        await visitor.submit({ current: `guess ${tries}`, password: 'words that are fine', repeated: 'words that are fine' });
        statuses.push(visitor.status);
      }
      assert.deepEqual(statuses, [400, 400, 400, 400, 400, 429, 429]);
    });

    it('has to be chosen before anything else when an administrator gave the present one', async () => {
      await app.services.accounts.addStaff({ name: 'New Comer', email: 'new.comer@example.org', roles: ['admin'] });
      const [staff] = await app.database.query<{ id: number }>("select id from staff where email = 'new.comer@example.org'");
      await app.services.accounts.openAccount({ staffId: null, name: 'test' }, staff!.id, await hashPassword('a temporary password'));
      const visitor = await trySigningIn('new.comer@example.org', 'a temporary password');
      for (const path of ['/', '/people', '/people/new']) {
        await visitor.get(path);
        assert.equal(visitor.last.headers['location'], '/account/password', path);
      }
      await visitor.get('/account/password');
      assert.match(visitor.text, /Somebody else chose your present password/);
      assert.equal(visitor.page('nav').length, 0);
      const { answers } = visitor.fields();
      await visitor.send('/people/new', { ...answers, name: 'x', email: 'x@example.org' });
      assert.equal(visitor.last.headers['location'], '/account/password');
      await visitor.get('/account/password');
      await visitor.submit({ current: 'a temporary password', password: testPassword, repeated: testPassword });
      assert.equal((await visitor.get('/people')).status, 200);
    });

    it('is stored as an argon2id hash and is in no log', async () => {
      const [account] = await app.database.query<{ hash: string }>('select password_hash as hash from accounts limit 1');
      assert.match(account!.hash, /^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
      for (const secret of [testPassword, 'another three words', 'a temporary password', 'wrong 1', '$argon2id']) assert.ok(!app.logged.includes(secret), secret);
    });
  });
});

describe('the first visit', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.on(await testDatabase());
    await app.services.controllers.signIn.offerSetUp();
  });
  afterEach(() => app.stop());

  const details = { name: 'First Admin', email: 'First.Admin@example.org', password: testPassword, repeated: testPassword };
  const code = (): string => /one-time code: ([a-z0-9-]+)/.exec(app.logged)![1]!;

  it('sets up the first administrator with the code in the log, once', async () => {
    const visitor = app.visitor();
    await visitor.get('/');
    await visitor.follow();
    assert.match(visitor.text, /Set up Plumbline/);
    await visitor.submit({ ...details, code: ` ${code().toUpperCase()} ` });
    assert.equal(visitor.status, 303);
    await visitor.follow();
    assert.match(visitor.text, /The first administrator is set up/);
    await visitor.submit({ email: 'first.admin@example.org', password: testPassword });
    await visitor.get('/people');
    assert.equal(visitor.status, 200);

    const late = app.visitor();
    assert.equal((await late.get('/setup')).last.headers['location'], '/sign-in');
    await late.get('/sign-in');
    await late.send('/setup', { ...late.fields().answers, ...details, email: 'second@example.org', code: code() });
    assert.equal(late.last.headers['location'], '/sign-in');
    assert.equal((await app.database.query('select 1 from accounts')).length, 1);
  });

  it('is recorded in the history', async () => {
    const visitor = app.visitor();
    await visitor.get('/setup');
    await visitor.submit({ ...details, code: code() });
    const events = await app.database.query<{ event: string; by: string }>('select record_type, event, actor_name as by from history order by id');
    assert.deepEqual(
      events.map((row) => ({ ...row })),
      [{ record_type: 'staff', event: 'changed', by: 'First Admin' }, { record_type: 'account', event: 'set_up', by: 'First Admin' }],
    );
  });

  it('does nothing without the code, keeps what was typed, and waits after five wrong ones', async () => {
    const visitor = app.visitor();
    await visitor.get('/setup');
    for (let tries = 0; tries < wrongPasswordsAllowed; tries++) {
      await visitor.submit({ ...details, code: 'aaaa-bbbb-cccc' });
      assert.deepEqual([visitor.status, visitor.errors], [400, ['This is not the one-time code. It stands in the log of this start of Plumbline.']]);
    }
    assert.equal(visitor.fields().answers['name'], 'First Admin');
    assert.ok(!visitor.last.text.includes(`value="${testPassword}`));
    await visitor.submit({ ...details, code: code() });
    assert.match(visitor.errors.join(), /Wait 5 minutes/);
    assert.equal((await app.database.query('select 1 from accounts')).length, 0);
  });

  it('lets mistakes in the other answers be corrected as often as needed', async () => {
    const visitor = app.visitor();
    await visitor.get('/setup');
    for (let tries = 0; tries < 7; tries++) {
      await visitor.submit({ ...details, code: code(), password: 'short', repeated: 'short' });
      assert.deepEqual(visitor.errors, ['Use at least 12 characters, such as three random words.']);
      await visitor.submit({ ...details, code: code(), email: 'no address' });
      assert.match(visitor.errors.join(), /correct format/);
    }
    await visitor.submit({ ...details, code: code() });
    assert.equal(visitor.status, 303);
  });

  it('sets up one administrator when two try at once', async () => {
    const visitors = [app.visitor(), app.visitor()];
    await Promise.all(visitors.map((visitor) => visitor.get('/setup')));
    await Promise.all(visitors.map((visitor, n) => visitor.submit({ ...details, email: `admin${n}@example.org`, code: code() })));
    assert.equal((await app.database.query('select 1 from accounts')).length, 1);
  });

  it('closes as soon as somebody has an account, set up by whichever process', async () => {
    await app.services.accounts.addStaff({ name: 'Ada Minster', email: 'ada.minster@example.org', roles: ['admin'] });
    await app.openAccount('ada.minster@example.org');
    const visitor = app.visitor();
    assert.equal((await visitor.get('/setup')).last.headers['location'], '/sign-in');
    assert.equal((await visitor.get('/sign-in')).status, 200);
  });

  it('makes somebody an administrator whom an import has brought already', async () => {
    await app.services.accounts.addStaff({ name: 'Ada Minster', email: 'ada.imported@example.org', roles: ['qa'] });
    const visitor = app.visitor();
    await visitor.get('/setup');
    await visitor.submit({ ...details, email: 'Ada.Imported@example.org', code: code() });
    assert.equal(visitor.status, 303);
    const account = await app.services.people.accountByEmail('ada.imported@example.org');
    assert.deepEqual([...(await app.services.people.person(account!)).roles].sort(), ['admin', 'qa']);
  });

  it('asks for the code of an empty database only', async () => {
    await app.services.accounts.addStaff({ name: 'A', email: 'a@example.org', roles: ['admin'] });
    await app.openAccount('a@example.org');
    const before = app.logged;
    await app.services.controllers.signIn.offerSetUp();
    assert.equal(app.logged, before);
  });
});
