import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prelude } from '../../../src/account/query/prelude.js';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import { takeProblems } from '../../../src/dataframe/problems.js';
import { compile } from '../../../src/sql/compile.js';
import { plainSql } from './plainSql.js';
import { RandomFrames, random } from './randomFrames.js';

const COLUMNS = { S: ['K', 'A', 'B', 'C'], T: ['K', 'D', 'E'] } as const;
const ROWS = 40;

let connection: DuckDBConnection;

async function rows(sql: string): Promise<readonly string[]> {
  const reader = await connection.runAndReadAll(sql);
  return reader
    .getRowsJson()
    .map((row) => JSON.stringify(row))
    .sort();
}

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(prelude());
  const next = random(7);
  for (const [table, columns] of Object.entries(COLUMNS)) {
    const cell = () => (next() < 0.15 ? 'NULL' : String(Math.floor(next() * 9)));
    const values = Array.from({ length: ROWS }, () => `(${columns.map(cell).join(', ')})`);
    await connection.run(`CREATE TABLE ${table} (${columns.map((c) => `${c} BIGINT`).join(', ')})`);
    await connection.run(`INSERT INTO ${table} VALUES ${values.join(', ')}`);
  }
  setCatalog({
    table: (name) => ({
      name,
      columns: COLUMNS[name as keyof typeof COLUMNS].map((column) => ({
        name: column,
        type: 'NUMBER(38,0)',
        nullable: true,
      })),
    }),
  });
});

afterAll(() => connection.closeSync());

describe('folding steps into SELECTs', () => {
  const first = Number(process.env.FIRN_FOLDING_SEED ?? 1);
  const seeds = Number(process.env.FIRN_FOLDING_SEEDS ?? 300);

  it(`gives the rows of the steps taken one by one (seeds ${first} to ${first + seeds - 1})`, async () => {
    let withRows = 0;
    let unjudged = 0;
    for (let seed = first; seed < first + seeds; seed++) {
      const frame = new RandomFrames(seed).frame(2 + (seed % 6));
      const problems = takeProblems().filter((p) => p.severity === 'error');
      expect(problems, `seed ${seed}`).toEqual([]);
      const folded = compile(frame, { resolveTable: (name) => name }).sql;
      const plain = plainSql(nodeOf(frame));
      const expected = await rows(plain).catch((error: unknown) => String(error));
      // An assertion inside DuckDB is no judgement.
      if (typeof expected === 'string' && expected.includes('INTERNAL Error')) {
        unjudged++;
        continue;
      }
      const got = await rows(folded).catch((error: unknown) => [String(error)]);
      expect(got, `seed ${seed}\n${folded}\n\nplainly:\n${plain}`).toEqual(expected);
      if (expected.length > 0) withRows++;
    }
    expect(unjudged).toBeLessThanOrEqual(seeds / 50);
    expect(withRows).toBeGreaterThan(seeds / 2);
  });
});
