import { describe, expect, it } from 'vitest';
import type { AccountBind } from '../../../src/account/account.js';
import { RowsNotTaken } from '../../../src/account/account.js';
import { freshConnection } from './account.js';
import type { TestConnection } from './account.js';
import { refusal } from './refusal.js';

type BindType = AccountBind['type'];
type Value = string | null;

const TABLE = `T (N NUMBER(12, 3), F FLOAT, S VARCHAR, B BOOLEAN, V VARIANT, X BINARY, D DATE, H TIME,
  NTZ TIMESTAMP_NTZ, LTZ TIMESTAMP_LTZ, TZ TIMESTAMP_TZ)`;

/** A column of values as drivers send them, by what the driver calls it. */
const LISTS: readonly (readonly [BindType, readonly Value[]])[] = [
  ['FIXED', ['0', '-12', null, '7.25', '123456789.125', '+3']],
  ['REAL', ['0.5', '-1e300', null, 'NaN', 'inf', '3']],
  ['TEXT', ['', "it's ❄", null, 'a\0b', '\\', '1']],
  ['BOOLEAN', ['true', 'false', null, '1', '0', 'TRUE']],
  ['TEXT', ['{"a": [1, null]}', '"x"', null, '1.50', 'true', '[]']],
  ['BINARY', ['0AFF', '', null, '00', 'FF', '10']],
  ['DATE', ['0', '1732406400000', null, '2024-02-29', '86400000', '1999-12-31']],
  ['TIME', ['10:11:12', '00:00:00.000000007', null, '23:59:59.999999', '01:02:03', '10:00:00']],
  ['TIMESTAMP_NTZ', ['1732443072123456000', null, null, '2024-02-29 01:02:03', '1000000000', '2024-01-01']],
  ['TIMESTAMP_LTZ', ['1732443072123456000', null, null, '1732443072123456000', '1000000000', '1000000001']],
  ['TIMESTAMP_TZ', ['1732443072123456000 1500', null, '1732443072000000000 1380', '1000000000', null, null]],
];

const VALUES = 'INSERT INTO T SELECT ?, ?, ?, ?, PARSE_JSON(?), ?, ?, ?, ?, ?, ?';

const rowsOf = (lists: typeof LISTS): AccountBind[][] =>
  lists[0]![1].map((_, row) => lists.map(([type, values]) => ({ type, value: values[row]! })));

async function inserted(sql: TestConnection, text: string, rows: AccountBind[][], table = TABLE) {
  const all = async () => (await sql('SELECT *, TYPEOF(V) FROM T ORDER BY ALL')).rows;
  await sql(`CREATE OR REPLACE TABLE ${table}`);
  for (const binds of rows) await sql(text, { binds });
  const each = await all();
  await sql(`CREATE OR REPLACE TABLE ${table}`);
  const count = (await sql(text, { bindRows: rows })).rows;
  return { each, together: await all(), count };
}

describe('an INSERT of one row with many rows of binds', () => {
  it('stores what it stores when it is sent once for each, whatever the type', async () => {
    const sql = await freshConnection();
    const { each, together, count } = await inserted(sql, VALUES, rowsOf(LISTS));
    expect(each).toHaveLength(6);
    expect(together).toEqual(each);
    expect(count).toEqual([['6']]);
  });

  it('reads the dates and moments around 1970 that drivers send as numbers', async () => {
    const sql = await freshConnection();
    const text = async (type: BindType, value: string) =>
      (await sql('SELECT TO_VARCHAR(?)', { binds: [{ type, value }] })).rows[0]?.[0];
    expect(await text('DATE', '0')).toBe('1970-01-01');
    expect(await text('DATE', '-86400000')).toBe('1969-12-31');
    expect(await text('TIMESTAMP_NTZ', '0')).toBe('1970-01-01 00:00:00.000');
    expect(await text('TIMESTAMP_NTZ', '-1500000')).toBe('1969-12-31 23:59:59.998');
    expect(await text('TIMESTAMP_TZ', '-1500000 1500')).toBe('1970-01-01 00:59:59.998 +0100');
  });

  it('keeps each number’s own digits where a place takes any type', async () => {
    const sql = await freshConnection();
    for (const values of [
      ['1', '2.50', '-3.125', null],
      ['1', '20', '-3', null],
      [`${'9'.repeat(38)}`, '0.5', '1', null],
    ]) {
      const rows = values.map((value): AccountBind[] => [{ type: 'FIXED', value }]);
      const text = 'INSERT INTO T VALUES (TO_VARIANT(:1), :1)';
      const { each, together } = await inserted(sql, text, rows, 'T (V VARIANT, S VARCHAR)');
      expect(together).toEqual(each);
    }
  });

  it('may put binds where a constant has to stand, and leave out columns', async () => {
    const sql = await freshConnection();
    const rows = [
      ['01.02.2024', 'DD.MM.YYYY', 'a'],
      ['2024/03/04', 'YYYY/MM/DD', 'b'],
    ].map((row) => row.map((value): AccountBind => ({ type: 'TEXT', value })));
    await sql(`CREATE TABLE U (D DATE, N INT DEFAULT 7, S VARCHAR, M INT DEFAULT 8)`);
    await sql('INSERT INTO U (D, S, N) VALUES (TO_DATE(?, ?), UPPER(?), DEFAULT)', { bindRows: rows });
    expect((await sql("SELECT TO_CHAR(D, 'YYYY-MM-DD'), N, S, M FROM U ORDER BY D")).rows).toEqual([
      ['2024-02-01', '7', 'A', '8'],
      ['2024-03-04', '7', 'B', '8'],
    ]);
  });

  it('is all rows or none', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE U (N INT)');
    const bindRows = ['1', 'x', '2'].map((value): AccountBind[] => [{ type: 'TEXT', value }]);
    expect(await refusal(sql('INSERT INTO U VALUES (?)', { bindRows }))).toMatchObject({ code: '100038' });
    expect((await sql('SELECT * FROM U')).rows).toEqual([]);
    expect(await refusal(sql('INSERT INTO U VALUES (?, ?)', { bindRows }))).toMatchObject({ code: '002057' });
    expect(await refusal(sql('INSERT INTO U VALUES (:2)', { bindRows }))).toMatchObject({ code: '002049' });
  });

  it('is followed by streams', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE U (N INT)');
    await sql('CREATE STREAM S ON TABLE U');
    const bindRows = ['1', '2'].map((value): AccountBind[] => [{ type: 'FIXED', value }]);
    await sql('INSERT INTO U VALUES (?)', { bindRows });
    expect((await sql('SELECT N, METADATA$ACTION FROM S ORDER BY N')).rows).toEqual([
      ['1', 'INSERT'],
      ['2', 'INSERT'],
    ]);
  });

  it('is not what these statements are', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE U (N INT)');
    const bindRows = [[{ type: 'TEXT', value: 'U' }]] as const;
    for (const text of [
      'INSERT INTO IDENTIFIER(?) VALUES (1)',
      'INSERT INTO U VALUES (?), (?)',
      'INSERT INTO U SELECT N + ? FROM U',
      'INSERT INTO U SELECT ? AS A',
      'INSERT INTO U SELECT COUNT(?)',
      'UPDATE U SET N = ?',
      'SELECT ?',
      'CREATE TABLE W (N INT)',
    ])
      expect(await refusal(sql(text, { bindRows })), text).toBeInstanceOf(RowsNotTaken);
    expect((await sql("SHOW TABLES LIKE 'W'")).rows).toEqual([]);
  });
});
