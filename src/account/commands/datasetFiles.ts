import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { AccountColumn } from '../account.js';
import { printName } from '../catalog/names.js';
import { refused } from '../catalog/refusals.js';
import type { Translation } from '../query/translation.js';
import type { WriteScope } from './command.js';
import { fileValue } from '../files/unloadParquet.js';

/** The rows of a dataset's version and how they are divided into files. */
export interface DatasetRows {
  /** The statement up to the end of the query, which begins at `offset`. */
  readonly source: string;
  readonly offset: number;
  /** The expression of PARTITION BY. */
  readonly partition: string | null;
}

/** The rows while they are written: the query runs once. */
const DRAFT = 'firn_dataset';
const PARTITION = 'firn_partition';

/**
 * Writes a query's rows as Parquet files into a folder; what is there of them when that fails is removed.
 *
 * @returns the names of the columns
 */
export async function writeRows(
  scope: WriteScope,
  folder: string,
  rows: DatasetRows,
): Promise<readonly string[]> {
  const target = path.join(scope.stages, folder);
  const { source, offset, partition } = rows;
  const own = await scope.queries.translate(source, { offset });
  const { columns } = own;
  refuseDuplicates(columns);
  const translation = partition === null ? own : await partitioned(scope, rows, partition);
  try {
    await mkdir(target, { recursive: true });
    await scope.consuming(translation.reads, () => draft(scope, translation, partition !== null));
    const items = await fileColumns(scope, columns);
    if (partition === null) await writeFile(scope, target, items, 'TRUE');
    else await writePartitions(scope, target, items);
    await scope.duckdb.run(`DROP TABLE ${DRAFT}`);
    return columns.map((c) => c.name);
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  }
}

function refuseDuplicates(columns: readonly AccountColumn[]): void {
  const names = columns.map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refused(`duplicate column name '${printName(twice)}'`, '002025', '42S21');
}

/** The query with the partition's expression over its columns as one more column. */
function partitioned(scope: WriteScope, rows: DatasetRows, partition: string): Promise<Translation> {
  const query = rows.source.slice(rows.offset);
  return scope.queries.translate(`SELECT *, TO_VARCHAR(${partition}) FROM (${query}\n)`);
}

async function draft(scope: WriteScope, translation: Translation, hasPartition: boolean): Promise<void> {
  for (const statement of translation.before) await scope.duckdb.run(statement);
  const count = translation.columns.length;
  const names = translation.columns.map((_, i) => (hasPartition && i === count - 1 ? PARTITION : `u${i}`));
  await scope.duckdb.run(
    `CREATE OR REPLACE TEMP TABLE ${DRAFT} AS SELECT * FROM (${translation.sql}) AS u(${names.join(', ')})`,
  );
}

const SMALLEST = '-9223372036854775808';
const GREATEST = '9223372036854775807';

/**
 * The columns as the files have them: whole numbers as 64-bit integers where all of them fit, which is what programs
 * that read the files want (documentation: Parquet data type optimization of COPY INTO <location>).
 */
async function fileColumns(scope: WriteScope, columns: readonly AccountColumn[]): Promise<string> {
  const whole = columns.map((c) => c.type.kind === 'NUMBER' && c.type.scale === 0);
  const fits = columns.map((_, i) =>
    whole[i] === true ? `coalesce(bool_and(u${i} BETWEEN ${SMALLEST} AND ${GREATEST}), TRUE)` : 'FALSE',
  );
  const found = await scope.duckdb.runAndReadAll(`SELECT ${fits.join(', ')} FROM ${DRAFT}`);
  const row = found.getRows()[0] ?? [];
  const items = columns.map((c, i) => {
    const value = row[i] === true ? `CAST(u${i} AS BIGINT)` : fileValue(c, `u${i}`);
    return `${value} AS "${c.name.replaceAll('"', '""')}"`;
  });
  return items.join(', ');
}

async function writeFile(scope: WriteScope, folder: string, items: string, rows: string): Promise<void> {
  const file = path.join(folder, 'data_0_0_0.snappy.parquet').replaceAll("'", "''");
  await scope.duckdb.run(
    `COPY (SELECT ${items} FROM ${DRAFT} WHERE ${rows}) TO '${file}' (FORMAT parquet, COMPRESSION snappy)`,
  );
}

/** One folder for each value of the partition's expression (documentation: COPY INTO <location>, PARTITION BY). */
async function writePartitions(scope: WriteScope, target: string, items: string): Promise<void> {
  const found = await scope.duckdb.runAndReadAll(`SELECT DISTINCT ${PARTITION} FROM ${DRAFT} ORDER BY 1`);
  for (const [value] of found.getRows()) {
    const name = value === null ? '__NULL__' : String(value);
    if (name.split(/[/\\]/).includes('..'))
      throw refused(`PARTITION BY may not climb out of the version: '${name}'.`, '001003', '42000');
    const folder = path.join(target, name);
    await mkdir(folder, { recursive: true });
    const text = `'${name.replaceAll("'", "''")}'`;
    const rows = value === null ? `${PARTITION} IS NULL` : `${PARTITION} = ${text}`;
    await writeFile(scope, folder, items, rows);
  }
}
