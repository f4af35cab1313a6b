import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageFile } from '../../session/distribution.js';
import { customersOf, generatePart, type SampleOptions } from './generate.js';
import { parquetBytes } from './parquet.js';
import { sampleParts, sampleTables } from './tables.js';

export interface WriteOptions extends SampleOptions {
  readonly onProgress?: (message: string) => void;
}

/** Which data lies in `data/`: enough to tell whether it has to be written or loaded again. */
export interface SampleManifest {
  readonly options: { readonly customers: number; readonly mode: string; readonly seed: number };
  /** `TRAINING/ORDERS` → SHA-256 of the file. */
  readonly files: Readonly<Record<string, string>>;
}

const manifestFile = 'data/sample.json';

/** Files that a package cannot carry under their own name. */
const renamed: Readonly<Record<string, string>> = { '.gitignore.template': '.gitignore' };

/**
 * Writes the customer segmentation project into `folder`: definitions, `firn.json` and generated Parquet files.
 * Files that exist already are the user's and stay; data is written again only when the options differ.
 */
export async function writeSample(folder: string, options: WriteOptions = {}): Promise<SampleManifest> {
  const say = options.onProgress ?? (() => undefined);
  await copyTemplate(packageFile('examples/customer-segmentation'), folder);
  const wanted = {
    customers: customersOf('TRAINING', options),
    mode: options.mode ?? 'segments',
    seed: options.seed ?? 1,
  };
  const present = await readManifest(folder);
  if (present && JSON.stringify(present.options) === JSON.stringify(wanted) && dataPresent(folder, present))
    return present;
  const files: Record<string, string> = {};
  for (const part of sampleParts) {
    say(`Generating ${part}: ${customersOf(part, options)} customers`);
    const data = generatePart(part, options);
    for (const table of sampleTables) {
      const bytes = parquetBytes(table, data[table.name]);
      await writeWhole(path.join(folder, 'data', part, `${table.name}.parquet`), bytes);
      files[`${part}/${table.name}`] = createHash('sha256').update(bytes).digest('hex');
    }
  }
  const manifest: SampleManifest = { options: wanted, files };
  await writeWhole(path.join(folder, manifestFile), JSON.stringify(manifest, null, 2) + '\n');
  return manifest;
}

/** The manifest of the data in a sample project; undefined when there is none that can be read. */
export async function readManifest(folder: string): Promise<SampleManifest | undefined> {
  const file = path.join(folder, manifestFile);
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SampleManifest;
  } catch {
    // A damaged manifest only costs writing the data again.
    return undefined;
  }
}

function dataPresent(folder: string, manifest: SampleManifest): boolean {
  return Object.keys(manifest.files).every((name) =>
    existsSync(path.join(folder, 'data', `${name}.parquet`)),
  );
}

async function copyTemplate(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    // A template that has been used in place has generated folders of its own.
    if (entry.name === 'data' || entry.name === '.firn') continue;
    const source = path.join(from, entry.name);
    const target = path.join(to, renamed[entry.name] ?? entry.name);
    if (entry.isDirectory()) await copyTemplate(source, target);
    else if (!existsSync(target)) await copyFile(source, target);
  }
}

/** Writes a file so that it is whole or not there. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, content);
  await rename(`${file}.partial`, file);
}
