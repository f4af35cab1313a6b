import { readFile } from 'node:fs/promises';
import { chunkKeyHeader } from '../queryResponse.js';
import type { RawReply, Route } from '../router.js';
import { sameSecret } from '../tokens.js';

// Drivers parse whatever arrives with status 200 as rows, so a refusal must have another one; they retry all but 404.
const gone: RawReply = {
  status: 404,
  headers: {},
  body: Buffer.from('The result is no longer kept. Run the query again.'),
};

/** Rows of a large result. Clients send the result's key instead of their token, as they do to cloud storage. */
const chunk: Route = {
  method: 'GET',
  path: '/results/:id/:index',
  async answer({ headers, params }, service) {
    const outcome = service.queries.find(params['id'] ?? '')?.outcome;
    const key = headers[chunkKeyHeader];
    if (outcome === undefined || !('result' in outcome) || typeof key !== 'string') return gone;
    const part = outcome.result.chunks[Number(params['index'])];
    if (part === undefined || !sameSecret(key, outcome.result.key)) return gone;
    try {
      // Not application/json: the rows have no brackets around them, and drivers parse by the content type.
      const body = await readFile(part.file);
      return {
        status: 200,
        headers: { 'content-type': 'application/octet-stream', 'content-encoding': 'gzip' },
        body,
      };
    } catch {
      return gone;
    }
  },
};

export const chunkRoutes: readonly Route[] = [chunk];
