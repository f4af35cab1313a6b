/** What the reader says of compiled SQL is what the local account says when it runs. */
import { init } from '@polyglot-sql/sdk';
import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inferQuery } from '../../../src/sql/read/infer.js';
import type { ReadCatalog } from '../../../src/sql/read/infer/model.js';
import { sized } from '../../../src/sql/read/infer/operators.js';
import { parseStatement } from '../../../src/sql/read/syntax/parse.js';
import { typeText } from '../../../src/sql/read/types.js';
import { parseType } from '../../../src/dataframe/type.js';
import { TABLES } from '../../unit/dataframe/sources.js';
import { LocalTables } from './localTables.js';

const GOLDEN = new URL('../../unit/sql/golden/', import.meta.url);

let tables: LocalTables;
beforeAll(async () => {
  await init();
  tables = await LocalTables.open();
});
afterAll(() => tables.close());

const catalog: ReadCatalog = {
  names: Object.keys(TABLES),
  relation: (path) => {
    const name = path.at(-1) ?? '';
    const columns = TABLES[name];
    if (columns === undefined) return 'unknown';
    return {
      id: name,
      path: ['DB', 'S', name],
      columns: columns.map(([column, type]) => ({
        name: column,
        type: sized(parseType(type)),
        nullable: true,
      })),
    };
  },
};

/** Calls of models and of the account's own functions have no type that a text could tell. */
const UNKNOWN = /^(model|udf)/;
const files = readdirSync(GOLDEN).filter((file) => file.endsWith('.sql'));
const textOf = (file: string): string =>
  readFileSync(new URL(file, GOLDEN), 'utf8').trimEnd().replaceAll('DB.TRAINING.', 'DB.S.');

function read(sql: string) {
  const statement = parseStatement(sql);
  if (statement.kind !== 'query') throw new Error('no query');
  return inferQuery(statement.query, sql, catalog);
}

describe('compiled SQL', () => {
  it.each(files.filter((file) => !UNKNOWN.test(file)))('%s is read as it runs', async (file) => {
    const sql = textOf(file);
    const { columns, problems, complete } = read(sql);
    expect(problems).toEqual([]);
    expect(complete).toBe(true);
    const real = await tables.run(sql);
    const shown = (
      all: readonly { name: string; type: Parameters<typeof typeText>[0] | null; nullable: boolean }[],
    ) => all.map((c) => `${c.name} ${c.type === null ? '?' : typeText(c.type)} ${c.nullable}`);
    expect(shown(columns)).toEqual(shown(real.columns));
  });

  it.each(files.filter((file) => UNKNOWN.test(file)))('%s: what is not known is said', (file) => {
    const found = (): readonly string[] => read(textOf(file)).problems.map(({ code }) => code);
    if (file.startsWith('model')) expect(found).toThrow(/Unsupported feature 'MODEL/);
    else expect(new Set(found())).toEqual(new Set(['sql-type-unknown']));
  });
});
