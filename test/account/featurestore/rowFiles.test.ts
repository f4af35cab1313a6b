import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROW_FORMATS, rowFormat, writeRowFile } from '../../../src/featurestore/training/files/rowFile.js';
import type { Session } from '../../../src/session/session.js';
import { LocalStore } from './localStore.js';

let local: LocalStore;
let folder: string;

beforeAll(async () => {
  local = await LocalStore.start();
  folder = await mkdtemp(path.join(tmpdir(), 'firn-files-'));
  await local.run("ALTER SESSION SET TIMEZONE = 'UTC'");
});
afterAll(async () => {
  await local.stop();
  await rm(folder, { recursive: true, force: true });
});

async function written(name: string, sql: string, signal?: AbortSignal): Promise<string> {
  const file = path.join(folder, name);
  const format = rowFormat(name)!;
  await writeRowFile(local.session, sql, { file, format, ...(signal && { signal }) });
  return file;
}

async function duckdb(sql: string): Promise<readonly Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Every type, with its edges, and NULL in every column. */
const VALUES = `
  SELECT 1 AS N, 12345678901234567890123456789012345678::NUMBER(38, 0) AS WIDE, 9007199254740993::NUMBER(38, 0) AS NARROW,
    -123456789012345678901234567890.12345678::NUMBER(38, 8) AS EXACT, 12.50::NUMBER(8, 2) AS PRICE, 0.1::FLOAT AS F,
    TRUE AS B, '1969-12-31'::DATE AS D, '9999-12-31 23:59:59.123456'::TIMESTAMP_NTZ AS NTZ,
    '2026-07-01 12:00:00.5 +02:00'::TIMESTAMP_TZ AS TZ, '1899-12-31 23:59:59.000001'::TIMESTAMP_NTZ::TIMESTAMP_LTZ AS LTZ,
    '23:59:59.5'::TIME AS T, TO_BINARY('00FF', 'HEX') AS BYTES, 'a "b",\n c' AS TEXT,
    PARSE_JSON('{"a": [1, null, "x"]}') AS V, ARRAY_CONSTRUCT(1, 2) AS A, [1.5, 2]::VECTOR(FLOAT, 2) AS VEC
  UNION ALL
  SELECT 2, -1, -9223372036854775808, 0.00000001, -0.01, 'NaN', FALSE, '0001-01-01', '0001-01-01',
    '2026-07-01 12:00:00 -08:00', '2026-01-01'::TIMESTAMP_NTZ::TIMESTAMP_LTZ, '00:00:00', TO_BINARY('', 'HEX'), '',
    PARSE_JSON('null'), ARRAY_CONSTRUCT(), [0, -1]::VECTOR(FLOAT, 2)
  UNION ALL
  SELECT 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL::VECTOR(FLOAT, 2)
  ORDER BY N`;

describe('rows in a file', () => {
  it('keep types and values in Parquet', async () => {
    const file = await written('all.parquet', VALUES);
    const types = await duckdb(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
    expect(Object.fromEntries(types.map((row) => [row['column_name'], row['column_type']]))).toEqual({
      N: 'BIGINT',
      WIDE: 'DECIMAL(38,0)',
      NARROW: 'BIGINT',
      EXACT: 'DECIMAL(38,8)',
      PRICE: 'DECIMAL(8,2)',
      F: 'DOUBLE',
      B: 'BOOLEAN',
      D: 'DATE',
      NTZ: 'TIMESTAMP',
      TZ: 'TIMESTAMP WITH TIME ZONE',
      LTZ: 'TIMESTAMP WITH TIME ZONE',
      T: 'TIME',
      BYTES: 'BLOB',
      TEXT: 'VARCHAR',
      V: 'VARCHAR',
      A: 'VARCHAR',
      VEC: 'VARCHAR',
    });
    const [first, second, third] = await duckdb(
      `SELECT * REPLACE (epoch_us(TZ) AS TZ, epoch_us(LTZ) AS LTZ, hex(BYTES) AS BYTES) FROM read_parquet('${file}')`,
    );
    expect(first).toMatchObject({
      WIDE: '12345678901234567890123456789012345678',
      NARROW: '9007199254740993',
      EXACT: '-123456789012345678901234567890.12345678',
      PRICE: '12.50',
      F: 0.1,
      B: true,
      D: '1969-12-31',
      NTZ: '9999-12-31 23:59:59.123456',
      TZ: String(Date.parse('2026-07-01T10:00:00.5Z') * 1000),
      LTZ: String(BigInt(Date.parse('1899-12-31T23:59:59Z')) * 1000n + 1n),
      T: '23:59:59.5',
      BYTES: '00FF',
      TEXT: 'a "b",\n c',
      V: '{"a":[1,null,"x"]}',
      A: '[1,2]',
    });
    expect(JSON.parse(String(first?.['VEC']))).toEqual([1.5, 2]);
    expect(second).toMatchObject({
      WIDE: '-1',
      NARROW: '-9223372036854775808',
      EXACT: '0.00000001',
      PRICE: '-0.01',
      F: 'NaN',
      B: false,
      D: '0001-01-01',
      NTZ: '0001-01-01 00:00:00',
      BYTES: '',
      TEXT: '',
      V: 'null',
    });
    expect(Object.values(third ?? {}).slice(1)).toEqual(new Array(16).fill(null));
    // The statistics of the groups tell a reader which it may skip.
    const found = await duckdb(
      `SELECT N FROM read_parquet('${file}') WHERE EXACT < -1 OR WIDE = -1 OR PRICE = 12.5 ORDER BY N`,
    );
    expect(found).toEqual([{ N: '1' }, { N: '2' }]);
  });

  it.each(['all.arrow', 'all.arrows'])('keep types and values in %s', async (name) => {
    const table = tableFromIPC(await readFile(await written(name, VALUES)));
    expect(Object.fromEntries(table.schema.fields.map((field) => [field.name, String(field.type)]))).toEqual({
      N: 'Int64',
      WIDE: 'Decimal[38e0]',
      NARROW: 'Int64',
      EXACT: 'Decimal[38e+8]',
      PRICE: 'Decimal[8e+2]',
      F: 'Float64',
      B: 'Bool',
      D: 'Date32<DAY>',
      NTZ: 'Timestamp<MICROSECOND>',
      TZ: 'Timestamp<MICROSECOND, UTC>',
      LTZ: 'Timestamp<MICROSECOND, UTC>',
      T: 'Time64<MICROSECOND>',
      BYTES: 'Binary',
      TEXT: 'Utf8',
      V: 'Utf8',
      A: 'Utf8',
      VEC: 'Utf8',
    });
    expect(table.numRows).toBe(3);
    const at = (column: string, row: number): unknown => table.getChild(column)?.get(row);
    expect([at('NARROW', 0), at('NARROW', 1), at('N', 2)]).toEqual([9007199254740993n, -(2n ** 63n), 3n]);
    expect([at('F', 0), at('B', 0), at('B', 1), at('TEXT', 0), at('TEXT', 1)]).toEqual([
      0.1,
      true,
      false,
      'a "b",\n c',
      '',
    ]);
    expect(at('BYTES', 0)).toEqual(Uint8Array.of(0, 255));
    expect(at('D', 0)).toEqual(-86_400_000);
    expect(table.schema.fields.slice(1).map(({ name: column }) => at(column, 2))).toEqual(
      new Array(16).fill(null),
    );
  });

  it('are text with all their digits in CSV and JSON', async () => {
    const csv = await readFile(
      await written(
        'all.csv',
        `SELECT N, WIDE, EXACT, F, B, D, NTZ, BYTES, TEXT FROM (${VALUES}) ORDER BY N`,
      ),
      'utf8',
    );
    expect(csv).toBe(
      [
        'N,WIDE,EXACT,F,B,D,NTZ,BYTES,TEXT',
        '1,12345678901234567890123456789012345678,-123456789012345678901234567890.12345678,0.1,true,1969-12-31,9999-12-31T23:59:59.123456,00FF,"a ""b"",\n c"',
        '2,-1,0.00000001,NaN,false,0001-01-01,0001-01-01T00:00:00,"",""',
        '3,,,,,,,,',
        '',
      ].join('\n'),
    );
    const lines = await readFile(
      await written('all.jsonl', `SELECT N, WIDE, V, A, TEXT FROM (${VALUES}) ORDER BY N`),
      'utf8',
    );
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        N: 1,
        WIDE: '12345678901234567890123456789012345678',
        V: { a: [1, null, 'x'] },
        A: [1, 2],
        TEXT: 'a "b",\n c',
      },
      { N: 2, WIDE: -1, V: null, A: [], TEXT: '' },
      { N: 3, WIDE: null, V: null, A: null, TEXT: null },
    ]);
  });

  it.each(Object.keys(ROW_FORMATS))(
    'are as many as the result has, none too, in a %s file',
    async (ending) => {
      const count = async (file: string): Promise<number> => {
        if (ending === '.parquet')
          return Number((await duckdb(`SELECT count(*) AS n FROM read_parquet('${file}')`))[0]?.['n']);
        if (ending.startsWith('.arrow')) return tableFromIPC(await readFile(file)).numRows;
        const lines = (await readFile(file, 'utf8')).split('\n').length - 1;
        return ending === '.csv' ? lines - 1 : lines;
      };
      const rows = (n: number) => `SELECT SEQ4() AS N, 'x' AS T FROM TABLE(GENERATOR(ROWCOUNT => ${n}))`;
      expect(await count(await written(`none${ending}`, `${rows(1)} WHERE FALSE`))).toBe(0);
      expect(await count(await written(`many${ending}`, rows(45_001)))).toBe(45_001);
    },
  );

  it('leave the file that was there when they cannot be written', async () => {
    const file = path.join(folder, 'kept.parquet');
    await writeFile(file, 'before');
    await expect(written('kept.parquet', 'SELECT 1 AS ID', AbortSignal.abort())).rejects.toThrow();
    // The first page is written, the second one fails.
    const broken: Session = {
      ...local.session,
      describe: async (sql) => local.session.describe(sql),
      execute: async (sql) => local.session.execute(sql),
      query: async (sql) => {
        const cursor = await local.session.query(sql);
        const page = async (start: number, count: number) => {
          if (start > 0) throw new Error('the line is dead');
          return cursor.page(start, count);
        };
        return { ...cursor, page };
      },
    };
    const rows = 'SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 50000))';
    await expect(writeRowFile(broken, rows, { file, format: rowFormat('x.parquet')! })).rejects.toThrow(
      'the line is dead',
    );
    expect(await readFile(file, 'utf8')).toBe('before');
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});
