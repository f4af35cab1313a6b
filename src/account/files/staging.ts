/** Staged files as the translator asks for them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Properties } from '../catalog/model.js';
import type { Names } from '../catalog/names.js';
import { Grammar } from '../commands/grammar.js';
import type { StagedFile } from '../commands/locations.js';
import { stageLocation, stagedFiles } from '../commands/locations.js';
import { stageArea } from '../commands/stageAreas.js';
import { isSnowUrl, snowFiles, snowLocation } from '../commands/snowLocations.js';
import type { ResolvedRows, StagedLoad, StagedRequest } from '../query/translation.js';
import type { FileFormat } from './format.js';
import { formatOf } from './format.js';
import { inferSchema } from './inferSchema.js';
import type { StagedFiles } from './stagedRows.js';
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
  if (isSnowUrl(request.location)) return versionLoad(staging, names, request);
  const location = stageLocation(new Grammar(`'${request.location.replaceAll("'", "''")}'`));
  const area = stageArea({ names, stages: staging.stages }, location.stage, 'SELECT');
  const given = request.format === null ? area.fileFormat : { FORMAT_NAME: request.format };
  const format = choice?.format ?? formatOf(names, given, 'SELECT');
  return {
    key: JSON.stringify([area.fullName, request]),
    load: async () => {
      const files = choice?.files ?? chosen(await stagedFiles(area.folder, location.path), request);
      const staged = { prefix: area.prefix, files, format };
      return loaded(staging, staged, request, choice);
    },
  };
}

/** The files of a dataset's or model's version: Parquet, where nothing else is said. */
function versionLoad(staging: Staging, names: Names, request: StagedRequest): StagedLoad {
  const location = snowLocation(request.location);
  const given: Properties = request.format === null ? { TYPE: 'PARQUET' } : { FORMAT_NAME: request.format };
  const format = formatOf(names, given, 'SELECT');
  return {
    key: JSON.stringify(request),
    load: async () => {
      const files = chosen(await snowFiles({ names, stages: staging.stages }, location), request);
      return loaded(
        staging,
        { prefix: `${location.kind.toLowerCase()}/`, files, format },
        request,
        undefined,
      );
    },
  };
}

async function loaded(
  { duckdb }: Staging,
  staged: StagedFiles,
  request: StagedRequest,
  choice: StagedChoice | undefined,
): Promise<ResolvedRows> {
  const { exactly = null, named = false } = choice ?? {};
  const rows =
    request.kind === 'schema'
      ? await inferSchema(duckdb, staged, request.ignoreCase)
      : await stagedRows(duckdb, staged, {
          fields: request.fields,
          metadata: request.metadata,
          exactly,
          named,
        });
  return { kind: 'rows', fullName: '', ...rows };
}

function chosen(files: readonly StagedFile[], request: StagedRequest): StagedFile[] {
  const pattern = request.pattern === null ? null : new RegExp(`^(?:${request.pattern})$`, 'u');
  const named = request.files;
  const found = files.filter(
    ({ name }) =>
      (pattern === null || pattern.test(name)) &&
      (named === null || named.some((file) => name === file || name.endsWith(`/${file}`))),
  );
  return request.most === null ? found : found.slice(0, request.most);
}
