import { DuckDBInstance } from '@duckdb/node-api';
import { digestSql, FEATURES, featureValues, SPINE, spineValues, VIEWS } from './world.js';
import type { Contender } from './world.js';

type Types = 'same' | 'narrow';

function handWritten(types: Types): string {
  const joins = VIEWS.map(
    (v) => `ASOF LEFT JOIN ${types}_v${v} v${v} ON s.id = v${v}.id AND s.at >= v${v}.at`,
  );
  const columns = VIEWS.map((v) => `v${v}.f1 AS v${v}_f1, v${v}.f2 AS v${v}_f2`);
  return `SELECT s.id, s.at, ${columns.join(', ')} FROM ${types}_spine s ${joins.join(' ')}`;
}

export interface InDuckdb {
  readonly contenders: readonly Contender[];
  /** Writes what everybody is given to Parquet files. */
  readonly writeFiles: (folder: string) => Promise<void>;
  /** The digest of a training set in a Parquet file. */
  readonly digestOf: (file: string) => Promise<number>;
  readonly close: () => void;
}

/** The query by hand in DuckDB, with the account's types and with the narrowest that hold the values. */
export async function inDuckdb(file: string): Promise<InDuckdb> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const types of ['same', 'narrow'] as const) {
    const [key, small] = types === 'same' ? ['DECIMAL(38, 0)', 'DECIMAL(9, 0)'] : ['INTEGER', 'INTEGER'];
    const table = (name: string, [id, seconds]: readonly [string, string], rows: number, more = '') =>
      connection.run(
        `CREATE TABLE ${types}_${name} AS SELECT (${id})::${key} AS id, TIMESTAMP '2024-01-01' + to_seconds(${seconds}) AS at${more}
         FROM range(${rows}) AS r(i)`,
      );
    await table('spine', spineValues('i'), SPINE);
    const features = `, (i % 1000) / 7.0::DOUBLE AS f1, (i % 97)::${small} AS f2`;
    for (const view of VIEWS) await table(`v${view}`, featureValues('i', view), FEATURES, features);
  }
  const digest = async (relation: string): Promise<number> => {
    const sql = `SELECT ${digestSql('epoch("at")::BIGINT')} FROM ${relation}`;
    return Number((await connection.runAndReadAll(sql)).getRowsJson()[0]?.[0]);
  };
  const contender = (name: string, types: Types): Contender => ({
    name,
    make: () => connection.run(`CREATE OR REPLACE TABLE training AS ${handWritten(types)}`),
    digest: () => digest('training'),
  });
  return {
    contenders: [
      contender('by hand in DuckDB, the same types', 'same'),
      contender('by hand in DuckDB, the narrowest types', 'narrow'),
    ],
    writeFiles: async (folder) => {
      const write = (query: string, name: string) =>
        connection.run(`COPY (${query}) TO '${folder}/${name}.parquet' (FORMAT parquet)`);
      await write('FROM narrow_spine', 'spine');
      for (const v of VIEWS)
        await write(`SELECT n.id, n.at, n.f1 AS v${v}_f1, n.f2 AS v${v}_f2 FROM narrow_v${v} AS n`, `v${v}`);
    },
    digestOf: (parquet) => digest(`'${parquet}'`),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
