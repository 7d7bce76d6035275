import assert from 'node:assert/strict';
import fc from 'fast-check';
import { disagreementIn, finalRatingOf, problemsBeforeFinalising, ratingState, type ModeratedArea, type ModeratedAudit } from '../../src/moderation/moderation.js';
import { areaRatings, areas, ratings } from '../../src/shared/practice.js';

const complete: ModeratedAudit = {
  overallAuditor: 'good',
  overallFinal: 'good',
  moderationRationale: null,
  auditorAgrees: true,
  auditorDiscussion: 'We went through each area.',
  moderatorDiscussion: 'We talked for an hour.',
  moderatorDecision: null,
};
const completeAreas: ModeratedArea[] = areas.map((area) => ({ area, auditorRating: 'good', finalRating: 'good', finalReason: null }));
const withArea = (change: Partial<ModeratedArea>): ModeratedArea[] => completeAreas.map((area, index) => (index === 1 ? { ...area, ...change } : area));
const fields = (audit: Partial<ModeratedAudit>, moderated = completeAreas): string[] =>
  problemsBeforeFinalising({ ...complete, ...audit }, moderated).map((problem) => problem.field);

describe('before the ratings are final', () => {
  it('a complete moderation has no problem', () => assert.deepEqual(fields({}), []));

  it('every area the auditor rated needs a final rating', () => assert.deepEqual(fields({}, withArea({ finalRating: null })), ['assessment']));

  it('an area found not applicable needs none and stays not applicable', () => {
    const notApplicable = withArea({ auditorRating: 'not_applicable', finalRating: null });
    assert.deepEqual(fields({}, notApplicable), []);
    assert.equal(finalRatingOf(notApplicable[1]!), 'not_applicable');
  });

  it('an area found not applicable may be rated, and a rated one found not applicable, both with a reason', () => {
    for (const change of [{ auditorRating: 'not_applicable', finalRating: 'inadequate' }, { auditorRating: 'inadequate', finalRating: 'not_applicable' }] as const) {
      assert.deepEqual(fields({}, withArea({ ...change, finalReason: null })), ['assessment']);
      assert.deepEqual(fields({}, withArea({ ...change, finalReason: 'The file shows it.' })), []);
    }
  });

  it('an area the auditor left without a rating is not waited for', () => assert.deepEqual(fields({}, withArea({ auditorRating: null, finalRating: null })), []));

  it('a changed rating needs a reason, and blanks are none', () => {
    assert.deepEqual(fields({}, withArea({ finalRating: 'inadequate', finalReason: ' \n ' })), ['assessment']);
    assert.deepEqual(fields({}, withArea({ finalRating: 'inadequate', finalReason: 'Risk was not seen.' })), []);
  });

  it('the overall rating is needed, and a reason where it differs', () => {
    assert.deepEqual(fields({ overallFinal: null }), ['overall']);
    assert.deepEqual(fields({ overallFinal: 'inadequate' }), ['overall']);
    assert.deepEqual(fields({ overallFinal: 'inadequate', moderationRationale: 'The child was not safe.' }), []);
  });

  it('both record the discussion', () => {
    assert.deepEqual(fields({ auditorDiscussion: null, moderatorDiscussion: '' }), ['auditorDiscussion', 'moderatorDiscussion']);
    assert.deepEqual(fields({ auditorAgrees: null }), ['auditorDiscussion']);
  });

  it('a disagreement holds it up until the auditor agrees or the moderator decides', () => {
    assert.deepEqual(fields({ auditorAgrees: false }), ['moderatorDecision']);
    assert.deepEqual(fields({ auditorAgrees: false, moderatorDecision: 'The rating stands, because the plan is old.' }), []);
    assert.deepEqual(fields({ auditorAgrees: true, moderatorDecision: null }), []);
  });

  const text = fc.constantFrom(null, '', '  ', 'Because of the file.');
  const moderatedArea = (area: (typeof areas)[number]) =>
    fc.record({
      area: fc.constant(area),
      auditorRating: fc.option(fc.constantFrom(...areaRatings), { nil: null }),
      finalRating: fc.option(fc.constantFrom(...areaRatings), { nil: null }),
      finalReason: text,
    });
  const anyAreas = fc.tuple(...areas.map(moderatedArea));
  const anyAudit = fc.record({
    overallAuditor: fc.option(fc.constantFrom(...ratings), { nil: null }),
    overallFinal: fc.option(fc.constantFrom(...ratings), { nil: null }),
    moderationRationale: text,
    auditorAgrees: fc.constantFrom(null, true, false),
    auditorDiscussion: text,
    moderatorDiscussion: text,
    moderatorDecision: text,
  });

  // Said without the code's own words: a reason, a discussion and a decision are all the same kind of text.
  const said = (words: string | null): boolean => words !== null && words.trim().length > 0;

  it('nothing is final unless everything asked for is there, and anything that has it can be', () => {
    fc.assert(
      fc.property(anyAudit, anyAreas, (audit, moderated) => {
        const ready =
          moderated.every((area) => ['not_applicable', null].includes(area.auditorRating) || area.finalRating !== null) &&
          moderated.every((area) => area.finalRating === null || area.finalRating === area.auditorRating || said(area.finalReason)) &&
          audit.overallFinal !== null &&
          (audit.overallFinal === audit.overallAuditor || said(audit.moderationRationale)) &&
          said(audit.auditorDiscussion) &&
          said(audit.moderatorDiscussion) &&
          (audit.auditorAgrees === true || (audit.auditorAgrees === false && said(audit.moderatorDecision)));
        assert.equal(problemsBeforeFinalising(audit, moderated).length === 0, ready);
      }),
      { numRuns: 3000 },
    );
  });

  it('each problem names one place, once, and says what to do', () => {
    fc.assert(
      fc.property(anyAudit, anyAreas, (audit, moderated) => {
        const problems = problemsBeforeFinalising(audit, moderated);
        const places = problems.map((problem) => problem.field);
        assert.equal(new Set(places).size, places.length);
        assert.ok(problems.every((problem) => problem.message.endsWith('.')));
      }),
    );
  });

  it('the order in which the areas come does not matter', () => {
    fc.assert(
      fc.property(anyAudit, anyAreas, (audit, moderated) => {
        assert.deepEqual(problemsBeforeFinalising(audit, [...moderated].reverse()), problemsBeforeFinalising(audit, moderated));
      }),
    );
  });

  it('agreeing with every rating of the auditor never needs a reason', () => {
    fc.assert(
      fc.property(anyAreas, fc.constantFrom(...ratings), (moderated, overall) => {
        const agreed = moderated.map((area) => ({ ...area, finalRating: area.auditorRating, finalReason: null }));
        assert.deepEqual(fields({ overallAuditor: overall, overallFinal: overall }, agreed), []);
      }),
    );
  });
});

describe('a disagreement', () => {
  it('is open, then decided, and gone when the auditor agrees', () => {
    assert.equal(disagreementIn({ auditorAgrees: false, moderatorDecision: null }), 'open');
    assert.equal(disagreementIn({ auditorAgrees: false, moderatorDecision: 'It stands.' }), 'decided');
    assert.equal(disagreementIn({ auditorAgrees: true, moderatorDecision: 'It stands.' }), 'none');
    assert.equal(disagreementIn({ auditorAgrees: null, moderatorDecision: null }), 'none');
  });
});

describe('where a rating stands', () => {
  it('follows from both ratings and the reason', () => {
    assert.equal(ratingState('good', null, null), 'to_do');
    assert.equal(ratingState('good', 'good', null), 'agreed');
    assert.equal(ratingState('good', 'inadequate', null), 'reason_missing');
    assert.equal(ratingState('good', 'inadequate', 'Risk was not seen.'), 'changed');
    assert.equal(ratingState('not_applicable', null, null), 'not_applicable');
    assert.equal(ratingState('not_applicable', 'not_applicable', null), 'not_applicable');
    assert.equal(ratingState(null, null, null), 'not_applicable');
  });
});
