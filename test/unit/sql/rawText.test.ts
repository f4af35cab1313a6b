import { describe, expect, it } from 'vitest';
import { query, sql } from '../../../src/index.js';
import type { Int } from '../../../src/index.js';
import { compile } from '../../../src/sql/compile.js';
import { ORDERS } from '../dataframe/sources.js';

const options = { resolveTable: (table: string) => table };
const template = (text: string) => Object.assign([text], { raw: [text] });
const rows = query<{ ID: Int }>({ ID: 'NUMBER(38,0)' });
const compiledQuery = (text: string) => compile(rows(template(text)), options).sql;
const compiledExpression = (text: string) =>
  compile(
    ORDERS.select(() => ({ X: sql<Int>(template(text)) })),
    options,
  ).sql;

describe("the author's own queries", () => {
  it('stay as they are written', () => {
    const text = "select O_ORDER_ID as ID -- the key\nfrom T where A = ';' and B = $$ ) $$";
    expect(compiledQuery(`\n${text} ;\n`)).toBe(text);
  });

  it.each([
    ['SELECT 1 AS ID; DROP TABLE T', /more than one statement/],
    ['SELECT 1 AS ID) SELECT (2', /has a \) too many/],
    ['SELECT (1 AS ID', /lacks a \)/],
    ["SELECT 'a AS ID", /end missing/],
    ['SELECT 1 AS ID /* note', /end missing/],
    ['DROP TABLE T', /must begin with SELECT or WITH, not with DROP/],
    ['  ', /not with nothing/],
  ])('%j is refused', (text, message) => {
    expect(() => compiledQuery(text)).toThrow(message);
  });
});

describe("the author's own expressions", () => {
  it('stay as they are written', () => {
    expect(compiledExpression("bitand( 4, 5 ) /* flags */ + LENGTH(')')")).toBe(
      "SELECT\n  bitand( 4, 5 ) /* flags */ + LENGTH(')') AS X\nFROM ORDERS",
    );
  });

  it.each([
    ['1, 2) FROM T --', /has a \) too many/],
    ['1 -- one', /as \/\* … \*\//],
    ['1; 2', /more than one statement/],
    ['', /is empty/],
  ])('%j is refused', (text, message) => {
    expect(() => compiledExpression(text)).toThrow(message);
  });
});
