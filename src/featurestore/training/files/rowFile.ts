import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { identifier } from '../../../sql/identifiers.js';
import type { Cell, Cursor, ExecuteOptions, ResultColumn, Session } from '../../../session/session.js';
import { fileColumn, mayBeNarrow } from './fileColumn.js';
import type { FileColumn } from './fileColumn.js';
import { csvFile, jsonLinesFile } from './textFiles.js';

export type CellRows = readonly (readonly Cell[])[];

/** A result on its way into a file. */
export interface RowSource {
  readonly columns: readonly ResultColumn[];
  /** The same columns in a file that knows types. */
  readonly typed: readonly FileColumn[];
  readonly pages: AsyncIterable<CellRows>;
}

export type Encode = (source: RowSource) => AsyncIterable<string | Uint8Array>;

export interface RowFormat {
  readonly title: string;
  /** Whether the file's columns have types, so that it matters how large whole numbers are. */
  readonly typed: boolean;
  readonly load: () => Promise<Encode>;
}

export interface RowFile {
  readonly file: string;
  readonly format: RowFormat;
  readonly signal?: AbortSignal;
}

/** Rows of one read: what of a result is in memory, and a group of rows in the formats that have groups. */
const pageRows = 20_000;

const arrow = async () => import('./arrowFile.js');

/** The formats of exported rows, by the file's ending. */
export const ROW_FORMATS: Readonly<Record<string, RowFormat>> = {
  '.parquet': {
    title: 'Parquet',
    typed: true,
    load: async () => (await import('./parquetFile.js')).parquetFile,
  },
  '.csv': { title: 'CSV', typed: false, load: async () => csvFile },
  '.jsonl': { title: 'JSON lines', typed: false, load: async () => jsonLinesFile },
  '.arrow': { title: 'Arrow file', typed: true, load: async () => (await arrow()).arrowFile },
  '.arrows': { title: 'Arrow stream', typed: true, load: async () => (await arrow()).arrowStream },
};

/** The format of a file's ending; undefined for one that there is none of. */
export function rowFormat(file: string): RowFormat | undefined {
  const ending = path.extname(file).toLowerCase();
  return Object.hasOwn(ROW_FORMATS, ending) ? ROW_FORMATS[ending] : undefined;
}

/**
 * Writes a query's rows to a file, page by page, so that memory does not grow with the rows. The file is there when all of
 * it is: until then it has another name, and a failure leaves an older file as it was.
 * @returns how many rows
 * @throws FeatureStoreError `export-refused` where the format cannot hold a value exactly
 */
export async function writeRowFile(
  session: Session,
  sql: string,
  { file, format, signal }: RowFile,
): Promise<number> {
  const options = signal === undefined ? {} : { signal };
  const columns = await session.describe(sql);
  const narrow = format.typed ? await narrowColumns(session, sql, columns, options) : new Set<string>();
  const cursor = await session.query(withWholeTimes(sql, columns), options);
  const encode = await format.load();
  const source: RowSource = {
    columns,
    typed: columns.map((column) => fileColumn(column, narrow.has(column.name))),
    pages: pagesOf(cursor, signal),
  };
  const draft = `${file}.${process.pid}.partial`;
  try {
    await pipeline(encode(source), createWriteStream(draft));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return cursor.rowCount;
}

async function* pagesOf(cursor: Cursor, signal: AbortSignal | undefined) {
  for (let start = 0; start < cursor.rowCount; start += pageRows) {
    signal?.throwIfAborted();
    yield await cursor.page(start, pageRows);
  }
}

/**
 * Columns of whole numbers whose type is wider than 64 bits although no value is. Datasets keep whole numbers in 64 bits
 * and tell them as NUMBER(38,0); in the libraries that train models a 128-bit decimal is no number.
 */
async function narrowColumns(
  session: Session,
  sql: string,
  columns: readonly ResultColumn[],
  options: ExecuteOptions,
): Promise<ReadonlySet<string>> {
  const wide = columns.filter(mayBeNarrow);
  if (wide.length === 0) return new Set();
  const tests = wide.map(({ name }) => {
    const column = identifier(name);
    return `COUNT_IF(NOT ${column} BETWEEN -9223372036854775808 AND 9223372036854775807)`;
  });
  const { rows } = await session.execute(`SELECT ${tests.join(', ')} FROM (\n${sql}\n)`, options);
  return new Set(wide.filter((_, at) => Number(rows[0]?.[at]) === 0).map(({ name }) => name));
}

/** The driver cuts a TIME off where the session's TIME_OUTPUT_FORMAT ends, mostly at whole seconds: as text it is whole. */
function withWholeTimes(sql: string, columns: readonly ResultColumn[]): string {
  if (!columns.some(({ type }) => type === 'TIME')) return sql;
  const list = columns.map(({ name, type }) => {
    const column = identifier(name);
    return type === 'TIME' ? `TO_VARCHAR(${column}, 'HH24:MI:SS.FF9') AS ${column}` : column;
  });
  return `SELECT ${list.join(', ')} FROM (\n${sql}\n)`;
}
