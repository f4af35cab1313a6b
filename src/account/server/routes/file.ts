import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Service } from '../service.js';
import type { RawReply, Route, RouteRequest } from '../router.js';

/** Like cloud storage, which knows nothing of the protocol's envelopes. */
const gone: RawReply = { status: 404, headers: {}, body: Buffer.from('There is no such file.') };

const always = { 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes' };

/** `bytes=0-99`, `bytes=100-`, `bytes=-8`: first and last byte; undefined when there is none or not one that can be met. */
function rangeOf(header: string | undefined, size: number): [number, number] | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? [first, last] : undefined;
}

async function opened(request: RouteRequest, { links }: Service): Promise<FileHandle | undefined> {
  const file = links.fileOf(request.params['token'] ?? '');
  return file === undefined ? undefined : open(file).catch(() => undefined);
}

async function slice(file: FileHandle, first: number, length: number): Promise<Buffer> {
  const body = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(body, done, length - done, first + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return body.subarray(0, done);
}

async function content(request: RouteRequest, service: Service): Promise<RawReply> {
  const file = await opened(request, service);
  if (file === undefined) return gone;
  try {
    const { size } = await file.stat();
    const range = rangeOf(request.headers.range, size);
    if (range === undefined) return { status: 200, headers: always, body: await slice(file, 0, size) };
    const [first, last] = range;
    const headers = { ...always, 'content-range': `bytes ${first}-${last}/${size}` };
    return { status: 206, headers, body: await slice(file, first, last - first + 1) };
  } finally {
    await file.close();
  }
}

async function head(request: RouteRequest, service: Service): Promise<RawReply> {
  const file = await opened(request, service);
  if (file === undefined) return { ...gone, body: Buffer.alloc(0) };
  try {
    const { size } = await file.stat();
    return { status: 200, headers: { ...always, 'content-length': String(size) }, body: Buffer.alloc(0) };
  } finally {
    await file.close();
  }
}

/** A file under the address that GET_PRESIGNED_URL gave: whole, or the bytes that Range asks for. */
export const fileRoutes: readonly Route[] = [
  { method: 'GET', path: '/files/:token', answer: content },
  { method: 'HEAD', path: '/files/:token', answer: head },
];
