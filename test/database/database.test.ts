import assert from 'node:assert/strict';
import { testDatabase, type TestDatabase } from '../support/testDatabase.js';
import { Service } from '../../src/people/service.entity.js';
import { Team } from '../../src/people/team.entity.js';
import { StaleVersion } from '../../src/shared/errors.js';

describe('the database', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await testDatabase();
  });
  afterEach(() => test.remove());

  it('stores every acknowledged transaction and no trace of a failed one, of 300 at once', async () => {
    const { database } = test;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 300 }, (_, n) =>
        database.transaction(async () => {
          await database.manager.insert(Service, { name: `first ${n}`, version: 1 });
          await new Promise((resolve) => setTimeout(resolve, n % 3));
          if (n % 5 === 0) throw new Error('planned');
          await database.manager.insert(Service, { name: `second ${n}`, version: 1 });
        }),
      ),
    );
    const stored = new Set((await database.manager.find(Service)).map((service) => service.name));
    const wrong = outcomes.filter((outcome, n) => (outcome.status === 'fulfilled') !== (stored.has(`first ${n}`) && stored.has(`second ${n}`)));
    assert.equal(outcomes.filter((outcome) => outcome.status === 'rejected').length, 60);
    assert.deepEqual(wrong, []);
    assert.equal(stored.size, 480);
  });

  it('shows nobody else an uncommitted row', async () => {
    const { database } = test;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const writing = database.transaction(async () => {
      await database.manager.insert(Service, { name: 'not yet', version: 1 });
      assert.equal(await database.manager.count(Service), 1);
      await held;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const seen = await database.manager.count(Service);
    release();
    await writing;
    assert.equal(seen, 0);
    assert.equal(await database.manager.count(Service), 1);
  });

  it('joins a transaction that is running', async () => {
    const { database } = test;
    await assert.rejects(
      database.transaction(async () => {
        await database.transaction(() => database.manager.insert(Service, { name: 'inner', version: 1 }));
        throw new Error('outer fails');
      }),
    );
    assert.equal(await database.manager.count(Service), 0);
  });

  it('carries out both of two transactions that wait for each other', async () => {
    const { database } = test;
    const ids = await database.transaction(async () => [await database.add(Service, { name: 'one', version: 1 }), await database.add(Service, { name: 'other', version: 1 })]);
    const raise = (id: number) => database.query('update services set version = version + 1 where id = :id', { id });
    const bothIn = (order: number[]): Promise<void> =>
      database.transaction(async () => {
        await raise(order[0]!);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await raise(order[1]!);
      });
    await Promise.all([bothIn(ids), bothIn(ids.toReversed())]);
    assert.deepEqual((await database.manager.find(Service)).map(({ version }) => version), [3, 3]);
  });

  if (process.env['TEST_DATABASE_URL']) {
    it('lets others point to a record that is held for change', async () => {
      const { database } = test;
      const serviceId = await database.transaction(() => database.add(Service, { name: 'held', version: 1 }));
      let release = (): void => undefined;
      let holds = (): void => undefined;
      const [released, held] = [new Promise<void>((resolve) => (release = resolve)), new Promise<void>((resolve) => (holds = resolve))];
      const holding = database.transaction(async () => {
        await database.forChange(Service, { id: serviceId });
        holds();
        await released;
      });
      await held;
      await database.transaction(() => database.add(Team, { name: 'Rowan', serviceId, programme: 'social_care', version: 1 }));
      release();
      await holding;
    });
  }

  it('refuses a change made from a version that is no longer current', async () => {
    const { database } = test;
    await database.transaction(() => database.manager.insert(Service, { name: 'a', version: 1 }));
    const service = await database.manager.findOneByOrFail(Service, { name: 'a' });
    const change = (name: string): Promise<void> => database.transaction(() => database.compareAndSet(Service, { id: service.id }, 1, { name }));
    await change('b');
    await assert.rejects(change('c'), StaleVersion);
    assert.deepEqual(await database.manager.find(Service, { select: { name: true, version: true } }), [{ name: 'b', version: 2 }].map((row) => Object.assign(new Service(), row)));
  });

  it('gives each reference once, also to many at a time', async () => {
    const { database } = test;
    await database.transaction(() => database.takeReference('A', 799));
    const given = await Promise.all(Array.from({ length: 20 }, () => database.transaction(() => database.nextReference('A'))));
    assert.equal(new Set(given).size, 20);
    assert.deepEqual([...given].sort()[0], 'A00800');
  });
});
