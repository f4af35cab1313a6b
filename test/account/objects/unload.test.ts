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

/** The text of a file on the stage, one line a row. */
async function lines(sql: TestConnection, file: string): Promise<(string | null)[]> {
  const format = 'TYPE = CSV FIELD_DELIMITER = NONE ESCAPE_UNENCLOSED_FIELD = NONE NULL_IF = ()';
  await sql(`CREATE OR REPLACE FILE FORMAT LINES ${format}`);
  const { rows } = await sql(
    `SELECT $1 FROM @S/${file} (FILE_FORMAT => LINES) ORDER BY METADATA$FILE_ROW_NUMBER`,
  );
  return rows.map(([line]) => line ?? null);
}

describe('COPY INTO a location as text', () => {
  it('writes CSV: NULL as \\N, texts enclosed where asked for, delimiters escaped where not', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql(
      "CREATE TABLE T AS SELECT * FROM VALUES (1, 'a,\"b\"', 1.50, TRUE, '2026-01-02'::DATE, PARSE_JSON('{\"k\":[1]}')), (2, NULL, NULL, NULL, NULL, NULL) AS V (ID, T, N, B, D, V)",
    );
    const query = '(SELECT * FROM T ORDER BY ID)';
    const enclosed = `FIELD_OPTIONALLY_ENCLOSED_BY = '"' COMPRESSION = NONE`;
    await sql(`COPY INTO @S/q FROM ${query} FILE_FORMAT = (TYPE = CSV ${enclosed}) HEADER = TRUE`);
    expect(await lines(sql, 'q')).toEqual([
      '"ID","T","N","B","D","V"',
      '1,"a,""b""",1.50,true,"2026-01-02","{""k"":[1]}"',
      '2,\\N,\\N,\\N,\\N,\\N',
    ]);
    await sql(
      `COPY INTO @S/e FROM ${query} FILE_FORMAT = (TYPE = CSV NULL_IF = ('none') FIELD_DELIMITER = ',')`,
    );
    expect((await sql('LIST @S/e')).rows.map((row) => row[0])).toEqual(['s/e_0_0_0.csv.gz']);
    expect(await lines(sql, 'e')).toEqual([
      '1,a\\,"b",1.50,true,2026-01-02,{"k":[1]}',
      '2,none,none,none,none,none',
    ]);
  });

  it('writes JSON, a value a line', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S FILE_FORMAT = (TYPE = JSON)');
    await sql(
      "COPY INTO @S/j/ FROM (SELECT OBJECT_CONSTRUCT('a', COLUMN1) FROM VALUES (1), (2) ORDER BY COLUMN1)",
    );
    expect((await sql('LIST @S')).rows.map((row) => row[0])).toEqual(['s/j/data_0_0_0.json.gz']);
    expect((await sql('SELECT $1:a::INT FROM @S/j ORDER BY 1')).rows).toEqual([['1'], ['2']]);
  });

  it('begins another file where one is full, and tells of each', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    const rows = "SELECT REPEAT('x', 99) FROM TABLE(GENERATOR(ROWCOUNT => 25))";
    const options =
      'FILE_FORMAT = (TYPE = CSV COMPRESSION = NONE) MAX_FILE_SIZE = 1000 DETAILED_OUTPUT = TRUE';
    expect((await sql(`COPY INTO @S/m FROM (${rows}) ${options}`)).rows).toEqual([
      ['m_0_0_0.csv', '1000', '10'],
      ['m_0_1_0.csv', '1000', '10'],
      ['m_0_2_0.csv', '500', '5'],
    ]);
  });

  it('cuts Parquet files that would be too large, and keeps their order', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S FILE_FORMAT = (TYPE = PARQUET)');
    const rows = 'SELECT SEQ4() AS N, SHA2(SEQ4()::VARCHAR) AS X FROM TABLE(GENERATOR(ROWCOUNT => 2000))';
    const copy = `COPY INTO @S/m FROM (${rows}) MAX_FILE_SIZE = 40000 HEADER = TRUE DETAILED_OUTPUT = TRUE`;
    const files = (await sql(copy)).rows.map(([name, size, count]) => [name, Number(size), Number(count)]);
    expect(files.length).toBeGreaterThan(3);
    expect(files.map(([name]) => name)).toEqual(files.map((_, i) => `m_0_${i}_0.snappy.parquet`));
    expect(files.filter(([, size]) => Number(size) > 40_000)).toEqual([]);
    expect(files.map(([, , count]) => Number(count)).reduce((a, b) => a + b)).toBe(2000);
    const first = 'SELECT MAX($1:N::INT) - MIN($1:N::INT) + 1, MIN($1:N::INT) FROM @S/m_0_0_0';
    expect((await sql(first)).rows).toEqual([[String(files[0]?.[2]), '0']]);
    const all = `SELECT COUNT(DISTINCT $1:N::INT), COUNT_IF($1:X::VARCHAR = SHA2($1:N::VARCHAR)) FROM @S`;
    expect((await sql(all)).rows).toEqual([['2000', '2000']]);
    const parts = copy.replace('@S/m', '@S/parts').replace(')) MAX', ")) PARTITION BY ('p=' || N % 2) MAX");
    const names = (await sql(parts)).rows.map(([name]) => /p=\d.*_0_0_(\d+)\./.exec(name ?? '')?.[1]);
    expect(names).toEqual(
      [...Array(2)].flatMap(() => names.slice(0, names.length / 2).map((_, i) => `${i}`)),
    );
    expect(names.length).toBeGreaterThan(3);
  });

  it.each(['CSV', 'PARQUET'])('has a folder for each partition of %s files', async (type) => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql("CREATE TABLE T AS SELECT * FROM VALUES (1, 'a'), (2, 'b'), (3, 'a'), (4, NULL) AS V (ID, P)");
    const copy = `COPY INTO @S/out FROM T PARTITION BY ('p=' || P) FILE_FORMAT = (TYPE = ${type}) HEADER = TRUE`;
    expect((await sql(copy)).named[0]?.['rows_unloaded']).toBe('4');
    await sql(copy);
    const names = (await sql('LIST @S')).rows.map(([name]) => name?.replace(/_[0-9a-f-]{36}_/, '_ID_'));
    const end = type === 'CSV' ? 'csv.gz' : 'snappy.parquet';
    const folders = ['__NULL__', 'p=a', 'p=b'].map((folder) => `s/out/${folder}/data_ID_0_0_0.${end}`);
    expect(names).toEqual(folders.flatMap((name) => [name, name]));
  });
});

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
    ['COPY INTO @S FROM T FILE_FORMAT = (TYPE = JSON)', '002019', 'OBJECT_CONSTRUCT'],
    ['COPY INTO @S FROM T FILE_FORMAT = (TYPE = CSV COMPRESSION = BROTLI)', '000002', 'BROTLI'],
    [`COPY INTO @S FROM T PARTITION BY (ID) ${PARQUET} SINGLE = TRUE`, '002019', 'SINGLE'],
    ["COPY INTO @S FROM T PARTITION BY '../../out' FILE_FORMAT = (TYPE = CSV)", '001003', 'climb out'],
    [`COPY INTO @S FROM (SELECT CURRENT_TIMESTAMP() AS N) ${PARQUET}`, '100096', 'TIMESTAMP_NTZ'],
    [`COPY INTO @S FROM (SELECT 1 AS A, 2 AS A) ${PARQUET} HEADER = TRUE`, '002025', 'duplicate'],
    [`COPY INTO @S FROM T ${PARQUET} MAX_FILE_SIZE = 0`, '001008', 'MAX_FILE_SIZE'],
    [`COPY INTO @NOWHERE FROM T ${PARQUET}`, '002003', 'NOWHERE'],
  ])('refuses %s', async (statement, code, word) => {
    const sql = await stageAndTable();
    const error = await refusal(sql(statement));
    expect(error.code).toBe(code);
    expect(error.message).toContain(word);
    expect((await sql('LIST @S')).rows).toEqual([]);
  });
});
