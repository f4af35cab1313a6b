import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openAccount } from '../src/account/engine/open.js';
import { connect, disconnect, run } from '../test/account/server/outsideClient.js';
import { arrowClient } from './account/rest.js';
import { served } from './account/served.js';
import { figure, measure, print } from './measure.js';

const SMALL = 10_000;
const FETCHED = Number(process.env['FIRN_BENCH_FETCHED'] ?? 1_000_000);
const STATEMENT =
  'SELECT KIND, COUNT(*) AS N, SUM(PRICE) AS TOTAL FROM DB.PUBLIC.SMALL WHERE ID > 17 GROUP BY KIND';

/** What the local account adds to DuckDB, how fast results reach clients, and how long it takes to be there. */
export default async function account(): Promise<void> {
  const home = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  try {
    await inProcess(path.join(home, 'account'));
    await throughServer(home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** The same statement on the same rows: DuckDB alone, and the account in this process. */
async function inProcess(folder: string): Promise<void> {
  const opened = await openAccount(folder);
  const connection = await opened.connect();
  const execute = async (sql: string): Promise<void> => {
    for await (const rows of (await connection.execute(sql)).batches) void rows;
  };
  const instance = await DuckDBInstance.create(':memory:');
  const duckdb = await instance.connect();
  try {
    await execute('CREATE DATABASE DB');
    await execute(
      `CREATE TABLE SMALL AS SELECT SEQ8() AS ID, MOD(SEQ8(), 7) AS KIND, (1 + MOD(SEQ8(), 97))::NUMBER(8, 2) AS PRICE
       FROM TABLE(GENERATOR(ROWCOUNT => ${SMALL}))`,
    );
    await execute(
      `CREATE TABLE LARGE AS SELECT SEQ8() AS ID, MOD(SEQ8() * 7919, 30000) AS CUSTOMER, 'name ' || SEQ8() AS NAME,
         (1 + MOD(SEQ8(), 97))::NUMBER(8, 2) AS PRICE, SEQ8() / 7::FLOAT AS RATIO,
         DATEADD(SECOND, SEQ8(), '2024-01-01'::TIMESTAMP_NTZ) AS AT
       FROM TABLE(GENERATOR(ROWCOUNT => ${FETCHED}))`,
    );
    await duckdb.run(
      `CREATE TABLE small AS SELECT i::DECIMAL(38, 0) AS id, (i % 7)::DECIMAL(38, 0) AS kind, (1 + i % 97)::DECIMAL(8, 2) AS price
       FROM range(${SMALL}) AS r(i)`,
    );
    const own = 'SELECT kind, count(*) AS n, sum(price) AS total FROM small WHERE id > 17 GROUP BY kind';
    const runs = { runs: 200, warmUp: 20 };
    await measure(
      'a statement, DuckDB in process',
      async () => (await duckdb.runAndReadAll(own)).getRowsJson(),
      runs,
    );
    await measure('the same, the account in process', () => execute(STATEMENT), runs);
    let serial = 0;
    const fresh = () => execute(STATEMENT.replace('17', String((serial += 1))));
    await measure('the same, a text it has not seen', fresh, runs);
    await measure(
      'INSERT of one row, the account in process',
      () => execute('INSERT INTO SMALL VALUES (1, 2, 3)'),
      {
        runs: 50,
      },
    );
  } finally {
    duckdb.closeSync();
    instance.closeSync();
    await connection.close();
    await opened.close();
  }
}

async function throughServer(home: string): Promise<void> {
  const starts: number[] = [];
  for (let i = 0; i < 5; i++) {
    const start = performance.now();
    const server = await served(home);
    starts.push(performance.now() - start);
    await server.stop();
  }
  print(figure('cold start of firn serve → ready', starts));
  const server = await served(home);
  try {
    const connection = await connect(server.address);
    await measure('the same statement, snowflake-sdk over REST', () => run(connection, STATEMENT), {
      runs: 100,
    });
    const few = { runs: 3, warmUp: 1 };
    const all = 'SELECT * FROM DB.PUBLIC.LARGE';
    await measure(`fetch ${FETCHED} rows, snowflake-sdk (JSON)`, () => run(connection, all), few);
    await disconnect(connection);
    const arrow = await arrowClient(server.address);
    const fetched = async (): Promise<void> => {
      const rows = await arrow(all);
      if (rows !== FETCHED) throw new Error(`${rows} rows came instead of ${FETCHED}.`);
    };
    await measure(`fetch ${FETCHED} rows, Arrow as the Python client asks`, fetched, few);
  } finally {
    await server.stop();
  }
}
