import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectName } from '../catalog/names.js';
import { printName, printNames } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import { Grammar } from './grammar.js';

/** `@db.schema.stage`, the table's own `@db.schema.%table`, or the user's own `@~`. */
export type StageName =
  { readonly kind: 'named' | 'table'; readonly name: ObjectName } | { readonly kind: 'user' };

/** `@stage/path` as it is written, taken apart. */
export interface StageLocation {
  readonly stage: StageName;
  /** Below the stage, without slashes at the ends; may be a prefix of file names. */
  readonly path: string;
}

/** A stage location here, bare or quoted. */
export function stageLocation(g: Grammar): StageLocation {
  const token = g.tryKind('stage') ?? g.tryKind('string');
  if (token === undefined || !token.value.startsWith('@')) g.unexpected();
  const text = token.value.slice(1);
  const slash = text.indexOf('/');
  const stage = stageName(slash < 0 ? text : text.slice(0, slash));
  const below = slash < 0 ? '' : text.slice(slash + 1).replace(/^\/+/, '');
  if (below.split('/').includes('..'))
    throw refused(`A stage path may not climb out of its stage: '${token.value}'.`, '001003', '42000');
  return { stage, path: below };
}

/** What stands before a table's name: nothing, or the names of its database and schema. */
const TABLE_STAGE = /^((?:(?:"(?:[^"]|"")*"|[^".%])*\.)*)%(.+)$/s;

function stageName(text: string): StageName {
  if (text === '~') return { kind: 'user' };
  const [, container, table] = TABLE_STAGE.exec(text) ?? [];
  const inner = new Grammar(table === undefined ? text : `${container ?? ''}${table}`);
  const name = inner.name();
  inner.end();
  return { kind: table === undefined ? 'named' : 'table', name };
}

/** A stage as SQL writes it, with its @. */
export function printStage(stage: StageName): string {
  if (stage.kind === 'user') return '@~';
  if (stage.kind === 'named') return `@${printNames(stage.name)}`;
  const container = stage.name.slice(0, -1).map((part) => `${printName(part)}.`);
  return `@${container.join('')}%${printName(stage.name.at(-1) ?? '')}`;
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
