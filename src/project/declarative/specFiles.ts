import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { DeclarativeError } from './declarativeError.js';
import { Fields } from './fields.js';
import { MANIFEST_FILE, readManifest } from './manifest.js';
import type { ManifestTarget } from './manifest.js';
import { render } from './template.js';

export interface SpecFile {
  /** Absolute. */
  readonly file: string;
  readonly fields: Fields;
}

export interface DeclarativeFiles {
  readonly target: ManifestTarget;
  readonly specs: readonly SpecFile[];
  /** Specs in Python, which is never run. */
  readonly python: readonly string[];
  /** A file that a spec names, rendered. */
  readonly sidecar: (spec: string, name: string) => Promise<string>;
}

const FOLDERS = ['entities', 'datasources', 'feature_views', 'feature_groups'];

/** The spec files of a declarative project, in the order of their paths, templates filled. */
export async function readSpecFiles(folder: string, wanted: string | null): Promise<DeclarativeFiles> {
  const manifest = path.join(folder, MANIFEST_FILE);
  const target = readManifest(manifest, await textOf(manifest), wanted);
  const sources = path.join(folder, 'sources');
  if ((await filesIn(path.join(sources, 'macros'))).length > 0)
    throw new DeclarativeError(
      'Macros are not read. Write what they give into the specs.',
      path.join(sources, 'macros'),
    );
  const files = (await Promise.all(FOLDERS.map((name) => filesIn(path.join(sources, name))))).flat();
  const rendered = async (file: string) => render(file, await textOf(file), target.variables);
  const specs: SpecFile[] = [];
  for (const file of files.filter((name) => /\.(?:ya?ml|json)$/.test(name)))
    specs.push({ file, fields: Fields.parse(file, await rendered(file)) });
  return {
    target,
    specs,
    python: files.filter((file) => file.endsWith('.py')),
    sidecar: (spec, name) => rendered(path.join(path.dirname(spec), name)),
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DeclarativeError(
      code === 'ENOENT' ? `There is no such file in ${path.dirname(file)}.` : message,
      file,
    );
  }
}
