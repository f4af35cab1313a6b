import path from 'node:path';
import type { ObjectKind, ObjectOf } from '../catalog/model.js';
import type { Names, ObjectName } from '../catalog/names.js';
import { AccountError } from '../account.js';
import { refused } from '../catalog/refusals.js';
import { Grammar } from './grammar.js';
import type { StagedFile } from './locations.js';
import { stagedFiles } from './locations.js';

/** Kinds of object whose versions hold files, by their word in `snow://word/name/versions/…`. */
const DOMAINS = { dataset: 'DATASET', model: 'MODEL' } as const satisfies Record<string, ObjectKind>;

type Versioned = ObjectOf<(typeof DOMAINS)[keyof typeof DOMAINS]>;

/** `snow://dataset/db.schema.name/versions/v/path` taken apart. */
export interface SnowLocation {
  readonly kind: Versioned['kind'];
  readonly name: ObjectName;
  /** From `versions/` on; a prefix of file names. */
  readonly path: string;
}

export function isSnowUrl(text: string): boolean {
  return /^snow:\/\//i.test(text);
}

/** @throws AccountError 001003 for what is no such address, 002003 for a kind of object whose files are not kept here */
export function snowLocation(url: string): SnowLocation {
  const [, domain = '', rest = ''] = /^snow:\/\/(\w+)\/(.*)$/is.exec(url) ?? [];
  const kind = Object.entries(DOMAINS).find(([word]) => word === domain.toLowerCase())?.[1];
  const at = rest.indexOf('/versions/');
  if (kind === undefined || at < 0 || rest.slice(at).split('/').includes('..')) {
    throw refused(
      `Invalid location '${url}'. It is written snow://${Object.keys(DOMAINS).join('|')}/<name>/versions/<version>/<path>.`,
      '001003',
      '42000',
    );
  }
  const g = new Grammar(rest.slice(0, at));
  const name = g.name();
  g.end();
  return { kind, name, path: rest.slice(at + 1).replace(/\/{2,}/g, '/') };
}

/** The files below a location, named from `versions/` on as LIST shows them, in order of name. */
export async function snowFiles(
  { names, stages }: { readonly names: Names; readonly stages: string },
  location: SnowLocation,
): Promise<StagedFile[]> {
  const object = versioned(names, location);
  const files: StagedFile[] = [];
  for (const version of object.versions) {
    const begin = `versions/${version.name}/`;
    if (!begin.startsWith(location.path) && !location.path.startsWith(begin)) continue;
    const found = await stagedFiles(path.join(stages, version.folder), location.path.slice(begin.length));
    files.push(...found.map((file) => ({ ...file, name: begin + file.name })));
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function versioned(names: Names, { kind, name }: SnowLocation): Versioned {
  const object = names.find(kind, name, 'snow://');
  if (object !== undefined) return object;
  // The number by which clients tell that there is no such object.
  throw new AccountError(
    `SQL compilation error:\nThe ${kind.toLowerCase()} '${names.expected(name)}' does not exist or not authorized.`,
    '002003',
    '02000',
  );
}

/** The absolute folder of the version that a location leads into. */
export function snowFolder(names: Names, stages: string, location: SnowLocation): string {
  const root = snowFile(names, stages, {
    ...location,
    path: /^versions\/[^/]*\//.exec(location.path)?.[0] ?? '',
  });
  if (root === undefined) throw refused(`There is no such version: ${location.path}.`, '002003', '02000');
  return root;
}

/** The absolute path of one file of a version. */
export function snowFile(names: Names, stages: string, location: SnowLocation): string | undefined {
  const object = versioned(names, location);
  const version = object.versions.find((v) => location.path.startsWith(`versions/${v.name}/`));
  if (version === undefined) return undefined;
  return path.join(stages, version.folder, location.path.slice(`versions/${version.name}/`.length));
}
