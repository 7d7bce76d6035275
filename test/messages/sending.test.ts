import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deliveryKinds } from '../../src/messages/message.js';
import { failureOf, isTimeForRound, lease, longestAttempt, nextAttempt, waitAfter } from '../../src/messages/sending.js';

const minute = 60_000;
const day = 24 * 60 * minute;

describe('when an e-mail is tried again', () => {
  it('is after 1, 2, 4 … minutes, and never later than after 4 hours, an escalation after a quarter of one', () => {
    assert.deepEqual([1, 2, 3, 8, 9, 10, 30].map((attempts) => waitAfter(attempts, 'digest') / minute), [1, 2, 4, 128, 240, 240, 240]);
    assert.deepEqual([1, 4, 5, 30].map((attempts) => waitAfter(attempts, 'escalation') / minute), [1, 8, 15, 15]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(...deliveryKinds), (attempts, kind) => {
        assert.ok(waitAfter(attempts, kind) >= minute && waitAfter(attempts, kind) <= 4 * 60 * minute);
        assert.ok(waitAfter(attempts + 1, kind) >= waitAfter(attempts, kind));
      }),
    );
  });

  it('is for three days in all: whatever the minutes between, the last attempt is in the four hours after them', () => {
    const since = new Date('2022-08-15T07:00:00Z');
    fc.assert(
      // How late each run comes, in milliseconds.
      fc.property(fc.array(fc.integer({ min: 0, max: minute }), { minLength: 60, maxLength: 60 }), (late) => {
        let [now, attempts] = [since, 0];
        for (;;) {
          const next = nextAttempt((attempts += 1), 'digest', since, now);
          if (next === null) break;
          now = new Date(next.getTime() + late[attempts % late.length]!);
        }
        const tried = now.getTime() - since.getTime();
        assert.ok(tried >= 3 * day && tried <= 3 * day + 4 * 60 * minute + minute);
        assert.ok(attempts >= 25 && attempts <= 30, String(attempts));
      }),
    );
  });

  it('is never by another process while one attempt may still be going on', () => {
    assert.ok(lease >= 2 * longestAttempt);
  });
});

it('the hour of the daily round is England’s, in summer and in winter', () => {
  assert.deepEqual(['2022-08-15T05:59:59Z', '2022-08-15T06:00:00Z', '2022-08-15T22:59:59Z', '2022-08-15T23:00:00Z'].map((moment) => isTimeForRound(new Date(moment), 7)), [false, true, true, false]);
  assert.deepEqual(['2022-12-15T06:59:59Z', '2022-12-15T07:00:00Z', '2022-12-15T23:59:59Z', '2022-12-16T00:00:00Z'].map((moment) => isTimeForRound(new Date(moment), 7)), [false, true, true, false]);
  assert.ok(isTimeForRound(new Date('2022-12-16T00:00:00Z'), 0));
});

describe('why an e-mail was not sent', () => {
  it('is said in words with the server’s code, and whether the others would fare better', () => {
    const cases: [Parameters<typeof failureOf>[0], string, string][] = [
      [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'The mail server refuses this person’s address (550).', 'for good'],
      [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 503 }, 'The mail server does not take mail for this person’s address at present (503).', 'this one'],
      [{ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }, 'The mail server takes no mail at present (421).', 'all'],
      [{ code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 530 }, 'The mail server refuses the sender’s address, MAIL_FROM (530).', 'all'],
      [{ code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'The mail server refuses the e-mail (554).', 'this one'],
      [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'The mail server refuses the user name or password in SMTP_URL (535).', 'all'],
      [{ code: 'ESOCKET', originalCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'The certificate of the mail server cannot be trusted.', 'all'],
      [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'The mail server could not be reached.', 'all'],
      [{ code: 'EDNS' }, 'The mail server could not be reached.', 'all'],
      [{ code: 'ETIMEDOUT' }, 'The mail server did not answer in time.', 'all'],
      [{}, 'The e-mail could not be sent.', 'this one'],
    ];
    for (const [refusal, reason, whom] of cases) {
      assert.deepEqual(failureOf(refusal), { reason, forGood: whom === 'for good', everybodys: whom === 'all' }, reason);
    }
  });

  it('is for good only when the person’s own address is refused', () => {
    fc.assert(
      fc.property(
        fc.record(
          { code: fc.constantFrom('EENVELOPE', 'EMESSAGE', 'EAUTH', 'ECONNECTION', 'ETIMEDOUT'), command: fc.constantFrom('RCPT TO', 'MAIL FROM', 'DATA', 'CONN'), responseCode: fc.integer({ min: 400, max: 599 }) },
          { requiredKeys: [] },
        ),
        (refusal) => {
          const { forGood, reason } = failureOf(refusal);
          assert.ok(!forGood || (refusal.command === 'RCPT TO' && refusal.responseCode! >= 500));
          assert.ok(reason.length <= 300 && reason.endsWith('.'));
        },
      ),
    );
  });
});
