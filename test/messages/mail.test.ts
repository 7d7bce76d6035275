import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inWords, type MessageSeen } from '../../src/messages/message.presenter.js';
import { mailFor } from '../../src/messages/mail.presenter.js';
import { messageKinds, type MessageFacts } from '../../src/messages/message.js';

const site = new URL('https://audits.example.gov.uk');
const facts: MessageFacts = { auditRef: 'A00001', caseRef: 'C70001', month: '2022-07', dueOn: '2022-07-31', colleague: 'Morgan Vale', concernRef: 'K0001', actionRef: 'X00001', surgeryId: 4, requestId: 3, decision: 'granted' };
const message = (kind: MessageSeen['kind'], of: MessageFacts = facts): MessageSeen => ({ kind, facts: of, createdAt: '2022-08-15T07:00:00.000Z' });

const anyMessage = fc
  .tuple(fc.constantFrom(...messageKinds), fc.integer({ min: 1, max: 99_999 }), fc.constantFrom('auditor', 'moderator', undefined))
  .map(([kind, number, part]) => {
    const digits = String(number).padStart(5, '0');
    return message(kind, { ...facts, auditRef: `A${digits}`, caseRef: `C7${digits}`, concernRef: `K${digits}`, ...(part ? { part } : {}) });
  });

describe('an e-mail', () => {
  it('says what there is to know, grouped, with the page of each', () => {
    const { subject, text } = mailFor('Robin Hart', [message('returned'), message('due_soon', { ...facts, auditRef: 'A00002' }), message('returned', { ...facts, auditRef: 'A00003' })], site);
    assert.equal(subject, 'Plumbline: 3 messages for you');
    assert.equal(
      text,
      `Hello Robin Hart,

Audits due within five days
- A00002 (case C70001, July 2022) is due by 31 July 2022.
  https://audits.example.gov.uk/audits/A00002

Returned audits
- Morgan Vale returned A00001 (case C70001, July 2022) to you. Its page says why.
  https://audits.example.gov.uk/audits/A00001
- Morgan Vale returned A00003 (case C70001, July 2022) to you. Its page says why.
  https://audits.example.gov.uk/audits/A00003

All messages to you: https://audits.example.gov.uk/messages
You get at most one such e-mail a day, and none when there is nothing to say.
Choose what you get: https://audits.example.gov.uk/messages/settings`,
    );
  });

  it('holds every message once, in the words of the page, and names no case where a telephone shows it unasked', () => {
    fc.assert(
      fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 40 }), (messages) => {
        const { subject, text } = mailFor('Robin Hart', messages, site);
        const lines = text.split('\n').filter((line) => line.startsWith('- '));
        assert.deepEqual(lines.toSorted(), messages.map(({ kind, facts: said }) => `- ${inWords(kind, said).text}`).toSorted());
        assert.doesNotMatch(subject, /[ACK]\d|case|child|Morgan|Robin/);
        // No kind is in two places, and none has no name.
        const headings = text.split('\n\n').slice(1, -1).map((group) => group.split('\n')[0]);
        assert.equal(new Set(headings).size, new Set(messages.map(({ kind }) => kind)).size);
        assert.doesNotMatch(text, /undefined|null|NaN/);
      }),
    );
  });

  it('leads to pages by their own reference, never by the child’s', () => {
    for (const kind of messageKinds) {
      const { href, text } = inWords(kind, facts);
      assert.match(href, /^\/(audits|actions|surgeries|concerns|exemptions|nil-returns)(\/\w|\?|$)/, kind);
      assert.doesNotMatch(href, /C70001/);
      assert.ok(text.endsWith('.'), text);
    }
  });
});
