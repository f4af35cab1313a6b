import { createHash } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { identifier } from '../../sql/identifiers.js';
import { textLiteral } from '../../sql/literals.js';
import type { Session } from '../../session/session.js';
import { sampleParts, sampleTables, type SamplePart, type SampleTable } from './tables.js';
import { readManifest, type SampleManifest } from './write.js';

export interface LoadOptions {
  readonly database: string;
  readonly warehouse: string;
  readonly onProgress?: (message: string) => void;
}

export interface LoadReport {
  readonly tables: number;
  readonly rows: number;
  /** Tables that held this very data already. */
  readonly skipped: number;
}

/**
 * Loads a sample project's Parquet files by statements any Snowflake account takes: CREATE TABLE, PUT, COPY INTO.
 * The comment of a schema's stage names the data its tables hold, and is written last: a second run loads nothing,
 * and an interrupted one is done again.
 */
export async function loadSample(
  session: Session,
  folder: string,
  options: LoadOptions,
): Promise<LoadReport> {
  const say = options.onProgress ?? (() => undefined);
  const manifest = await readManifest(folder);
  if (!manifest) throw new Error(`${folder} holds no sample data. Write it with "firn init --sample" first.`);
  const database = identifier(options.database);
  await session.execute(
    `CREATE WAREHOUSE IF NOT EXISTS ${identifier(options.warehouse)} WAREHOUSE_SIZE = XSMALL AUTO_SUSPEND = 60 INITIALLY_SUSPENDED = TRUE`,
  );
  await session.execute(`CREATE DATABASE IF NOT EXISTS ${database}`);
  const report = { tables: 0, rows: 0, skipped: 0 };
  for (const part of sampleParts) {
    const place: PartPlace = { session, schema: `${database}.${identifier(part)}`, part, folder };
    await session.execute(`CREATE SCHEMA IF NOT EXISTS ${place.schema}`);
    await session.execute(`CREATE STAGE IF NOT EXISTS ${stage(place)}`);
    const mark = markOf(manifest, part);
    report.tables += sampleTables.length;
    if (await isLoaded(place, mark)) {
      report.skipped += sampleTables.length;
      continue;
    }
    for (const table of sampleTables) {
      const rows = await loadTable(place, table);
      say(`Loaded ${part}.${table.name}: ${rows} rows`);
      report.rows += rows;
    }
    await session.execute(`ALTER STAGE ${stage(place)} SET COMMENT = ${textLiteral(mark)}`);
  }
  return report;
}

/** One schema of the sample and where its files are. */
interface PartPlace {
  readonly session: Session;
  /** Fully qualified, printed. */
  readonly schema: string;
  readonly part: SamplePart;
  readonly folder: string;
}

const stage = ({ schema }: PartPlace) => `${schema}.SAMPLE_DATA`;

async function loadTable({ session, schema, part, folder }: PartPlace, table: SampleTable): Promise<number> {
  const name = `${schema}.${identifier(table.name)}`;
  const from = `@${schema}.SAMPLE_DATA`;
  const file = path.join(folder, 'data', part, `${table.name}.parquet`);
  const columns = table.columns.map(
    (column) => `  ${identifier(column.name)} ${column.type} COMMENT ${textLiteral(column.comment)}`,
  );
  await session.execute(
    `CREATE OR REPLACE TABLE ${name} (\n${columns.join(',\n')}\n) COMMENT = ${textLiteral(table.comment)}`,
  );
  await session.execute(
    `PUT ${textLiteral(pathToFileURL(file).href)} ${from} AUTO_COMPRESS = FALSE OVERWRITE = TRUE`,
  );
  await session.execute(
    `COPY INTO ${name} FROM ${from} FILES = (${textLiteral(path.basename(file))}) ` +
      'FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE',
  );
  const counted = await session.execute(`SELECT COUNT(*) AS N FROM ${name}`);
  return Number(counted.rows[0]![0]);
}

/** Names the files of a part by their content. */
function markOf(manifest: SampleManifest, part: SamplePart): string {
  const hash = createHash('sha256');
  for (const table of sampleTables) hash.update(manifest.files[`${part}/${table.name}`] ?? '');
  return `Sample data ${hash.digest('hex').slice(0, 16)}`;
}

async function isLoaded(place: PartPlace, mark: string): Promise<boolean> {
  const { session, schema } = place;
  const stages = await session.execute(`SHOW STAGES LIKE 'SAMPLE_DATA' IN SCHEMA ${schema}`);
  const comment = stages.columns.findIndex((column) => column.name === 'comment');
  if (stages.rows[0]?.[comment] !== mark) return false;
  const tables = await session.execute(`SHOW TABLES IN SCHEMA ${schema}`);
  const name = tables.columns.findIndex((column) => column.name === 'name');
  const present = new Set(tables.rows.map((row) => row[name]));
  return sampleTables.every((table) => present.has(table.name));
}
