/** Files on their way to a stage. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { refused } from '../catalog/refusals.js';
import type { Translation } from '../query/translation.js';
import type { FileFormat } from './format.js';

/** What is unloaded, and how. */
export interface Unloading {
  /** With `partitioned`, the last column is the partition. */
  readonly translation: Translation;
  readonly partitioned: boolean;
  readonly header: boolean;
  readonly format: FileFormat;
  /** Bytes after which another file begins. */
  readonly largest: number;
  readonly single: boolean;
  /** The name, below the stage, of a partition's (or everybody's) file of this number. */
  readonly nameOf: (number: number, extension: string, partition: string | null) => string;
}

export interface UnloadedFile {
  /** Below the stage. */
  readonly name: string;
  /** Where it is until it is published. */
  readonly draft: string;
  readonly rows: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
}

/** Writes what is unloaded as drafts. */
export type Unload = (duckdb: DuckDBConnection, drafts: Drafts) => Promise<UnloadedFile[]>;

/** The folder of a NULL partition. */
export const NULL_PARTITION = '__NULL__';

/** A place beside the stages, where LIST does not see files that are not whole yet. */
export class Drafts {
  private readonly folder: string;
  private count = 0;

  constructor(stages: string, queryId: string) {
    this.folder = path.join(stages, `unload-${queryId}`);
  }

  /** A path for one more file. */
  async next(): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    return path.join(this.folder, String(this.count++));
  }

  /**
   * Moves the files to their places on the stage, all or none.
   * @throws AccountError 001030 when one is there already and may not be replaced
   */
  async publish(
    files: readonly UnloadedFile[],
    stage: string,
    fullName: string,
    overwrite: boolean,
  ): Promise<void> {
    for (const { name } of files) {
      if (!path.join(stage, name).startsWith(stage + path.sep))
        throw refused(`A file may not climb out of its stage: '${name}'.`, '001003', '42000');
      if (overwrite || !existsSync(path.join(stage, name))) continue;
      throw refused(
        `Files already existing at the unload destination: ${fullName}/${name}. Use overwrite option to force unloading.`,
        '001030',
        '22000',
      );
    }
    for (const { name, draft } of files) {
      const target = path.join(stage, name);
      await mkdir(path.dirname(target), { recursive: true });
      await rename(draft, target);
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
