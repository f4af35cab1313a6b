/** Parquet files of a query's rows. Source: "COPY INTO <location>". */
import { rm, stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AccountColumn } from '../account.js';
import { printName } from '../catalog/names.js';
import { refused, unsupported } from '../catalog/refusals.js';
import { identifier, quote } from '../query/bind/bound.js';
import { word } from './format.js';
import type { FileFormat } from './format.js';
import type { Drafts, Unload, UnloadedFile, Unloading } from './unloading.js';
import { NULL_PARTITION } from './unloading.js';

/** Parquet's codecs as Snowflake and DuckDB call them. */
const CODECS: Readonly<Record<string, string>> = {
  '': 'snappy',
  AUTO: 'snappy',
  SNAPPY: 'snappy',
  NONE: 'uncompressed',
};

const ROWS = 'firn_unloaded_rows';

/** One file, or one of each partition; several where one were larger than MAX_FILE_SIZE. @throws AccountError for what a Parquet file cannot hold */
export function parquetUnloading(unloading: Unloading): Unload {
  const { translation, partitioned, header, format, nameOf } = unloading;
  const codec = codecOf(format);
  const columns = partitioned ? translation.columns.slice(0, -1) : translation.columns;
  const items = itemsOf(columns, header).join(', ');
  const given = translation.columns.map((_, i) => `u${i}`);
  const extension = `${codec === 'snappy' ? '.snappy' : ''}.parquet`;
  const source = `(${translation.sql}) AS u(${given.join(', ')})`;
  return async (duckdb, drafts) => {
    const writer = new ParquetWriter(duckdb, drafts, codec, unloading.largest);
    const filesOf = async (select: string, part: string | null): Promise<UnloadedFile[]> =>
      (await writer.write(select)).map((file, i) => ({ ...file, name: nameOf(i, extension, part) }));
    if (!partitioned) return filesOf(`SELECT ${items} FROM ${source}`, null);
    // Every partition is of one reading of the rows.
    await duckdb.run(`CREATE OR REPLACE TEMP TABLE ${ROWS} AS SELECT * FROM ${source}`);
    try {
      const key = `coalesce(CAST(${given.at(-1) ?? ''} AS VARCHAR), ${quote(NULL_PARTITION)})`;
      const found = await duckdb.runAndReadAll(`SELECT DISTINCT ${key} FROM ${ROWS} ORDER BY 1`);
      const files: UnloadedFile[] = [];
      for (const [value] of found.getRowsJson()) {
        const part = String(value);
        const select = `SELECT ${items} FROM ${ROWS} WHERE ${key} = ${quote(part)}`;
        files.push(...(await filesOf(select, part)));
      }
      return files;
    } finally {
      await duckdb.run(`DROP TABLE IF EXISTS ${ROWS}`).catch(() => undefined);
    }
  };
}

type Draft = Omit<UnloadedFile, 'name'>;

class ParquetWriter {
  constructor(
    private readonly duckdb: DuckDBConnection,
    private readonly drafts: Drafts,
    private readonly codec: string,
    /** Bytes; a single row may be more. */
    private readonly largest: number,
  ) {}

  /** The rows of a query, in as many files as their size asks for. */
  async write(select: string): Promise<Draft[]> {
    return this.parts(await this.file(select));
  }

  /** How large rows are is known when they are written: a file that is too large is read again and cut. */
  private async parts(whole: Draft): Promise<Draft[]> {
    const { rows, outputBytes, draft } = whole;
    if (outputBytes <= this.largest || rows < 2) return [whole];
    const fitting = Math.floor((rows * this.largest) / outputBytes);
    const step = Math.min(rows - 1, Math.max(1, fitting));
    const found: Draft[] = [];
    for (let first = 0; first < rows; first += step) {
      const range = `file_row_number >= ${first} AND file_row_number < ${first + step}`;
      const select = `SELECT * EXCLUDE (file_row_number) FROM read_parquet(${quote(draft)}, file_row_number = true) WHERE ${range}`;
      found.push(...(await this.write(select)));
    }
    await rm(draft);
    return found;
  }

  private async file(select: string): Promise<Draft> {
    const draft = await this.drafts.next();
    const { rowsChanged: rows } = await this.duckdb.run(
      `COPY (${select}) TO ${quote(draft)} (FORMAT parquet, COMPRESSION ${this.codec})`,
    );
    const { size } = await stat(draft);
    return { draft, rows, inputBytes: size, outputBytes: size };
  }
}

function codecOf(format: FileFormat): string {
  const compression = word(format, 'COMPRESSION');
  const codec = CODECS[compression];
  if (codec === undefined) throw unsupported(`COMPRESSION = ${compression} for Parquet`);
  return codec;
}

/** The columns' values under the names they have in the file: their own with HEADER, else `_COL_0`, `_COL_1`, … */
function itemsOf(columns: readonly AccountColumn[], header: boolean): string[] {
  const names = columns.map((c, i) => (header ? c.name : `_COL_${i}`));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`duplicate column name '${printName(twice)}'`, '002025', '42S21');
  return columns.map((c, i) => `${fileValue(c, `u${i}`)} AS ${identifier(names[i] ?? '')}`);
}

/** A column's value as a Parquet file has it. */
export function fileValue({ name, type }: AccountColumn, value: string): string {
  switch (type.kind) {
    case 'TIMESTAMP_LTZ':
    case 'TIMESTAMP_TZ':
      throw refused(
        `Error encountered when unloading to PARQUET: TIMESTAMP_TZ and LTZ types are not supported for unloading to Parquet; convert column '${name}' to TIMESTAMP_NTZ.`,
        '100096',
        '22000',
      );
    case 'VECTOR':
      throw refused(
        `Error encountered when unloading to PARQUET: VECTOR columns cannot be unloaded; convert column '${name}' to ARRAY.`,
        '100096',
        '22000',
      );
    case 'VARIANT':
    case 'OBJECT':
    case 'ARRAY':
      return `CAST(${value} AS VARCHAR)`;
    default:
      return value;
  }
}
