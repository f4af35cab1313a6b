import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openAccount } from '../src/account/engine/open.js';
import { figure, print } from './measure.js';

const SPINE = Number(process.env['FIRN_BENCH_SPINE'] ?? 1_000_000);
const FEATURES = Number(process.env['FIRN_BENCH_FEATURES'] ?? 10_000_000);
const KEYS = 100_000;
const VIEWS = [1, 2, 3];
const RUNS = 3;

/** Training data as of each row's moment: Snowflake's ASOF JOIN on the local account beside the query by hand in DuckDB. */
export default async function training(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  try {
    const [account, count] = await onAccount(path.join(folder, 'account'));
    const [duckdb, alone] = await byHand(path.join(folder, 'hand.duckdb'));
    if (count !== alone) throw new Error(`The account finds ${count} features, the query by hand ${alone}.`);
    print(figure(`the account: ${SPINE} × ${VIEWS.length} views of ${FEATURES}`, account));
    print(figure('the same by hand in DuckDB', duckdb));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Measured = readonly [times: number[], found: number];

async function onAccount(folder: string): Promise<Measured> {
  const opened = await openAccount(folder);
  const connection = await opened.connect();
  const execute = async (sql: string): Promise<string | null> => {
    let first: string | null = null;
    for await (const rows of (await connection.execute(sql)).batches) first ??= rows[0]?.[0] ?? null;
    return first;
  };
  const made = (rows: number, factor: number): string =>
    `MOD(SEQ8() * ${factor}, ${KEYS}) AS ID, DATEADD(SECOND, MOD(SEQ8() * 7919, 31536000), '2024-01-01'::TIMESTAMP_NTZ) AS AT`
      .concat(
        rows === SPINE ? '' : ', MOD(SEQ8(), 1000) / 7::FLOAT AS F1, MOD(SEQ8(), 97)::NUMBER(9, 0) AS F2',
      )
      .concat(` FROM TABLE(GENERATOR(ROWCOUNT => ${rows}))`);
  try {
    await execute('CREATE DATABASE DB');
    await execute(`CREATE TABLE SPINE AS SELECT ${made(SPINE, 104_729)}`);
    for (const view of VIEWS)
      await execute(`CREATE TABLE V${view} AS SELECT ${made(FEATURES, 1_299_709 + view * 2)}`);
    const joins = VIEWS.map((v) => `ASOF JOIN V${v} MATCH_CONDITION (S.AT >= V${v}.AT) ON S.ID = V${v}.ID`);
    const columns = VIEWS.map((v) => `V${v}.F1 AS F1_${v}, V${v}.F2 AS F2_${v}`);
    const query = `SELECT S.ID, S.AT, ${columns.join(', ')} FROM SPINE S ${joins.join(' ')}`;
    const times = await timed(() => execute(`CREATE OR REPLACE TABLE TRAINING AS ${query}`));
    return [times, Number(await execute('SELECT COUNT(F1_1) + COUNT(F1_2) + COUNT(F1_3) FROM TRAINING'))];
  } finally {
    await connection.close();
    await opened.close();
  }
}

/** Types as somebody would choose them who knows the values. */
async function byHand(file: string): Promise<Measured> {
  const instance = await DuckDBInstance.create(file);
  const duckdb = await instance.connect();
  const made = (rows: number, factor: number): string =>
    `(i * ${factor}) % ${KEYS} AS id, TIMESTAMP '2024-01-01' + to_seconds((i * 7919) % 31536000) AS at`
      .concat(rows === SPINE ? '' : ', (i % 1000) / 7.0::DOUBLE AS f1, (i % 97)::INTEGER AS f2')
      .concat(` FROM range(${rows}) AS r(i)`);
  try {
    await duckdb.run(`CREATE TABLE spine AS SELECT ${made(SPINE, 104_729)}`);
    for (const view of VIEWS)
      await duckdb.run(`CREATE TABLE v${view} AS SELECT ${made(FEATURES, 1_299_709 + view * 2)}`);
    const joins = VIEWS.map((v) => `ASOF LEFT JOIN v${v} ON s.id = v${v}.id AND s.at >= v${v}.at`);
    const columns = VIEWS.map((v) => `v${v}.f1 AS f1_${v}, v${v}.f2 AS f2_${v}`);
    const query = `SELECT s.id, s.at, ${columns.join(', ')} FROM spine s ${joins.join(' ')}`;
    const times = await timed(() => duckdb.run(`CREATE OR REPLACE TABLE training AS ${query}`));
    const found = await duckdb.runAndReadAll('SELECT count(f1_1) + count(f1_2) + count(f1_3) FROM training');
    return [times, Number(found.getRowsJson()[0]?.[0])];
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}
