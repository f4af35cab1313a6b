import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { ProtocolError } from './envelope.js';

const unzip = promisify(gunzip);

/** Statements with inline binds can be large; beyond this a request is a mistake. */
const maxBytes = 256 * 1024 * 1024;

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new ProtocolError(`The request is larger than ${maxBytes} bytes.`, '390500');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The request's JSON object; `{}` when it has no body. Bodies may be compressed with gzip. */
export async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const raw = await readAll(request);
  if (raw.length === 0) return {};
  let value: unknown;
  try {
    const zipped = request.headers['content-encoding'] === 'gzip';
    const text = zipped ? await unzip(raw, { maxOutputLength: maxBytes }) : raw;
    value = JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw new ProtocolError(`The request body is not JSON: ${String(error)}`, '390400');
  }
  if (isObject(value)) return value;
  // Telemetry and some keep-alive requests send other JSON; nothing in it is needed.
  return {};
}
