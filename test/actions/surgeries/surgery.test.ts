import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  agendaOf, appointmentProblems, beginProblems, endProblems, statusAfter, statusInWords, stepsOpen, surgeryLifecycle, surgeryStatuses, type Appointment, type SurgeryStep,
} from '../../../src/actions/surgeries/surgery.js';
import { addDays } from '../../../src/shared/day.js';
import { RuleBroken } from '../../../src/shared/errors.js';

const today = '2022-08-15';
const on = (meetOn: string): Appointment => ({ meetOn, meetAt: '14:30', place: 'Room 2', note: null });
const steps: SurgeryStep[] = ['change', 'cancel', 'begin', 'record', 'end'];

describe('a QA surgery', () => {
  it('goes from arranged over under way to held, or is cancelled before it begins', () => {
    assert.deepEqual(surgeryStatuses.map((status) => [status, stepsOpen(status)]), [
      ['scheduled', ['change', 'cancel', 'begin']], ['under_way', ['record', 'end']], ['held', []], ['cancelled', []],
    ]);
    assert.equal(statusAfter('scheduled', 'begin'), 'under_way');
    assert.equal(statusAfter('scheduled', 'cancel'), 'cancelled');
    assert.equal(statusAfter('under_way', 'record'), 'under_way');
    assert.equal(statusAfter('under_way', 'end'), 'held');
  });

  it('takes every other step from nowhere, and says how it stands', () => {
    for (const status of surgeryStatuses) {
      for (const step of steps.filter((each) => !stepsOpen(status).includes(each))) {
        assert.throws(() => statusAfter(status, step), (error) => error instanceof RuleBroken && error.problems[0]!.message === `This cannot be done any more: the surgery is ${statusInWords[status].toLowerCase()}.`);
      }
    }
    assert.equal(new Set(surgeryLifecycle.map(({ step, from }) => `${step} ${from}`)).size, surgeryLifecycle.length);
  });

  it('has an agenda that is fixed from the moment it begins', () => {
    assert.deepEqual(surgeryStatuses.map(agendaOf), ['live', 'fixed', 'fixed', 'none']);
  });

  it('is today or later', () => {
    assert.deepEqual(appointmentProblems(on(today), [], false, today), []);
    assert.deepEqual(appointmentProblems(on('2022-08-14'), [], true, today), [{ field: 'meetOn', message: 'The day must be today or later.' }]);
  });

  it('is asked about when another one is within 14 days, before or after, until both are wanted', () => {
    fc.assert(
      fc.property(fc.integer({ min: -60, max: 60 }), fc.boolean(), (days, anyway) => {
        const problems = appointmentProblems(on('2022-10-15'), [{ meetOn: addDays('2022-10-15', days), meetAt: '09:00' }], anyway, today);
        assert.deepEqual(problems.map(({ field }) => field), !anyway && Math.abs(days) <= 14 ? ['anyway'] : []);
      }),
    );
    assert.match(appointmentProblems(on('2022-09-01'), [{ meetOn: '2022-07-01', meetAt: '09:00' }, { meetOn: '2022-08-18', meetAt: '10:15' }], false, today)[0]!.message, /on 18 August 2022 at 10:15\./);
  });

  it('begins on its day or later', () => {
    assert.deepEqual(beginProblems({ meetOn: today }, today), []);
    assert.deepEqual(beginProblems({ meetOn: '2022-08-01' }, today), []);
    assert.match(beginProblems({ meetOn: '2022-08-16' }, today)[0]!.message, /can begin on that day/);
  });

  it('ends without every outcome only when that is confirmed', () => {
    assert.deepEqual(endProblems(0, false), []);
    assert.deepEqual(endProblems(3, true), []);
    assert.deepEqual(endProblems(1, false), [{ field: 'confirmed', message: 'Tick the box to end the meeting although one open action has no outcome.' }]);
    assert.match(endProblems(12, false)[0]!.message, /although 12 open actions have no outcome/);
  });
});
