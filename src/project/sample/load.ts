import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { identifier } from '../../sql/identifiers.js';
import { textLiteral } from '../../sql/literals.js';
import type { Session } from '../../session/session.js';
import { sampleParts, sampleTables, type SamplePart, type SampleTable } from './tables.js';
import { readManifest } from './write.js';

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
 * A table's comment names the data it holds, so a second run loads nothing, and a table is only marked as loaded
 * once all of its rows are in.
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
  let report: LoadReport = { tables: 0, rows: 0, skipped: 0 };
  for (const part of sampleParts) {
    const schema = `${database}.${identifier(part)}`;
    await session.execute(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await session.execute(
      `CREATE STAGE IF NOT EXISTS ${schema}.SAMPLE_DATA COMMENT = 'Parquet files of the sample'`,
    );
    const loaded = await loadedData(session, options.database, part);
    for (const table of sampleTables) {
      const mark = `${table.comment}. Sample data ${manifest.files[`${part}/${table.name}`]!.slice(0, 12)}`;
      if (loaded.get(table.name) === mark) {
        report = { ...report, tables: report.tables + 1, skipped: report.skipped + 1 };
        continue;
      }
      const rows = await loadTable(session, schema, part, table, folder, mark);
      say(`Loaded ${part}.${table.name}: ${rows} rows`);
      report = { ...report, tables: report.tables + 1, rows: report.rows + rows };
    }
  }
  return report;
}

async function loadTable(
  session: Session,
  schema: string,
  part: SamplePart,
  table: SampleTable,
  folder: string,
  mark: string,
): Promise<number> {
  const name = `${schema}.${identifier(table.name)}`;
  const file = path.join(folder, 'data', part, `${table.name}.parquet`);
  const columns = table.columns.map(
    (c) => `  ${identifier(c.name)} ${c.type} COMMENT ${textLiteral(c.comment)}`,
  );
  await session.execute(`CREATE OR REPLACE TABLE ${name} (\n${columns.join(',\n')}\n)`);
  await session.execute(
    `PUT ${textLiteral(pathToFileURL(file).href)} @${schema}.SAMPLE_DATA AUTO_COMPRESS = FALSE OVERWRITE = TRUE`,
  );
  await session.execute(
    `COPY INTO ${name} FROM @${schema}.SAMPLE_DATA FILES = (${textLiteral(path.basename(file))}) ` +
      'FILE_FORMAT = (TYPE = PARQUET) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE FORCE = TRUE',
  );
  const counted = await session.execute(`SELECT COUNT(*) AS N FROM ${name}`);
  await session.execute(`COMMENT ON TABLE ${name} IS ${textLiteral(mark)}`);
  return Number(counted.rows[0]![0]);
}

async function loadedData(
  session: Session,
  database: string,
  part: SamplePart,
): Promise<ReadonlyMap<string, string>> {
  const found = await session.execute(
    `SELECT TABLE_NAME, COMMENT FROM ${identifier(database)}.INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ${textLiteral(part)}`,
  );
  return new Map(found.rows.map(([name, comment]) => [String(name), String(comment ?? '')]));
}
