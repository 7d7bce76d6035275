import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changesOf, childChanges, childrenBefore, kindsListed, tooOldFor, warningsAbout, type CaseloadSeen, type ChangeCounts, type ChildInMonth } from '../../../src/allocation/caseloads/caseloadChanges.js';
import { anyCaseload, comparedByRule } from './anyCaseload.js';

const child: ChildInMonth = { dateOfBirth: '2012-01-01', teamId: 1, cohort: 'child_in_need', reviewingOfficerId: null };

describe('what differs about a child', () => {
  it('is that they came or went, and nothing else then', () => {
    assert.deepEqual(changesOf(null, child), ['came']);
    assert.deepEqual(changesOf(child, null), ['went']);
    assert.deepEqual(changesOf(null, null), []);
  });

  it('is each of team, cohort, reviewing officer and date of birth', () => {
    assert.deepEqual(changesOf(child, { ...child }), []);
    assert.deepEqual(changesOf(child, { ...child, teamId: 2 }), ['moved']);
    assert.deepEqual(changesOf(child, { ...child, cohort: 'child_protection' }), ['cohort']);
    assert.deepEqual(changesOf(child, { ...child, reviewingOfficerId: 7 }), ['officer']);
    assert.deepEqual(changesOf({ ...child, reviewingOfficerId: 7 }, child), ['officer']);
    assert.deepEqual(changesOf(child, { ...child, dateOfBirth: '2012-01-02' }), ['born']);
    assert.deepEqual(changesOf(child, { dateOfBirth: '2012-01-02', teamId: 2, cohort: 'child_protection', reviewingOfficerId: 7 }), ['moved', 'cohort', 'officer', 'born']);
  });
});

describe('what differs between two caseloads', () => {
  it('makes the one as large as the other: those who came less those who went are its growth', () => {
    fc.assert(
      fc.property(anyCaseload(), anyCaseload(), (before, now) => {
        const counts = comparedByRule(before, now);
        assert.equal(counts.came - counts.went, now.length - before.length);
        assert.equal(counts.open, now.length);
        assert.equal(childrenBefore(counts), before.length);
        assert.equal(counts.all, counts.came + counts.went + counts.changed);
      }),
    );
  });

  it('is nothing where they are the same', () => {
    fc.assert(
      fc.property(anyCaseload(), (caseload) => {
        const counts = comparedByRule(caseload, caseload.toReversed());
        assert.deepEqual([...childChanges, 'all' as const, 'changed' as const].filter((kind) => counts[kind] > 0), []);
      }),
    );
  });

  it('the other way round has those who came gone and those who went come, and the same changes', () => {
    fc.assert(
      fc.property(anyCaseload(), anyCaseload(), (before, now) => {
        const [there, back] = [comparedByRule(before, now), comparedByRule(now, before)];
        assert.deepEqual([there.came, there.went], [back.went, back.came]);
        for (const kind of ['moved', 'cohort', 'officer', 'born', 'changed', 'all'] as const) assert.equal(there[kind], back[kind], kind);
      }),
    );
  });
});

describe('a warning about an uploaded caseload', () => {
  const none = Object.fromEntries(kindsListed.map((kind) => [kind, 0])) as ChangeCounts;
  const usual: CaseloadSeen = { before: '2022-07', counts: { ...none, open: 100, came: 20, went: 20, all: 40 }, storedCounts: null, teamsWithout: [] };
  const texts = (seen: Partial<CaseloadSeen>): string[] => warningsAbout({ ...usual, ...seen }).map(({ text }) => text);

  it('is not given where a fifth came and went', () => {
    assert.deepEqual(texts({}), []);
  });

  it('is given where more than one in five came or went', () => {
    assert.deepEqual(texts({ counts: { ...usual.counts, open: 101, came: 21 } }), ['21 children came to 100: more than one in five. Check that this is the right file.']);
    assert.deepEqual(texts({ counts: { ...usual.counts, open: 99, went: 21 } }), ['21 children of 100 went: more than one in five. Check that the file is whole.']);
    assert.deepEqual(warningsAbout({ ...usual, counts: { ...usual.counts, open: 1000, came: 950, went: 50 } }).map(({ kind }) => kind), ['came', 'went']);
  });

  it('is not given of coming and going where there is no month before', () => {
    assert.deepEqual(texts({ before: null, counts: { ...none, open: 100, came: 100, all: 100 } }), []);
  });

  it('is given where nothing differs from the month before, or from what it would replace', () => {
    assert.deepEqual(texts({ counts: { ...none, open: 100 } }), ['Nothing differs from July 2022. Check that this is not the file of that month.']);
    assert.deepEqual(texts({ storedCounts: { ...none, open: 100 } }), ['This file is the same as the caseload there is of this month. Taking it over changes nothing.']);
    assert.deepEqual(texts({ storedCounts: { ...none, open: 100, all: 1 } }), []);
  });

  it('names the teams without a child', () => {
    assert.deepEqual(texts({ teamsWithout: ['Assessment 1'] }), ['No child belongs to Assessment 1. Check that every team is in the file.']);
    assert.deepEqual(texts({ teamsWithout: ['A', 'B', 'C'] }), ['No child belongs to A, B or C. Check that every team is in the file.']);
    assert.deepEqual(texts({ teamsWithout: 'A,B,C,D,E,F,G,H,I,J,K,L'.split(',') }), ['No child belongs to A, B, C, D, E, F, G, H, I, J or 2 more teams. Check that every team is in the file.']);
  });

  it('counts those over 25 on the first of the month', () => {
    assert.equal(tooOldFor('2022-08'), '1996-08-01');
    assert.deepEqual(texts({ counts: { ...usual.counts, over_25: 1 } }), ['One child is over 25. Check the dates of birth.']);
    assert.deepEqual(texts({ counts: { ...usual.counts, over_25: 1200 } }), ['1,200 children are over 25. Check the dates of birth.']);
  });
});
