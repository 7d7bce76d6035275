import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const sources = join(root, 'src/web/assets');
const packages = join(root, 'node_modules');

/** Where the style sheet, the scripts and the pictures of the pages are built to; served as /assets. */
export const publicFolder = fileURLToPath(new URL('../../public/', import.meta.url));

const copied: readonly { from: string; to: string }[] = [
  { from: join(packages, 'govuk-frontend/dist/govuk/govuk-frontend.min.js'), to: 'govuk-frontend.min.js' },
  ...['icon-progress-tick.svg', 'icon-document.svg'].map((name) => ({
    from: join(packages, '@ministryofjustice/frontend/moj/assets/images', name),
    to: `images/${name}`,
  })),
];

/**
 * Builds `publicFolder` from src/web/assets and the two front-end packages, unless it is already newer than all of them.
 * @returns true when something had to be built
 */
export async function buildAssets(): Promise<boolean> {
  const own = await readdir(sources);
  const packageFiles = ['govuk-frontend', '@ministryofjustice/frontend', 'sass'].map((name) => join(packages, name, 'package.json'));
  const files = [...own.map((name) => join(sources, name)), ...packageFiles, join(root, 'src/web/buildAssets.ts')];
  const done = join(publicFolder, '.built');
  const builtAt = await changedAt(done);
  if (builtAt > Math.max(...(await Promise.all(files.map(changedAt))))) return false;

  await mkdir(join(publicFolder, 'images'), { recursive: true });
  // Loaded only when needed: it is most of the time an up-to-date build would take.
  const { compileAsync } = await import('sass');
  const { css } = await compileAsync(join(sources, 'plumbline.scss'), { style: 'compressed', loadPaths: [packages, root], quietDeps: true });
  await writeFile(join(publicFolder, 'plumbline.css'), css);
  const pictures = own.filter((name) => name.endsWith('.svg')).map((name) => ({ from: join(sources, name), to: `images/${name}` }));
  const scripts = own.filter((name) => name.endsWith('.js')).map((name) => ({ from: join(sources, name), to: name }));
  for (const { from, to } of [...copied, ...scripts, ...pictures]) {
    await mkdir(dirname(join(publicFolder, to)), { recursive: true });
    await copyFile(from, join(publicFolder, to));
  }
  await writeFile(done, '');
  return true;
}

/** The moment a file last changed, in milliseconds; 0 when there is none. */
async function changedAt(file: string): Promise<number> {
  return stat(file).then((found) => found.mtimeMs, () => 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAssets();
