import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setCatalog } from '../../../src/dataframe/catalog.js';
import type { SourceTable } from '../../../src/dataframe/catalog.js';
import { callback, name } from '../../../src/dataframe/trace.js';
import { lit, table } from '../../../src/index.js';
import type { Int, Text } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { identifier, qualifiedName } from '../../../src/sql/identifiers.js';
import { dateLiteral, numberLiteral, textLiteral, timestampLiteral } from '../../../src/sql/literals.js';
import { fuzzSeed, isName, isText, randomNumbers, randomTexts } from '../../unit/sql/randomTexts.js';
import { LocalTables } from './localTables.js';

const below = randomNumbers(fuzzSeed);
const { texts } = randomTexts(600);
const names = [...new Set(texts.filter(isName))];

let tables: LocalTables;
beforeAll(async () => {
  tables = await LocalTables.open();
});
afterAll(() => tables.close());

/** Lists of at most `size`, so that one statement asks for many. */
function* chunks<T>(items: readonly T[], size: number): Iterable<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}

async function valuesOf(literals: readonly string[]): Promise<readonly unknown[]> {
  const { rows } = await tables.run(`SELECT ${literals.join(', ')}`);
  return rows[0] as readonly unknown[];
}

describe(`what the printers write, the account reads (FIRN_FUZZ_SEED=${fuzzSeed})`, () => {
  it('texts', async () => {
    for (const part of chunks(texts.filter(isText), 40))
      expect(await valuesOf(part.map(textLiteral))).toEqual(part);
  });

  it('texts as constants of a definition, in the list and in a condition', async () => {
    for (const text of texts.filter(isText).slice(0, 60)) {
      const frame = table<{ C_CUSTOMER_SK: Int; C_FIRST_NAME: Text }>('CUSTOMER')
        .select((r) => ({ KEY: r.C_CUSTOMER_SK, TEXT: lit(text) as Text }))
        .filter((r) => r.TEXT.eq(text));
      expect((await tables.run(compile(frame, tables).sql)).rows, text).toEqual([[expect.anything(), text]]);
    }
  });

  it('numbers', async () => {
    const edges = [
      0,
      -0,
      1e37,
      -1e37,
      1e-30,
      0.1 + 0.2,
      Number.MAX_SAFE_INTEGER,
      10n ** 38n - 1n,
      -(10n ** 38n - 1n),
    ];
    const random = Array.from({ length: 300 }, () => (below(1e9) - 5e8) / 10 ** below(12));
    for (const part of chunks([...edges, ...random], 40)) {
      const literals = part.map(numberLiteral);
      const values = await valuesOf(literals.map((l) => `CAST(${l} AS VARCHAR)`));
      expect(values.map((v) => canonical(String(v)))).toEqual(literals.map(canonical));
    }
  });

  it('dates and timestamps', async () => {
    const two = (n: number) => String(n).padStart(2, '0');
    const day = () =>
      `${String(1 + below(9999)).padStart(4, '0')}-${two(1 + below(12))}-${two(1 + below(28))}`;
    const days = ['0001-01-01', '9999-12-31', '2024-02-29', ...Array.from({ length: 100 }, day)];
    expect(await valuesOf(days.map((d) => `CAST(${dateLiteral(d)} AS VARCHAR)`))).toEqual(days);
    const times = days.map(
      (d) =>
        `${d} ${two(below(24))}:${two(below(60))}:${two(below(60))}.${String(below(1e6)).padStart(6, '0')}`,
    );
    const written = times.map(
      (t) => `TO_VARCHAR(${timestampLiteral(t, 'TIMESTAMP_NTZ')}, 'YYYY-MM-DD HH24:MI:SS.FF6')`,
    );
    expect(await valuesOf(written)).toEqual(times);
  });

  it('names of tables, of their columns, of columns that come out', async () => {
    for (const [i, text] of names.slice(0, 80).entries()) {
      const column = names[(i + 7) % names.length] ?? text;
      const written = qualifiedName('DB', 'S', text);
      await tables.run(`CREATE OR REPLACE TABLE ${written} (${identifier(column)} NUMBER)`);
      await tables.run(`INSERT INTO ${written} (${identifier(column)}) VALUES (${i})`);
      const { columns, rows } = await tables.run(
        `SELECT ${identifier(column)}, ${identifier(column)} + 1 AS ${identifier(text)} FROM ${written}`,
      );
      expect(columns.map((c) => c.name)).toEqual([column, text]);
      expect(rows.map((r) => (r as readonly unknown[]).map(Number))).toEqual([[i, i + 1]]);
      const shown = await tables.run(`SHOW TERSE TABLES IN SCHEMA DB.S`);
      const at = shown.columns.findIndex((c) => c.name === 'name');
      expect(shown.rows.map((r) => (r as readonly unknown[])[at])).toContain(text);
      await tables.run(`DROP TABLE ${written}`);
    }
    expect((await tables.run('SELECT COUNT(*) FROM DB.S.CUSTOMER')).rows).toHaveLength(1);
  });

  it('names in a definition: table, columns, variables, parameters', async () => {
    const catalog = new Map<string, SourceTable>();
    setCatalog({ table: (t) => catalog.get(t), names: [] });
    const resolveTable = (t: string) => qualifiedName('DB', 'S', t);
    for (const [i, text] of names.slice(0, 60).entries()) {
      const [key, value] = [names[(i + 3) % names.length] ?? 'K', names[(i + 4) % names.length] ?? 'V'];
      // JavaScript puts keys of digits first, and the prefix makes long names too long.
      if ([key, value].some((n) => /^\d+$/.test(n) || !isName(`OTHER ${n}`))) continue;
      const columns = [key, value].map((c) => ({ name: c, type: 'NUMBER(38,0)', nullable: true }));
      catalog.set(text, { name: text, columns });
      await tables.run(
        `CREATE OR REPLACE TABLE ${resolveTable(text)} (${columns.map((c) => `${identifier(c.name)} NUMBER(38,0)`).join(', ')})`,
      );
      await tables.run(`INSERT INTO ${resolveTable(text)} VALUES (1, 2), (3, 4)`);
      type Row = Record<string, Int>;
      const column = (row: Row, c: string) => row[c] as Int;
      const filtered = name(
        value,
        table<Row>(text).filter((r) => column(r, key).gt(1)),
      );
      const joined = filtered.join(
        table<Row>(text).prefixed('OTHER ') as typeof filtered,
        callback(1, [key, text], (a: Row, b: Row) => column(a, key).eq(column(b, `OTHER ${key}`))),
      );
      const { sql } = compile(joined, { resolveTable });
      const result = await tables.run(sql);
      expect(
        result.columns.map((c) => c.name),
        sql,
      ).toEqual([key, value, `OTHER ${key}`, `OTHER ${value}`]);
      expect(
        result.rows.map((r) => (r as readonly unknown[]).map(Number)),
        sql,
      ).toEqual([[3, 4, 3, 4]]);
      await tables.run(`DROP TABLE ${resolveTable(text)}`);
      catalog.clear();
    }
  });

  it('names and values of tags, comments', async () => {
    await tables.run('CREATE TABLE DB.S.TAGGED (A NUMBER)');
    for (const [i, text] of names.slice(0, 60).entries()) {
      const value = texts.filter(isText)[i * 3] ?? '';
      const tag = qualifiedName('DB', 'S', text);
      await tables.run(`CREATE TAG ${tag} COMMENT = ${textLiteral(value)}`);
      if ([...value].length <= 256) {
        await tables.run(`ALTER TABLE DB.S.TAGGED SET TAG ${tag} = ${textLiteral(value)}`);
        const asked = [tag, 'DB.S.TAGGED', 'TABLE'].map(textLiteral).join(', ');
        expect(await valuesOf([`SYSTEM$GET_TAG(${asked})`]), tag).toEqual([value]);
        await tables.run(`ALTER TABLE DB.S.TAGGED UNSET TAG ${tag}`);
      }
      const { columns, rows } = await tables.run('SHOW TAGS IN SCHEMA DB.S');
      const at = (column: string) => columns.findIndex((c) => c.name === column);
      expect(rows.map((r) => [(r as unknown[])[at('name')], (r as unknown[])[at('comment')]])).toContainEqual(
        [text, value],
      );
      await tables.run(`DROP TAG ${tag}`);
    }
  });
});

/** The number without zeros that say nothing. */
function canonical(text: string): string {
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return plain.replace(/^(-?)0+(?=\d)/, '$1').replace(/^-0$/, '0');
}
