import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openAccount } from '../src/account/engine/open.js';
import type { FeatureView } from '../src/featurestore/model.js';
import { trainingQuery } from '../src/featurestore/training/trainingQuery.js';
import { figure, print } from './measure.js';

const SPINE = Number(process.env['FIRN_BENCH_SPINE'] ?? 100_000);
const FEATURES = Number(process.env['FIRN_BENCH_FEATURES'] ?? 1_000_000);
const KEYS = 20_000;
const VIEWS = [1, 2, 3];
const RUNS = 5;

/**
 * Training data as of each row's moment. Firn's statement beside the ASOF JOIN that somebody writes by hand, on the local
 * account; and the query by hand in DuckDB, with the account's types and with the narrowest that hold the values. All in
 * turn, so that what else the machine does falls on all of them.
 */
export default async function training(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  const account = await onAccount(path.join(folder, 'account'));
  const duckdb = await inDuckdb(path.join(folder, 'hand.duckdb'));
  const size = `${SPINE} × ${VIEWS.length} views of ${FEATURES}`;
  const contenders: readonly Contender[] = [
    { name: `Firn's statement, the account: ${size}`, run: () => account.run(firns()) },
    { name: 'by hand in Snowflake SQL, the account', run: () => account.run(byHand()) },
    { name: 'by hand in DuckDB, the same types', run: () => duckdb.run(inDuckdbSql('same')) },
    { name: 'by hand in DuckDB, the narrowest types', run: () => duckdb.run(inDuckdbSql('narrow')) },
  ];
  try {
    const times = contenders.map((): number[] => []);
    for (let run = -1; run < RUNS; run++)
      for (const [at, contender] of contenders.entries()) {
        const start = performance.now();
        const found = await contender.run();
        if (run >= 0) times[at]!.push(performance.now() - start);
        if (found !== SPINE_FOUND)
          throw new Error(`${contender.name} finds ${found} values, not ${SPINE_FOUND}.`);
      }
    for (const [at, { name }] of contenders.entries()) print(figure(name, times[at]!));
  } finally {
    await account.close();
    duckdb.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Contender {
  readonly name: string;
  /** Makes the training set anew and says how many features it found. */
  readonly run: () => Promise<number>;
}

/** Every spine row is late enough: each has a row of its key before it in every view. */
const SPINE_FOUND = SPINE * VIEWS.length;

const spineValues = (number: string) =>
  [`${number} % ${KEYS}`, `${number} * 7919 % 15768000 + 15768000`] as const;
const featureValues = (number: string, view: number) =>
  [`${number} % ${KEYS}`, `(${number} * ${7907 + view * 2}) % 15768000`] as const;

/** As a person would write it. */
function byHand(): string {
  const joins = VIEWS.map((v) => `ASOF JOIN V${v} MATCH_CONDITION (S.AT >= V${v}.AT) ON S.ID = V${v}.ID`);
  const columns = VIEWS.map((v) => `V${v}.F1 AS V${v}_F1, V${v}.F2 AS V${v}_F2`);
  return `SELECT S.ID, S.AT, ${columns.join(', ')} FROM SPINE S ${joins.join(' ')}`;
}

function firns(): string {
  const uses = VIEWS.map((v) => ({
    view: {
      tiles: null,
      timestampCol: 'AT',
      entities: [{ name: 'WHO', joinKeys: ['ID'], desc: '' }],
    } as unknown as FeatureView,
    object: `V${v}`,
    features: ['F1', 'F2'],
    prefix: `V${v}_`,
    timestampAs: null,
  }));
  const spine = { query: 'SELECT ID, AT FROM SPINE', columns: ['ID', 'AT'], timestamp: 'AT' };
  return trainingQuery(spine, uses, new Set()).sql;
}

async function onAccount(folder: string) {
  const opened = await openAccount(folder);
  const connection = await opened.connect();
  const execute = async (sql: string): Promise<string | null> => {
    let first: string | null = null;
    for await (const rows of (await connection.execute(sql)).batches) first ??= rows[0]?.[0] ?? null;
    return first;
  };
  const table = (name: string, [id, seconds]: readonly [string, string], rows: number, more = '') =>
    execute(
      `CREATE TABLE ${name} AS SELECT ${id} AS ID, DATEADD(SECOND, ${seconds}, '2024-01-01'::TIMESTAMP_NTZ) AS AT${more}
       FROM (SELECT SEQ8() AS I FROM TABLE(GENERATOR(ROWCOUNT => ${rows})))`,
    );
  await execute('CREATE DATABASE DB');
  await table('SPINE', spineValues('I'), SPINE);
  const features = ', MOD(I, 1000) / 7::FLOAT AS F1, MOD(I, 97)::NUMBER(9, 0) AS F2';
  for (const view of VIEWS) await table(`V${view}`, featureValues('I', view), FEATURES, features);
  return {
    run: async (query: string) => {
      await execute(`CREATE OR REPLACE TABLE TRAINING AS ${query}`);
      const counts = VIEWS.map((v) => `COUNT(V${v}_F1)`).join(' + ');
      return Number(await execute(`SELECT ${counts} FROM TRAINING`));
    },
    close: async () => {
      await connection.close();
      await opened.close();
    },
  };
}

type Types = 'same' | 'narrow';

function inDuckdbSql(types: Types): string {
  const joins = VIEWS.map(
    (v) => `ASOF LEFT JOIN ${types}_v${v} v${v} ON s.id = v${v}.id AND s.at >= v${v}.at`,
  );
  const columns = VIEWS.map((v) => `v${v}.f1 AS v${v}_f1, v${v}.f2 AS v${v}_f2`);
  return `SELECT s.id, s.at, ${columns.join(', ')} FROM ${types}_spine s ${joins.join(' ')}`;
}

async function inDuckdb(file: string) {
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
  return {
    run: async (query: string) => {
      await connection.run(`CREATE OR REPLACE TABLE training AS ${query}`);
      const counts = VIEWS.map((v) => `count(v${v}_f1)`).join(' + ');
      const found = await connection.runAndReadAll(`SELECT ${counts} FROM training`);
      return Number(found.getRowsJson()[0]?.[0]);
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
