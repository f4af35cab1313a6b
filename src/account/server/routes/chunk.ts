import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { WireRow } from '../../account.js';
import { chunkKeyHeader } from '../queryResponse.js';
import { inArrow } from '../resultFormat.js';
import type { RawReply, Route } from '../router.js';
import type { StoredResult } from '../storedResult.js';
import { sameSecret } from '../tokens.js';

const unzip = promisify(gunzip);

// Drivers parse whatever arrives with status 200 as rows, so a refusal must have another one; they retry all but 404.
const gone: RawReply = {
  status: 404,
  headers: {},
  body: Buffer.from('The result is no longer kept. Run the query again.'),
};

// Not application/json: the rows have no brackets around them, and drivers parse by the content type.
const contentType = { 'content-type': 'application/octet-stream' };

async function arrowChunk(result: StoredResult, packed: Buffer): Promise<RawReply> {
  const rows = JSON.parse(`[${(await unzip(packed)).toString('utf8')}]`) as WireRow[];
  return { status: 200, headers: contentType, body: await inArrow(result, rows) };
}

/** Rows of a large result. Clients send the result's key instead of their token, as they do to cloud storage. */
const chunk: Route = {
  method: 'GET',
  path: '/results/:id/:index',
  async answer({ url, headers, params }, service) {
    const outcome = service.queries.find(params['id'] ?? '')?.outcome;
    const key = headers[chunkKeyHeader];
    if (outcome === undefined || !('result' in outcome) || typeof key !== 'string') return gone;
    const part = outcome.result.chunks[Number(params['index'])];
    if (part === undefined || !sameSecret(key, outcome.result.key)) return gone;
    const packed = await readFile(part.file).catch(() => null);
    if (packed === null) return gone;
    if (url.searchParams.get('format') === 'arrow') return arrowChunk(outcome.result, packed);
    return { status: 200, headers: { ...contentType, 'content-encoding': 'gzip' }, body: packed };
  },
};

export const chunkRoutes: readonly Route[] = [chunk];
