import assert from 'node:assert/strict';
import fc from 'fast-check';
import { problemsWithChild } from '../../../src/allocation/allocationRules.js';
import { auditsInTheWay, brokenHardRules, hardRules, rulesToSetAside, setAsideForReaudit, softRules, type Match } from '../../../src/allocation/proposals/rules.js';
import { addMonths } from '../../../src/shared/month.js';
import { aChild, aModerator, anAuditor, aReaudit, month } from './drawInputs.js';

const match = (more: Partial<Match> = {}): Match => ({ month, auditor: anAuditor(1), moderator: aModerator(), moderates: 0, child: aChild('C1'), audited: undefined, reaudit: undefined, taken: false, ...more });

describe('the rules of a proposed allocation', () => {
  it('are hard ones, of which two may be set aside by hand, and soft ones', () => {
    assert.deepEqual(rulesToSetAside, ['moderator_capacity', 'one_of_theirs']);
    assert.deepEqual(Object.keys(hardRules).filter((rule) => rule in softRules), []);
  });

  it('let a line pass that breaks none', () => {
    assert.deepEqual(brokenHardRules(match()), []);
    const officer = anAuditor(1, { isReviewingOfficer: true });
    assert.deepEqual(brokenHardRules(match({ auditor: officer, child: aChild('C1', { reviewingOfficerId: 1 }) })), []);
  });

  const broken: [rule: string, words: string, more: Partial<Match>][] = [
    ['auditor_available', 'Auditor 1 is exempted.', { auditor: anAuditor(1, { unfit: 'Auditor 1 is exempted.' }) }],
    ['paired_moderator', 'Auditor 1 has no paired moderator in this month.', { moderator: undefined }],
    ['not_themselves', 'Auditor 900 cannot moderate their own audit.', { auditor: anAuditor(900) }],
    ['moderator_capacity', 'Moderator 900 can moderate no more: 3 of 3 in August 2022.', { moderator: aModerator(900, { capacity: 3 }), moderates: 3 }],
    ['moderator_capacity', 'Moderator 900 is not available to moderate in August 2022.', { moderator: aModerator(900, { capacity: 0 }) }],
    ['not_audited_lately', 'The child has an audit in October 2021, less than 12 months from August 2022.', { audited: '2021-10' }],
    ['not_audited_lately', 'The child has been allocated for August 2022 already.', { audited: month }],
    ['not_audited_lately', 'The child has been allocated for August 2022 already.', { audited: month, reaudit: aReaudit('C1') }],
    ['one_line_a_child', 'The child stands on another line of this proposal.', { taken: true }],
    ['not_held_by_auditor', 'Auditor 1 holds this child.', { child: aChild('C1', { reviewingOfficerId: 1 }) }],
    ['not_held_by_moderator', 'Moderator 900, the moderator, is the child’s reviewing officer.', { child: aChild('C1', { reviewingOfficerId: 900 }) }],
    ['one_of_theirs', 'Auditor 1 is a reviewing officer, and the child is not one of theirs.', { auditor: anAuditor(1, { isReviewingOfficer: true }) }],
  ];
  for (const [rule, words, more] of broken) it(`name ${rule}: ${words}`, () => assert.deepEqual(brokenHardRules(match(more)), [{ rule, words }]));

  it('set the audit of less than a year ago aside for a re-audit, and say so by name', () => {
    const reaudit = aReaudit('C1');
    assert.deepEqual(brokenHardRules(match({ audited: '2022-03', reaudit })), []);
    assert.deepEqual(setAsideForReaudit({ month, audited: '2022-03', reaudit }), ['not_audited_lately']);
    assert.deepEqual(setAsideForReaudit({ month, audited: '2022-03', reaudit: undefined }), []);
    assert.deepEqual(setAsideForReaudit({ month, audited: month, reaudit }), []);
    assert.deepEqual(setAsideForReaudit({ month, audited: undefined, reaudit }), []);
    assert.deepEqual(brokenHardRules(match({ audited: '2022-03', reaudit, child: aChild('C1', { reviewingOfficerId: 900 }) })).map(({ rule }) => rule), ['not_held_by_moderator']);
  });

  it('name only that a moderator has left, not that they have no places', () => {
    const moderator = aModerator(900, { unfit: 'Moderator 900 has left.', capacity: 0 });
    assert.deepEqual(brokenHardRules(match({ moderator })), [{ rule: 'moderator_available', words: 'Moderator 900 has left.' }]);
  });

  it('find the same children free as allocation by hand does', () => {
    const audit = fc.record({ caseRef: fc.constant('C1'), month: fc.integer({ min: -14, max: 14 }).map((months) => addMonths(month, months)), counts: fc.boolean() });
    fc.assert(
      fc.property(fc.array(audit, { maxLength: 4 }), fc.option(fc.constant(aReaudit('C1')), { nil: undefined }), (audits, reaudit) => {
        const child = { teamId: 1, reviewingOfficerId: null, caseloadMonth: '2022-07', caseloadInForce: '2022-07', auditedIn: audits.filter((one) => one.counts).map((one) => one.month), allocatedAlready: audits.some((one) => one.month === month), reaudit };
        const inTheWay = auditsInTheWay(audits, month).get('C1');
        const broken = hardRules.not_audited_lately.broken({ audited: inTheWay, month, reaudit });
        assert.equal(broken !== null, problemsWithChild(child, month, '2022-08-15').length > 0);
        if (child.allocatedAlready) assert.equal(inTheWay, month);
      }),
    );
  });
});
