import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isExpectedToAudit, type Availability } from '../../../src/allocation/availability/availability.js';
import { auditsToExempt, monthsToAsk, problemsWithAsking, problemsWithDecision, whyNotToAsk, type Situation } from '../../../src/allocation/availability/exemptionRequest.js';
import { auditStatuses, statusAfter, type AuditStatus } from '../../../src/audits/auditLifecycle.js';
import { addMonths } from '../../../src/shared/month.js';
import { anyMonth, anyWorkforce } from './anyWorkforce.js';

const today = '2022-08-15';
const monthly: Availability = { auditFrequency: 'monthly', alternateMonths: null, moderationCapacity: null, moderatesIn: null, startsOn: null, endsOn: null, exemptions: [] };
const situation = (more: Partial<Situation> = {}): Situation => ({ person: monthly, blackouts: [], audits: [], undecided: [], granted: [], ...more });
const audit = (status: AuditStatus, month = '2022-08', ref = 'A00001') => ({ ref, month, status });
const anyAudits = fc.array(fc.record({ ref: fc.constant('A00001'), month: anyMonth, status: fc.constantFrom(...auditStatuses) }), { maxLength: 4 });

describe('asking to be let off a month', () => {
  it('is for this month and the next six, and for last month while its audit is open', () => {
    const coming = [0, 1, 2, 3, 4, 5, 6].map((ahead) => addMonths('2022-08', ahead));
    assert.deepEqual(monthsToAsk(situation(), today), coming);
    for (const status of auditStatuses) {
      const open = status === 'allocated' || status === 'in_progress';
      assert.deepEqual(monthsToAsk(situation({ audits: [audit(status, '2022-07')] }), today), open ? ['2022-07', ...coming] : coming, status);
    }
  });

  it('is for nothing but a month in which the person is expected, has not asked for yet and has no exemption for', () => {
    let some = 0;
    fc.assert(
      fc.property(anyWorkforce.filter(({ staff }) => staff.length > 0), anyAudits, fc.array(anyMonth), fc.array(anyMonth), anyMonth, (workforce, audits, undecided, granted, month) => {
        const of: Situation = { person: workforce.staff[0], blackouts: workforce.blackouts, audits, undecided, granted };
        if (whyNotToAsk(of, month, today) !== null) return;
        some += 1;
        assert.ok(isExpectedToAudit(workforce.staff[0]!, month, workforce.blackouts));
        assert.ok(month >= '2022-07' && month <= '2023-02');
        assert.ok(!undecided.includes(month) && !granted.includes(month));
        assert.ok(audits.every((one) => one.month !== month || ['allocated', 'in_progress', 'exempted'].includes(one.status)));
      }),
      { numRuns: 1000 },
    );
    assert.ok(some > 10, String(some));
  });

  const refused: [situation: Partial<Situation>, month: string, why: RegExp][] = [
    [{}, '2022-07', /Choose this month or one of the next six/],
    [{}, '2023-03', /Choose this month or one of the next six/],
    [{ granted: ['2022-08'] }, '2022-08', /You are exempt for August 2022 already\./],
    [{ undecided: ['2022-08'] }, '2022-08', /You have asked for August 2022 already\. A director will decide\./],
    [{ person: { ...monthly, auditFrequency: 'alternate', alternateMonths: 'odd' } }, '2022-08', /No audit is expected of you in August 2022, so there is nothing to be exempt from \(Odd months only\)\./],
    [{ blackouts: [{ month: '2022-12', reason: 'Inspection' }] }, '2022-12', /\(No audits this month: Inspection\)/],
    [{ person: undefined }, '2022-08', /\(Does not audit\)/],
    [{ audits: [audit('submitted')] }, '2022-08', /Your audit A00001 of August 2022 is past that: with the moderator\./],
    [{ audits: [audit('completed')] }, '2022-08', /is past that: completed\./],
  ];
  for (const [more, month, why] of refused) it(`is refused with ${why.source}`, () => assert.match(whyNotToAsk(situation(more), month, today) ?? '', why));

  it('is allowed with an audit that is not started or under way, and again after a refusal', () => {
    for (const status of ['allocated', 'in_progress', 'exempted'] as const) assert.equal(whyNotToAsk(situation({ audits: [audit(status)] }), '2022-08', today), null);
    assert.equal(whyNotToAsk(situation({ audits: [audit('completed', '2022-07')] }), '2022-08', today), null);
  });

  it('needs details when the reason is another', () => {
    const problems = (reason: 'leave' | 'other', detail: string | null): string[] => problemsWithAsking(situation(), { month: '2022-08', reason, detail }, today).map(({ field }) => field);
    assert.deepEqual([problems('leave', null), problems('other', 'A secondment.'), problems('other', null)], [[], [], ['detail']]);
  });
});

describe('deciding about it', () => {
  it('exempts what the lifecycle lets a director exempt, and is refused for everything else', () => {
    for (const status of auditStatuses) {
      const exempts = auditsToExempt([audit(status)]).length > 0;
      const problems = problemsWithDecision('granted', null, [audit(status)]);
      if (exempts) assert.equal(statusAfter(status, 'exempt', ['director']), 'exempted');
      assert.equal(problems.length, exempts || status === 'exempted' ? 0 : 1, status);
    }
    assert.match(problemsWithDecision('granted', null, [audit('submitted')])[0]!.message, /Audit A00001 has been submitted already, so it cannot be exempted any more\. Refuse the exemption instead\./);
    assert.match(problemsWithDecision('granted', null, [audit('not_submitted')])[0]!.message, /closed as not submitted\. Give it more time first/);
    assert.deepEqual(problemsWithDecision('granted', null, []), []);
  });

  it('says why when it is a refusal, whatever became of the audit', () => {
    fc.assert(
      fc.property(anyAudits, fc.option(fc.string({ minLength: 1 })), (audits, note) => {
        assert.deepEqual(problemsWithDecision('refused', note, audits).map(({ field }) => field), note === null ? ['note'] : []);
      }),
    );
  });
});
