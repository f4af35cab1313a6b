import type { IGrammar } from 'vscode-textmate';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadSqlGrammar, tokenize, type Token } from './grammar.js';

let grammar: IGrammar;
beforeAll(async () => {
  grammar = await loadSqlGrammar();
});

const tokens = (text: string): Token[] => tokenize(grammar, text);
const scopeOf = (text: string, token: string): string | undefined =>
  tokens(text).find(([t]) => t === token)?.[1];

describe('Snowflake SQL: words', () => {
  it('knows the clauses that only some dialects have', () => {
    for (const word of ['QUALIFY', 'ASOF', 'MATCH_CONDITION', 'LATERAL', 'TABLESAMPLE', 'PIVOT', 'EXCLUDE']) {
      expect(scopeOf(`SELECT 1 ${word} (X)`, word), word).toBe('keyword.other');
    }
  });

  it('reads a dynamic table with its options', () => {
    const text =
      "CREATE OR REPLACE DYNAMIC TABLE FV$V_1 TARGET_LAG = '60 minute' REFRESH_MODE = AUTO INITIALIZE = ON_CREATE WAREHOUSE = FS_WH AS SELECT 1";
    expect(scopeOf(text, 'DYNAMIC')).toBe('keyword.other.create');
    for (const option of ['TARGET_LAG', 'REFRESH_MODE', 'INITIALIZE', 'ON_CREATE', 'AUTO']) {
      expect(scopeOf(text, option), option).toBe('keyword.other.option');
    }
    expect(scopeOf(text, '60 minute')).toBe('string.quoted.single');
    expect(scopeOf(text, 'SELECT')).toBe('keyword.other');
  });

  it('does not care for case', () => {
    expect(scopeOf('select 1', 'select')).toBe('keyword.other');
    expect(scopeOf('Select Count(*) From T', 'Count')).toBe('support.function');
  });

  it('leaves names alone that look like words in part', () => {
    for (const name of ['SELECTED', 'ORDER_DATE', 'FROM$1', 'MY_COUNT', 'X_AS']) {
      expect(scopeOf(`SELECT ${name}, 1`, `${name}`) ?? 'source', name).toBe('source');
    }
  });

  it('takes a word after a dot for a column', () => {
    expect(tokens('SELECT LI.DATE')).toContainEqual(['DATE', 'source']);
  });
});

describe('Snowflake SQL: functions and types', () => {
  it("tells Snowflake's functions from others", () => {
    expect(scopeOf('SELECT DIV0(A, B)', 'DIV0')).toBe('support.function');
    expect(scopeOf('SELECT IFF(A, B, C)', 'IFF')).toBe('support.function');
    expect(scopeOf('SELECT SCORE(A)', 'SCORE')).toBe('entity.name.function');
    expect(scopeOf('SELECT MIN FROM T', 'MIN') ?? 'source').toBe('source');
  });

  it('reads casts', () => {
    expect(tokens('A::NUMBER(38, 0)')).toEqual([
      ['A', 'source'],
      ['::', 'keyword.operator.cast'],
      ['NUMBER', 'storage.type'],
      ['(', 'punctuation.section.parens'],
      ['38', 'constant.numeric'],
      [',', 'punctuation.separator.comma'],
      ['0', 'constant.numeric'],
      [')', 'punctuation.section.parens'],
    ]);
    expect(scopeOf('CAST(A AS TIMESTAMP_NTZ)', 'TIMESTAMP_NTZ')).toBe('storage.type');
  });

  it('reads the path into a variant, and a cast behind it', () => {
    const read = tokens('V:customer.address[0].city::STRING');
    expect(read.slice(0, 4)).toEqual([
      ['V', 'source'],
      [':', 'punctuation.accessor.path'],
      ['customer', 'variable.other.property'],
      ['.address', 'variable.other.property'],
    ]);
    expect(read.at(-1)).toEqual(['STRING', 'storage.type']);
  });

  it('names common table expressions and aliases', () => {
    const text = 'WITH ORDER_LINES AS (\n  SELECT A AS TOTAL FROM T\n)\nSELECT * FROM ORDER_LINES';
    expect(scopeOf(text, 'ORDER_LINES')).toBe('entity.name.type.cte');
    expect(scopeOf(text, 'TOTAL')).toBe('variable.other.alias');
    expect(scopeOf(text, 'WITH')).toBe('keyword.other');
  });
});

describe('Snowflake SQL: literals', () => {
  it('reads strings with both kinds of escape', () => {
    const read = tokens(String.raw`'it''s \'here\' \x41'`);
    expect(read.filter(([, scope]) => scope === 'constant.character.escape').map(([t]) => t)).toEqual([
      "''",
      String.raw`\'`,
      String.raw`\'`,
      String.raw`\x41`,
    ]);
    expect(tokens("'a' || B").at(-2)?.[1]).toBe('keyword.operator.concatenation');
  });

  it('reads a body between dollars over lines', () => {
    const text = "CREATE FUNCTION F() RETURNS INT LANGUAGE SQL AS $$\n  SELECT 'x' -- no comment\n$$;";
    expect(scopeOf(text, "SELECT 'x' -- no comment")).toBe('string.quoted.dollar');
    expect(tokens(text).at(-1)).toEqual([';', 'punctuation.terminator.statement']);
  });

  it('reads quoted identifiers', () => {
    expect(scopeOf('SELECT "my ""own"" column" FROM T', 'my ""own"" column')).toBe('variable.other.quoted');
  });

  it('reads numbers', () => {
    for (const number of ['42', '1.50', '.5', '1e10', '2.5E-3']) {
      expect(scopeOf(`SELECT ${number}`, number), number).toBe('constant.numeric');
    }
  });

  it('reads all three kinds of comment', () => {
    expect(tokens('SELECT 1 -- why').at(-1)).toEqual(['why', 'comment.line.double-dash']);
    expect(tokens('SELECT 1 // why').at(-1)).toEqual(['why', 'comment.line.double-slash']);
    expect(scopeOf('SELECT /* why\nnot */ 1', 'why')).toBe('comment.block');
  });
});

describe('Snowflake SQL: variables and stages', () => {
  it('tells binds, session variables and paths apart', () => {
    expect(scopeOf('WHERE A = :1 AND B = ?', ':1')).toBe('variable.parameter.bind');
    expect(scopeOf('WHERE A = :1 AND B = ?', '?')).toBe('variable.parameter.bind');
    expect(scopeOf('WHERE A = :name', ':name')).toBe('variable.parameter.bind');
    expect(scopeOf('SELECT $1, $THRESHOLD', '$THRESHOLD')).toBe('variable.other.session');
  });

  it('reads stages with their paths', () => {
    const text = 'COPY INTO T FROM @DB.S.MY_STAGE/orders/2024.parquet FILE_FORMAT = (TYPE = PARQUET)';
    expect(scopeOf(text, 'DB.S.MY_STAGE/orders/2024.parquet')).toBe('string.unquoted.stage');
    expect(scopeOf(text, 'PARQUET')).toBe('keyword.other.option');
    for (const stage of ['~/mine.csv', '%ORDERS']) {
      expect(scopeOf(`LIST @${stage}`, stage), stage).toBe('string.unquoted.stage');
    }
  });

  it('does not take a file URL for a comment', () => {
    expect(tokens('PUT file:///tmp/a.parquet @S').at(-1)?.[1]).toBe('string.unquoted.stage');
  });

  it('reads named arguments and lambdas', () => {
    const text = 'SELECT * FROM TABLE(FLATTEN(INPUT => A)), FILTER(B, X -> X > 1)';
    expect(scopeOf(text, '=>')).toBe('keyword.operator.arrow');
    expect(scopeOf(text, '->')).toBe('keyword.operator.arrow');
    expect(scopeOf(text, 'FLATTEN')).toBe('support.function');
  });
});
