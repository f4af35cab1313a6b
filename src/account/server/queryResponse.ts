import type { DownloadSource, UploadTarget } from '../account.js';
import type { ClientSession } from './clientSession.js';
import type { Envelope } from './envelope.js';
import { failure, inProgress, inProgressAsync, success } from './envelope.js';
import type { Finished, Query } from './query.js';
import type { ResultFormat } from './resultFormat.js';
import { inArrow, resultFormat } from './resultFormat.js';
import { rowType } from './rowtype.js';
import { countedKinds, severalStatementsTypeId, statementTypeId } from './statementTypes.js';
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

/** A stage is a folder of this machine, from and to which the client copies by itself. */
function transferData(folder: string) {
  return {
    parallel: 4,
    threshold: 209_715_200,
    clientShowEncryptionParameter: false,
    encryptionMaterial: null,
    presignedUrls: null,
    kind: null,
    operation: 'Node',
    uploadInfo: null,
    stageInfo: {
      locationType: 'LOCAL_FS',
      location: folder,
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

/** PUT. */
function uploadData(upload: UploadTarget) {
  return {
    command: 'UPLOAD',
    src_locations: upload.sourceLocations,
    localLocation: null,
    autoCompress: upload.autoCompress,
    // Parquet is compressed inside; drivers that do not recognise it would gzip the file.
    sourceCompression: allParquet(upload.sourceLocations) ? 'parquet' : 'auto_detect',
    overwrite: upload.overwrite,
    ...transferData(upload.folder),
  };
}

/** GET. */
function downloadData({ files, folder, target }: DownloadSource) {
  return {
    command: 'DOWNLOAD',
    src_locations: files,
    localLocation: target,
    autoCompress: false,
    sourceCompression: 'none',
    overwrite: false,
    ...transferData(folder),
  };
}

function chunkData(queryId: string, result: StoredResult, origin: string, format: ResultFormat) {
  if (result.chunks.length === 0) return {};
  return {
    chunkHeaders: { [chunkKeyHeader]: result.key },
    chunks: result.chunks.map((chunk, index) => ({
      url: `${origin}/results/${queryId}/${index}${format === 'arrow' ? '?format=arrow' : ''}`,
      rowCount: chunk.rowCount,
      uncompressedSize: chunk.uncompressedSize,
      compressedSize: chunk.compressedSize,
    })),
  };
}

async function rowData(result: StoredResult, format: ResultFormat) {
  if (format === 'json') return { queryResultFormat: format, rowset: result.firstRows };
  const stream = result.total === 0 ? '' : (await inArrow(result, result.firstRows)).toString('base64');
  return { queryResultFormat: format, rowsetBase64: stream };
}

/** The statements of a request of several: the client fetches each result by its id. */
function statementData({ statements }: Finished) {
  if (statements === undefined) return {};
  return {
    statementTypeId: severalStatementsTypeId,
    resultIds: statements.map(({ id }) => id).join(','),
    resultTypes: statements.map(({ kind }) => statementTypeId(kind)).join(','),
  };
}

async function resultData(query: Query, finished: Finished, session: ClientSession, origin: string) {
  const { result, context } = finished;
  const format = finished.statements === undefined ? resultFormat(session, query, result) : 'json';
  return {
    parameters: session.parameters,
    rowtype: result.columns.map(rowType),
    ...(await rowData(result, format)),
    total: result.total,
    returned: result.total,
    queryId: query.id,
    statementTypeId: statementTypeId(result.kind),
    version: 1,
    databaseProvider: null,
    finalDatabaseName: context.database,
    finalSchemaName: context.schema,
    finalWarehouseName: context.warehouse,
    finalRoleName: context.role,
    numberOfBinds: 0,
    arrayBindSupported: countedKinds.has(result.kind),
    queryContext: null,
    ...statementData(finished),
    ...(result.upload === undefined ? {} : uploadData(result.upload)),
    ...(result.download === undefined ? {} : downloadData(result.download)),
    ...chunkData(query.id, result, origin, format),
  };
}

/**
 * A refusal is told at once: a session that ends cancels its queries, and their clients must hear of it before that.
 *
 * @param origin scheme, host and port under which the client reached us; chunk addresses must be absolute
 */
export function finishedResponse(
  query: Query,
  outcome: NonNullable<Query['outcome']>,
  session: ClientSession,
  origin: string,
): Envelope | Promise<Envelope> {
  if ('error' in outcome) return failure(outcome.error, query.id);
  return resultData(query, outcome, session, origin).then((data) => success(data));
}
