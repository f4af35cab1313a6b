import { RecordBatch, RecordBatchStreamWriter, Schema, Struct, makeData } from 'apache-arrow';
import type { AccountColumn, WireRow } from '../../account.js';
import { arrowColumn } from './columns.js';

/**
 * Buffers end at a multiple of eight bytes. The writer fills up with zeros, which readers that check all of a buffer
 * take for an offset that goes back; repeating the last value suits offsets, and for values it means nothing.
 */
class EvenWriter extends RecordBatchStreamWriter {
  protected override _writeBodyBuffers(buffers: ArrayBufferView[]): this {
    return super._writeBodyBuffers(
      buffers.map((buffer) => {
        if (!(buffer instanceof Int32Array) || buffer.length % 2 === 0) return buffer;
        const even = new Int32Array(buffer.length + 1).fill(buffer.at(-1) ?? 0);
        even.set(buffer);
        return even;
      }),
    );
  }
}

/**
 * Rows as one Arrow IPC stream of one batch.
 *
 * @param wide for each column whether its numbers need 128 bits; the same for all chunks of a result, because clients
 * put their chunks together
 */
export function arrowStream(
  columns: readonly AccountColumn[],
  rows: readonly WireRow[],
  wide: readonly boolean[],
): Buffer {
  const encoded = columns.map((column, at) =>
    arrowColumn(
      column,
      rows.map((row) => row[at] ?? null),
      wide[at] ?? false,
    ),
  );
  const fields = encoded.map(({ field }) => field);
  const children = encoded.map(({ data }) => data);
  const data = makeData({ type: new Struct(fields), length: rows.length, nullCount: 0, children });
  const batch = new RecordBatch(new Schema(fields), data);
  const writer = new EvenWriter();
  writer.write(batch);
  writer.finish();
  return Buffer.from(writer.toUint8Array(true));
}
