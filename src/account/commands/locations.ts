import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StageObject } from '../catalog/model.js';
import type { ObjectName } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import type { ReadScope } from './command.js';
import { Grammar } from './grammar.js';

/** `@db.schema.stage/path` as it is written, taken apart. */
export interface StageLocation {
  readonly stage: ObjectName;
  /** Below the stage, without slashes at the ends; may be a prefix of file names. */
  readonly path: string;
}

/** A stage location here, bare or quoted. */
export function stageLocation(g: Grammar): StageLocation {
  const token = g.tryKind('stage') ?? g.tryKind('string');
  if (token === undefined || !token.value.startsWith('@')) g.unexpected();
  const text = token.value.slice(1);
  if (text.startsWith('~')) throw unsupported('user stages (@~)', 'Create a named stage.');
  if (text.startsWith('%')) throw unsupported('table stages (@%)', 'Create a named stage.');
  const slash = text.indexOf('/');
  const inner = new Grammar(slash < 0 ? text : text.slice(0, slash));
  const stage = inner.name();
  inner.end();
  const below = slash < 0 ? '' : text.slice(slash + 1).replace(/^\/+/, '');
  if (below.split('/').includes('..'))
    throw refused(`A stage path may not climb out of its stage: '${token.value}'.`, '001003', '42000');
  return { stage, path: below };
}

/** The absolute folder of a stage. */
export function stageFolder(scope: Pick<ReadScope, 'stages'>, stage: StageObject): string {
  return path.join(scope.stages, stage.folder);
}

export interface StagedFile {
  /** Relative to the stage, with forward slashes. */
  readonly name: string;
  readonly absolute: string;
  readonly size: number;
  readonly modifiedOn: Date;
}

/** The stage's files whose path begins with a prefix, in order of name. */
export async function stagedFiles(folder: string, prefix: string): Promise<StagedFile[]> {
  let names: string[];
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    names = entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath, e.name));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  const files: StagedFile[] = [];
  for (const absolute of names) {
    const name = path.relative(folder, absolute).split(path.sep).join('/');
    if (!name.startsWith(prefix)) continue;
    const { size, mtime } = await stat(absolute);
    files.push({ name, absolute, size, modifiedOn: mtime });
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The MD5 of a file's content, as LIST shows it and as COPY tells changed files from loaded ones. */
export async function contentHash(file: string): Promise<string> {
  const hash = createHash('md5');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
