/** Staged files as the translator asks for them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Names } from '../catalog/names.js';
import { Grammar } from '../commands/grammar.js';
import type { StagedFile } from '../commands/locations.js';
import { stageFolder, stageLocation, stagedFiles } from '../commands/locations.js';
import type { StagedLoad, StagedRequest } from '../query/translation.js';
import type { FileFormat } from './format.js';
import { formatOf } from './format.js';
import { inferSchema } from './inferSchema.js';
import { stagedRows } from './stagedRows.js';

/** What a COPY statement says about the files its query reads. */
export interface StagedChoice {
  readonly files: readonly StagedFile[];
  readonly format: FileFormat;
  /** Each record of a CSV file has exactly so many fields; null: what is missing is NULL. */
  readonly exactly: number | null;
  /** Columns by their names in the files. */
  readonly named: boolean;
}

/** Where the files are and what reads them. */
export interface Staging {
  readonly duckdb: DuckDBConnection;
  /** Folder of internal stages. */
  readonly stages: string;
}

/**
 * The files that a query or a table function names. Names are looked up at once; the files are read when they are loaded.
 * @throws AccountError 002003 when the stage or the format does not exist
 */
export function stagedLoad(
  staging: Staging,
  names: Names,
  request: StagedRequest,
  choice: StagedChoice | undefined,
): StagedLoad {
  const location = stageLocation(new Grammar(`'${request.location.replaceAll("'", "''")}'`));
  const stage = names.must('STAGE', location.stage, 'SELECT');
  const given = request.format === null ? stage.fileFormat : { FORMAT_NAME: request.format };
  const format = choice?.format ?? formatOf(names, given, 'SELECT');
  const folder = stageFolder(staging, stage);
  const fullName = names.full(stage);
  return {
    key: JSON.stringify([fullName, request]),
    load: async () => {
      const files = choice?.files ?? (await chosen(folder, location.path, request));
      const staged = { stage: stage.name.toLowerCase(), files, format };
      const { exactly = null, named = false } = choice ?? {};
      const rows =
        request.kind === 'schema'
          ? await inferSchema(staging.duckdb, staged, request.ignoreCase)
          : await stagedRows(staging.duckdb, staged, {
              fields: request.fields,
              metadata: request.metadata,
              exactly,
              named,
            });
      return { kind: 'rows', fullName: '', ...rows };
    },
  };
}

async function chosen(folder: string, prefix: string, request: StagedRequest): Promise<StagedFile[]> {
  const files = await stagedFiles(folder, prefix);
  const pattern = request.pattern === null ? null : new RegExp(`^(?:${request.pattern})$`, 'u');
  const named = request.files;
  return files.filter(
    ({ name }) =>
      (pattern === null || pattern.test(name)) &&
      (named === null || named.some((file) => name === file || name.endsWith(`/${file}`))),
  );
}
