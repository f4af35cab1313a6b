import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAccount } from '../src/account/engine/open.js';
import { figure, print } from './measure.js';

const LINES = Number(process.env['FIRN_BENCH_LINES'] ?? 4_000_000);
const ORDERS = LINES / 10;
const CUSTOMERS = ORDERS / 10;
const SHARES = [0.001, 0.01, 0.1];
const RUNS = 3;

const PER_CUSTOMER = `WITH LINES AS (
    SELECT O.CUSTOMER, O.ID, O.DAY, L.QUANTITY * L.PRICE AS VALUE
    FROM L JOIN O ON L.ORDER_ID = O.ID),
  PER_ORDER AS (SELECT CUSTOMER, ID, MIN(DAY) AS DAY, SUM(VALUE) AS VALUE FROM LINES GROUP BY CUSTOMER, ID)
  SELECT CUSTOMER, COUNT(*) AS ORDERS, AVG(VALUE) AS MEAN, MAX(DAY) AS LATEST FROM PER_ORDER GROUP BY CUSTOMER`;

const QUERIES: Readonly<Record<string, string>> = {
  'rows of a filter': 'SELECT ID, QUANTITY * PRICE AS VALUE FROM L WHERE QUANTITY > 2',
  'rows of a join':
    'SELECT L.ID, O.CUSTOMER, L.QUANTITY * L.PRICE AS VALUE FROM L JOIN O ON L.ORDER_ID = O.ID',
  'UNION ALL':
    'SELECT ID, PRICE AS VALUE FROM L WHERE QUANTITY > 3 UNION ALL SELECT ID, CUSTOMER AS VALUE FROM O',
  groups: 'SELECT ORDER_ID, SUM(QUANTITY * PRICE) AS VALUE, COUNT(*) AS N FROM L GROUP BY ORDER_ID',
  DISTINCT: 'SELECT DISTINCT ORDER_ID, QUANTITY, PRICE FROM L',
  'two lines of each order':
    'SELECT ID, ORDER_ID, PRICE FROM L QUALIFY ROW_NUMBER() OVER (PARTITION BY ORDER_ID ORDER BY PRICE DESC, ID) <= 2',
  'two aggregations and a join': PER_CUSTOMER,
};

/** Processor time of all threads, which another program beside it matters less to; milliseconds. */
type Run = (sql: string) => Promise<number>;

async function makeSources(run: Run): Promise<void> {
  await run('CREATE DATABASE DB');
  await run(`CREATE TABLE O AS SELECT SEQ8() AS ID, MOD(SEQ8() * 7919, ${CUSTOMERS}) AS CUSTOMER,
    DATEADD(DAY, MOD(SEQ8(), 900), '2024-01-01'::DATE) AS DAY FROM TABLE(GENERATOR(ROWCOUNT => ${ORDERS}))`);
  await run(`CREATE TABLE L AS SELECT SEQ8() AS ID, MOD(SEQ8() * 104729, ${ORDERS}) AS ORDER_ID,
    1 + MOD(SEQ8(), 5) AS QUANTITY, (1 + MOD(SEQ8(), 97))::NUMBER(8, 2) AS PRICE
    FROM TABLE(GENERATOR(ROWCOUNT => ${LINES}))`);
}

/** Two dynamic tables of the query, in both modes, are refreshed in turns after each change. */
async function compare(run: Run, name: string, query: string): Promise<void> {
  const modes = ['INCREMENTAL', 'FULL'];
  for (const mode of modes)
    await run(
      `CREATE DYNAMIC TABLE D_${mode} TARGET_LAG = '1 day' WAREHOUSE = COMPUTE_WH REFRESH_MODE = ${mode} AS ${query}`,
    );
  for (const share of SHARES) {
    const costs = new Map(modes.map((mode) => [mode, [] as number[]]));
    for (let i = 0; i < RUNS; i++) {
      // Lines next to each other in time, as they come in.
      const from = Math.floor(((i + 1) / 5) * LINES);
      await run(`UPDATE L SET PRICE = PRICE + 1 WHERE ID BETWEEN ${from} AND ${from + share * LINES - 1}`);
      for (const mode of modes) costs.get(mode)!.push(await run(`ALTER DYNAMIC TABLE D_${mode} REFRESH`));
    }
    for (const [mode, times] of costs)
      print(figure(`${name}, ${share * 100} %, ${mode.toLowerCase()}`, times));
  }
  for (const mode of modes) await run(`DROP DYNAMIC TABLE D_${mode}`);
}

/** What a refresh costs when a share of the line items has changed: from the changes, and in full. */
export default async function refresh(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  const account = await openAccount(folder);
  const connection = await account.connect();
  const run: Run = async (sql) => {
    const before = process.cpuUsage();
    for await (const rows of (await connection.execute(sql)).batches) void rows;
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    await makeSources(run);
    for (const [name, query] of Object.entries(QUERIES)) await compare(run, name, query);
  } finally {
    await connection.close();
    await account.close();
    await rm(folder, { recursive: true, force: true });
  }
}
