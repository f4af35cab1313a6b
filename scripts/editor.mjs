// `npm run editor`: the tests inside a real VS Code. The runner is TypeScript beside the tests; this bundles and starts it.
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Two runs at the same time do not share bundles.
const bundles = path.join(root, `test/artifacts/editor-build-${process.pid}`);
const runner = path.join(bundles, 'runner.mjs');

if (!existsSync(path.join(root, 'dist/extension.cjs'))) await import('./build.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['test/editor/host/main.ts'],
  outfile: runner,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  // It finds files beside itself, so it stays where it is: the bundle lies as deep as the source.
  external: ['*/scripts/editor-host.mjs'],
  sourcemap: 'inline',
  logLevel: 'warning',
});
const child = spawn(process.execPath, ['--enable-source-maps', runner, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, FIRN_TEST_ROOT: root, FIRN_TEST_BUILD: bundles },
});
// The runner gets the terminal's signals itself and stops what it started; its exit code is ours.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  rmSync(bundles, { recursive: true, force: true });
  process.exit(code ?? 1);
});
