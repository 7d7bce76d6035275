import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  actionsOpen, auditLifecycle, auditStatuses, statusAfter, statusInWords, stepFor, type AuditAction, type AuditStatus, type Part,
} from '../../src/audits/auditLifecycle.js';
import { Refused, RuleBroken } from '../../src/shared/errors.js';

const parts: Part[] = ['auditor', 'moderator', 'qa', 'director'];
const actions: AuditAction[] = ['write', 'submit', 'escalate', 'discuss', 'rate', 'return_to_auditor', 'finalise', 'accept', 'not_accept', 'flag', 'reallocate', 'extend', 'exempt', 'close'];

/** Everything that may happen, written out; whatever is not here may not. */
const expected: Record<AuditStatus, Partial<Record<Part, Partial<Record<AuditAction, AuditStatus>>>>> = {
  allocated: {
    auditor: { write: 'in_progress', escalate: 'allocated' },
    qa: { reallocate: 'allocated', extend: 'allocated', close: 'not_submitted' },
    director: { extend: 'allocated', exempt: 'exempted' },
  },
  in_progress: {
    auditor: { write: 'in_progress', submit: 'submitted', escalate: 'in_progress' },
    qa: { reallocate: 'in_progress', extend: 'in_progress', close: 'not_submitted' },
    director: { extend: 'in_progress', exempt: 'exempted' },
  },
  submitted: {
    auditor: { discuss: 'submitted', escalate: 'submitted' },
    moderator: { discuss: 'submitted', rate: 'submitted', return_to_auditor: 'returned', finalise: 'moderated' },
    qa: { reallocate: 'submitted' },
  },
  returned: {
    auditor: { write: 'returned', submit: 'submitted', escalate: 'returned' },
    qa: { reallocate: 'returned', extend: 'returned' },
    director: { extend: 'returned' },
  },
  moderated: {
    auditor: { escalate: 'moderated' },
    qa: { accept: 'completed', not_accept: 'not_accepted' },
  },
  not_accepted: {
    auditor: { write: 'returned', submit: 'submitted', discuss: 'not_accepted', escalate: 'not_accepted' },
    moderator: { discuss: 'not_accepted', rate: 'not_accepted', finalise: 'moderated' },
    qa: { reallocate: 'not_accepted' },
  },
  completed: {
    qa: { flag: 'completed' },
  },
  not_submitted: {
    qa: { extend: 'in_progress' },
    director: { extend: 'in_progress' },
  },
  exempted: {},
};

/** Whether the action ever belongs to this part: too early or too late is another matter than not theirs. */
const isTheirs = (action: AuditAction, part: Part): boolean => Object.values(expected).some((byPart) => byPart[part]?.[action] !== undefined);

describe('what may happen next to an audit', () => {
  it('names every action there is', () => {
    assert.deepEqual(new Set(auditLifecycle.map((step) => step.action)), new Set(actions));
  });

  for (const status of auditStatuses) {
    it(`while it is ${statusInWords[status].toLowerCase()}`, () => {
      for (const part of parts) {
        for (const action of actions) {
          const after = expected[status][part]?.[action];
          const words = `${action} by ${part} in ${status}`;
          assert.equal(stepFor(status, action, [part]) !== undefined, after !== undefined, words);
          if (after === undefined) assert.throws(() => statusAfter(status, action, [part]), isTheirs(action, part) ? RuleBroken : Refused, words);
          else assert.equal(statusAfter(status, action, [part]), after, words);
        }
        assert.deepEqual(new Set(actionsOpen(status, [part])), new Set(Object.keys(expected[status][part] ?? {})), `open to ${part} in ${status}`);
      }
    });
  }

  it('nothing, for someone without a part in it', () => {
    for (const status of auditStatuses) {
      assert.deepEqual(actionsOpen(status, []), []);
      for (const action of actions) assert.throws(() => statusAfter(status, action, []), Refused);
    }
  });

  it('no step stands in the table twice', () => {
    const steps = auditLifecycle.flatMap((step) => step.from.map((from) => `${step.action} ${step.by} ${from}`));
    assert.equal(new Set(steps).size, steps.length);
  });

  interface Step {
    action: AuditAction;
    part: Part;
    from: AuditStatus;
    to: AuditStatus;
  }

  /** One of the things that may be done in a status, by anybody with a part in the audit. */
  const mayBeDone = (status: AuditStatus): Pick<Step, 'action' | 'part'>[] => parts.flatMap((part) => actionsOpen(status, [part]).map((action) => ({ action, part })));

  /** A way through the table: each number chooses one of the steps open at that point. */
  const anyWay = fc.array(fc.nat(1000), { maxLength: 60, size: 'max' }).map((choices) => {
    const done: Step[] = [];
    let status: AuditStatus = 'allocated';
    for (const choice of choices) {
      const open = mayBeDone(status);
      // An exempted audit is at its end.
      if (open.length === 0) break;
      const { action, part } = open[choice % open.length]!;
      const to = statusAfter(status, action, [part]);
      done.push({ action, part, from: status, to });
      status = to;
    }
    return done;
  });

  it('it is accepted only after it was submitted and then moderated, whatever happens before', () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyWay, (done) => {
        const at = done.findIndex((step) => step.to === 'completed');
        if (at < 0) return;
        accepted++;
        const before = done.slice(0, at);
        const finalised = before.findLastIndex((step) => step.action === 'finalise' && step.part === 'moderator');
        const submitted = before.findLastIndex((step) => step.action === 'submit' && step.part === 'auditor');
        assert.ok(submitted >= 0 && finalised > submitted, 'submitted, then finalised, then accepted');
        assert.deepEqual([done[at]!.action, done[at]!.part], ['accept', 'qa']);
        // Nothing is written or rated between the final ratings and acceptance.
        assert.ok(before.slice(finalised + 1).every((step) => ['reallocate', 'escalate'].includes(step.action)));
      }),
      { numRuns: 3_000 },
    );
    assert.ok(accepted > 100, `only ${accepted} of the runs came to acceptance`);
  });

  it('an accepted audit stays accepted', () => {
    fc.assert(
      fc.property(anyWay, (done) => {
        const at = done.findIndex((step) => step.to === 'completed');
        if (at >= 0) assert.ok(done.slice(at).every((step) => step.to === 'completed'));
      }),
      { numRuns: 1_000 },
    );
  });

  it('ratings are made final only on answers the auditor has submitted and not touched since', () => {
    fc.assert(
      fc.property(anyWay, (done) => {
        done.forEach((step, index) => {
          if (step.action !== 'finalise') return;
          const before = done.slice(0, index);
          assert.ok(before.findLastIndex((one) => one.action === 'submit') > before.findLastIndex((one) => one.action === 'write'));
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('after a return, nobody but the auditor brings it back to the moderator', () => {
    fc.assert(
      fc.property(anyWay, (done) => {
        for (const step of done) {
          if (step.from === 'returned' && step.to !== 'returned') assert.deepEqual([step.action, step.part], ['submit', 'auditor']);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
