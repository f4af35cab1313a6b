// Builds every bundle into dist/. `--watch` rebuilds on change; `--dev` keeps source maps and skips minification.
import { build, context } from 'esbuild';
import { mkdir, readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { writeTypes } from './build-types.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const watch = process.argv.includes('--watch');

/** Packages that are loaded from node_modules: native code, wasm, and the large driver. */
const external = [
  'vscode',
  '@duckdb/node-api',
  '@polyglot-sql/sdk',
  'oxc-parser',
  'oxc-transform',
  'snowflake-sdk',
];

/** Node programs of the product; each becomes dist/<name>.cjs. A missing entry is an error, never skipped quietly. */
const programs = {
  extension: 'src/extension.ts',
  client: 'src/providers/languageClient.ts',
  server: 'src/language/server.ts',
  runner: 'src/project/evaluation/runner.ts',
  account: 'src/account/main.ts',
  reader: 'src/sql/read/worker.ts',
  models: 'src/account/models/worker.ts',
  cli: 'src/cli/main.ts',
};

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: /** @type {const} */ ('linked'),
  logLevel: /** @type {const} */ ('warning'),
  legalComments: /** @type {const} */ ('none'),
  external,
};

const node = {
  ...common,
  platform: /** @type {const} */ ('node'),
  target: 'node20',
  format: /** @type {const} */ ('cjs'),
  // jsonc-parser's `main` is UMD, whose requires no bundler follows.
  mainFields: ['module', 'main'],
  // A CommonJS bundle has no import.meta.url; modules that locate files beside themselves need one.
  banner: { js: 'const __bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { 'import.meta.url': '__bundleUrl' },
};

/** Page sides of the webviews: src/webviews/<name>/page/main.ts becomes dist/webviews/<name>.js (and .css). */
async function pages() {
  const folder = path.join(root, 'src/webviews');
  const names = await readdir(folder, { withFileTypes: true });
  return Object.fromEntries(
    names
      .filter((e) => e.isDirectory() && existsSync(path.join(folder, e.name, 'page/main.ts')))
      .map((e) => [e.name, `src/webviews/${e.name}/page/main.ts`]),
  );
}

const jobs = [
  // One job each: a program that does not build leaves the others usable.
  ...Object.entries(programs)
    .filter(([, file]) => existsSync(path.join(root, file)))
    .map(([name, file]) => ({
      ...node,
      entryPoints: { [name]: file },
      outdir: 'dist',
      outExtension: { '.js': '.cjs' },
    })),
  {
    ...common,
    entryPoints: { index: 'src/index.ts' },
    outdir: 'dist',
    platform: /** @type {const} */ ('neutral'),
    target: 'es2022',
    format: /** @type {const} */ ('esm'),
  },
  {
    ...common,
    entryPoints: await pages(),
    outdir: 'dist/webviews',
    platform: /** @type {const} */ ('browser'),
    target: 'es2022',
    format: /** @type {const} */ ('esm'),
    minify: true,
    loader: { '.ttf': /** @type {const} */ ('file') },
  },
];

await mkdir(path.join(root, 'dist'), { recursive: true });
for (const job of jobs) {
  if (Object.keys(job.entryPoints).length === 0) continue;
  if (watch) await (await context(job)).watch();
  else await build(job).catch(() => (process.exitCode = 1)); // esbuild has said why.
}
await writeTypes(root);
