import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/sql/compile.js';
import { pairs } from '../../unit/sql/byHand.js';
import { LocalTables } from './localTables.js';
import { tellingRows } from './tellingRows.js';

const seed = Number(process.env.FIRN_ROWS_SEED ?? 11);

let tables: LocalTables;
beforeAll(async () => {
  tables = await LocalTables.open(tellingRows(seed));
});
afterAll(() => tables.close());

/** Rows as texts; in their order where the query has one. FLOATs are summed in any order: their last digits are not compared. */
async function rowsOf(
  sql: string,
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly string[] }> {
  const { columns, rows } = await tables.run(sql);
  const texts = rows.map((row) => JSON.stringify(row, (_key, value: unknown) => comparable(value)));
  return {
    columns: columns.map((c) => c.name),
    rows: /^ORDER BY/m.test(sql) ? texts : texts.sort(),
  };
}

function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isInteger(value) ? value.toPrecision(12) : value;
}

describe(`compiled SQL and SQL written by hand give equal rows (FIRN_ROWS_SEED=${seed})`, () => {
  it.each(pairs)('$name', async ({ frame, byHand }) => {
    const [compiled, hand] = [await rowsOf(compile(frame(), tables).sql), await rowsOf(byHand)];
    expect(hand.rows.length).toBeGreaterThan(0);
    expect(compiled).toEqual(hand);
  });
});
