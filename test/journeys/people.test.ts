import assert from 'node:assert/strict';
import type { StaffDetails } from '../../src/people/staff.js';
import { StaffReads } from '../../src/people/staff.reads.js';
import { StaffService } from '../../src/people/staff.service.js';
import { StaffStore } from '../../src/people/staff.store.js';
import { TestApp, testPassword, type Visitor } from '../support/testApp.js';
import { referenceDatabase } from '../support/referenceDatabase.js';

const form = 'main form[method=post]';

describe('looking after people', () => {
  let app: TestApp;
  let admin: Visitor;

  before(async () => {
    app = await TestApp.on(await referenceDatabase());
    admin = await app.asNew('Ada Minster', 'admin');
  });
  after(() => app.stop());

  const idOf = async (email: string): Promise<number> => {
    const [staff] = await app.database.query<{ id: number }>('select id from staff where email = :email', { email });
    return staff!.id;
  };

  /** What the page's summary lists say: `{ Roles: 'Auditor' }`. */
  const summary = (visitor: Visitor): Record<string, string> => {
    const page = visitor.page;
    const text = (selector: string, row: Parameters<typeof page>[0]): string => page(row).find(selector).text().replace(/\s+/g, ' ').trim();
    return Object.fromEntries(page('.govuk-summary-list__row').toArray().map((row) => [text('dt', row), text('.govuk-summary-list__value', row)]));
  };

  const rows = (visitor: Visitor): string[] => {
    const page = visitor.page;
    return page('main tbody tr').toArray().map((row) => page(row).text().replace(/\s+/g, ' ').trim());
  };

  const add = async (name: string, more: Record<string, string | string[]> = {}): Promise<number> => {
    await admin.get('/people/new');
    await admin.submit({ name, email: `${name.toLowerCase().replaceAll(' ', '.')}@example.org`, ...more });
    assert.equal(admin.status, 303, admin.errors.join(' '));
    return Number(/^\/people\/(\d+)$/.exec(admin.last.headers['location']!)?.[1]);
  };

  describe('the list', () => {
    it('shows 25 a page with roles, team and the state of the account', async () => {
      await admin.get('/people');
      assert.equal(rows(admin).length, 25);
      const total = Number(/Showing 1 to 25 of (\d+) people/.exec(admin.text)?.[1]);
      await admin.get(`/people?page=${Math.ceil(total / 25)}`);
      assert.equal(rows(admin).length, total % 25 || 25);
      await admin.get('/people?search=ada.minster');
      assert.deepEqual(rows(admin), ['Ada Minster ada.minster@example.org Admin Open']);
      await admin.get('/people?search=Jesse+Cedar');
      assert.match(rows(admin)[0]!, /^Jesse Cedar jesse\.cedar@example\.org Auditor, Head of Service No account$/);
    });

    it('is searched by part of a name or address, and by role and team together', async () => {
      await admin.get('/people?search=JESSE');
      assert.ok(rows(admin).every((row) => /jesse/i.test(row)) && rows(admin).length > 0);
      await admin.get('/people?role=qa');
      assert.equal(rows(admin).length, 3);
      const [team] = await app.database.query<{ id: number }>('select id from teams where name = :name', { name: 'Assessment 1' });
      await admin.get(`/people?team=${team!.id}&role=team_manager`);
      assert.ok(rows(admin).length > 0 && rows(admin).every((row) => row.includes('Assessment 1') && row.includes('Team manager')));
    });

    it('takes the signs of a pattern, a NUL, nonsense and a page that is not there for what they are', async () => {
      for (const search of ['%25', '_', '!', '%00%25', "'; drop table staff; --"]) {
        await admin.get(`/people?search=${search}`);
        assert.equal(admin.status, 200);
        assert.match(admin.text, /Nobody fits this filter/);
      }
      for (const query of ['role=emperor', 'team=x', 'page=-1', 'page=1e9', 'page=99999', 'search=a&search=b', 'team=99999999999']) {
        await admin.get(`/people?${query}`);
        assert.equal(admin.status, 200, query);
      }
    });
  });

  describe('a member of staff', () => {
    it('is added with everything known of them, and the history says so', async () => {
      const [team] = await app.database.query<{ id: number }>('select id from teams where name = :name', { name: 'Assessment 2' });
      const id = await add('Noor Field', {
        teamId: String(team!.id), roles: ['auditor', 'moderator'], fte: '0.5', auditFrequency: 'alternate', alternateMonths: 'even', moderationCapacity: '3',
        external: 'yes', 'startsOn-day': '1', 'startsOn-month': '4', 'startsOn-year': '2022',
      });
      await admin.follow();
      assert.match(admin.text, /Noor Field is added\./);
      assert.deepEqual(summary(admin), {
        Name: 'Noor Field', 'E-mail address': 'noor.field@example.org', Team: 'Assessment 2', Roles: 'Auditor, Moderator', 'Working time': '0.5',
        Audits: 'Even months: February, April, June and so on', 'Moderation capacity': '3 a month', External: 'Yes', 'First day': '1 April 2022', 'Last day': 'Not known',
      });
      assert.match(admin.text, /15 August 2022 at 11:00 Ada Minster Added/);
      assert.equal(await idOf('noor.field@example.org'), id);
    });

    it('moderates every month, or in odd or even months only; without a capacity in none', async () => {
      const id = await add('Bimonthly Moss', { moderationCapacity: '3', moderatesIn: 'odd' });
      await admin.follow();
      assert.equal(summary(admin)['Moderation capacity'], '3 a month, odd months only');
      const change = async (answers: Record<string, string>): Promise<string | undefined> => {
        await admin.get(`/people/${id}/change`);
        await admin.submit(answers);
        await admin.follow();
        return summary(admin)['Moderation capacity'];
      };
      await admin.get(`/people/${id}/change`);
      assert.equal(admin.fields(form).answers['moderatesIn'], 'odd');
      assert.equal(await change({ moderatesIn: 'even' }), '3 a month, even months only');
      assert.match(admin.text, /Moderates in odd or even months only Was: Odd Is: Even/);
      assert.equal(await change({ moderatesIn: 'every' }), '3 a month');
      assert.equal(await change({ moderatesIn: 'odd', moderationCapacity: '' }), 'None');
      assert.deepEqual(await app.database.query('select moderates_in as months from staff where id = :id', { id }), [{ months: null }]);
      await admin.get(`/people/${id}/change`);
      await admin.submit({ moderationCapacity: '2', moderatesIn: 'summer' });
      assert.deepEqual([admin.status, admin.errors], [400, ['Choose every month, odd or even months.']]);
    });

    it('is not added with answers that cannot be, and what was typed stays', async () => {
      await admin.get('/people/new');
      await admin.submit({
        name: ' ', email: 'not an address', roles: ['auditor', 'emperor'], fte: '1.5', auditFrequency: 'daily', moderationCapacity: '-1', teamId: 'x',
        'endsOn-day': '31', 'endsOn-month': '2', 'endsOn-year': '2022',
      });
      assert.equal(admin.status, 400);
      assert.deepEqual(admin.errors, [
        'Enter their name.',
        'Enter an e-mail address in the correct format, such as name@council.gov.uk.',
        'Choose a team from the list.',
        'Choose roles from the list.',
        'Working time must be more than 0 and at most 1, such as 0.5 for half time.',
        'Choose how often they audit.',
        'Moderation capacity must be a whole number from 0 to 100.',
        'Last day must be a real date, such as 27 3 2026.',
      ]);
      const { answers } = admin.fields(form);
      assert.deepEqual([answers['email'], answers['roles'], answers['fte'], answers['endsOn-day']], ['not an address', 'auditor', '1.5', '31']);
    });

    it('is checked as a whole too: months of the frequency, order of the days, a team that exists', async () => {
      await admin.get('/people/new');
      await admin.submit({
        name: 'Whole', email: 'whole@example.org', auditFrequency: 'alternate', teamId: '999999',
        'startsOn-day': '2', 'startsOn-month': '5', 'startsOn-year': '2022', 'endsOn-day': '1', 'endsOn-month': '5', 'endsOn-year': '2022',
      });
      assert.equal(admin.status, 400);
      assert.deepEqual(admin.errors, ['Choose whether they audit in odd or in even months.', 'The last day must be on or after the first, 2 May 2022.', 'Choose a team from the list.']);
    });

    it('cannot have the e-mail address of somebody else, however it is written, when added or changed', async () => {
      await admin.get('/people/new');
      await admin.submit({ name: 'Another Jesse', email: 'Jesse.CEDAR@example.org' });
      assert.equal(admin.status, 400);
      assert.match(admin.errors.join(), /belongs to another member of staff/);
      const id = await add('Sasha Own');
      await admin.get(`/people/${id}/change`);
      await admin.submit({ email: 'jesse.cedar@example.org' });
      assert.equal(admin.status, 400);
      assert.match(admin.errors.join(), /belongs to another member of staff/);
      await admin.get(`/people/${id}/change`);
      await admin.submit({ email: 'SASHA.own@example.org' });
      assert.equal(admin.status, 303);
    });

    it('has one address also when two administrators add them at once', async () => {
      const other = await app.asNew('Olu Second', 'admin');
      await Promise.all([admin.get('/people/new'), other.get('/people/new')]);
      const typed = { name: 'Twice Given', email: 'twice.given@example.org' };
      await Promise.all([admin.submit(typed), other.submit(typed)]);
      assert.deepEqual([admin.status, other.status].toSorted(), [303, 400]);
    });

    it('is added once by a form sent twice', async () => {
      await admin.get('/people/new');
      const { action, answers } = admin.fields(form);
      const typed = { ...answers, name: 'Double Click', email: 'double.click@example.org' };
      await admin.send(action, typed);
      const first = admin.last.headers['location']!;
      await admin.send(action, typed);
      assert.equal(admin.status, 303);
      assert.equal(admin.last.headers['location'], first);
    });

    it('shows scripts typed as their name as text', async () => {
      const id = await add('plain', { name: '<script>alert(1)</script>', email: 'script@example.org' });
      await admin.get(`/people/${id}`);
      assert.ok(!admin.last.text.includes('<script>alert(1)'));
      assert.match(admin.text, /<script>alert\(1\)<\/script>/);
    });

    it('keeps both texts when two administrators save: the second gets 409 and loses nothing', async () => {
      const id = await add('Contested Person');
      const other = await app.asNew('Otis Third', 'admin');
      await Promise.all([admin.get(`/people/${id}/change`), other.get(`/people/${id}/change`)]);
      await admin.submit({ fte: '0.6', roles: ['auditor'] });
      assert.equal(admin.status, 303);
      await other.submit({ fte: '0.8', name: 'Contested Renamed' });
      assert.equal(other.status, 409);
      const page = other.page;
      const conflict = page('.plumbline-conflict').text().replace(/\s+/g, ' ');
      assert.match(conflict, /Working time Stored now 0\.6 What you typed 0\.8/);
      assert.match(conflict, /Name Stored now Contested Person What you typed Contested Renamed/);
      assert.match(conflict, /Roles Stored now Auditor What you typed No role/);
      assert.ok(!conflict.includes('E-mail address'));
      assert.equal(other.fields(form).answers['fte'], '0.8');
      // Seen both, the second may save theirs.
      await other.submit();
      assert.equal(other.status, 303);
      await other.follow();
      assert.equal(summary(other)['Working time'], '0.8');
    });

    it('keeps what was and is in the history, for administrators and the QA team', async () => {
      const id = await add('Historic Person', { fte: '1' });
      await admin.get(`/people/${id}/change`);
      await admin.submit({ fte: '0.5', roles: ['qa', 'auditor'] });
      const qa = await app.asNew('Quinn Abbot', 'qa');
      for (const visitor of [admin, qa]) {
        await visitor.get(`/people/${id}`);
        assert.match(visitor.text, /Ada Minster Changed Roles Was: nothing Is: Auditor, QA team Working time Was: 1 Is: 0\.5/);
      }
      assert.equal(qa.page('main form').length, 0);
      assert.equal(qa.page('main a[href$="/change"]').length, 0);
    });

    it('is not found under an id that is none', async () => {
      for (const path of ['/people/0', '/people/999999', '/people/abc', '/people/1e3', '/people/99999999999999', '/people/%00', '/people/-1/change']) {
        await admin.get(path);
        assert.equal(admin.status, 404, path);
      }
    });

    it('is not changed by a form without the version of the page', async () => {
      const id = await add('Versioned Person');
      await admin.get(`/people/${id}/change`);
      await admin.submit({ version: 'x' });
      assert.equal(admin.status, 400);
      await admin.get(`/people/${id}/change`);
      await admin.submit({ version: ['1', '1'] });
      assert.equal(admin.status, 400);
    });
  });

  describe('an account', () => {
    const press = (visitor: Visitor, what: string): Promise<Visitor> => visitor.submit({}, `main form[action$="${what}"]`);

    it('is opened with a temporary password shown once, which must be changed at the first sign-in', async () => {
      const id = await add('Temp Orary', { roles: ['auditor'] });
      await admin.get(`/people/${id}`);
      await press(admin, '/account');
      assert.equal(admin.last.headers['location'], `/people/${id}`);
      await admin.follow();
      const password = /Temporary password: (\S+)/.exec(admin.text)?.[1];
      assert.match(password ?? '', /^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$/);
      await admin.get(`/people/${id}`);
      assert.ok(!admin.last.text.includes(password!));
      assert.equal(summary(admin)['Account'], 'Temporary password');

      const holder = app.visitor();
      await holder.get('/sign-in');
      await holder.submit({ email: 'temp.orary@example.org', password: password! });
      await holder.get('/');
      assert.equal(holder.last.headers['location'], '/account/password');
      assert.equal((await holder.get('/people')).last.headers['location'], '/account/password');
      await holder.get('/account/password');
      await holder.submit({ current: password!, password: testPassword, repeated: testPassword });
      assert.equal(holder.status, 303);
      await holder.get('/');
      assert.equal(holder.status, 200);
      await admin.get(`/people/${id}`);
      assert.equal(summary(admin)['Account'], 'Open');
      assert.ok(!app.logged.includes(password!) && !admin.text.includes('argon2'));
    });

    it('is opened once, also by two administrators', async () => {
      const id = await add('Once Only');
      const other = await app.asNew('Omar Fourth', 'admin');
      await Promise.all([admin.get(`/people/${id}`), other.get(`/people/${id}`)]);
      await press(admin, '/account');
      await press(other, '/account');
      assert.deepEqual([admin.status, other.status], [303, 400]);
      assert.deepEqual(other.errors, ['They have an account already.']);
    });

    it('gets a new temporary password, which ends its sessions and the wait after wrong ones', async () => {
      const id = await add('For Getful', { roles: ['auditor'] });
      const holder = await app.as('for.getful@example.org');
      for (let tries = 0; tries < 6; tries++) {
        const guesser = app.visitor();
        await guesser.get('/sign-in');
        await guesser.submit({ email: 'for.getful@example.org', password: 'wrong' });
      }
      await admin.get(`/people/${id}`);
      await press(admin, '/account/password');
      await admin.follow();
      const password = /Temporary password: (\S+)/.exec(admin.text)![1]!;
      await holder.get('/');
      assert.equal(holder.last.headers['location'], '/sign-in');
      await holder.get('/sign-in');
      await holder.submit({ email: 'for.getful@example.org', password });
      assert.equal(holder.status, 303);
    });

    it('is disabled, which ends its sessions and its sign-in at once, and enabled again', async () => {
      const id = await add('Shut Out', { roles: ['auditor'] });
      const holder = await app.as('shut.out@example.org');
      await admin.get(`/people/${id}`);
      await press(admin, '/disable');
      await holder.get('/');
      assert.equal(holder.last.headers['location'], '/sign-in');
      await assert.rejects(app.as('shut.out@example.org'), /could not sign in: 400 .*The e-mail address or the password is not right/);
      await admin.get(`/people/${id}`);
      assert.equal(summary(admin)['Account'], 'Disabled');
      await press(admin, '/enable');
      await app.as('shut.out@example.org');
      await admin.get(`/people/${id}`);
      assert.match(admin.text, /Account enabled Account disabled Was: Yes Is: No/);
    });

    it('is not disabled by a page that somebody else has overtaken', async () => {
      const id = await add('Over Taken');
      const other = await app.asNew('Opal Fifth', 'admin');
      await app.openAccount('over.taken@example.org');
      await Promise.all([admin.get(`/people/${id}`), other.get(`/people/${id}`)]);
      await press(admin, '/disable');
      await other.submit({}, 'main form[action$="/disable"]');
      assert.equal(other.status, 409);
      assert.match(other.text, /Someone else/);
    });

    it('still open after the last day is marked in the list', async () => {
      await add('Gone Away', { 'endsOn-day': '1', 'endsOn-month': '8', 'endsOn-year': '2022' });
      await app.openAccount('gone.away@example.org');
      await admin.get('/people?search=gone.away');
      assert.match(rows(admin)[0]!, /Open after their last day$/);
    });
  });

  describe('administrators', () => {
    it('cannot take away their own role, disable themselves or give themselves a temporary password', async () => {
      const self = await app.asNew('Selma Self', 'admin');
      const id = await idOf('selma.self@example.org');
      await self.get(`/people/${id}/change`);
      await self.submit({ roles: ['qa'] });
      assert.equal(self.status, 400);
      assert.match(self.errors.join(), /You cannot take away your own administrator role/);
      await self.get(`/people/${id}`);
      assert.equal(self.page('main form').length, 0);
      const { answers } = (await self.get('/people/new')).fields(form);
      const token = answers['_csrf'] as string;
      await self.send(`/people/${id}/account/disable`, { _csrf: token, version: '1' });
      assert.equal(self.status, 400);
      assert.deepEqual(self.errors, ['You cannot disable your own account. Ask another administrator to do it.']);
      await self.send(`/people/${id}/account/password`, { _csrf: token });
      assert.equal(self.status, 400);
      await self.get('/people');
      assert.equal(self.status, 200);
    });

    it('may add another role to themselves', async () => {
      const self = await app.asNew('Sven Both', 'admin');
      await self.get(`/people/${await idOf('sven.both@example.org')}/change`);
      await self.submit({ roles: ['admin', 'qa'] });
      assert.equal(self.status, 303);
      await self.get('/audits');
      assert.notEqual(self.status, 403);
    });

    describe('who are the last', () => {
      let everyone: { id: number }[];
      let one: number;
      let two: number;
      before(async () => {
        everyone = await app.database.query<{ id: number }>("select staff_id as id from staff_roles where role = 'admin'");
        await app.asNew('Uma One', 'admin');
        await app.asNew('Ugo Two', 'admin');
        [one, two] = [await idOf('uma.one@example.org'), await idOf('ugo.two@example.org')];
        // Everyone else is set aside, so that these two are the last.
        await app.database.transaction(() => app.database.query("delete from staff_roles where role = 'admin' and staff_id in (:...ids)", { ids: everyone.map((staff) => staff.id) }));
      });
      after(() => app.database.transaction(() => app.database.query(`insert into staff_roles (staff_id, role) values ${everyone.map((staff) => `(${staff.id}, 'admin')`).join(', ')}`)));

      const active = async (): Promise<number[]> => {
        const rows = await app.database.query<{ id: number }>("select accounts.staff_id as id from staff_roles join accounts on accounts.staff_id = staff_roles.staff_id where role = 'admin' and disabled = false");
        return rows.map((row) => row.id);
      };
      const service = (): StaffService => new StaffService(app.database, new StaffStore(app.database), new StaffReads(app.database), app.services.history, app.services.handOver);
      const withoutRole = async (staffId: number): Promise<StaffDetails> => {
        const { name, email, fte, auditFrequency } = await new StaffReads(app.database).one(staffId);
        return { name, email, fte, auditFrequency, roles: [], teamId: null, alternateMonths: null, moderationCapacity: null, moderatesIn: null, external: false, startsOn: null, endsOn: null };
      };

      it('cannot remove each other at the same moment', async () => {
        const details = await withoutRole(one);
        const outcomes = await Promise.allSettled([
          app.services.accounts.setDisabled({ staffId: one, name: 'Uma One' }, two, 1, true),
          service().change({ staffId: two, name: 'Ugo Two' }, one, 1, details),
        ]);
        assert.deepEqual(outcomes.map((outcome) => outcome.status).toSorted(), ['fulfilled', 'rejected']);
        assert.equal((await active()).length, 1);
      });

      it('cannot be removed by somebody who is an administrator no more', async () => {
        const [last] = await active();
        const other = { staffId: last === one ? two : one, name: 'The other' };
        const details = await withoutRole(last!);
        await assert.rejects(app.services.accounts.setDisabled(other, last!, 1, true), /last administrator who can sign in/);
        await assert.rejects(service().change(other, last!, 1, details), /last administrator who can sign in/);
        assert.deepEqual(await active(), [last]);
      });
    });
  });

  describe('teams and services', () => {
    it('are listed with who leads them', async () => {
      await admin.get('/teams');
      assert.equal(rows(admin).length, 25);
      assert.ok(rows(admin).includes('Assessment 1 Assessment Social care Frankie Beech'));
      await admin.get('/services');
      assert.ok(rows(admin).some((row) => /^Assessment Lee Wren \d+$/.test(row)), rows(admin).join('\n'));
      assert.equal(admin.page('.govuk-service-navigation__item--active').text().trim(), 'People');
    });

    it('get another leader, who then sees what is theirs; the history shows both', async () => {
      const manager = await app.asNew('Mina New', 'team_manager');
      const managerId = await idOf('mina.new@example.org');
      await admin.get('/teams');
      const first = admin.page('main tbody a').first().attr('href')!;
      await admin.get(`${first}/change`);
      await admin.submit({ leadId: String(managerId) });
      await admin.follow();
      assert.match(admin.text, /Saved\./);
      assert.match(admin.text, /Ada Minster Changed Team manager Was: .+ Is: Mina New/);
      await manager.get('/');
      assert.equal(manager.status, 200);
      const account = await app.services.people.accountByEmail('mina.new@example.org');
      assert.deepEqual((await app.services.people.person(account!)).managesTeams, [Number(first.slice('/teams/'.length))]);
    });

    it('are added once, with a name of their own and records that exist', async () => {
      await admin.get('/services/new');
      await admin.submit({ name: 'Front Door' });
      assert.equal(admin.status, 303);
      await admin.get('/services/new');
      await admin.submit({ name: 'Front Door' });
      assert.equal(admin.status, 400);
      assert.deepEqual(admin.errors, ['There is a service of this name already. Choose another name.']);
      await admin.get('/teams/new');
      await admin.submit({});
      assert.equal(admin.status, 400);
      assert.deepEqual(admin.errors, ['Enter the name of the team.', 'Choose the service the team belongs to.', 'Choose the programme of quality work the team belongs to.']);
      await admin.submit({ name: 'Front Door 1', programme: 'social_care', serviceId: '999999', leadId: '999999' });
      assert.equal(admin.status, 400);
      assert.deepEqual(admin.errors, ['Choose one from the list.', 'Choose one from the list.']);
      const [service] = await app.database.query<{ id: number }>("select id from services where name = 'Front Door'");
      await admin.submit({ name: 'Front Door 1', programme: 'social_care', serviceId: String(service!.id), leadId: '' });
      assert.equal(admin.status, 303);
    });

    it('keep both texts when two administrators save', async () => {
      const other = await app.asNew('Otto Sixth', 'admin');
      const [service] = await app.database.query<{ id: number; name: string }>('select id, name from services order by id limit 1');
      await Promise.all([admin.get(`/services/${service!.id}/change`), other.get(`/services/${service!.id}/change`)]);
      await admin.submit({ name: 'First Name' });
      await other.submit({ name: 'Second Name' });
      assert.deepEqual([admin.status, other.status], [303, 409]);
      assert.match(other.text, /Stored now First Name What you typed Second Name/);
      await other.submit();
      assert.equal(other.status, 303);
    });

    it('are read by the QA team and changed by administrators only', async () => {
      const qa = await app.asNew('Quin Reader', 'qa');
      await qa.get('/teams');
      assert.equal(qa.status, 200);
      assert.equal(qa.page('main a[href="/teams/new"]').length, 0);
      await qa.get('/teams/new');
      assert.equal(qa.status, 403);
    });
  });
});
