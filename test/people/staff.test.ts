import assert from 'node:assert/strict';
import { accountState, emailFrom, staffProblems, type StaffDetails } from '../../src/people/staff.js';

const details: StaffDetails = {
  name: 'Robin Ash', email: 'robin.ash@example.org', teamId: null, roles: ['auditor'], fte: 1, auditFrequency: 'monthly', alternateMonths: null,
  moderationCapacity: null, moderatesIn: null, external: false, startsOn: null, endsOn: null,
};

const fieldsWrong = (changed: Partial<StaffDetails>): string[] => staffProblems({ ...details, ...changed }).map((problem) => problem.field);

describe('a member of staff', () => {
  it('audits in odd or in even months when in every other month', () => {
    assert.deepEqual(fieldsWrong({ auditFrequency: 'alternate' }), ['alternateMonths']);
    assert.deepEqual(fieldsWrong({ auditFrequency: 'alternate', alternateMonths: 'even' }), []);
    assert.deepEqual(fieldsWrong({ auditFrequency: 'monthly' }), []);
  });

  it('has a last day on or after the first', () => {
    assert.deepEqual(fieldsWrong({ startsOn: '2022-07-02', endsOn: '2022-07-01' }), ['endsOn']);
    assert.deepEqual(fieldsWrong({ startsOn: '2022-07-01', endsOn: '2022-07-01' }), []);
    assert.deepEqual(fieldsWrong({ startsOn: '2022-07-01' }), []);
    assert.deepEqual(fieldsWrong({ endsOn: '2022-07-01' }), []);
  });

  it('is known by an e-mail address in which capitals and spaces around it make no difference', () => {
    assert.equal(emailFrom('  Robin.ASH@Example.org '), 'robin.ash@example.org');
    assert.equal(emailFrom('robin.ash\u0000@example.org'), 'robin.ash@example.org');
  });
});

describe('the state of an account', () => {
  const open = { disabled: false, mustChangePassword: false };
  const cases: [state: string, account: Parameters<typeof accountState>[0], endsOn: string | null][] = [
    ['none', null, null],
    ['open', open, null],
    ['open', open, '2022-08-15'],
    ['left', open, '2022-08-14'],
    ['left', { ...open, mustChangePassword: true }, '2022-08-14'],
    ['must_change_password', { ...open, mustChangePassword: true }, null],
    ['disabled', { disabled: true, mustChangePassword: true }, '2022-08-14'],
  ];
  for (const [state, account, endsOn] of cases) {
    it(`is ${state} for ${JSON.stringify(account)}, last day ${endsOn}`, () => assert.equal(accountState(account, endsOn, '2022-08-15'), state));
  }
});
