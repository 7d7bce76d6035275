import assert from 'node:assert/strict';
import fc from 'fast-check';
import { daysLeft, dueDay, dueDaySql } from '../../../src/allocation/board/dueDay.js';
import { attentionOrder, lateSql, placeOf, placeSql, withAuditor, type Place } from '../../../src/allocation/board/place.js';
import { Audit } from '../../../src/audits/audit.entity.js';
import { auditStatuses, type AuditStatus } from '../../../src/audits/auditLifecycle.js';
import { aSubmittedAudit } from '../../support/builders.js';
import { testDatabase, type TestDatabase } from '../../support/testDatabase.js';

const untouched = { finalRatings: [null, null], moderatorDiscussion: null };

describe('where an audit stands', () => {
  it('follows its status, and is with the moderator once they have begun', () => {
    const expected: Record<AuditStatus, Place> = {
      allocated: 'not_started', in_progress: 'in_progress', submitted: 'submitted', returned: 'returned', moderated: 'awaiting_acceptance', not_accepted: 'not_accepted',
      completed: 'accepted', not_submitted: 'not_submitted', exempted: 'exempted',
    };
    for (const status of auditStatuses) assert.equal(placeOf({ status, ...untouched }), expected[status]);
    assert.equal(placeOf({ status: 'submitted', finalRatings: [null, 'good'], moderatorDiscussion: null }), 'with_moderator');
    assert.equal(placeOf({ status: 'submitted', finalRatings: [], moderatorDiscussion: 'We spoke.' }), 'with_moderator');
    assert.equal(placeOf({ status: 'submitted', finalRatings: [], moderatorDiscussion: '' }), 'submitted');
    assert.equal(placeOf({ status: 'returned', finalRatings: ['good'], moderatorDiscussion: 'We spoke.' }), 'returned');
  });

  describe('in the database', function () {
    this.timeout(60_000);
    let test: TestDatabase;
    let id: number;
    before(async () => {
      test = await testDatabase();
      ({ id } = await aSubmittedAudit(test));
    });
    after(() => test.remove());

    it('agrees with the rule, and so does whether it is late', async () => {
      const { database } = test;
      const seen = new Set<string>();
      // Every place, in time and late, whatever else is tried.
      interface Plain { status: AuditStatus; overallFinal: null; moderatorDiscussion: 'We spoke.' | null; month: '2022-07'; extendedTo: null }
      type AsAt = '2022-07-01' | '2022-08-04';
      const example = (asAt: AsAt, status: AuditStatus, moderatorDiscussion: 'We spoke.' | null = null): [Plain, null, AsAt] => [{ status, overallFinal: null, moderatorDiscussion, month: '2022-07', extendedTo: null }, null, asAt];
      const examples = (['2022-07-01', '2022-08-04'] as const).flatMap((asAt) => [...auditStatuses.map((status) => example(asAt, status)), example(asAt, 'submitted', 'We spoke.')]);
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            status: fc.oneof(fc.constantFrom(...auditStatuses), fc.constant<AuditStatus>('submitted')),
            overallFinal: fc.option(fc.constant('good' as const)),
            moderatorDiscussion: fc.option(fc.constantFrom('', 'We spoke.')),
            month: fc.constantFrom('2022-06', '2022-07'),
            extendedTo: fc.option(fc.constantFrom('2022-08-02', '2022-08-03')),
          }),
          fc.option(fc.constant('good' as const)),
          fc.constantFrom('2022-06-30', '2022-07-01', '2022-07-31', '2022-08-01', '2022-08-02', '2022-08-03', '2022-08-04'),
          async (audit, areaFinal, asAt) => {
            await database.transaction(async () => {
              await database.manager.update(Audit, { id }, audit);
              await database.query("update audit_areas set final_rating = :areaFinal where audit_id = :id and area = 'permanence'", { areaFinal, id });
            });
            const [row] = await database.query<{ place: Place; late: number; past: number }>(
              `select ${placeSql} as place, case when ${lateSql} then 1 else 0 end as late, case when ${dueDaySql} < :asAt then 1 else 0 end as past from audits where id = :id`, { id, asAt },
            );
            const place = placeOf({ status: audit.status, finalRatings: [audit.overallFinal, areaFinal], moderatorDiscussion: audit.moderatorDiscussion });
            const past = daysLeft(audit, asAt) < 0;
            assert.deepEqual(row, { place, late: withAuditor.includes(place) && past ? 1 : 0, past: past ? 1 : 0 }, JSON.stringify({ audit, areaFinal, asAt, due: dueDay(audit) }));
            seen.add(`${place} ${past}`);
          },
        ),
        { numRuns: 400, examples },
      );
      assert.equal(seen.size, 20, [...seen].join());
    });

    it('is put in the order of what needs attention', async () => {
      const { database } = test;
      const audits: [name: string, values: Partial<Audit>][] = [
        ['exempted', { status: 'exempted' }],
        ['accepted', { status: 'completed' }],
        ['not submitted', { status: 'not_submitted' }],
        ['awaiting since 3 August', { status: 'moderated', moderatedOn: '2022-08-03' }],
        ['awaiting since 1 August', { status: 'moderated', moderatedOn: '2022-08-01' }],
        ['with the moderator since 10 July', { status: 'submitted', submittedOn: '2022-07-10', overallFinal: 'good' }],
        ['submitted again on 2 August', { status: 'submitted', submittedOn: '2022-07-01', resubmittedOn: '2022-08-02' }],
        ['submitted 5 July', { status: 'submitted', submittedOn: '2022-07-05' }],
        ['extended to 9 August', { status: 'allocated', extendedTo: '2022-08-09' }],
        ['extended to 6 August', { status: 'in_progress', extendedTo: '2022-08-06' }],
        ['not accepted', { status: 'not_accepted' }],
        ['returned, due in August', { status: 'returned', month: '2022-08' }],
        ['late since 2 August', { status: 'returned', extendedTo: '2022-08-01' }],
        ['late since 1 August', { status: 'allocated' }],
        ['late since 1 July', { status: 'in_progress', month: '2022-06' }],
      ];
      const names = new Map<number, string>();
      for (const [name, values] of audits) names.set((await aSubmittedAudit(test, { teamId: 1, month: '2022-07', ...values })).id, name);
      const rows = await database.query<{ id: number }>(`select id from audits where id in (:...ids) order by ${attentionOrder}`, { ids: [...names.keys()], asAt: '2022-08-05' });
      assert.deepEqual(rows.map((row) => names.get(row.id)), [
        'late since 1 July', 'late since 1 August', 'late since 2 August', 'returned, due in August', 'not accepted', 'extended to 6 August', 'extended to 9 August',
        'submitted 5 July', 'with the moderator since 10 July', 'submitted again on 2 August', 'awaiting since 1 August', 'awaiting since 3 August', 'not submitted', 'accepted', 'exempted',
      ]);
    });
  });
});
