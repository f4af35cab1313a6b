import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAccount } from '../src/account/engine/open.js';
import { figure, print } from './measure.js';

const ORDERS = 300_000;
const LINES = 1_200_000;
const CUSTOMERS = 30_000;

const PER_CUSTOMER = `WITH LINES AS (
    SELECT O.CUSTOMER, O.ID, O.DAY, L.QUANTITY * L.PRICE AS VALUE
    FROM L JOIN O ON L.ORDER_ID = O.ID),
  PER_ORDER AS (SELECT CUSTOMER, ID, MIN(DAY) AS DAY, SUM(VALUE) AS VALUE FROM LINES GROUP BY CUSTOMER, ID)
  SELECT CUSTOMER, COUNT(*) AS ORDERS, AVG(VALUE) AS MEAN, MAX(DAY) AS LATEST FROM PER_ORDER GROUP BY CUSTOMER`;

const QUERIES: Readonly<Record<string, string>> = {
  'rows of a filter': 'SELECT ID, QUANTITY * PRICE AS VALUE FROM L WHERE QUANTITY > 2',
  'rows of a join':
    'SELECT L.ID, O.CUSTOMER, L.QUANTITY * L.PRICE AS VALUE FROM L JOIN O ON L.ORDER_ID = O.ID',
  groups: 'SELECT ORDER_ID, SUM(QUANTITY * PRICE) AS VALUE, COUNT(*) AS N FROM L GROUP BY ORDER_ID',
  'features of a customer': PER_CUSTOMER,
};

/** Milliseconds. */
interface Cost {
  readonly wall: number;
  /** Of all threads: what another program does beside it matters less. */
  readonly processor: number;
}

/** What a refresh costs when a share of the line items has changed: from the changes, and in full. */
export default async function refresh(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firn-bench-'));
  const account = await openAccount(folder);
  const connection = await account.connect();
  const run = async (sql: string): Promise<Cost> => {
    const start = performance.now();
    const before = process.cpuUsage();
    for await (const rows of (await connection.execute(sql)).batches) void rows;
    const { user, system } = process.cpuUsage(before);
    return { wall: performance.now() - start, processor: (user + system) / 1000 };
  };
  try {
    await run('CREATE DATABASE DB');
    await run(`CREATE TABLE O AS SELECT SEQ8() AS ID, MOD(SEQ8() * 7919, ${CUSTOMERS}) AS CUSTOMER,
      DATEADD(DAY, MOD(SEQ8(), 900), '2024-01-01'::DATE) AS DAY FROM TABLE(GENERATOR(ROWCOUNT => ${ORDERS}))`);
    await run(`CREATE TABLE L AS SELECT SEQ8() AS ID, MOD(SEQ8() * 104729, ${ORDERS}) AS ORDER_ID,
      1 + MOD(SEQ8(), 5) AS QUANTITY, (1 + MOD(SEQ8(), 97))::NUMBER(8, 2) AS PRICE
      FROM TABLE(GENERATOR(ROWCOUNT => ${LINES}))`);
    for (const [name, query] of Object.entries(QUERIES)) {
      for (const mode of ['INCREMENTAL', 'FULL']) {
        await run(
          `CREATE OR REPLACE DYNAMIC TABLE D TARGET_LAG = '1 day' WAREHOUSE = COMPUTE_WH REFRESH_MODE = ${mode} AS ${query}`,
        );
        for (const share of [0.001, 0.01, 0.1]) {
          const costs: Cost[] = [];
          for (let i = 0; i < 3; i++) {
            // Lines next to each other in time, as they come in.
            const from = Math.floor(((i + 1) / 5) * LINES);
            await run(
              `UPDATE L SET PRICE = PRICE + 1 WHERE ID BETWEEN ${from} AND ${from + share * LINES - 1}`,
            );
            costs.push(await run('ALTER DYNAMIC TABLE D REFRESH'));
          }
          const what = `${name}, ${share * 100} %, ${mode.toLowerCase()}`;
          print(
            figure(
              what,
              costs.map(({ wall }) => wall),
            ),
          );
          print(
            figure(
              `${what}, processor time`,
              costs.map(({ processor }) => processor),
            ),
          );
        }
      }
    }
  } finally {
    await connection.close();
    await account.close();
    await rm(folder, { recursive: true, force: true });
  }
}
