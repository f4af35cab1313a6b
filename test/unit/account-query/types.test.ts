import { describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/sql/read/lexer.js';
import { duckdbType, snowflakeType } from '../../../src/account/query/duckdbTypes.js';
import { parseType, typeText } from '../../../src/sql/read/types.js';
import { strftimeFormat } from '../../../src/account/query/functions/dateFormat.js';
import { functionNames } from '../../../src/account/query/functions/table.js';

describe('data types', () => {
  it.each([
    ['NUMBER', 'NUMBER(38,0)', 'DECIMAL(38,0)'],
    ['number(10, 2)', 'NUMBER(10,2)', 'DECIMAL(10,2)'],
    ['DECIMAL(8,2)', 'NUMBER(8,2)', 'DECIMAL(8,2)'],
    ['BIGINT', 'NUMBER(38,0)', 'DECIMAL(38,0)'],
    ['double precision', 'FLOAT', 'DOUBLE'],
    ['STRING', 'VARCHAR(16777216)', 'VARCHAR'],
    ['char', 'VARCHAR(1)', 'VARCHAR'],
    ['VARCHAR(20)', 'VARCHAR(20)', 'VARCHAR'],
    ['timestamp', 'TIMESTAMP_NTZ(9)', 'TIMESTAMP'],
    ['timestamp_ltz(3)', 'TIMESTAMP_LTZ(3)', 'TIMESTAMPTZ'],
    ['timestamp without time zone', 'TIMESTAMP_NTZ(9)', 'TIMESTAMP'],
    ['object', 'OBJECT', 'JSON'],
    ['binary', 'BINARY(8388608)', 'BLOB'],
  ])('%s is %s, stored as %s', (text, name, stored) => {
    const { type, end } = parseType(tokenize(text));
    expect(typeText(type)).toBe(name);
    expect(duckdbType(type)).toBe(stored);
    expect(end).toBe(tokenize(text).length);
  });

  it.each(['geography', 'vector(text, 3)', 'nonsense', 'number(39, 0)', 'number(5, 6)', 'number(a)'])(
    'refuses %s',
    (text) => {
      expect(() => parseType(tokenize(text))).toThrow(/SQL compilation error/);
    },
  );

  it.each([
    ['BIGINT', 'NUMBER(19,0)'],
    ['HUGEINT', 'NUMBER(38,0)'],
    ['DECIMAL(8,2)', 'NUMBER(8,2)'],
    ['TIMESTAMP WITH TIME ZONE', 'TIMESTAMP_LTZ(9)'],
    ['INTEGER[]', 'VARIANT'],
  ])('reads DuckDB’s %s as %s', (duckdb, name) => {
    expect(typeText(snowflakeType(duckdb))).toBe(name);
  });
});

describe('date formats', () => {
  it.each([
    ['YYYY-MM-DD', '%Y-%m-%d'],
    ['yyyymmdd', '%Y%m%d'],
    ['DD-MON-YYYY HH12:MI:SS AM', '%d-%b-%Y %I:%M:%S %p'],
    ['HH24:MI:SS.FF3', '%H:%M:%S.%g'],
    ['YYYY"MM"', '%YMM'],
    ['100%', '100%%'],
  ])('%s', (format, expected) => {
    expect(strftimeFormat(format)).toBe(expected);
  });

  it.each(['YYYY TZD', 'FF4'])('refuses %s', (format) => {
    expect(() => strftimeFormat(format)).toThrow(/Unsupported feature/);
  });
});

describe('the function table', () => {
  it('has what the dataframe library and the feature store send', () => {
    const needed =
      `SUM AVG MIN MAX COUNT COUNT_IF STDDEV VARIANCE MEDIAN MIN_BY MAX_BY MODE ARRAY_AGG LISTAGG APPROX_COUNT_DISTINCT
       COALESCE NULLIF IFF DIV0 ZEROIFNULL GREATEST LEAST ROUND FLOOR CEIL ABS SQRT LN LOG EXP POWER SIGN MOD WIDTH_BUCKET TRUNC
       YEAR MONTH DAY HOUR DAYOFWEEKISO DATE_TRUNC DATEADD DATEDIFF MONTHS_BETWEEN TO_DATE QUARTER WEEKISO LAST_DAY DAYNAME TIME_SLICE
       CONVERT_TIMEZONE DATE_FROM_PARTS UPPER LOWER TRIM LENGTH SUBSTR CONCAT REPLACE SPLIT STARTSWITH CONTAINS REGEXP_REPLACE
       REGEXP_SUBSTR PARSE_JSON ARRAY_SIZE TYPEOF HASH MD5 SHA2 ROW_NUMBER LAG LEAD FIRST_VALUE LAST_VALUE CURRENT_DATE`.split(
        /\s+/,
      );
    const known = new Set(functionNames());
    expect(needed.filter((name) => !known.has(name))).toEqual([]);
  });
});
