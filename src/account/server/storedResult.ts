import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type {
  AccountColumn,
  DownloadSource,
  StatementKind,
  StatementResult,
  UploadTarget,
  WireRow,
} from '../account.js';

const compress = promisify(gzip);

/** Rows of a result beyond the first ones, compressed in a file until the client fetches them. */
interface ResultChunk {
  readonly file: string;
  readonly rowCount: number;
  readonly uncompressedSize: number;
  readonly compressedSize: number;
}

/** A finished statement's result, ready to be sent any number of times. */
export interface StoredResult {
  readonly kind: StatementKind;
  readonly columns: readonly AccountColumn[];
  /** The rows that travel in the response itself. */
  readonly firstRows: readonly WireRow[];
  readonly chunks: readonly ResultChunk[];
  readonly total: number;
  /** For each column: true when one of its numbers has more digits than 64 bits hold for certain. */
  readonly wide: readonly boolean[];
  /** Roughly what the first rows hold in memory, and the chunks on disk, in bytes. */
  readonly memorySize: number;
  readonly diskSize: number;
  /** What a client must send to fetch a chunk. */
  readonly key: string;
  readonly upload?: UploadTarget;
  readonly download?: DownloadSource;
}

/** Sizes in characters of JSON: small results travel inline, larger ones in chunks a page reader can afford to fetch. */
const inlineSize = 256 * 1024;
const chunkSize = 2 * 1024 * 1024;

class ChunkWriter {
  readonly chunks: ResultChunk[] = [];
  #rows: string[] = [];
  #size = 0;

  constructor(private readonly folder: string) {}

  async add(row: string): Promise<void> {
    this.#rows.push(row);
    this.#size += row.length + 1;
    if (this.#size >= chunkSize) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    // Snowflake's chunks are the rows separated by commas, without the brackets around them.
    const text = Buffer.from(this.#rows.join(','), 'utf8');
    const packed = await compress(text, { level: 1 });
    if (this.chunks.length === 0) await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const file = path.join(this.folder, `${this.chunks.length}.json.gz`);
    await writeFile(file, packed, { mode: 0o600 });
    this.chunks.push({
      file,
      rowCount: this.#rows.length,
      uncompressedSize: text.length,
      compressedSize: packed.length,
    });
    this.#rows = [];
    this.#size = 0;
  }
}

function checkRow(row: WireRow, columns: readonly AccountColumn[]): void {
  if (row.length !== columns.length) {
    throw new Error(`a row has ${row.length} values for ${columns.length} columns`);
  }
}

/** Digits, sign and point of any number that fits 64 bits. */
const narrowNumber = 18;

function noteWide(row: WireRow, numbers: readonly number[], wide: boolean[]): void {
  for (const at of numbers) if ((row[at]?.length ?? 0) > narrowNumber) wide[at] = true;
}

/**
 * Reads a result to its end. The first rows are kept for the response, the rest goes to files under `folder`, so that
 * memory does not grow with the result. Stops early when `signal` aborts.
 */
export async function storeResult(
  result: StatementResult,
  folder: string,
  signal: AbortSignal,
): Promise<StoredResult> {
  const firstRows: WireRow[] = [];
  const writer = new ChunkWriter(folder);
  const numbers = result.columns.flatMap(({ type }, at) => (type.kind === 'NUMBER' ? [at] : []));
  const wide = result.columns.map(() => false);
  let inline = 0;
  let total = 0;
  try {
    for await (const batch of result.batches) {
      signal.throwIfAborted();
      for (const row of batch) {
        checkRow(row, result.columns);
        noteWide(row, numbers, wide);
        const text = JSON.stringify(row);
        total += 1;
        if (inline < inlineSize) {
          inline += text.length;
          firstRows.push(row);
        } else {
          await writer.add(text);
        }
      }
    }
    await writer.flush();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    kind: result.kind,
    columns: result.columns,
    firstRows,
    chunks: writer.chunks,
    total,
    wide,
    memorySize: inline,
    diskSize: writer.chunks.reduce((sum, chunk) => sum + chunk.compressedSize, 0),
    key: randomBytes(24).toString('base64url'),
    ...(result.upload === undefined ? {} : { upload: result.upload }),
    ...(result.download === undefined ? {} : { download: result.download }),
  };
}
