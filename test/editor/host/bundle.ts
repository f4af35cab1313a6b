import { build as esbuild, type BuildOptions } from 'esbuild';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { build, root } from './places.js';

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
  packages: 'external',
  // It finds files beside itself, so it stays where it is. Bundles lie as deep as the sources that import it.
  external: ['*/scripts/editor-host.mjs'],
};

/** The files of a folder under `test/editor` that end so, as absolute paths. */
export async function filesOf(folder: string, ending: string): Promise<string[]> {
  const all = await readdir(path.join(root, 'test/editor', folder));
  const chosen = all.filter((name) => name.endsWith(ending)).sort();
  return chosen.map((name) => path.join(root, 'test/editor', folder, name));
}

/** Bundles what runs inside the extension host: CommonJS, which is what it loads. */
export async function bundleSuites(): Promise<void> {
  await esbuild({
    ...common,
    entryPoints: await filesOf('suite', '.test.ts'),
    outdir: path.join(build, 'suite'),
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
  });
  await esbuild({
    ...common,
    entryPoints: [path.join(root, 'test/editor/host/insideHost.ts')],
    outfile: path.join(build, 'insideHost.cjs'),
    format: 'cjs',
  });
}

/** Bundles the specs that drive a browser from here. They share chunks, and so the sample that they copy. */
export async function bundleSpecs(): Promise<string[]> {
  const entries = await filesOf('specs', '.spec.ts');
  await esbuild({
    ...common,
    entryPoints: entries,
    outdir: build,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
  });
  return entries.map((file) => path.join(build, `${path.basename(file, '.ts')}.mjs`));
}
