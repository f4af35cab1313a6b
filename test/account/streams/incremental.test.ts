import { expect, it } from 'vitest';
import { account, connect } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';
import { AccountError } from '../../../src/account/account.js';
import { Random } from './random.js';
import { QueryMaker, TABLES, change, createTable, rows } from './randomQueries.js';
import type { Drawn } from './randomQueries.js';

/** Batches of changes after each of which every dynamic table must hold what its query gives. */
const BATCHES = Number(process.env['FIRN_CHANGE_BATCHES'] ?? 60);
const SEED = Number(process.env['FIRN_SEED'] ?? 1);
const PER_ROUND = 40;
const DYNAMIC_TABLES = 3;

const sorted = (answer: readonly (readonly (string | null)[])[]): string[] =>
  answer.map((row) => JSON.stringify(row)).sort();

async function contents(sql: TestConnection, query: string): Promise<string[]> {
  return sorted((await sql(query)).rows);
}

interface Made extends Drawn {
  readonly name: string;
  mirror: string[];
}

/** Dynamic tables of drawn queries; later ones may read earlier ones. */
async function dynamicTables(sql: TestConnection, random: Random): Promise<Made[]> {
  const made: Made[] = [];
  const counter = { next: 1 };
  while (made.length < DYNAMIC_TABLES) {
    const readable = made.map((m) => ({ sql: m.name, columns: m.columns }));
    const drawn = new QueryMaker(random, readable, counter).query();
    const name = `D${made.length + 1}`;
    const mode = 'REFRESH_MODE = INCREMENTAL';
    try {
      await sql(`CREATE DYNAMIC TABLE ${name} TARGET_LAG = '1 hour' WAREHOUSE = WH ${mode} AS ${drawn.sql}`);
    } catch (error) {
      // The judge of refresh modes decides what is incremental; what is not is not asked here.
      if (error instanceof AccountError && error.code === '002711') continue;
      throw new Error(`${drawn.sql}\n${String(error)}`, { cause: error });
    }
    await sql(`CREATE STREAM S_${name} ON DYNAMIC TABLE ${name}`);
    made.push({ ...drawn, name, mirror: await contents(sql, `SELECT * FROM ${name}`) });
  }
  return made;
}

/** The stream's rows, applied to what the table held when they were last read. */
async function followed(sql: TestConnection, table: Made): Promise<string[]> {
  const { rows: changes } = await sql(
    `SELECT * EXCLUDE (METADATA$ISUPDATE, METADATA$ROW_ID) FROM S_${table.name}`,
  );
  await sql(`INSERT INTO CONSUMED SELECT COUNT(*) FROM S_${table.name}`);
  const left = [...table.mirror];
  for (const row of changes.filter((r) => r.at(-1) === 'DELETE')) {
    const at = left.indexOf(JSON.stringify(row.slice(0, -1)));
    if (at < 0)
      throw new Error(`The stream deletes a row that ${table.name} had not: ${JSON.stringify(row)}`);
    left.splice(at, 1);
  }
  return [
    ...left,
    ...changes.filter((r) => r.at(-1) === 'INSERT').map((r) => JSON.stringify(r.slice(0, -1))),
  ].sort();
}

/** Refreshes a dynamic table and compares it with its query, and now and then its stream with both. */
async function compare(sql: TestConnection, table: Made, random: Random, where: string): Promise<void> {
  await sql(`ALTER DYNAMIC TABLE ${table.name} REFRESH`).catch((error: unknown) => {
    throw new Error(`${where}\n${String(error)}`, { cause: error });
  });
  const held = await contents(sql, `SELECT * FROM ${table.name}`);
  expect(held, where).toEqual(await contents(sql, table.sql));
  if (random.below(4) > 0) return;
  table.mirror = await followed(sql, table);
  expect(table.mirror, `stream of ${where}`).toEqual(held);
}

async function round(sql: TestConnection, seed: number, batches: number): Promise<void> {
  const random = new Random(seed);
  await sql(`CREATE DATABASE DB${seed}`);
  await sql('CREATE TABLE CONSUMED (N INT)');
  for (const table of TABLES) {
    await sql(createTable(table));
    await sql(`INSERT INTO ${table} VALUES ${rows(random, 8 + random.below(12))}`);
  }
  const tables = await dynamicTables(sql, random);
  const history: string[] = [];
  const where = (batch: number, table: Made): string =>
    `seed ${seed}, batch ${batch}, ${table.name}:\n${table.sql}\nafter ${history.slice(-8).join(';\n')}`;
  for (let batch = 0; batch < batches; batch++) {
    const statements = change(random);
    history.push(...statements);
    for (const statement of statements) await sql(statement);
    // The others see several batches at once.
    const table = random.pick(tables);
    await compare(sql, table, random, where(batch, table));
  }
  for (const table of tables) await compare(sql, table, random, where(batches, table));
  const { rows: others } = await sql(
    `SELECT NAME, REFRESH_ACTION FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))
     WHERE REFRESH_TRIGGER <> 'CREATION' AND REFRESH_ACTION NOT IN ('INCREMENTAL', 'NO_DATA')`,
  );
  expect(others, `seed ${seed}`).toEqual([]);
  await sql(`DROP DATABASE DB${seed}`);
}

it(
  `incremental refreshes hold what a full one would, over ${BATCHES} batches of changes (seed ${SEED})`,
  async () => {
    const sql = await connect(await account());
    await sql('CREATE WAREHOUSE WH');
    for (let done = 0, i = 0; done < BATCHES; done += PER_ROUND, i++) {
      await round(sql, SEED + i, Math.min(PER_ROUND, BATCHES - done));
      if (i % 25 === 24) console.log(`${done + PER_ROUND} batches`);
    }
  },
  120_000 + BATCHES * 10_000,
);
