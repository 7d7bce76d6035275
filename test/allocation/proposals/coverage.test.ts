import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ageBandOf, ageBands, birthdaysOf, coverageAfter, coverageBefore, teamsByAudits } from '../../../src/allocation/proposals/coverage.js';
import { aChild, month } from './drawInputs.js';

describe('coverage', () => {
  it('puts everyone in the age band of the first day of the month', () => {
    const bands = ['2022-08-02', '2022-08-01', '2017-08-02', '2017-08-01', '2011-08-01', '2006-08-01', '2004-08-01', '2001-08-02', '2001-08-01', '1996-08-02', '1996-08-01'].map((born) => ageBandOf(born, month));
    assert.deepEqual(bands, ['0-4', '0-4', '0-4', '5-10', '11-15', '16-17', '18-20', '18-20', '21-25', '21-25', '26+']);
  });

  it('knows the birthdays of a band: they take in who is in it, and nobody else', () => {
    const day = fc.integer({ min: 0, max: 40 * 366 }).map((days) => new Date(Date.UTC(1985, 0, 1 + days)).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.constantFrom('2022-08', '2024-02', '2023-12'), fc.constantFrom(...ageBands), (born, of, band) => {
        const { from, to } = birthdaysOf(band, of);
        assert.equal(from <= born && born <= to, ageBandOf(born, of) === band);
      }),
    );
  });

  it('counts teams over three months, cohorts and ages over twelve, and officers’ children who were audited', () => {
    const children = [aChild('C1', { reviewingOfficerId: 7 }), aChild('C2', { reviewingOfficerId: 7, cohort: 'care_leaver', dateOfBirth: '2001-01-01' }), aChild('C3', { teamId: 2 })];
    const audit = (caseRef: string, more: object) => ({ caseRef, month: '2022-07', dateOfBirth: '2012-02-03', teamId: 1, cohort: 'child_in_need' as const, ...more });
    // An audit of last year counts in the age the child had then.
    const audits = [audit('C1', { month: '2022-04' }), audit('Z1', {}), audit('Z2', { month: '2021-08', dateOfBirth: '2001-08-15', cohort: 'care_leaver' })];
    const named = { teams: [{ id: 1, name: 'Rowan' }, { id: 2, name: 'Alder' }], officers: [{ id: 7, name: 'Kit' }] };
    const before = coverageBefore(children, audits, named, { month, threeMonthsFrom: '2022-05' });
    assert.deepEqual(before.teams, [{ key: 1, children: 2, audits: 1, name: 'Rowan' }, { key: 2, children: 1, audits: 0, name: 'Alder' }]);
    assert.deepEqual(before.cohorts.filter((group) => group.audits > 0).map(({ key, children: all, audits: done }) => [key, all, done]), [['child_in_need', 2, 2], ['care_leaver', 1, 1]]);
    assert.deepEqual(before.bands.filter((group) => group.audits > 0).map(({ key, audits: done }) => [key, done]), [['5-10', 2], ['18-20', 1]]);
    assert.deepEqual(before.officers, [{ key: 7, children: 2, audits: 1, name: 'Kit' }]);

    const after = coverageAfter(before, [children[1]!, children[2]!], month);
    assert.deepEqual(after.teams.map((team) => team.lines), [1, 1]);
    assert.deepEqual(after.officers.map((officer) => officer.lines), [1]);
    assert.deepEqual(after.bands.filter((group) => group.lines > 0).map(({ key, lines }) => [key, lines]), [['5-10', 1], ['21-25', 1]]);
    assert.deepEqual(teamsByAudits(after.teams), { before: [1, 1, 0, 0], after: [0, 1, 1, 0], without: [] });
  });
});
