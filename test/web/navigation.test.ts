import assert from 'node:assert/strict';
import type { Person } from '../../src/access/person.js';
import { roles, type Role } from '../../src/access/roles.js';
import { menuFor, pagesBeside } from '../../src/web/navigation.js';
import { TestApp } from '../support/testApp.js';
import { testDatabase } from '../support/testDatabase.js';

const someone = (...held: Role[]): Person => ({ staffId: 1, accountId: 1, name: 'Robin Hart', email: 'robin.hart@example.org', roles: held, managesTeams: [], headsTeams: [], mustChangePassword: false });
const current = (links: { text: string; current: boolean }[]): string[] => links.filter((link) => link.current).map(({ text }) => text);

describe('the menu', () => {
  let app: TestApp;
  before(async () => {
    app = await TestApp.on(await testDatabase());
  });
  after(() => app.stop());

  it('leads everybody only to pages that open', async () => {
    for (const role of roles) {
      const visitor = await app.asNew(`Visitor ${role}`, role);
      for (const { href } of menuFor(someone(role), '/').flatMap(({ href }) => [{ href }, ...pagesBeside(someone(role), href)])) {
        await visitor.get(href);
        assert.equal(visitor.status, 200, `${href} as ${role}`);
      }
    }
  });

  it('shows where one is, also on a page within another', () => {
    assert.deepEqual(current(menuFor(someone('qa'), '/allocation/proposals/3')), ['The month']);
    assert.deepEqual(current(pagesBeside(someone('qa'), '/allocation/proposals')), ['Proposed allocation']);
    assert.deepEqual(current(pagesBeside(someone('qa'), '/allocation')), ['Allocation by hand']);
    assert.deepEqual(current(menuFor(someone('qa'), '/blackout-months')), ['The month']);
    assert.deepEqual(current(menuFor(someone('qa'), '/')), ['My work']);
  });

  it('has exemptions once: among the pages of the month for whoever runs it, and by themselves for an auditor', () => {
    assert.deepEqual(menuFor(someone('auditor'), '/exemptions').filter((link) => link.current), [{ href: '/exemptions', text: 'Exemptions', current: true }]);
    assert.deepEqual(menuFor(someone('auditor', 'qa'), '/exemptions').map(({ text }) => text).filter((text) => text === 'Exemptions'), []);
  });
});
