import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ageDay, areaOfSlug, canBeUnderFour, nextPage, pathOfPage, problemsBeforeSubmission, progressOf, slugOf, writingPages, type AreaAnswers, type AuditAnswers,
} from '../../src/audits/audit.js';
import { childVoice, childAnswers, familyAnswers, familyVoice } from '../../src/audits/voice.js';
import { areaRatings, areas, childViews, familyViews, feedbacks, involvements, ratings, reasonsNotObtained } from '../../src/shared/practice.js';

const today = '2022-08-15';

const written: AuditAnswers & { dateOfBirth: string } = {
  dateOfBirth: '2012-02-03',
  socialWorkerInvolved: 'yes', teamManagerInvolved: 'no', reviewingOfficerInvolved: 'not_applicable', childContext: null,
  childView: 'spoken_to', childViewReason: null, childFeedback: 'mixed', childSaid: 'I like her.', childWorkerConsulted: null, childViewDetail: null,
  familyView: 'spoken_to', familyViewReason: null, familyFeedback: 'positive', familySaid: 'She listens.', familyWorkerConsulted: null, familyViewDetail: null,
  overallAuditor: 'good', strengths: 'Much.', improvements: 'Some.', impact: 'Safer.',
};
const allAreas: AreaAnswers[] = areas.map((area) => ({ area, auditorRating: 'good', worksWell: 'Much.', mustImprove: 'Some.', impact: 'Safer.' }));

const problems = (audit: Partial<typeof written>, areasWritten: readonly AreaAnswers[] = allAreas): string[] =>
  problemsBeforeSubmission({ ...written, ...audit }, areasWritten, today).map((problem) => `${problem.page}#${problem.field}: ${problem.message}`);
const withArea = (changes: Partial<AreaAnswers>): AreaAnswers[] => allAreas.map((one) => (one.area === 'assessment' ? { ...one, ...changes } : one));

describe('an audit can be submitted', () => {
  it('when everything is answered', () => {
    assert.deepEqual(problems({}), []);
  });

  it('not before it is known who was involved', () => {
    assert.deepEqual(problems({ socialWorkerInvolved: null, teamManagerInvolved: null, reviewingOfficerInvolved: null }), [
      'child#socialWorkerInvolved: Say whether the social worker was involved.',
      'child#teamManagerInvolved: Say whether the team manager was involved.',
      'child#reviewingOfficerInvolved: Say whether the reviewing officer was involved.',
    ]);
  });

  it('not before every area is rated and explained', () => {
    assert.deepEqual(problems({}, []).length, 6);
    assert.deepEqual(problems({}, withArea({ auditorRating: null })), ['assessment#rating: Rate assessment.']);
    assert.deepEqual(problems({}, withArea({ worksWell: null, mustImprove: '', impact: null })), [
      'assessment#worksWell: Assessment: say what works well.',
      'assessment#mustImprove: Assessment: say what must improve.',
      'assessment#impact: Assessment: describe the impact for the child.',
    ]);
    const nothing = { worksWell: null, mustImprove: null, impact: null };
    assert.deepEqual(problems({}, withArea({ auditorRating: 'not_applicable', ...nothing })), []);
    assert.deepEqual(problems({}, withArea({ auditorRating: 'inadequate', worksWell: null })), []);
    assert.deepEqual(problems({}, withArea({ auditorRating: 'outstanding', mustImprove: null })), []);
    assert.equal(problems({}, withArea({ auditorRating: 'inadequate', mustImprove: null })).length, 1);
  });

  it('not before the whole is rated and explained', () => {
    assert.deepEqual(problems({ overallAuditor: null, impact: null }), ['overall#rating: Give an overall rating.']);
    assert.deepEqual(problems({ strengths: null, improvements: null, impact: null }), [
      'overall#strengths: Overall: say what works well.', 'overall#improvements: Overall: say what must improve.', 'overall#impact: Overall: describe the impact for the child.',
    ]);
  });

  describe('not without the child’s and the family’s views, or a reason', () => {
    const notObtained = { childView: 'not_obtained', childSaid: null, childFeedback: null } as const;

    for (const [name, answers, expected] of [
      ['nothing is said', { childView: null }, ['voice#child: Say whether the child was spoken to.']],
      ['"not applicable" is no view of a child', { childView: 'not_applicable' }, ['voice#child: Say whether the child was spoken to.']],
      ['spoken to, but not what was said', { childSaid: null, childFeedback: null }, ['voice#childSaid: Write down what the child said.', 'voice#childFeedback: Say what the child’s feedback was like.']],
      ['no reason', notObtained, ['voice#child: Say why the child was not spoken to.']],
      ['inappropriate, and no more', { ...notObtained, childViewReason: 'inappropriate' }, [
        'voice#childConsulted: Say whether the worker was consulted about not speaking to the child.',
        'voice#childInappropriate: Say why it would have been inappropriate to speak to the child.',
      ]],
      ['inappropriate, the worker not consulted, with the reason', { ...notObtained, childViewReason: 'inappropriate', childWorkerConsulted: false, childViewDetail: 'A trial.' }, []],
      ['unreachable, and not what was tried', { ...notObtained, childViewReason: 'unreachable' }, ['voice#childTried: Say what was tried to reach the child.']],
      ['unreachable, with what was tried', { ...notObtained, childViewReason: 'unreachable', childViewDetail: 'Two calls.' }, []],
      ['declined', { ...notObtained, childViewReason: 'declined' }, []],
      ['four or older', { childView: 'under_four' }, ['voice#child: The child is four or older: say whether they were spoken to.']],
      ['under four', { childView: 'under_four', dateOfBirth: '2018-08-16' }, []],
      ['the family not applicable, and not why', { familyView: 'not_applicable' }, ['voice#familyNotApplicable: Say why a family view does not apply.']],
      ['the family not applicable', { familyView: 'not_applicable', familyViewDetail: 'An adult.' }, []],
      ['nothing about the family', { familyView: null }, ['voice#family: Say whether the family was spoken to.']],
    ] as [string, Partial<typeof written>, string[]][]) {
      it(name, () => assert.deepEqual(problems(answers), expected));
    }

    const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | null> => fc.option(fc.constantFrom(...values));
    const words = fc.option(fc.constantFrom('', 'Some words.'));
    const anyAnswers: fc.Arbitrary<typeof written> = fc.record({
      dateOfBirth: fc.constantFrom('2000-01-01', '2018-08-15', '2018-08-16', '2021-05-05'),
      socialWorkerInvolved: maybe(involvements), teamManagerInvolved: maybe(involvements), reviewingOfficerInvolved: maybe(involvements), childContext: words,
      childView: maybe(childViews), childViewReason: maybe(reasonsNotObtained), childFeedback: maybe(feedbacks), childSaid: words, childWorkerConsulted: fc.option(fc.boolean()), childViewDetail: words,
      familyView: maybe(familyViews), familyViewReason: maybe(reasonsNotObtained), familyFeedback: maybe(feedbacks), familySaid: words, familyWorkerConsulted: fc.option(fc.boolean()), familyViewDetail: words,
      overallAuditor: maybe(ratings), strengths: words, improvements: words, impact: words,
    });
    const anyAreas: fc.Arbitrary<AreaAnswers[]> = fc
      .subarray([...areas])
      .chain((some) => fc.tuple(...some.map((area) => fc.record({ area: fc.constant(area), auditorRating: maybe(areaRatings), worksWell: words, mustImprove: words, impact: words }))));

    it('whatever else is answered', () => {
      // Everything but the voices is complete, so that enough of the examples can be submitted at all.
      let submitted = 0;
      fc.assert(
        fc.property(anyAnswers, (any) => {
          const { socialWorkerInvolved, teamManagerInvolved, reviewingOfficerInvolved, overallAuditor, strengths, improvements, impact } = written;
          const audit = { ...any, socialWorkerInvolved, teamManagerInvolved, reviewingOfficerInvolved, overallAuditor, strengths, improvements, impact };
          if (problemsBeforeSubmission(audit, allAreas, today).length > 0) return true;
          submitted += 1;
          const reasoned = (reason: string | null, consulted: boolean | null, detail: string | null): boolean =>
            (reason === 'inappropriate' && consulted !== null && Boolean(detail)) || (reason === 'unreachable' && Boolean(detail)) || reason === 'declined';
          const child =
            (audit.childView === 'spoken_to' && Boolean(audit.childSaid)) ||
            (audit.childView === 'under_four' && audit.dateOfBirth > '2018-08-15') ||
            (audit.childView === 'not_obtained' && reasoned(audit.childViewReason, audit.childWorkerConsulted, audit.childViewDetail));
          const family =
            (audit.familyView === 'spoken_to' && Boolean(audit.familySaid)) ||
            (audit.familyView === 'not_applicable' && Boolean(audit.familyViewDetail)) ||
            (audit.familyView === 'not_obtained' && reasoned(audit.familyViewReason, audit.familyWorkerConsulted, audit.familyViewDetail));
          return child && family;
        }),
        { numRuns: 5000 },
      );
      assert.ok(submitted > 50, `only ${submitted} examples could be submitted`);
    });

    it('and complete is what no page has a problem with', () => {
      fc.assert(
        fc.property(anyAnswers, anyAreas, (audit, areasWritten) => {
          const missing = new Set(problemsBeforeSubmission(audit, areasWritten, today).map((problem) => problem.page));
          return Object.entries(progressOf(audit, areasWritten, today)).every(([page, progress]) => (progress === 'complete') === !missing.has(page as never));
        }),
      );
    });
  });
});

describe('the pages of an audit', () => {
  it('come one after the other, and end with the check', () => {
    assert.deepEqual(writingPages.map(pathOfPage), [
      'child', 'voice', 'areas/risk-assessment-and-response', 'areas/assessment', 'areas/planning-and-review', 'areas/relational-intervention-and-review', 'areas/permanence',
      'areas/management-oversight', 'overall', 'actions', 'check',
    ]);
    assert.equal(nextPage('child'), 'voice');
    assert.equal(nextPage('check'), 'check');
  });

  it('find their area again', () => {
    for (const area of areas) assert.equal(areaOfSlug(slugOf(area)), area);
    assert.equal(areaOfSlug('child'), undefined);
    assert.equal(areaOfSlug(undefined), undefined);
  });
});

describe('a child is under four', () => {
  it('until the day before the fourth birthday, taken on the day of the first submission', () => {
    assert.equal(canBeUnderFour({ dateOfBirth: '2018-08-16', submittedOn: null }, today), true);
    assert.equal(canBeUnderFour({ dateOfBirth: '2018-08-15', submittedOn: null }, today), false);
    assert.equal(canBeUnderFour({ dateOfBirth: '2018-08-15', submittedOn: '2022-08-14' }, today), true);
    assert.equal(ageDay({ submittedOn: null }, today), today);
  });
});

describe('what is kept of the answers about a voice', () => {
  const everything = { said: 'Said.', feedback: 'mixed', consulted: 'no', inappropriate: 'Inappropriate.', tried: 'Tried.', declined: 'Declined.', notApplicable: 'Adult.' } as const;

  it('belongs to the answer chosen', () => {
    const rows = childAnswers.map((answer) => Object.values(childVoice({ answer, ...everything })));
    assert.deepEqual(rows, [
      ['spoken_to', null, 'Said.', 'mixed', null, null],
      ['not_obtained', 'inappropriate', null, null, false, 'Inappropriate.'],
      ['not_obtained', 'unreachable', null, null, null, 'Tried.'],
      ['not_obtained', 'declined', null, null, null, 'Declined.'],
      ['under_four', null, null, null, null, null],
    ]);
    assert.deepEqual(Object.values(familyVoice({ answer: familyAnswers[4], ...everything })), ['not_applicable', null, null, null, null, 'Adult.']);
    assert.deepEqual(Object.values(familyVoice({ ...everything })), [null, null, null, null, null, null]);
  });
});
