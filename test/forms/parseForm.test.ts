import 'reflect-metadata';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DayField, longText, MonthField, OneOf, RecordId, recordId, SeveralOf, Text, Ticked, WholeNumber } from '../../src/forms/fields.js';
import { parseForm, textAsked, typedDay, versionShown } from '../../src/forms/parseForm.js';
import { isDay } from '../../src/shared/day.js';
import { BadRequest, NotFound } from '../../src/shared/errors.js';

class Example {
  @Text({ label: 'Title', max: 10, required: 'Enter a title.' })
  title!: string;

  @Text({ label: 'Note' })
  note?: string;

  @OneOf(['red', 'green'], 'Choose a colour.')
  colour!: string;

  @SeveralOf(['a', 'b', 'c'], 'Choose letters.')
  letters?: string[];

  @Ticked()
  agreed?: boolean;

  @DayField('The day')
  day!: string;

  @DayField('Another day', { optional: true })
  otherDay?: string;

  @MonthField()
  month!: string;

  @WholeNumber('How many', 0, 12)
  count!: string;

  @RecordId('Choose a team.', { optional: true })
  team?: number;
}

const good = { title: 'A title', colour: 'red', 'day-day': '5', 'day-month': '7', 'day-year': '2022', month: '2022-07', count: '12' };

const valueOf = (body: object): Example => {
  const parsed = parseForm(Example, body);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
};
const errorsOf = (body: unknown): Record<string, string> => {
  const parsed = parseForm(Example, body);
  return parsed.ok ? {} : Object.fromEntries(parsed.errors.map(({ field, message }) => [field, message]));
};

describe('a posted form', () => {
  it('becomes the values of its class and nothing else', () => {
    const value = valueOf({ ...good, letters: ['a', 'c'], agreed: 'yes', team: '7', unknown: 'x', version: '3', _csrf: 'x' });
    assert.deepEqual(Object.fromEntries(Object.entries(value)), {
      title: 'A title', note: undefined, colour: 'red', letters: ['a', 'c'], agreed: true, day: '2022-07-05', otherDay: undefined, month: '2022-07', count: '12', team: 7,
    });
  });

  it('leaves out what was not answered', () => {
    const value = valueOf({ ...good, note: '  \r\n ', 'otherDay-day': '', 'otherDay-month': ' ', 'otherDay-year': '' });
    assert.deepEqual([value.note, value.letters, value.agreed, value.otherDay, value.team], [undefined, undefined, undefined, undefined, undefined]);
  });

  it('trims text, joins line ends and drops NUL characters', () => {
    assert.equal(valueOf({ ...good, note: '  first\r\nsecond\u0000  ' }).note, 'first\nsecond');
  });

  it('takes one ticked box of several as a list of one', () => {
    assert.deepEqual(valueOf({ ...good, letters: 'b' }).letters, ['b']);
  });

  it('reports one problem a field, in the order of the page', () => {
    assert.deepEqual(errorsOf({}), {
      title: 'Enter a title.',
      colour: 'Choose a colour.',
      day: 'Enter the day.',
      month: 'Enter a month as year and month, such as 2026-03.',
      count: 'How many must be a whole number from 0 to 12.',
    });
    assert.deepEqual(errorsOf(undefined), errorsOf({}));
    assert.deepEqual(errorsOf({ ...good, title: 'x'.repeat(11), letters: ['a', 'z'], colour: 'blue', month: '2022-13', count: '13', team: '0', 'otherDay-day': '31', 'otherDay-month': '2', 'otherDay-year': '2022' }), {
      title: 'Title must be 10 characters or fewer.',
      colour: 'Choose a colour.',
      letters: 'Choose letters.',
      otherDay: 'Another day must be a real date, such as 27 3 2026.',
      month: 'Enter a month as year and month, such as 2026-03.',
      count: 'How many must be a whole number from 0 to 12.',
      team: 'Choose a team.',
    });
  });

  it('limits a long answer to what is said', () => {
    assert.deepEqual(errorsOf({ ...good, note: 'x'.repeat(longText) }), {});
    assert.deepEqual(errorsOf({ ...good, note: 'x'.repeat(longText + 1) }), { note: 'Note must be 10,000 characters or fewer.' });
  });

  it('refuses a field sent twice where one answer is meant, and an object where text is meant', () => {
    for (const twice of [['a', 'b'], { deep: 'x' }, 7, null, true]) {
      assert.equal(errorsOf({ ...good, title: twice })['title'] !== undefined, true, JSON.stringify(twice));
      assert.equal(errorsOf({ ...good, colour: twice })['colour'], 'Choose a colour.');
      assert.ok(errorsOf({ ...good, count: twice })['count']);
    }
    assert.ok(errorsOf({ ...good, 'day-day': ['5', '6'] })['day']);
  });

  it('treats names that mean something to JavaScript like any other unknown field', () => {
    const body = JSON.parse('{"__proto__": ["x"], "constructor": "x", "toString": "x", "hasOwnProperty": "x"}') as object;
    const value = valueOf({ ...body, ...good });
    assert.ok(value instanceof Example);
    assert.equal(({} as { x?: unknown }).x, undefined);
    assert.equal(valueOf(Object.assign(JSON.parse('{"__proto__": {"agreed": "yes"}}') as object, good)).agreed, undefined);
  });

  it('makes of any three texts a day that exists or a problem, and never throws', () => {
    const part = fc.oneof(fc.string(), fc.integer({ min: -5, max: 3000 }).map(String), fc.constantFrom('29', '02', '2', '2000', '1900', '31', ''));
    fc.assert(
      fc.property(part, part, part, (day, month, year) => {
        const parsed = parseForm(Example, { ...good, 'day-day': day, 'day-month': month, 'day-year': year });
        assert.ok(parsed.ok ? isDay(parsed.value.day) : parsed.errors.every((error) => error.field === 'day'));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever is sent', () => {
    fc.assert(fc.property(fc.object(), (body) => void parseForm(Example, body)), { numRuns: 300 });
    fc.assert(fc.property(fc.dictionary(fc.constantFrom('title', 'note', 'colour', 'letters', 'agreed', 'day', 'day-day', 'day-year', 'month', 'count', 'team'), fc.anything()), (body) => void parseForm(Example, body)), { numRuns: 500 });
  });
});

describe('what stands beside the fields', () => {
  it('the version shown is a whole number, or the form is incomplete', () => {
    assert.equal(versionShown({ version: '12' }), 12);
    for (const body of [undefined, {}, { version: '' }, { version: '-1' }, { version: '1.5' }, { version: 'x' }, { version: ['1', '2'] }, { version: '99999999999' }]) {
      assert.throws(() => versionShown(body), BadRequest, JSON.stringify(body));
    }
  });

  it('an id in an address is one, or there is no such page', () => {
    assert.equal(recordId('7'), 7);
    for (const text of [undefined, '', '0', '-1', '1.0', '1e3', 'x', '7 ', '12345678901', ['7']]) assert.throws(() => recordId(text), NotFound, String(text));
  });

  it('a text asked for is short, trimmed and one', () => {
    assert.equal(textAsked(' a\u0000b '), 'ab');
    assert.equal(textAsked('x'.repeat(500)).length, 200);
    assert.equal(textAsked('x'.repeat(500), 254).length, 254);
    for (const nothing of [undefined, null, ['a', 'b'], { a: 'b' }]) assert.equal(textAsked(nothing), '');
  });

  it('a day is shown again as it was typed', () => {
    assert.deepEqual(typedDay({ 'x-day': '31', 'x-month': 'Feb' }, 'x'), { day: '31', month: 'Feb', year: '' });
    assert.deepEqual(typedDay(undefined, 'x'), { day: '', month: '', year: '' });
  });
});
