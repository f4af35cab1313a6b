import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import type { Derivation, ModelFunction } from '../catalog/model.js';
import { AccountError } from '../account.js';
import type { WriteScope } from './command.js';
import { Grammar } from './grammar.js';
import type { StagedFile } from './locations.js';

/** What a packaged model says of itself. */
export interface Packaged {
  readonly functions: readonly ModelFunction[];
  /** The text of `model/model.yaml`; empty when there is none. */
  readonly spec: string;
  readonly runnableIn: readonly string[];
  /** The client's own data in the manifest. */
  readonly userData: string;
  readonly derivedFrom: readonly Derivation[];
}

/** Copies a packaged model's files to a version's folder and reads its manifest; nothing of it is run. */
export async function packageModel(
  scope: WriteScope,
  folder: string,
  files: readonly StagedFile[],
): Promise<Packaged> {
  const target = path.join(scope.stages, folder);
  try {
    for (const { name, absolute } of files) {
      const copy = path.join(target, name);
      await mkdir(path.dirname(copy), { recursive: true });
      await copyFile(absolute, copy);
    }
    return await described(scope, target);
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  }
}

const MANIFEST = 'MANIFEST.yml';

async function described(scope: WriteScope, folder: string): Promise<Packaged> {
  const manifest = record(await yamlFile(path.join(folder, MANIFEST)));
  const spec = await readFile(path.join(folder, 'model/model.yaml'), 'utf8').catch(() => '');
  return {
    functions: list(manifest['methods']).map(functionOf),
    spec,
    runnableIn: list(manifest['target_platforms']).map(String),
    userData: JSON.stringify(manifest['user_data'] ?? {}),
    derivedFrom: await sources(scope, list(manifest['lineage_sources']).map(record)),
  };
}

/** Snowflake's own number for a package without a manifest that can be read; clients try again by that. */
function unreadable(why: string): AccountError {
  return new AccountError(
    `SQL compilation error:\nUnable to read file ${MANIFEST}: ${why}.`,
    '398507',
    '22000',
  );
}

async function yamlFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw unreadable('there is none');
  });
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function functionOf(method: unknown): ModelFunction {
  const { name, type, handler, inputs, outputs } = record(method);
  const columns = (value: unknown): ModelFunction['inputs'] =>
    list(value).map((item) => ({ name: text(record(item)['name']), type: text(record(item)['type']) }));
  if (text(name) === '' || text(handler) === '') throw unreadable('a method has no name or no handler');
  return {
    name: text(name),
    table: text(type) === 'TABLE_FUNCTION',
    handler: text(handler),
    inputs: columns(inputs),
    outputs: columns(outputs),
  };
}

/** What the model was trained on, where it is in this account. */
async function sources(
  scope: WriteScope,
  given: readonly Readonly<Record<string, unknown>>[],
): Promise<Derivation[]> {
  const found: Derivation[] = [];
  for (const { type, entity, version } of given) {
    if (type === 'DATASET') {
      const dataset = scope.names.find('DATASET', new Grammar(text(entity)).name(), 'CREATE MODEL');
      if (dataset !== undefined) found.push({ source: dataset.id, version: text(version), columns: [] });
    }
    if (type === 'QUERY') found.push(...(await queried(scope, text(entity))));
  }
  return found;
}

/** A query that cannot be read here tells nothing; the model is good without. */
async function queried(scope: WriteScope, query: string): Promise<readonly Derivation[]> {
  try {
    return await scope.queries.derivations(query, []);
  } catch (error) {
    if (error instanceof AccountError) return [];
    throw error;
  }
}
