import assert from 'node:assert/strict';
import type { Request } from 'express';
import { Submissions } from '../../src/forms/submissions.js';
import { notify } from '../../src/web/notice.js';
import { Service } from '../../src/people/service.entity.js';
import { TestClock } from '../support/testClock.js';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';

describe('a form is carried out once', () => {
  let test: TestDatabase;
  let submissions: Submissions;
  const clock = new TestClock();
  beforeEach(async () => {
    test = await testDatabase();
    submissions = new Submissions(test.database, clock);
  });
  afterEach(() => test.remove());

  const form = (answers: object, { path = '/services/new', staffId = 1 } = {}): Request => ({ path, body: { _csrf: 'a token', ...answers }, user: { staffId }, session: {} }) as unknown as Request;

  let made = 0;
  const add = async (): Promise<string> => {
    const added = await test.database.manager.insert(Service, { name: `Service ${++made}`, version: 1 });
    return `/services/${(added.identifiers[0] as { id: number }).id}`;
  };
  const count = (): Promise<number> => test.database.manager.count(Service);

  it('however often it is sent, and leads to the same page', async () => {
    const first = await submissions.once(form({ _key: 'k', name: 'a' }), add);
    assert.equal(await submissions.once(form({ _key: 'k', name: 'a' }), add), first);
    // A new token, such as after signing in again, makes no new form of it.
    assert.equal(await submissions.once(form({ _csrf: 'another token', _key: 'k', name: 'a' }), add), first);
    assert.equal(await count(), 1);
  });

  it('also when it is sent many times at once', async () => {
    const slowly = async (): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return add();
    };
    const locations = await Promise.all(Array.from({ length: 8 }, () => submissions.once(form({ _key: 'double', name: 'a' }), slowly)));
    assert.equal(new Set(locations).size, 1);
    assert.match(locations[0]!, /^\/services\/\d+$/);
    assert.equal(await count(), 1);
  });

  it('while other words, another page shown, another address and another person make another form', async () => {
    const locations = [
      await submissions.once(form({ _key: 'k', name: 'a' }), add),
      await submissions.once(form({ _key: 'k', name: 'b' }), add),
      await submissions.once(form({ _key: 'l', name: 'a' }), add),
      await submissions.once(form({ _key: 'k', name: 'a' }, { path: '/teams/new' }), add),
      await submissions.once(form({ _key: 'k', name: 'a' }, { staffId: 2 }), add),
    ];
    assert.equal(new Set(locations).size, 5);
  });

  it('and not remembered when it failed, so that it can be sent again', async () => {
    const fails = async (): Promise<string> => {
      await add();
      throw new Error('planned');
    };
    await assert.rejects(submissions.once(form({ _key: 'k' }), fails), /planned/);
    assert.equal(await count(), 0);
    await submissions.once(form({ _key: 'k' }), add);
    assert.equal(await count(), 1);
  });

  it('and leads to the link its reader followed, if that is one of ours', async () => {
    assert.equal(await submissions.once(form({ _key: 'k', _leave: '/audits/A00001?page=2' }), add), '/audits/A00001?page=2');
    assert.equal(await submissions.once(form({ _key: 'k', _leave: '//evil.example' }), add), '/');
    assert.equal(await count(), 2);
  });

  it('and the next page does not say that it is saved when it is not', async () => {
    const request = form({ _key: 'k' });
    await assert.rejects(
      submissions.once(request, () => {
        notify(request, 'Saved.');
        request.session.temporaryPassword = { staffId: 1, password: 'never given' };
        return Promise.reject(new Error('the disk is full'));
      }),
    );
    assert.deepEqual(request.session, {});
  });

  it('and forgotten after a week', async () => {
    await submissions.once(form({ _key: 'old' }), add);
    clock.moment = new Date(clock.moment.getTime() + 6 * 24 * 3600_000);
    await submissions.forgetOld();
    await submissions.once(form({ _key: 'old' }), add);
    assert.equal(await count(), 1);
    clock.moment = new Date(clock.moment.getTime() + 2 * 24 * 3600_000);
    await submissions.forgetOld();
    await submissions.once(form({ _key: 'old' }), add);
    assert.equal(await count(), 2);
  });
});
