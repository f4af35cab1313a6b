import {
  Field,
  RecordBatch,
  RecordBatchFileWriter,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  makeData,
} from 'apache-arrow';
import { arrowData, arrowType } from './arrowData.js';
import type { CellRows, Encode, RowSource } from './rowFile.js';

class FileWriter extends RecordBatchFileWriter {
  get written(): number {
    return this._position;
  }
}

class StreamWriter extends RecordBatchStreamWriter {
  get written(): number {
    return this._position;
  }
}

/** An Arrow IPC file (Feather version 2): read at any place. */
export const arrowFile: Encode = (source) => encoded(source, new FileWriter());

/** An Arrow IPC stream: read from the beginning to the end. */
export const arrowStream: Encode = (source) => encoded(source, new StreamWriter());

/** A batch for each page. The writer queues what it has written, so it gets a batch when the last one is taken. */
async function* encoded(
  { typed, pages }: RowSource,
  writer: FileWriter | StreamWriter,
): AsyncIterable<Uint8Array> {
  const fields = typed.map(({ name, type }) => new Field(name, arrowType(type), true));
  const schema = new Schema(fields);
  const type = new Struct(fields);
  const write = (rows: CellRows) => {
    const children = typed.map((column, at) =>
      arrowData(
        column,
        rows.map((row) => row[at] ?? null),
      ),
    );
    writer.write(new RecordBatch(schema, makeData({ type, length: rows.length, nullCount: 0, children })));
  };
  const chunks = writer[Symbol.asyncIterator]();
  let taken = 0;
  for await (const rows of pages) {
    write(rows);
    while (taken < writer.written) {
      const { value } = (await chunks.next()) as IteratorYieldResult<Uint8Array>;
      taken += value.length;
      yield value;
    }
  }
  // Columns without a row are a batch, too.
  if (taken === 0) write([]);
  writer.finish();
  yield* { [Symbol.asyncIterator]: () => chunks };
}
