/** The rows of staged files as a query sees them. Source: "Querying Data in Staged Files". */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { StagedFile } from '../commands/locations.js';
import { refused } from '../catalog/refusals.js';
import { identifier, quote } from '../query/bind/bound.js';
import { duckdbType } from '../query/duckdbTypes.js';
import type { RelationColumn } from '../query/translation.js';
import { INTEGER, TEXT, VARIANT } from '../../sql/read/types.js';
import type { FileFormat } from './format.js';
import { isTrue } from './format.js';
import type { FileColumn } from './parquetColumns.js';
import { jsonValue, parquetColumns } from './parquetColumns.js';
import { MOST_FIELDS, csvField, csvReader, jsonReader, parquetReader } from './readers.js';

export interface StagedFiles {
  /** Stands before a file's name in METADATA$FILENAME: `stage/`. */
  readonly prefix: string;
  readonly files: readonly StagedFile[];
  readonly format: FileFormat;
}

export interface View {
  /** The largest number n of `$n` that the statement asks for. */
  readonly fields: number;
  /** Every record has exactly so many fields; null: what is missing is NULL. */
  readonly exactly: number | null;
  /** Columns by their names in the files instead of `$1`, `$2`, …. */
  readonly named: boolean;
  /** With METADATA$FILENAME and METADATA$FILE_ROW_NUMBER. */
  readonly metadata: boolean;
}

/** A DuckDB SELECT with the columns it gives. */
export interface Rows {
  readonly sql: string;
  readonly columns: readonly RelationColumn[];
}

/** What a reader gives: columns, and the text after FROM for some files. */
interface Source {
  readonly columns: readonly FileColumn[];
  readonly from: (files: readonly string[]) => string;
}

const METADATA: readonly RelationColumn[] = [
  { name: 'METADATA$FILENAME', physicalName: 'file', type: TEXT, nullable: false },
  { name: 'METADATA$FILE_ROW_NUMBER', physicalName: 'row', type: INTEGER, nullable: false },
];

/** @throws AccountError 000002 for what is not read as Snowflake reads it */
export async function stagedRows(duckdb: DuckDBConnection, staged: StagedFiles, view: View): Promise<Rows> {
  const source = await sourceOf(duckdb, staged, view);
  const names = source.columns.map((_, i) => `f${i + 1}`);
  const columns = source.columns.map(({ name, type }, i): RelationColumn => ({
    name,
    type,
    nullable: true,
    physicalName: names[i] ?? '',
  }));
  const values = source.columns.map(({ sql }, i) => `${sql} AS ${names[i] ?? ''}`);
  const sql = selectOf(staged, view, source, values);
  return { sql, columns: view.metadata ? [...columns, ...METADATA] : columns };
}

function selectOf(staged: StagedFiles, view: View, source: Source, values: readonly string[]): string {
  const { files, prefix } = staged;
  if (files.length === 0) {
    const nothing = source.columns.map(({ type }, i) => `CAST(NULL AS ${duckdbType(type)}) AS f${i + 1}`);
    return `SELECT ${[...nothing, ...(view.metadata ? ['NULL AS file', 'NULL AS row'] : [])].join(', ')} WHERE FALSE`;
  }
  if (!view.metadata) return `SELECT ${values.join(', ')} FROM ${source.from(files.map((f) => f.absolute))}`;
  const selects = files.map(({ absolute, name }) => {
    const told = [`${quote(prefix + name)} AS file`, 'CAST(row_number() OVER () AS DECIMAL(38,0)) AS row'];
    return `SELECT ${[...values, ...told].join(', ')} FROM ${source.from([absolute])}`;
  });
  return selects.join(' UNION ALL ');
}

function sourceOf(duckdb: DuckDBConnection, staged: StagedFiles, view: View): Promise<Source> | Source {
  const { format } = staged;
  switch (format.type) {
    case 'CSV':
      return view.named ? namedCsv(duckdb, staged) : csv(duckdb, staged, view);
    case 'JSON':
      return view.named ? namedJson(duckdb, staged) : json(staged);
    case 'PARQUET':
      return parquet(duckdb, staged, view);
  }
}

// CSV -------------------------------------------------------------------------------------------------------------------

/** Records that come before the first one of data. */
const skipped = (format: FileFormat): number =>
  Number(format.options['SKIP_HEADER'] ?? '0') + (isTrue(format, 'PARSE_HEADER') ? 1 : 0);

async function csv(duckdb: DuckDBConnection, staged: StagedFiles, view: View): Promise<Source> {
  const { format } = staged;
  const fields = view.exactly ?? Math.max(1, view.fields, ...(await widths(duckdb, staged)));
  const shape = {
    fields: view.exactly ?? Math.max(MOST_FIELDS, fields),
    padded: view.exactly === null,
    skip: skipped(format),
  };
  const columns = Array.from({ length: fields }, (_, i): FileColumn => ({
    name: `$${i + 1}`,
    type: TEXT,
    sql: csvField(`r.f${i + 1}`, format),
  }));
  return { columns, from: (files) => `${csvReader(files, format, shape)} AS r` };
}

/** How many fields the first record of each file has. */
async function widths(duckdb: DuckDBConnection, staged: StagedFiles): Promise<number[]> {
  const found: number[] = [];
  for (const file of staged.files)
    found.push((await firstRecord(duckdb, file, staged.format, skipped(staged.format))).length);
  return found;
}

async function firstRecord(
  duckdb: DuckDBConnection,
  file: StagedFile,
  format: FileFormat,
  skip: number,
): Promise<string[]> {
  const shape = { fields: MOST_FIELDS, padded: true, skip, keepEmpty: true };
  const read = await duckdb.runAndReadAll(
    `SELECT * FROM ${csvReader([file.absolute], format, shape)} LIMIT 1`,
  );
  const [record = []] = read.getRowsJson();
  return record.filter((field) => field !== null).map(String);
}

/** The names in a file's header; all files of one reading have the first one's. */
export async function headerOf(duckdb: DuckDBConnection, staged: StagedFiles): Promise<string[]> {
  if (!isTrue(staged.format, 'PARSE_HEADER')) {
    throw refused(
      'MATCH_BY_COLUMN_NAME on CSV files needs PARSE_HEADER = TRUE in the file format.',
      '002019',
      '0A000',
    );
  }
  const [file] = staged.files;
  if (file === undefined) return [];
  return firstRecord(duckdb, file, staged.format, Number(staged.format.options['SKIP_HEADER'] ?? '0'));
}

async function namedCsv(duckdb: DuckDBConnection, staged: StagedFiles): Promise<Source> {
  const { format } = staged;
  const names = await headerOf(duckdb, staged);
  const shape = { fields: Math.max(1, names.length), padded: false, skip: skipped(format) };
  const columns = names.map((name, i) => ({ name, type: TEXT, sql: csvField(`r.f${i + 1}`, format) }));
  return { columns, from: (files) => `${csvReader(files, format, shape)} AS r` };
}

// JSON and Parquet ------------------------------------------------------------------------------------------------------

function json({ format }: StagedFiles): Source {
  return {
    columns: [{ name: '$1', type: VARIANT, sql: 'r.json' }],
    from: (files) => `${jsonReader(files, format)} AS r`,
  };
}

async function namedJson(duckdb: DuckDBConnection, staged: StagedFiles): Promise<Source> {
  const { from } = json(staged);
  const columns = (await keysOf(duckdb, staged)).map((name): FileColumn => ({
    name,
    type: VARIANT,
    sql: `json_extract(r.json, ${quote(`$."${name.replaceAll('"', '\\"')}"`)})`,
  }));
  return { columns, from };
}

/** The keys of the objects in JSON files, by their first places in an object. */
export async function keysOf(duckdb: DuckDBConnection, { files, format }: StagedFiles): Promise<string[]> {
  if (files.length === 0) return [];
  const reader = jsonReader(
    files.map((f) => f.absolute),
    format,
  );
  const read = await duckdb.runAndReadAll(
    `SELECT key, min(place) AS first FROM (SELECT unnest(keys) AS key, generate_subscripts(keys, 1) AS place FROM (SELECT json_keys(json) AS keys FROM ${reader} WHERE json_type(json) = 'OBJECT')) GROUP BY key ORDER BY first, key`,
  );
  return read.getRowsJson().map(([key]) => String(key));
}

async function parquet(
  duckdb: DuckDBConnection,
  { files, format }: StagedFiles,
  view: View,
): Promise<Source> {
  const paths = files.map((f) => f.absolute);
  const columns = paths.length === 0 ? [] : await parquetColumns(duckdb, paths, format);
  const from = (some: readonly string[]): string => parquetReader(some);
  if (view.named) return { columns, from };
  const pairs = columns.map((c) => `${identifier(c.name)} := ${jsonValue(c)}`);
  const sql = pairs.length === 0 ? "CAST('{}' AS JSON)" : `to_json(struct_pack(${pairs.join(', ')}))`;
  return { columns: [{ name: '$1', type: VARIANT, sql }], from };
}
