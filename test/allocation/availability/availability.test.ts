import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isExpectedToAudit, moderationCapacityIn, type Availability } from '../../../src/allocation/availability/availability.js';
import { addMonths } from '../../../src/shared/month.js';

const monthly: Availability = { auditFrequency: 'monthly', alternateMonths: null, moderationCapacity: null, moderatesIn: null, startsOn: null, endsOn: null, exemptions: [] };
const month = fc.integer({ min: 0, max: 200 }).map((n) => addMonths('2015-01', n));

describe('availability', () => {
  it('expects an audit every month of those who audit monthly', () => {
    fc.assert(fc.property(month, (m) => isExpectedToAudit(monthly, m, [])));
  });

  it('expects alternate auditors in the odd or the even months, so that the two together make every month', () => {
    const odd: Availability = { ...monthly, auditFrequency: 'alternate', alternateMonths: 'odd' };
    const even: Availability = { ...odd, alternateMonths: 'even' };
    assert.equal(isExpectedToAudit(odd, '2022-07', []), true);
    assert.equal(isExpectedToAudit(even, '2022-07', []), false);
    fc.assert(fc.property(month, (m) => isExpectedToAudit(odd, m, []) !== isExpectedToAudit(even, m, [])));
    fc.assert(fc.property(month, (m) => isExpectedToAudit(odd, m, []) !== isExpectedToAudit(odd, addMonths(m, 1), [])));
  });

  it('never expects an elective audit, nor one of somebody who does not audit', () => {
    fc.assert(
      fc.property(month, fc.constantFrom('elective' as const, 'none' as const), (m, auditFrequency) => !isExpectedToAudit({ ...monthly, auditFrequency }, m, [])),
    );
  });

  it('expects audits from the month of starting to the month of leaving', () => {
    const person: Availability = { ...monthly, startsOn: '2022-03-15', endsOn: '2022-05-31' };
    assert.deepEqual(
      ['2022-02', '2022-03', '2022-05', '2022-06'].map((m) => isExpectedToAudit(person, m, [])),
      [false, true, true, false],
    );
  });

  it('leaves out those with a standing exemption, for its months only', () => {
    const untilApril: Availability = { ...monthly, exemptions: [{ kind: 'standing', reason: 'extended_absence', fromMonth: '2022-02', toMonth: '2022-04' }] };
    assert.deepEqual(
      ['2022-01', '2022-02', '2022-04', '2022-05'].map((m) => isExpectedToAudit(untilApril, m, [])),
      [true, false, false, true],
    );
    const untilFurtherNotice: Availability = { ...monthly, exemptions: [{ kind: 'standing', reason: 'extended_absence', fromMonth: '2022-02', toMonth: null }] };
    fc.assert(fc.property(month, (m) => isExpectedToAudit(untilFurtherNotice, m, []) === m < '2022-02'));
  });

  it('keeps those exempted for a single month, and those only exempt from moderating', () => {
    fc.assert(
      fc.property(month, fc.constantFrom('single_month' as const, 'moderation' as const), (m, kind) =>
        isExpectedToAudit({ ...monthly, exemptions: [{ kind, reason: 'leave', fromMonth: m, toMonth: m }] }, m, []),
      ),
    );
  });

  it('counts a moderator’s capacity while in post and not exempt from moderating', () => {
    const moderator: Availability = {
      ...monthly,
      auditFrequency: 'none',
      moderationCapacity: 3,
      endsOn: '2022-08-31',
      exemptions: [
        { kind: 'moderation', reason: 'supporting_new_moderators', fromMonth: '2022-05', toMonth: '2022-06' },
        { kind: 'standing', reason: 'extended_absence', fromMonth: '2022-07', toMonth: null },
      ],
    };
    assert.deepEqual(
      ['2022-04', '2022-05', '2022-07', '2022-09'].map((m) => moderationCapacityIn(moderator, m)),
      [3, 0, 3, 0],
    );
    assert.equal(moderationCapacityIn(monthly, '2022-07'), 0);
  });
});
