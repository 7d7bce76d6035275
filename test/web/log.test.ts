import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { BadRequest } from '../../src/shared/errors.js';
import { createLog } from '../../src/web/log.js';

/** The line that an error becomes. */
function logged(error: unknown): { text: string; err: { type: string; message?: string; code?: string; stack?: string[] } } {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  createLog('info', sink).error({ err: error }, 'a request failed');
  return { text, err: (JSON.parse(text) as { err: { type: string; message?: string; code?: string; stack?: string[] } }).err };
}

describe('an error in the log', () => {
  it('says its kind, its code and where it happened, and not its message, which may hold what somebody typed', () => {
    const error = Object.assign(new Error('invalid input for LL-1234: "Child said…"\nsecond line LL-1234'), { code: '22P02', detail: 'LL-1234', parameters: ['LL-1234'] });
    const { text, err } = logged(error);
    assert.ok(!text.includes('LL-1234'));
    assert.deepEqual([err.type, err.code, err.message], ['Error', '22P02', undefined]);
    assert.ok(err.stack!.length > 0 && err.stack!.every((line) => line.startsWith('    at ')));
  });

  it('keeps the words of our own errors, which name no child', () => {
    assert.equal(logged(new BadRequest('The form is incomplete.')).err.message, 'The form is incomplete.');
  });

  it('says nothing of what is thrown and is no error, and of what caused an error', () => {
    assert.ok(!logged('LL-1234').text.includes('LL-1234'));
    assert.ok(!logged(new Error('x', { cause: new Error('LL-1234') })).text.includes('LL-1234'));
  });
});
