import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  monthsToAllocate, notesOnAllocation, problemsWithChild, problemsWithPeople, type AuditorCandidate, type ChildToAudit, type ModeratorCandidate,
} from '../../src/allocation/allocationRules.js';
import { addMonths } from '../../src/shared/month.js';

const today = '2022-08-15';
const child: ChildToAudit = { teamId: 1, reviewingOfficerId: null, caseloadMonth: '2022-07', caseloadInForce: '2022-07', auditedIn: [], allocatedAlready: false, reaudit: undefined };
const auditor: AuditorCandidate = { staffId: 1, name: 'Robin Hart', roles: ['auditor'], teamId: 2, managesTeams: [], startsOn: null, endsOn: null, allocated: 0, expected: true, exempt: false };
const moderator: ModeratorCandidate = { staffId: 2, name: 'Morgan Vale', roles: ['moderator'], teamId: 3, managesTeams: [], startsOn: null, endsOn: null, allocated: 0, capacity: 3 };
const messages = (problems: { message: string }[]): string[] => problems.map((problem) => problem.message);

describe('a child may be given out for audit', () => {
  it('when nothing forbids it', () => {
    assert.deepEqual(problemsWithChild(child, '2022-08', today), []);
  });

  it('only for months near today', () => {
    assert.deepEqual(monthsToAllocate(today), ['2022-05', '2022-06', '2022-07', '2022-08', '2022-09', '2022-10', '2022-11']);
    assert.deepEqual(messages(problemsWithChild(child, '2022-12', today)), ['Choose a month from May 2022 to November 2022.']);
    assert.deepEqual(messages(problemsWithChild(child, '2022-04', today)), ['Choose a month from May 2022 to November 2022.']);
  });

  it('only from the caseload in force', () => {
    assert.deepEqual(messages(problemsWithChild({ ...child, caseloadMonth: '2021-01' }, '2022-08', today)), [
      'This child was found in the caseload of January 2021, but audits of August 2022 are from that of July 2022. Find the child in the caseload again.',
    ]);
    assert.deepEqual(messages(problemsWithChild({ ...child, caseloadInForce: null }, '2022-06', today)), [
      'This child was found in the caseload of July 2022, but there is none for June 2022. Find the child in the caseload again.',
    ]);
  });

  it('once a month, whatever became of the first', () => {
    assert.match(messages(problemsWithChild({ ...child, allocatedAlready: true }, '2022-08', today))[0]!, /has been allocated for August 2022 already/);
  });

  it('not within 12 months of another audit', () => {
    assert.deepEqual(messages(problemsWithChild({ ...child, auditedIn: ['2021-09'] }, '2022-08', today)), [
      'This child has an audit in September 2021, less than 12 months from August 2022. Choose another child.',
    ]);
    assert.deepEqual(problemsWithChild({ ...child, auditedIn: ['2021-08'] }, '2022-08', today), []);
    assert.equal(problemsWithChild({ ...child, auditedIn: ['2022-10'] }, '2022-08', today).length, 1, 'also not before one that is planned');
  });

  it('exactly when every other audit is at least 12 months away', () => {
    fc.assert(
      fc.property(fc.constantFrom(...monthsToAllocate(today)), fc.array(fc.integer({ min: -30, max: 30 })), (month, distances) => {
        const auditedIn = distances.map((distance) => addMonths(month, distance));
        return (problemsWithChild({ ...child, auditedIn }, month, today).length === 0) === distances.every((distance) => Math.abs(distance) >= 12);
      }),
    );
  });
});

describe('auditor and moderator', () => {
  const problems = (changes: { auditor?: Partial<AuditorCandidate>; moderator?: Partial<ModeratorCandidate>; officer?: number | null }): string[] =>
    messages(problemsWithPeople({ ...auditor, ...changes.auditor }, { ...moderator, ...changes.moderator }, { reviewingOfficerId: changes.officer ?? null }, '2022-08'));

  it('may be any two in post with those roles', () => {
    assert.deepEqual(problems({}), []);
  });

  it('are two people', () => {
    assert.deepEqual(problems({ moderator: { ...auditor, roles: ['auditor', 'moderator'] } }), ['Nobody moderates their own audit. Choose another moderator.']);
  });

  it('have the role', () => {
    assert.deepEqual(problems({ auditor: { roles: ['moderator'] } }), ['Robin Hart is not one of the auditors. Choose another auditor.']);
    assert.deepEqual(problems({ moderator: { roles: ['auditor'] } }), ['Morgan Vale is not one of the moderators. Choose another moderator.']);
  });

  it('are in post in that month', () => {
    assert.deepEqual(problems({ auditor: { endsOn: '2022-07-31' } }), ['Robin Hart left on 31 July 2022 and cannot have an audit of August 2022. Choose another auditor.']);
    assert.deepEqual(problems({ moderator: { startsOn: '2022-09-01' } }), ['Morgan Vale starts on 1 September 2022 and cannot have an audit of August 2022. Choose another moderator.']);
    assert.deepEqual(problems({ auditor: { endsOn: '2022-08-01' }, moderator: { startsOn: '2022-08-31' } }), []);
  });

  it('do not include the child’s reviewing officer as moderator', () => {
    assert.match(problems({ officer: 2 })[0]!, /Morgan Vale is this child’s reviewing officer/);
    assert.deepEqual(problems({ officer: 1 }), []);
  });

  it('keep a part they have already, but never both parts', () => {
    const left = { ...auditor, roles: [], endsOn: '2022-01-31' };
    assert.deepEqual(problemsWithPeople(left, moderator, child, '2022-08', { auditorId: 1, moderatorId: 9 }), []);
    assert.equal(problemsWithPeople(left, moderator, child, '2022-08', { auditorId: 9, moderatorId: 2 }).length, 1);
    assert.equal(problemsWithPeople(auditor, { ...moderator, staffId: 1 }, child, '2022-08', { auditorId: 1, moderatorId: 1 }).length, 1);
  });

  it('are never one person, whoever they are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.subarray(['auditor', 'moderator', 'qa'] as const), fc.option(fc.integer({ min: 1, max: 4 })), (one, other, roles, unchanged) => {
        const found = problemsWithPeople({ ...auditor, staffId: one, roles }, { ...moderator, staffId: other, roles }, child, '2022-08', unchanged === null ? {} : { auditorId: unchanged, moderatorId: unchanged });
        return one !== other || found.length > 0;
      }),
    );
  });
});

describe('what to think about before allocating', () => {
  const notes = (changes: { auditor?: Partial<AuditorCandidate>; moderator?: Partial<ModeratorCandidate>; officer?: number }): string[] =>
    notesOnAllocation({ ...auditor, ...changes.auditor }, { ...moderator, ...changes.moderator }, { ...child, reviewingOfficerId: changes.officer ?? null }, '2022-08');

  it('is nothing when all is as it should be', () => {
    assert.deepEqual(notes({}), []);
    assert.deepEqual(notes({ auditor: { roles: ['auditor', 'reviewing_officer'] }, officer: 1 }), []);
  });

  it('is named otherwise', () => {
    assert.match(notes({ auditor: { teamId: 1 } })[0]!, /belongs to the child’s team\. This is allowed/);
    assert.match(notes({ auditor: { managesTeams: [5, 1] } })[0]!, /belongs to the child’s team/);
    assert.match(notes({ moderator: { teamId: 1 } })[0]!, /Morgan Vale, the moderator, belongs to the child’s team/);
    assert.match(notes({ auditor: { roles: ['auditor', 'reviewing_officer'] }, officer: 9 })[0]!, /should be given a child who is already theirs/);
    assert.match(notes({ auditor: { expected: false } })[0]!, /No audit is expected of Robin Hart in August 2022/);
    assert.deepEqual(notes({ auditor: { exempt: true } }), ['Robin Hart is exempt for August 2022.']);
    assert.match(notes({ auditor: { allocated: 1 } })[0]!, /has one audit of August 2022 already/);
    assert.match(notes({ moderator: { allocated: 3 } })[0]!, /has 3 to moderate in August 2022 and can take 3/);
    assert.match(notes({ moderator: { capacity: 0 } })[0]!, /is not available to moderate in August 2022/);
  });
});
