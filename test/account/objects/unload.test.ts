import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

async function stageAndTable(): Promise<TestConnection> {
  const sql = await freshConnection();
  await sql('CREATE STAGE S');
  await sql(
    'CREATE TABLE T (ID INT, "low" VARCHAR, PRICE NUMBER(10,2), D DATE, V VARIANT, AT TIMESTAMP_NTZ)',
  );
  await sql(
    "INSERT INTO T SELECT 1, 'a', 2.50, '2026-01-02', PARSE_JSON('{\"k\": [1]}'), '2026-01-02 03:04:05' UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL",
  );
  return sql;
}

const PARQUET = 'FILE_FORMAT = (TYPE = PARQUET)';

describe('COPY INTO a location', () => {
  it('writes rows that load again as they were', async () => {
    const sql = await stageAndTable();
    const { named } = await sql(`COPY INTO @S/out/ FROM T ${PARQUET} HEADER = TRUE`);
    expect(named[0]).toMatchObject({ rows_unloaded: '2' });
    expect(Number(named[0]?.['output_bytes'])).toBeGreaterThan(0);
    expect((await sql('LIST @S')).rows.map((row) => row[0])).toEqual(['s/out/data_0_0_0.snappy.parquet']);
    await sql('CREATE TABLE U LIKE T');
    await sql(`COPY INTO U FROM @S/out/ ${PARQUET} MATCH_BY_COLUMN_NAME = CASE_SENSITIVE`);
    const columns = 'ID, "low", PRICE, D, AT';
    const rows = async (table: string) => (await sql(`SELECT ${columns} FROM ${table} ORDER BY ID`)).rows;
    expect(await rows('U')).toEqual(await rows('T'));
    // Semi-structured values are JSON text in the file (documentation: COPY INTO <location>).
    expect((await sql('SELECT PARSE_JSON(V::VARCHAR):k[0]::INT FROM U WHERE ID = 1')).rows).toEqual([['1']]);
  });

  it('takes a query, and names columns by place without HEADER', async () => {
    const sql = await stageAndTable();
    await sql(`COPY INTO @S/part FROM (SELECT ID + 1, "low" FROM T WHERE ID = 1) ${PARQUET} SINGLE = TRUE`);
    expect((await sql('LIST @S')).rows.map((row) => row[0])).toEqual(['s/part']);
    await sql('CREATE TABLE U (_COL_0 INT, _COL_1 VARCHAR)');
    await sql(`COPY INTO U FROM @S/part ${PARQUET} MATCH_BY_COLUMN_NAME = CASE_SENSITIVE`);
    expect((await sql('SELECT * FROM U')).rows).toEqual([['2', 'a']]);
  });

  it('replaces a file only when told to', async () => {
    const sql = await stageAndTable();
    const copy = `COPY INTO @S/x FROM T ${PARQUET}`;
    await sql(copy);
    expect((await refusal(sql(copy))).message).toContain('already existing');
    await sql('DELETE FROM T WHERE ID IS NULL');
    expect((await sql(`${copy} OVERWRITE = TRUE`)).named[0]).toMatchObject({ rows_unloaded: '1' });
  });

  it.each([
    ['COPY INTO @S FROM T', '000002', 'CSV'],
    ['COPY INTO @S FROM T FILE_FORMAT = (TYPE = JSON)', '000002', 'JSON'],
    [`COPY INTO @S FROM T PARTITION BY (ID) ${PARQUET}`, '000002', 'PARTITION BY'],
    [`COPY INTO @S FROM (SELECT CURRENT_TIMESTAMP() AS N) ${PARQUET}`, '100096', 'TIMESTAMP_NTZ'],
    [`COPY INTO @S FROM (SELECT 1 AS A, 2 AS A) ${PARQUET} HEADER = TRUE`, '002025', 'duplicate'],
    [`COPY INTO @NOWHERE FROM T ${PARQUET}`, '002003', 'NOWHERE'],
  ])('refuses %s', async (statement, code, word) => {
    const sql = await stageAndTable();
    const error = await refusal(sql(statement));
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
    expect((await sql('LIST @S')).rows).toEqual([]);
  });
});
