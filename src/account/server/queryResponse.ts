import type { ConnectionContext, UploadTarget } from '../account.js';
import type { Envelope } from './envelope.js';
import { failure, inProgress, inProgressAsync, success } from './envelope.js';
import type { Parameter } from './parameters.js';
import type { Query } from './query.js';
import { rowType } from './rowtype.js';
import { statementTypeId } from './statementTypes.js';
import type { StoredResult } from './storedResult.js';

/** The header that a client sends back, from `chunkHeaders`, with its request for a chunk. */
export const chunkKeyHeader = 'x-firn-result-key';

const resultPath = (queryId: string): string => `/queries/${queryId}/result`;

/** "Still running": the driver asks again at `getResultUrl`, or the caller does when it submitted with `asyncExec`. */
export function runningResponse(query: Query, async: boolean): Envelope {
  return {
    ...success(
      {
        queryId: query.id,
        getResultUrl: resultPath(query.id),
        queryAbortsAfterSecs: 300,
        progressDesc: null,
      },
      async ? inProgressAsync : inProgress,
    ),
    message: 'Query execution in progress. Asynchronous execution continues.',
  };
}

const allParquet = (sources: readonly string[]): boolean =>
  sources.every((source) => /\.parquet$/i.test(source));

/** PUT: the client copies its files to a folder of this machine by itself. */
function uploadData(upload: UploadTarget) {
  return {
    command: 'UPLOAD',
    src_locations: upload.sourceLocations,
    autoCompress: upload.autoCompress,
    // Parquet is compressed inside; drivers that do not recognise it would gzip the file.
    sourceCompression: allParquet(upload.sourceLocations) ? 'parquet' : 'auto_detect',
    overwrite: upload.overwrite,
    parallel: 4,
    threshold: 209_715_200,
    clientShowEncryptionParameter: false,
    encryptionMaterial: null,
    presignedUrls: null,
    kind: null,
    operation: 'Node',
    uploadInfo: null,
    localLocation: null,
    stageInfo: {
      locationType: 'LOCAL_FS',
      location: upload.folder,
      path: '',
      region: null,
      storageAccount: null,
      isClientSideEncrypted: false,
      creds: {},
      presignedUrl: null,
      endPoint: null,
    },
  };
}

function chunkData(queryId: string, result: StoredResult, origin: string) {
  if (result.chunks.length === 0) return {};
  return {
    chunkHeaders: { [chunkKeyHeader]: result.key },
    chunks: result.chunks.map((chunk, index) => ({
      url: `${origin}/results/${queryId}/${index}`,
      rowCount: chunk.rowCount,
      uncompressedSize: chunk.uncompressedSize,
      compressedSize: chunk.compressedSize,
    })),
  };
}

function resultData(
  queryId: string,
  result: StoredResult,
  context: Readonly<ConnectionContext>,
  parameters: readonly Parameter[],
  origin: string,
) {
  return {
    parameters,
    rowtype: result.columns.map(rowType),
    rowset: result.firstRows,
    total: result.total,
    returned: result.total,
    queryId,
    statementTypeId: statementTypeId(result.kind),
    version: 1,
    queryResultFormat: 'json',
    databaseProvider: null,
    finalDatabaseName: context.database,
    finalSchemaName: context.schema,
    finalWarehouseName: context.warehouse,
    finalRoleName: context.role,
    numberOfBinds: 0,
    arrayBindSupported: false,
    queryContext: null,
    ...(result.upload === undefined ? {} : uploadData(result.upload)),
    ...chunkData(queryId, result, origin),
  };
}

/** @param origin scheme, host and port under which the client reached us; chunk addresses must be absolute */
export function finishedResponse(
  query: Query,
  outcome: NonNullable<Query['outcome']>,
  parameters: readonly Parameter[],
  origin: string,
): Envelope {
  if ('error' in outcome) return failure(outcome.error, query.id);
  return success(resultData(query.id, outcome.result, outcome.context, parameters, origin));
}
