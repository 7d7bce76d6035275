import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

interface Import {
  /** Where it leads: a file of ours from the project's root, or a package. */
  from: string;
  /** Gone when the program runs. */
  typesOnly: boolean;
}

interface Source {
  path: string;
  /** The folder under src, which is the feature. */
  feature: string;
  /** `controller` of `people.controller.ts`; `plain` without such a word. */
  kind: string;
  text: string;
  /** The text without comments and without what stands in quotes. */
  code: string;
  imports: Import[];
}

const files = (folder: string, ending: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) => join(folder, name)).toSorted();

function read(path: string): Source {
  const text = readFileSync(path, 'utf8');
  const withoutComments = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
  const imports = [...withoutComments.matchAll(/^(import|export)(\s+type)?\b([^;]*?)\bfrom '([^']+)'/gm)].map(([, , type, names, from]) => ({
    from: from!.startsWith('.') ? normalize(join(dirname(path), from!)).replace(/\.js$/, '.ts') : from!,
    typesOnly: type !== undefined || /^\s*\{\s*(type\s+\w+(\s+as\s+\w+)?\s*,?\s*)+\}\s*$/.test(names!),
  }));
  return {
    path,
    feature: path.split('/').length > 2 ? path.split('/')[1]! : '',
    kind: /\.(\w+)\.ts$/.exec(path)?.[1] ?? 'plain',
    text,
    code: withoutComments.replace(/'(?:[^'\\\n]|\\.)*'/g, "''"),
    imports,
  };
}

const sources = files('src', '.ts').map(read);
const named = (kind: string): Source[] => sources.filter((source) => source.kind === kind);

/** Every place where `pattern` stands, as `file: what was found`. */
const found = (where: readonly Source[], pattern: RegExp, part: 'code' | 'text' = 'code'): string[] =>
  where.flatMap((source) => [...source[part].matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))].map(([what]) => `${source.path}: ${what}`));

const importsOf = (where: readonly Source[], wrong: (one: Import, source: Source) => boolean): string[] =>
  where.flatMap((source) => source.imports.filter((one) => wrong(one, source)).map((one) => `${source.path} imports ${one.from}`));

const kindOf = (path: string): string => /\.(\w+)\.ts$/.exec(path)?.[1] ?? (path.startsWith('src/') ? 'plain' : 'package');
const featureOf = (path: string): string => (path.startsWith('src/') && path.split('/').length > 2 ? path.split('/')[1]! : '');

/** Folders that are no feature: what all features stand on, and what puts them together. */
const foundations = ['access', 'database', 'demo', 'forms', 'history', 'shared', 'web'];
const features = [...new Set(sources.map((source) => source.feature))].filter((feature) => feature !== '' && !foundations.includes(feature));

/** Plainly named files that do something with the world, and what. All other plainly named files of a feature are pure. */
const notPure: Record<string, string> = {
  'src/access/routes.ts': 'declares routes',
  'src/access/signedIn.ts': 'reads the request',
  'src/allocation/pairings/highs.ts': 'loads the solver',
  'src/allocation/pairings/solver.ts': 'runs the solver in a thread of its own',
  'src/allocation/pairings/solverThread.ts': 'is that thread',
  'src/audits/auditSteps.ts': 'one transaction a step',
  'src/audits/writingDesk.ts': 'what the pages for writing share',
  'src/importing/importFiles.ts': 'one transaction an import',
  'src/importing/readFolder.ts': 'reads files',
  'src/importing/upload.ts': 'reads an upload',
  'src/messages/mailer.ts': 'speaks SMTP',
  'src/people/passwords.ts': 'draws and hashes passwords',
  'src/people/signIn.ts': 'passport',
  'src/people/signInLimits.ts': 'counts attempts',
  'src/reporting/counts.ts': 'counts in the database',
  'src/reporting/figuresFor.ts': 'counts in the database',
  'src/reporting/followUp.ts': 'counts in the database',
  'src/reporting/moderatorEffect.ts': 'counts in the database',
  'src/reporting/snapshot.ts': 'counts in the database',
  'src/reporting/tables.ts': 'counts in the database',
};
const isPure = (source: Source): boolean =>
  source.kind === 'plain' && (features.includes(source.feature) || ['access', 'history', 'shared'].includes(source.feature)) && !(source.path in notPure) && source.path !== 'src/shared/command.ts';

describe('the house', () => {
  it('has been read', () => {
    assert.ok(sources.length > 100 && features.length >= 8, `${sources.length} files, ${features.join(', ')}`);
    assert.deepEqual(Object.keys(notPure).filter((path) => !sources.some((source) => source.path === path)), []);
  });

  describe('pure files', () => {
    const pure = sources.filter(isPure);

    it('know no Express, no database, no validator, and never ask the machine for the time', () => {
      assert.ok(pure.length > 25);
      assert.deepEqual(importsOf(pure, ({ from }) => /^(express|typeorm|class-|passport|pg$|better-sqlite3|multer|argon2|rate-limiter|node:(fs|net|http))/.test(from)), []);
      assert.deepEqual(importsOf(pure, ({ from, typesOnly }) => from.startsWith('src/database/') && !typesOnly), []);
      assert.deepEqual(found(pure.filter((source) => source.path !== 'src/shared/clock.ts'), /new Date\(\)|Date\.now\(/), []);
    });

    it('need pure files only', () => {
      const purePaths = pure.map((source) => source.path);
      assert.deepEqual(importsOf(pure, ({ from, typesOnly }) => !typesOnly && from.startsWith('src/') && !purePaths.includes(from)), []);
    });
  });

  describe('controllers', () => {
    it('have no queries', () => {
      assert.deepEqual(found(named('controller'), /\.(query|transaction|compareAndSet|forChange|createQueryBuilder|getRepository)\(|\.manager\b/), []);
      assert.deepEqual(importsOf(named('controller'), ({ from }) => /^typeorm$|^src\/database\//.test(from)), []);
      assert.deepEqual(importsOf(named('controller'), ({ from, typesOnly }) => kindOf(from) === 'entity' && !typesOnly), []);
    });

    it('compare no status', () => {
      assert.deepEqual(found(named('controller'), /\bstatus\s*[!=]==?\s*'[^']*'|'[^']*'\s*[!=]==?\s*[\w.]*\bstatus\b|includes\([\w.]+\.status\)|switch \([\w.]*status\)/, 'text'), []);
    });
  });

  it('services know neither request nor response', () => {
    assert.ok(named('service').length >= 6);
    assert.deepEqual(importsOf(named('service'), ({ from }) => from === 'express'), []);
    assert.deepEqual(found(named('service'), /\b(request|response|req|res)\b[.,):]/), []);
  });

  it('presenters make no query and decide no permission', () => {
    assert.ok(named('presenter').length >= 6);
    assert.deepEqual(found(named('presenter'), /\.(query|manager|transaction)\b|\bawait\b|\basync\b/), []);
    assert.deepEqual(importsOf(named('presenter'), ({ from, typesOnly }) => !typesOnly && (/^(express|typeorm)$|^src\/access\/(policies|permissions|person|routes|signedIn)/.test(from) || ['reads', 'store', 'service', 'controller', 'entity'].includes(kindOf(from)))), []);
    assert.deepEqual(found(named('presenter'), /\b(hasRole|may|maySee\w+|mayUpdate\w+|mayChange\w+|partsIn|leadsTeam|managesTeam)\(/), []);
  });

  it('entities hold columns and nothing else', () => {
    assert.ok(named('entity').length > 15);
    assert.deepEqual(importsOf(named('entity'), ({ from, typesOnly }) => from !== 'typeorm' && !typesOnly), []);
    for (const { path, code } of named('entity')) {
      const body = code.slice(code.indexOf('{', code.indexOf('class ')) + 1, code.lastIndexOf('}'));
      const rest = body.replace(/@\w+\((\{[^}]*\})?\)/g, '').replace(/^\s*\w+!: [\w<>[\] |'"]+;$/gm, '').trim();
      assert.equal(rest, '', path);
    }
  });

  it('routes all name a permission, through the one helper', () => {
    const routeFiles = named('routes');
    assert.ok(routeFiles.length >= 8);
    assert.deepEqual(found(sources.filter((source) => source.path !== 'src/access/routes.ts'), /\b(app|router)\.(get|post|put|patch|delete|all|use)\('\/[^']*'/, 'text'), ["src/app.ts: app.use('/assets'", "src/app.ts: app.get('/health'"]);
    const declared = routeFiles.flatMap((source) => [...source.code.matchAll(/\broutes\.(get|post)\(/g)]).length;
    const withPermission = routeFiles.flatMap((source) => [...source.text.matchAll(/\broutes\.(get|post)\('\/[^']*', '[a-z]+(_[a-z]+)?(:[a-z]+)?', \w+/g)]).length;
    assert.ok(declared > 60);
    assert.equal(withPermission, declared);
    assert.deepEqual(importsOf(routeFiles, ({ from, typesOnly }) => !typesOnly && !from.startsWith('src/importing/upload')), []);
  });

  describe('features', () => {
    it('do not reach into the stores and entities of others', () => {
      // An import writes every table, and figures are counted over all of them.
      const readers = ['importing', 'reporting'];
      assert.deepEqual(
        importsOf(sources, ({ from, typesOnly }, source) =>
          ['store', 'entity'].includes(kindOf(from)) && features.includes(featureOf(from)) && featureOf(from) !== source.feature && source.path !== 'src/services.ts' && !(readers.includes(source.feature) && (typesOnly || kindOf(from) === 'entity')),
        ),
        [],
      );
    });

    it('do not use the controllers, routes and forms of others', () => {
      assert.deepEqual(
        importsOf(sources, ({ from }, source) => ['controller', 'routes', 'form'].includes(kindOf(from)) && featureOf(from) !== source.feature && !['src/services.ts', 'src/app.ts'].includes(source.path)),
        [],
      );
    });

    it('stand on the foundations, which know no feature', () => {
      const below = sources.filter((source) => ['database', 'forms', 'history', 'shared', 'web'].includes(source.feature));
      assert.deepEqual(importsOf(below, ({ from, typesOnly }) => !typesOnly && features.includes(featureOf(from))), []);
    });

    it('load no file that waits for itself', () => {
      const needs = new Map(sources.map((source) => [source.path, source.imports.filter((one) => !one.typesOnly && one.from.startsWith('src/')).map((one) => one.from)]));
      const circles: string[] = [];
      const done = new Set<string>();
      const visit = (path: string, way: string[]): void => {
        if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' → '));
        else if (!done.has(path)) for (const next of needs.get(path) ?? []) visit(next, [...way, path]);
        done.add(path);
      };
      for (const path of needs.keys()) visit(path, []);
      assert.deepEqual(circles, []);
    });
  });

  describe('everywhere', () => {
    it('roles are asked about in src/access only', () => {
      assert.deepEqual(found(sources.filter((source) => source.feature !== 'access'), /\bhasRole\(/), []);
    });

    it('the time comes from the clock', () => {
      // Sessions live in the time of the machine; the demonstration sets its clock by it.
      const places = ['src/shared/clock.ts', 'src/web/sessions.ts'];
      assert.deepEqual(found(sources.filter((source) => !places.includes(source.path)), /new Date\(\)|Date\.now\(|performance\.now\(/), []);
    });

    it('the tables come from migrations: nothing synchronizes them', () => {
      const all = [...sources, read('ormconfig.ts'), ...files('migrations', '.ts').map(read), ...files('test', '.ts').map(read).filter((source) => !source.path.endsWith('architecture.test.ts'))];
      assert.deepEqual(found(all, /\bsynchronize\b.{0,8}/), ['ormconfig.ts: synchronize: false,']);
      assert.deepEqual(found(all, /dropSchema|migrationsRun/), []);
    });

    it('there is no barrel, no drawer for everything and no console', () => {
      assert.deepEqual(sources.filter((source) => /(index|utils?|helpers?|common|misc)\.ts$|\/(utils?|helpers?|common|misc)\//.test(source.path)).map((source) => source.path), []);
      assert.deepEqual(found(sources, /^export (\*|\{[^}]*\}) from.*/m, 'text'), []);
      assert.deepEqual(found(sources, /\bconsole\.\w+/), []);
    });

    it('a child’s case reference stands in no address', () => {
      assert.deepEqual(found(sources, /(redirect\(303, |href: |location = )`[^`\n]*case_?ref/i, 'text'), []);
      assert.deepEqual(found(named('routes'), /:case\w*/i, 'text'), []);
    });
  });

  describe('pages', () => {
    const views = files('views', '.ejs').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    const pages = views.filter(({ path }) => !/^views\/(components|layouts)\//.test(path));
    const tags = (text: string): string[] => [...text.matchAll(/<%[-=]?(?!#|%)([\s\S]*?)%>/g)].map((match) => match[1]!.trim());
    const withoutTexts = (code: string): string => code.replace(/`(?:[^`\\$]|\\.|\$(?!\{)|\$\{[^}]*\})*`|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "''");

    it('put nothing into the page unescaped but other parts of it', () => {
      assert.ok(views.length > 60);
      const raw = views.flatMap(({ path, text }) => [...text.matchAll(/<%-([\s\S]*?)%>/g)].filter((match) => !/^\s*include\(/.test(match[1]!)).map((match) => `${path}: ${match[0]}`));
      assert.deepEqual(raw, []);
    });

    it('calculate nothing', () => {
      const sums = pages.flatMap(({ path, text }) =>
        tags(text)
          .filter((code) => /[\w)\]]\s*[+*/%-]\s*[\w(]|\bMath\.|\bnew \w|\.(reduce|filter|sort|toSorted|toFixed|slice|split|replace|replaceAll)\(|\bparse\w+\(/.test(withoutTexts(code)))
          .map((code) => `${path}: ${code}`),
      );
      assert.deepEqual(sums, []);
    });

    it('decide nothing by role or status', () => {
      const decisions = pages.flatMap(({ path, text }) => tags(text).filter((code) => /\broles\b.*includes|hasRole|\bstatus\s*[!=]==/.test(code)).map((code) => `${path}: ${code}`));
      assert.deepEqual(decisions, []);
    });

    it('carry token and form key in every form that is posted', () => {
      for (const { path, text } of pages) {
        for (const form of text.match(/<form[^>]*method="post"[\s\S]*?<\/form>/g) ?? []) assert.match(form, /include\('\.\.\/components\/form-fields'/, path);
      }
    });

    it('lie beside their feature', () => {
      const folders = [...new Set(pages.map(({ path }) => basename(dirname(path))))];
      assert.deepEqual(folders.filter((folder) => folder !== 'errors' && !features.includes(folder)), []);
    });
  });
});
