// `npm run bench [-- name …]`: builds, then runs the benchmarks of bench/ one after another and prints their figures.
import { build } from 'esbuild';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildPrograms, installDependencies, root } from './setup.mjs';

installDependencies();
if (!process.argv.includes('--no-build')) buildPrograms();
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const names = readdirSync(path.join(root, 'bench'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace(/\.bench\.ts$/, ''))
  .filter((name) => wanted.length === 0 || wanted.includes(name));
const outdir = path.join(root, 'dist/bench');
mkdirSync(outdir, { recursive: true });
for (const name of names) {
  const outfile = path.join(outdir, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [`bench/${name}.bench.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  console.log(`\n${name}`);
  const { default: bench } = await import(pathToFileURL(outfile).href);
  await bench();
}
process.exit(0);
