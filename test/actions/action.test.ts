import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  actionState, asksIfHelped, awaitsVerification, carePlanningState, carePlanningStates, datesAfter, isOpen, kindsOpen, mayBeReopened, taskStates, termsProblems, updateProblems,
  type ActionAnswered, type ActionFollowedUp, type ActionState, type Terms, type UpdateWritten,
} from '../../src/actions/action.js';
import { addDays } from '../../src/shared/day.js';
import { anyAction, anyDay } from './anyAction.js';

const task: ActionAnswered = {
  type: 'non_care_planning', dueOn: '2022-08-10', firstUpdatedOn: null, lastUpdatedOn: null, completedOn: null, serviceEndedOn: null, acceptedOn: '2022-07-20', reopenedOn: null,
};
const inPlan: ActionAnswered = { ...task, type: 'care_planning' };
const note: UpdateWritten = { kind: 'progress', happenedOn: '2022-08-01', note: 'Booked.', evidence: 'In the file.', agreedBy: 'The family.', childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null };
const transferred: UpdateWritten = { ...note, kind: 'transferred', childInvolved: true, familyInvolved: false, reviewingOfficerInvolved: 'not_applicable' };
const fieldsOf = (problems: { field: string }[]): string[] => problems.map(({ field }) => field);

describe('the state of an action', () => {
  const examples: [what: string, action: ActionFollowedUp, asAt: string, state: ActionState][] = [
    ['done on its day', { ...task, firstUpdatedOn: '2022-08-10', completedOn: '2022-08-10' }, '2022-08-15', 'on_time'],
    ['done a day after', { ...task, firstUpdatedOn: '2022-08-11', completedOn: '2022-08-11' }, '2022-08-15', 'late'],
    ['done after the as-at day', { ...task, firstUpdatedOn: '2022-08-12', completedOn: '2022-08-12' }, '2022-08-11', 'no_update'],
    ['closed with the service', { ...task, firstUpdatedOn: '2022-08-01', serviceEndedOn: '2022-08-01' }, '2022-08-15', 'service_ended'],
    ['never updated, long overdue', task, '2023-08-15', 'no_update'],
    ['updated and due that very day', { ...task, firstUpdatedOn: '2022-08-01' }, '2022-08-10', 'not_yet_due'],
    ['updated and due the day before', { ...task, firstUpdatedOn: '2022-08-01' }, '2022-08-11', 'overdue'],
    ['of the plan, updated and past its day', { ...inPlan, firstUpdatedOn: '2022-08-01' }, '2022-08-11', 'not_yet_transferred'],
    ['of the plan, transferred in time', { ...inPlan, firstUpdatedOn: '2022-08-01', completedOn: '2022-08-01' }, '2022-08-11', 'on_time'],
  ];
  for (const [what, action, asAt, state] of examples) {
    it(`${what}: ${state}`, () => assert.equal(actionState(action, asAt), state));
  }

  // The words of domain.md, each on its own: whichever holds must be the answer, and exactly one may.
  const definitions: Record<ActionState, (action: ActionFollowedUp, asAt: string) => boolean> = {
    on_time: (action, asAt) => done(action, asAt) && action.completedOn! <= action.dueOn,
    late: (action, asAt) => done(action, asAt) && action.completedOn! > action.dueOn,
    service_ended: (action, asAt) => !done(action, asAt) && by(action.serviceEndedOn, asAt),
    no_update: (action, asAt) => isOpen(action, asAt) && !by(action.firstUpdatedOn, asAt),
    overdue: (action, asAt) => action.type === 'non_care_planning' && isOpen(action, asAt) && by(action.firstUpdatedOn, asAt) && action.dueOn < asAt,
    not_yet_due: (action, asAt) => action.type === 'non_care_planning' && isOpen(action, asAt) && by(action.firstUpdatedOn, asAt) && action.dueOn >= asAt,
    not_yet_transferred: (action, asAt) => action.type === 'care_planning' && isOpen(action, asAt) && by(action.firstUpdatedOn, asAt),
  };
  const by = (day: string | null, asAt: string): boolean => day !== null && day <= asAt;
  const done = (action: ActionFollowedUp, asAt: string): boolean => by(action.completedOn, asAt);

  it('is exactly one of those of its kind, whatever the dates', () => {
    fc.assert(
      fc.property(anyAction, anyDay, (action, asAt) => {
        const holding = Object.entries(definitions).filter(([, holds]) => holds(action, asAt)).map(([state]) => state);
        assert.deepEqual(holding, [actionState(action, asAt)]);
        const ofItsKind: readonly string[] = action.type === 'care_planning' ? carePlanningStates : taskStates;
        assert.ok(ofItsKind.includes(holding[0]!));
      }),
    );
  });
});

describe('the state of an audit’s care-planning actions together', () => {
  const onTime = { ...inPlan, firstUpdatedOn: '2022-08-01', completedOn: '2022-08-01' };
  const late = { ...inPlan, firstUpdatedOn: '2022-08-11', completedOn: '2022-08-11' };
  const ended = { ...inPlan, firstUpdatedOn: '2022-08-01', serviceEndedOn: '2022-08-01' };
  const updated = { ...inPlan, firstUpdatedOn: '2022-08-01' };
  const examples: [actions: ActionFollowedUp[], state: string | null][] = [
    [[], null],
    [[onTime, onTime], 'on_time'],
    [[onTime, late], 'late'],
    [[late, inPlan, updated], 'no_update'],
    [[onTime, updated, ended], 'not_yet_transferred'],
    [[onTime, ended], 'service_ended'],
    [[ended], 'service_ended'],
  ];
  for (const [actions, state] of examples) {
    it(`${actions.map((action) => actionState(action, '2022-08-15')).join(' and ') || 'none'}: ${state}`, () => assert.equal(carePlanningState(actions, '2022-08-15'), state));
  }

  it('is that of its one action', () => {
    fc.assert(fc.property(anyAction, anyDay, (action, asAt) => assert.equal(carePlanningState([action], asAt), actionState({ ...action, type: 'care_planning' }, asAt))));
  });
});

describe('an update of an action', () => {
  it('completes a task and transfers an action of the plan, not the other way round', () => {
    assert.deepEqual(kindsOpen(task), ['progress', 'completed', 'service_ended']);
    assert.deepEqual(kindsOpen(inPlan), ['progress', 'transferred', 'service_ended']);
    assert.deepEqual(fieldsOf(updateProblems(task, transferred, '2022-08-15')), ['kind']);
    assert.deepEqual(fieldsOf(updateProblems(inPlan, { ...note, kind: 'completed' }, '2022-08-15')), ['kind']);
  });

  it('is dated between the acceptance of the audit and today', () => {
    const problems = (happenedOn: string): string[] => fieldsOf(updateProblems(task, { ...note, happenedOn }, '2022-08-15'));
    assert.deepEqual([problems('2022-07-19'), problems('2022-07-20'), problems('2022-08-15'), problems('2022-08-16')], [['happenedOn'], [], [], ['happenedOn']]);
  });

  it('says who was involved when the action goes into the plan', () => {
    assert.deepEqual(updateProblems(inPlan, transferred, '2022-08-15'), []);
    const nobodyAsked = { ...transferred, childInvolved: null, familyInvolved: null, reviewingOfficerInvolved: null };
    assert.deepEqual(fieldsOf(updateProblems(inPlan, nobodyAsked, '2022-08-15')), ['childInvolved', 'familyInvolved', 'reviewingOfficerInvolved']);
  });

  it('says what was done and where it is recorded, or why the service ended and who agreed', () => {
    const silent = { note: null, evidence: null, agreedBy: null };
    const missing = (action: ActionAnswered, update: UpdateWritten): string[] => fieldsOf(updateProblems(action, { ...update, ...silent }, '2022-08-15'));
    assert.deepEqual(missing(task, note), ['note']);
    assert.deepEqual(missing(task, { ...note, kind: 'completed' }), ['evidence', 'note']);
    assert.deepEqual(missing(inPlan, transferred), ['evidence', 'note']);
    assert.deepEqual(missing(task, { ...note, kind: 'service_ended' }), ['agreedBy', 'note']);
    assert.deepEqual(fieldsOf(updateProblems(task, { ...note, evidence: null, agreedBy: null }, '2022-08-15')), []);
  });

  it('ends an action that was reopened on that day or later; a note may be about a day before', () => {
    const reopened = { ...task, reopenedOn: '2022-08-05' };
    const problems = (kind: UpdateWritten['kind'], happenedOn: string): string[] => fieldsOf(updateProblems(reopened, { ...note, kind, happenedOn }, '2022-08-15'));
    assert.deepEqual([problems('completed', '2022-08-04'), problems('service_ended', '2022-08-04')], [['happenedOn'], ['happenedOn']]);
    assert.deepEqual([problems('completed', '2022-08-05'), problems('progress', '2022-08-04')], [[], []]);
  });

  it('of a closed action is a note and nothing else, and leaves it closed', () => {
    const closed = { ...task, ...datesAfter(task, { ...note, kind: 'completed' }) };
    assert.deepEqual(kindsOpen(closed), ['progress']);
    assert.deepEqual(fieldsOf(updateProblems(closed, { ...note, kind: 'service_ended' }, '2022-08-15')), ['kind']);
    assert.deepEqual(datesAfter(closed, { ...note, happenedOn: '2022-08-14' }), {
      firstUpdatedOn: '2022-08-01', lastUpdatedOn: '2022-08-14', completedOn: '2022-08-01', serviceEndedOn: null,
    });
  });

  it('keeps the first and the last day in order, and closes an action at most once, whatever is recorded in whatever order', () => {
    const anyUpdate = fc.record({ kind: fc.constantFrom('progress', 'transferred', 'completed', 'service_ended'), happenedOn: anyDay }).map((values) => ({ ...note, ...values }));
    fc.assert(
      fc.property(fc.constantFrom(task, inPlan), fc.array(anyUpdate, { maxLength: 8 }), (start, updates) => {
        let action: ActionAnswered = start;
        const days: string[] = [];
        let closings = 0;
        for (const update of updates) {
          if (!kindsOpen(action).includes(update.kind)) continue;
          action = { ...action, ...datesAfter(action, update) };
          days.push(update.happenedOn);
          if (update.kind !== 'progress') closings += 1;
        }
        days.sort();
        assert.deepEqual([action.firstUpdatedOn, action.lastUpdatedOn], [days[0] ?? null, days.at(-1) ?? null]);
        assert.ok(closings <= 1);
        assert.equal([action.completedOn, action.serviceEndedOn].filter((day) => day !== null).length, closings);
      }),
    );
  });

});

describe('another owner or due date', () => {
  const action = { ...task, ownerId: null };
  const problems = (was: typeof action | (Omit<typeof action, 'ownerId'> & { ownerId: number | null }), wanted: Partial<Terms>, owners = [4]): string[] =>
    fieldsOf(termsProblems(was, { ownerId: was.ownerId, dueOn: was.dueOn, ...wanted }, owners, '2022-08-15'));

  it('is somebody on the list, or the team manager', () => {
    assert.deepEqual(problems(action, { ownerId: 4 }), []);
    assert.deepEqual(problems(action, { ownerId: 5 }), ['ownerId']);
    assert.deepEqual(problems({ ...action, ownerId: 4 }, { ownerId: null }, []), []);
  });

  it('is today or later, and of a task: an action of the plan is due on the day of its meeting', () => {
    assert.deepEqual([problems(action, { dueOn: '2022-08-14' }), problems(action, { dueOn: '2022-08-15' })], [['dueOn'], []]);
    assert.deepEqual(problems({ ...action, type: 'care_planning' }, { dueOn: '2022-08-15' }), ['dueOn']);
  });

  it('is a change, and of an open action; whoever has left it may keep it', () => {
    assert.deepEqual(problems(action, {}), ['ownerId']);
    assert.deepEqual(problems({ ...action, ownerId: 9 }, {}), ['ownerId']);
    assert.deepEqual(problems({ ...action, ownerId: 9 }, { dueOn: '2022-08-20' }), []);
    assert.deepEqual(problems({ ...action, completedOn: '2022-08-01' }, { ownerId: 4 }), ['form']);
  });
});

describe('whether an action helped the child', () => {
  const done = { completedOn: '2022-05-15', helped: null, helpedOn: null };
  const examples: [what: string, action: Parameters<typeof asksIfHelped>[0], asked: boolean][] = [
    ['three months after it was done', done, true],
    ['a day earlier', { ...done, completedOn: '2022-05-16' }, false],
    ['of an open action', { ...done, completedOn: null }, false],
    ['once it is answered', { ...done, helped: 'same', helpedOn: '2022-05-15' }, false],
    ['three months after it was too early', { ...done, completedOn: '2022-02-01', helped: 'too_early', helpedOn: '2022-05-15' }, true],
    ['a day before that', { ...done, completedOn: '2022-02-01', helped: 'too_early', helpedOn: '2022-05-16' }, false],
  ];
  for (const [what, action, asked] of examples) {
    it(`${asked ? 'is asked' : 'is not asked'} ${what}`, () => assert.equal(asksIfHelped(action, '2022-08-15'), asked));
  }

  it('is asked every day from the first on, until it is answered', () => {
    fc.assert(
      fc.property(fc.record({ completedOn: anyDay, helped: fc.constantFrom(null, 'too_early' as const), helpedOn: fc.option(anyDay) }), fc.nat(300), (action, days) => {
        const asked = [days, days + 1].map((later) => asksIfHelped(action, addDays('2022-07-18', later)));
        assert.ok(!asked[0] || asked[1] === true);
      }),
    );
  });
});

describe('a completed action', () => {
  it('waits to be verified, and is not reopened once it is', () => {
    const states = (completedOn: string | null, serviceEndedOn: string | null, verifiedOn: string | null): boolean[] => {
      const action = { completedOn, serviceEndedOn, verifiedOn };
      return [awaitsVerification(action), mayBeReopened(action)];
    };
    assert.deepEqual(states('2022-08-01', null, null), [true, true]);
    assert.deepEqual(states('2022-08-01', null, '2022-08-02'), [false, false]);
    assert.deepEqual(states(null, '2022-08-01', null), [false, true]);
    assert.deepEqual(states(null, null, null), [false, false]);
  });
});
