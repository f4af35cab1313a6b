import { describe, expect, it } from 'vitest';
import { arithmeticType, averageType, commonType, sumType } from '../../../src/dataframe/arithmetic.js';
import { nodeOf } from '../../../src/dataframe/frame.js';
import { formatType, parseType } from '../../../src/dataframe/type.js';
import { avg, coalesce, count, iff, lag, max, min, rowNumber, sum } from '../../../src/index.js';
import { EVENTS, LINEITEM, ORDERS } from './sources.js';

const type = (text: string) => parseType(text);
const printed = (t: ReturnType<typeof parseType>) => t && formatType(t);

describe('types as Snowflake prints them', () => {
  it.each([
    ['INTEGER', 'NUMBER(38,0)'],
    ['decimal(8, 2)', 'NUMBER(8,2)'],
    ['NUMBER', 'NUMBER(38,0)'],
    ['double precision', 'FLOAT'],
    ['STRING', 'VARCHAR(16777216)'],
    ['CHAR', 'VARCHAR(1)'],
    ['VARCHAR(20)', 'VARCHAR(20)'],
    ['TIMESTAMP', 'TIMESTAMP_NTZ(9)'],
    ['TIMESTAMP_LTZ(3)', 'TIMESTAMP_LTZ(3)'],
    ['VARIANT', 'VARIANT'],
  ])('%s is %s', (written, described) => {
    expect(printed(type(written))).toBe(described);
  });

  it('are unknown where no column of ours can have them', () => {
    expect(type('GEOGRAPHY')).toBeNull();
    expect(type('NUMBER(38,0')).toBeNull();
  });
});

describe('arithmetic of NUMBERs ("Arithmetic operators")', () => {
  it.each([
    ['+', 'NUMBER(8,2)', 'NUMBER(5,3)', 'NUMBER(10,3)'],
    ['-', 'NUMBER(38,0)', 'NUMBER(1,0)', 'NUMBER(38,0)'],
    ['*', 'NUMBER(38,0)', 'NUMBER(8,2)', 'NUMBER(38,2)'],
    ['*', 'NUMBER(10,8)', 'NUMBER(10,8)', 'NUMBER(16,12)'],
    ['/', 'NUMBER(38,2)', 'NUMBER(38,2)', 'NUMBER(38,8)'],
    ['/', 'NUMBER(1,0)', 'NUMBER(1,0)', 'NUMBER(7,6)'],
    ['/', 'NUMBER(20,15)', 'NUMBER(1,0)', 'NUMBER(20,15)'],
    ['+', 'FLOAT', 'NUMBER(8,2)', 'FLOAT'],
  ] as const)('%s of %s and %s is %s', (operator, a, b, result) => {
    expect(printed(arithmeticType(operator, type(a), type(b)))).toBe(result);
  });

  it('sums with the largest precision, averages with up to six more digits', () => {
    expect(printed(sumType(type('NUMBER(8,2)')))).toBe('NUMBER(38,2)');
    expect(printed(averageType(type('NUMBER(38,8)')))).toBe('NUMBER(38,12)');
    expect(printed(averageType(type('NUMBER(38,0)')))).toBe('NUMBER(38,6)');
    expect(printed(averageType(type('NUMBER(38,14)')))).toBe('NUMBER(38,14)');
    expect(printed(sumType(type('FLOAT')))).toBe('FLOAT');
  });

  it('finds the type that holds both', () => {
    expect(printed(commonType([type('NUMBER(8,2)'), type('NUMBER(38,0)')]))).toBe('NUMBER(38,2)');
    expect(printed(commonType([type('NUMBER(8,2)'), type('FLOAT')]))).toBe('FLOAT');
    expect(printed(commonType([type('VARCHAR(3)'), type('VARCHAR(7)')]))).toBe('VARCHAR(7)');
    expect(commonType([type('DATE'), null])).toBeNull();
  });
});

it('gives every computed column its type', () => {
  const columns = ORDERS.withColumns((r) => ({
    YEAR: r.ORDER_DATE.year(),
    PLACE: rowNumber().over({ orderBy: r.ORDER_TS }),
    BEFORE: lag(r.ORDER_DATE).over({ orderBy: r.ORDER_TS }),
    CODE: coalesce(r.STORE, 0),
    FLAG: iff(r.STORE.gt(1), r.WEEKDAY, 'none'),
    TEXT: r.STORE.toText(),
  })).pick('YEAR', 'PLACE', 'BEFORE', 'CODE', 'FLAG', 'TEXT');
  expect(nodeOf(columns).fields.map((f) => printed(f.type))).toEqual([
    'NUMBER(4,0)',
    'NUMBER(18,0)',
    'DATE',
    'NUMBER(38,0)',
    'VARCHAR(16777216)',
    'VARCHAR',
  ]);
  const totals = LINEITEM.agg((r) => ({ N: count(), S: sum(r.PRICE), A: avg(r.PRICE), M: min(r.QUANTITY) }));
  expect(nodeOf(totals).fields.map((f) => printed(f.type))).toEqual([
    'NUMBER(18,0)',
    'NUMBER(38,2)',
    'NUMBER(38,8)',
    'NUMBER(38,0)',
  ]);
});

it('knows which columns can be NULL', () => {
  const fields = nodeOf(
    EVENTS.groupBy('CUSTOMER').agg((r) => ({ N: count(), LAST: max(r.AT), TOTAL: sum(r.amount) })),
  ).fields;
  expect(fields.map((f) => f.nullable)).toEqual([true, false, true, true]);
});
