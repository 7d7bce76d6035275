import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { load } from 'cheerio';
import ejs from 'ejs';
import { label } from '../../src/shared/practice.js';
import { buildAssets, publicFolder } from '../../src/web/buildAssets.js';

const views = readdirSync('views', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ejs'))
  .map((path) => ({ path, text: readFileSync(join('views', path), 'utf8') }));

const page = { label, csrfToken: 'token', formKey: 'key' };

/** A component rendered by itself, as a document to look into. */
async function component(name: string, settings: object) {
  return load(await ejs.renderFile(`views/components/${name}.ejs`, { ...page, ...settings }));
}

describe('views', () => {
  it('are found', () => assert.ok(views.length > 40));

  it('leave text unescaped only to include another view', () => {
    const raw = views.flatMap(({ path, text }) => [...text.matchAll(/<%-(?!\s*include\()[^\n]*/g)].map((found) => `${path}: ${found[0]}`));
    assert.deepEqual(raw, []);
  });

  it('have no script, style or event handler of their own, which the content security policy would refuse', () => {
    const refused = views.flatMap(({ path, text }) => {
      // What is between <% and %> is code for the server.
      const html = text.replace(/<%[\s\S]*?%>/g, '');
      const found = [...html.matchAll(/\sstyle\s*=|\son[a-z]+\s*=|<style|javascript:|<script(?![^>]*\ssrc=)/gi)];
      return found.map((one) => `${path}: ${one[0]}`);
    });
    assert.deepEqual(refused, []);
  });

  it('include only views that exist', () => {
    const missing = views.flatMap(({ path, text }) =>
      [...text.matchAll(/include\('([^']+)'/g)].filter((found) => !existsSync(join('views', dirname(path), `${found[1]}.ejs`))).map((found) => `${path}: ${found[1]}`));
    assert.deepEqual(missing, []);
  });

  it('are compiled by EJS without a mistake', () => {
    for (const { path, text } of views) assert.doesNotThrow(() => ejs.compile(text, { filename: join('views', path) }), path);
  });
});

describe('components', () => {
  it('show script in any text as inert text', async () => {
    const nasty = '</textarea><script>alert(1)</script>"\'><img src=x onerror=alert(1)>';
    for (const [name, settings] of [
      ['input', { name: 'x', label: nasty, hint: nasty, value: nasty }],
      ['textarea', { name: 'x', label: nasty, value: nasty, maxlength: 10 }],
      ['radios', { name: 'x', legend: nasty, items: [{ value: nasty, label: nasty, hint: nasty }] }],
      ['select', { name: 'x', label: nasty, items: [{ value: nasty, label: nasty }] }],
      ['table', { caption: nasty, columns: [{ label: nasty }], rows: [[{ text: nasty, href: nasty, note: nasty }], [nasty]] }],
      ['summary-list', { rows: [{ key: nasty, value: nasty, multiline: true, href: '/' }] }],
      ['timeline', { entries: [{ title: nasty, by: nasty, at: nasty, text: nasty }] }],
      ['history', { lines: [{ at: nasty, by: nasty, event: nasty, changes: [{ field: nasty, was: nasty, is: nasty }] }] }],
      ['conflict', { fields: [{ label: nasty, stored: nasty, typed: nasty }] }],
      ['user-text', { text: nasty }],
      ['error-summary', { errors: [{ field: nasty, message: nasty }] }],
    ] as const) {
      const $ = await component(name, settings);
      assert.equal($('script, img, [onerror]').length, 0, name);
      assert.ok($.html().includes('&lt;script&gt;'), name);
    }
  });

  it('give back what was typed in a textarea, a first empty line too', async () => {
    const $ = await component('textarea', { name: 'x', label: 'X', value: '\nsecond line' });
    assert.equal($('textarea').text(), '\nsecond line');
  });

  it('lead from the error summary to a control with that id', async () => {
    const errors = [{ field: 'x', message: 'Enter it.' }];
    for (const [name, settings] of [
      ['input', { label: 'X' }],
      ['password-input', { label: 'X' }],
      ['textarea', { label: 'X' }],
      ['select', { label: 'X', items: [] }],
      ['file-upload', { label: 'X' }],
      ['date-input', { legend: 'X' }],
      ['radios', { legend: 'X', items: [{ value: 'a', label: 'A' }] }],
      ['checkboxes', { legend: 'X', items: [{ value: 'a', label: 'A' }] }],
    ] as const) {
      const $ = await component(name, { name: 'x', errors, ...settings });
      assert.ok($('#x').is('input, select, textarea'), name);
      assert.match($('#x-error').text(), /Error: Enter it\./, name);
      assert.ok($('[aria-describedby~="x-error"]').length > 0, name);
    }
  });

  it('keep the settings of a question from the questions that follow from its answers', async () => {
    const $ = await component('radios', {
      name: 'outer', legend: 'Outer', hint: 'A hint', value: 'a',
      items: [{ value: 'a', label: 'A', conditional: [{ component: 'textarea', name: 'inner', label: 'Inner' }] }],
    });
    assert.equal($('#inner-hint').length, 0);
    assert.equal($('#inner').text().trim(), '');
    assert.equal($('#outer').attr('checked'), 'checked');
  });

  it('show a day from the database and a day as it was typed', async () => {
    const valuesOf = async (value: unknown): Promise<unknown[]> => {
      const $ = await component('date-input', { name: 'due_on', legend: 'Due', value });
      return ['day', 'month', 'year'].map((part) => $(`[name="due_on-${part}"]`).attr('value'));
    };
    assert.deepEqual(await valuesOf('2022-07-31'), ['31', '07', '2022']);
    assert.deepEqual(await valuesOf({ day: '31', month: 'Feb', year: '' }), ['31', 'Feb', '']);
    assert.deepEqual(await valuesOf(undefined), ['', '', '']);
  });

  it('say a RAG in words', async () => {
    for (const [rag, words] of [['green', /Green/], ['amber', /Amber/], ['red', /Red/], ['none', /None: no target or no data/]] as const) {
      assert.match((await component('rag', { rag })).root().text(), words);
    }
  });

  it('list the first, the last and the pages beside this one', async () => {
    const $ = await component('pagination', { page: 5, pages: 12, total: 290, from: 101, to: 125, what: 'audits', url: (number: number) => `/audits?page=${number}` });
    assert.deepEqual($('.govuk-pagination__item').map((_index, item) => $(item).text().trim()).get(), ['1', '⋯', '4', '5', '6', '⋯', '12']);
    assert.equal($('[aria-current="page"]').attr('href'), '/audits?page=5');
    assert.equal($('[rel="next"]').attr('href'), '/audits?page=6');
  });
});

describe('error pages', () => {
  for (const name of ['400', '403', '404', '409', '413', '429', '500', '503', 'csrf']) {
    it(`${name} can be shown with nothing known about the request`, async () => {
      const $ = load(await ejs.renderFile(`views/errors/${name}.ejs`, {}));
      assert.equal($('h1').length, 1);
      assert.ok($('main p').length > 0);
    });
  }
});

describe('assets', () => {
  let css: string;
  before(async function () {
    this.timeout(30_000);
    await buildAssets();
    css = readFileSync(join(publicFolder, 'plumbline.css'), 'utf8');
  });

  it('are not built twice', async () => assert.equal(await buildAssets(), false));

  it('have neither the typeface nor the crown that belong to GOV.UK', () => {
    assert.doesNotMatch(css, /GDS Transport|@font-face/i);
    assert.doesNotMatch(css, /crown|crest|logotype/i);
    assert.equal(views.filter(({ text }) => /crown|crest|GOV\.UK/i.test(text)).length, 0);
  });

  it('hold every file that the style sheet and the layout name', () => {
    const named = [...css.matchAll(/url\(["']?(\/assets\/[^)"']+)/g), ...views.flatMap(({ text }) => [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)])];
    assert.ok(named.length > 3);
    for (const [, url] of named) assert.ok(existsSync(join(publicFolder, url!.replace('/assets/', ''))), url);
  });
});
