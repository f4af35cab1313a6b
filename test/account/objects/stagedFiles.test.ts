import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

/** PUT of one file with this text, as a client does it. */
async function stage(sql: TestConnection, location: string, name: string, text: string): Promise<void> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, text);
  const { upload } = await sql(`PUT 'file://${file}' ${location} AUTO_COMPRESS = FALSE`);
  await mkdir(upload?.folder ?? '', { recursive: true });
  await copyFile(file, path.join(upload?.folder ?? '', name));
}

describe('a query of staged files', () => {
  it('gives the fields of CSV files by position, missing ones as NULL', async () => {
    const sql = await freshConnection();
    await sql(
      "CREATE STAGE S FILE_FORMAT = (TYPE = CSV FIELD_OPTIONALLY_ENCLOSED_BY = '\"' TRIM_SPACE = TRUE)",
    );
    await stage(sql, '@S/in', 'a.csv', '1,"a, ""b""\nc", x \n2,\n3,"",\\N\n');
    const { rows } = await sql('SELECT $1::INT, $2, s.$3, $4 FROM @S/in s ORDER BY 1');
    expect(rows).toEqual([
      ['1', 'a, "b"\nc', 'x', null],
      ['2', null, null, null],
      ['3', '', null, null],
    ]);
    expect((await sql('SELECT * FROM @S')).columns).toEqual(['$1', '$2', '$3']);
  });

  it('is never answered from what the stage held before', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    const count = async () => (await sql('SELECT COUNT(*) FROM @S')).rows;
    expect(await count()).toEqual([['0']]);
    await stage(sql, '@S', 'a.csv', '1\n');
    expect(await count()).toEqual([['1']]);
    await stage(sql, '@S', 'b.csv', '2\n');
    expect(await count()).toEqual([['2']]);
  });

  it('takes a format, a pattern, and the place of rows in their files', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql(
      "CREATE FILE FORMAT F TYPE = CSV FIELD_DELIMITER = ';' SKIP_HEADER = 1 NULL_IF = ('-', 'none')",
    );
    await stage(sql, '@S', 'a.csv', 'h;h\n1;-\n2;none\n');
    await stage(sql, '@S', 'b.txt', 'h;h\n3;x\n');
    const metadata = 'METADATA$FILENAME, METADATA$FILE_ROW_NUMBER';
    const { rows } = await sql(
      `SELECT ${metadata}, $1, $2 FROM @S (FILE_FORMAT => 'DB.PUBLIC.F', PATTERN => '.*csv') ORDER BY 2`,
    );
    expect(rows).toEqual([
      ['s/a.csv', '1', '1', null],
      ['s/a.csv', '2', '2', null],
    ]);
    expect((await sql('SELECT $2 FROM @S/b.txt (FILE_FORMAT => F)')).rows).toEqual([['x']]);
  });

  it('gives JSON documents as a VARIANT, joined to a table', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S FILE_FORMAT = (TYPE = JSON STRIP_OUTER_ARRAY = TRUE)');
    await stage(sql, '@S', 'a.json', '[{"id": 1, "order": [1, {"x": null}]},\n{"id": 2}]');
    await sql("CREATE TABLE NAMES AS SELECT 1 AS ID, 'one' AS NAME");
    const { rows } = await sql(
      'SELECT j.$1:order[1], n.NAME FROM @S j LEFT JOIN NAMES n ON n.ID = j.$1:id::INT ORDER BY j.$1:id::INT',
    );
    expect(rows).toEqual([
      ['{"x":null}', 'one'],
      [null, null],
    ]);
  });

  it('may be a view or a CREATE TABLE … AS', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await stage(sql, '@S', 'a.csv', '1,a\n2,b\n');
    await sql('CREATE VIEW V AS SELECT $1::INT AS ID, $2 AS NAME FROM @S');
    await sql('CREATE TABLE T AS SELECT SUM($1::INT) AS N FROM @S');
    expect((await sql('SELECT NAME FROM V WHERE ID = 2')).rows).toEqual([['b']]);
    expect((await sql('SELECT N FROM T')).rows).toEqual([['3']]);
  });

  it.each([
    ['SELECT $1 FROM @NOPE', '002003', "Stage 'DB.PUBLIC.NOPE'"],
    ['SELECT $1 FROM @S (FILE_FORMAT => NOPE)', '002003', 'NOPE'],
    ['SELECT @S', '000002', 'stage outside of FROM'],
    ["SELECT $1 FROM @S (FILE_FORMAT => 'B')", '100144', 'ESCAPE_UNENCLOSED_FIELD'],
  ])('is refused: %s', async (statement, code, text) => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE FILE FORMAT B TYPE = CSV');
    await stage(sql, '@S', 'a.csv', 'C:\\temp,1\n');
    const error = await refusal(sql(statement));
    expect([error.code, error.message.includes(text)]).toEqual([code, true]);
  });
});

describe('COPY INTO with a query', () => {
  it('loads what the query makes of each file, once', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await stage(sql, '@S', 'a.csv', '1,a,9\n2,b,9\n');
    await stage(sql, '@S', 'b.csv', '3,c,9\n');
    await sql("CREATE TABLE T (ID INT, NAME VARCHAR(5), NOTE VARCHAR DEFAULT 'new')");
    const copy =
      "COPY INTO T (NAME, ID)\n  FROM (SELECT UPPER(t.$2), t.$1 * 10\n  FROM @S t) PATTERN = '.*csv'";
    expect((await sql(copy)).named.map((row) => [row['file'], row['rows_loaded']])).toEqual([
      ['s/a.csv', '2'],
      ['s/b.csv', '1'],
    ]);
    expect((await sql('SELECT * FROM T ORDER BY ID')).rows).toEqual([
      ['10', 'A', 'new'],
      ['20', 'B', 'new'],
      ['30', 'C', 'new'],
    ]);
    expect((await sql(copy)).rows).toEqual([['Copy executed with 0 files processed.']]);
  });

  it('is recorded for streams', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (ID INT)');
    await sql('CREATE STREAM ST ON TABLE T');
    await stage(sql, '@S', 'a.csv', '1\n2\n');
    await sql('COPY INTO T FROM (SELECT $1 FROM @S)');
    expect((await sql('SELECT ID FROM ST ORDER BY ID')).rows).toEqual([['1'], ['2']]);
  });

  it('names the place of a mistake in the statement', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (ID INT)');
    await stage(sql, '@S', 'a.csv', '1\n');
    const error = await refusal(sql('COPY INTO T FROM (\n  SELECT NOT_THERE\n  FROM @S)'));
    expect([error.code, error.position]).toEqual(['000904', { line: 2, column: 9 }]);
  });
});

describe('VALIDATION_MODE', () => {
  async function table(): Promise<TestConnection> {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (ID INT NOT NULL, D DATE, NAME VARCHAR(3))');
    await stage(sql, '@S', 'bad.csv', 'h\n1,2026-01-02,a\nx,2026-01-03,b\n3,never,c\n');
    await stage(sql, '@S', 'good.csv', 'h\n9,2026-01-09,z\n');
    return sql;
  }
  const copy = (mode: string, more = ''): string =>
    `COPY INTO T FROM @S FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) VALIDATION_MODE = ${mode}${more}`;

  it('RETURN_ERRORS tells each record that would not be loaded, and loads nothing', async () => {
    const sql = await table();
    const { named } = await sql(copy('RETURN_ERRORS'));
    expect(named).toMatchObject([
      {
        ERROR: "Numeric value 'x' is not recognized",
        FILE: 's/bad.csv',
        LINE: '3',
        CATEGORY: 'conversion',
        CODE: '100038',
        COLUMN_NAME: '"T"[ID:1]',
        ROW_NUMBER: '2',
      },
      { ERROR: "Date 'never' is not recognized", LINE: '4', COLUMN_NAME: '"T"[D:2]', ROW_NUMBER: '3' },
    ]);
    expect((await sql('SELECT * FROM T')).rows).toEqual([]);
    expect((await sql(copy('RETURN_ERRORS', " PATTERN = '.*good.*'"))).rows).toEqual([]);
    await sql('COPY INTO T FROM @S FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) ON_ERROR = CONTINUE');
    expect((await sql('SELECT ID FROM T ORDER BY ID')).rows).toEqual([['1'], ['9']]);
    // What was loaded in part is told again by RETURN_ALL_ERRORS alone.
    expect((await sql(copy('RETURN_ERRORS'))).rows).toEqual([]);
    expect((await sql(copy('RETURN_ALL_ERRORS'))).rows).toHaveLength(2);
  });

  it('RETURN_n_ROWS gives the first rows, and the first error when it is among them', async () => {
    const sql = await table();
    const { columns, rows } = await sql(copy('RETURN_1_ROWS'));
    expect(columns).toEqual(['ID', 'D', 'NAME']);
    expect(rows).toEqual([['1', '20455', 'a']]);
    expect((await refusal(sql(copy('RETURN_2_ROWS')))).message).toContain("Numeric value 'x'");
    expect((await sql('SELECT * FROM T')).rows).toEqual([]);
  });

  it('RETURN_n_ROWS goes on to the next file, by column name, too', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (A INT, B VARCHAR)');
    await stage(sql, '@S', 'a.json', '{"a": 1, "b": "x"}\n');
    await stage(sql, '@S', 'b.json', '{"b": "y"}\n{"a": "no"}\n');
    const rows = async (n: number) =>
      sql(
        `COPY INTO T FROM @S FILE_FORMAT = (TYPE = JSON) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE VALIDATION_MODE = 'RETURN_${n}_ROWS'`,
      );
    expect((await rows(2)).rows).toEqual([
      ['1', 'x'],
      [null, 'y'],
    ]);
    expect((await refusal(rows(3))).code).toBe('100132');
  });

  it('is refused with a query, for errors of other files than CSV, and by other names', async () => {
    const sql = await table();
    const query = 'COPY INTO T FROM (SELECT $1, $2, $3 FROM @S) VALIDATION_MODE = RETURN_ERRORS';
    expect((await refusal(sql(query))).message).toContain('VALIDATION_MODE cannot be used with a query');
    expect((await refusal(sql(copy('RETURN_SOME')))).code).toBe('001008');
    const json = 'COPY INTO T FROM @S FILE_FORMAT = (TYPE = JSON) VALIDATION_MODE = RETURN_ERRORS';
    expect((await refusal(sql(json))).message).toContain('RETURN_<n>_ROWS tells the first error');
  });
});

describe('COPY FILES', () => {
  async function stages(): Promise<TestConnection> {
    const sql = await freshConnection();
    await sql('CREATE STAGE A');
    await sql('CREATE STAGE B');
    await stage(sql, '@A/in', 'one.csv', '1\n');
    await stage(sql, '@A/in/deep', 'two.csv', '2\n');
    await stage(sql, '@A/in', 'three.txt', '3\n');
    return sql;
  }
  const listed = async (sql: TestConnection) => (await sql('LIST @B')).named.map((row) => row['name']);

  it('copies what is below a path, and replaces what is there', async () => {
    const sql = await stages();
    await stage(sql, '@B/out', 'one.csv', 'old\n');
    const { columns, rows } = await sql('COPY FILES INTO @B/out/ FROM @A/in/');
    expect(columns).toEqual(['file']);
    expect(rows).toEqual([['out/deep/two.csv'], ['out/one.csv'], ['out/three.txt']]);
    expect(await listed(sql)).toEqual(['b/out/deep/two.csv', 'b/out/one.csv', 'b/out/three.txt']);
    expect((await sql('SELECT $1 FROM @B/out/one.csv')).rows).toEqual([['1']]);
    expect((await sql('LIST @A')).rows).toHaveLength(3);
  });

  it('copies the files that FILES or PATTERN name', async () => {
    const sql = await stages();
    await sql("COPY FILES INTO @B FROM @A/in FILES = ('deep/two.csv')");
    expect(await listed(sql)).toEqual(['b/deep/two.csv']);
    const { rows } = await sql("COPY FILES INTO @B FROM @A PATTERN = '.*[.]txt' DETAILED_OUTPUT = FALSE");
    expect(rows).toEqual([['1 files copied.']]);
    expect(await listed(sql)).toEqual(['b/deep/two.csv', 'b/in/three.txt']);
    await sql('COPY FILES INTO @B/t FROM @A/in/thr');
    expect(await listed(sql)).toEqual(['b/deep/two.csv', 'b/in/three.txt', 'b/t/three.txt']);
  });

  it('copies nothing when a file is not there, and refuses a query', async () => {
    const sql = await stages();
    const error = await refusal(sql("COPY FILES INTO @B FROM @A/in FILES = ('one.csv', 'no.csv')"));
    expect(error.message).toContain("'in/no.csv' was not found in stage '@DB.PUBLIC.A'");
    expect(await listed(sql)).toEqual([]);
    expect((await refusal(sql("COPY FILES INTO @B FROM (SELECT '@A/in/one.csv')"))).code).toBe('000002');
  });
});

describe('SIZE_LIMIT', () => {
  it('loads files until they are more than the limit together, and the others next time', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (A VARCHAR)');
    for (const name of ['a', 'b', 'c', 'd']) await stage(sql, '@S', `${name}.csv`, '123456789\n');
    const load = async (limit: string) =>
      (await sql(`COPY INTO T FROM @S SIZE_LIMIT = ${limit}`)).named.map((row) => row['file']);
    // As the documentation's files of 10 MB and a limit of 25 MB: three are loaded.
    expect(await load('25')).toEqual(['s/a.csv', 's/b.csv', 's/c.csv']);
    expect(await load('1')).toEqual(['s/d.csv']);
    expect((await refusal(sql('COPY INTO T FROM @S SIZE_LIMIT = 0'))).code).toBe('001008');
  });
});

describe('ON_ERROR', () => {
  const rows = '1,2026-01-02,a\nx,2026-01-03,b\n3,never,c\n4,2026-01-05,toolong\n5,,d\n';

  async function table(): Promise<TestConnection> {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (ID INT NOT NULL, D DATE, NAME VARCHAR(3))');
    await stage(sql, '@S', 'bad.csv', rows);
    return sql;
  }

  it('CONTINUE loads the records that can be loaded and tells of the first that cannot', async () => {
    const sql = await table();
    await stage(sql, '@S', 'good.csv', '9,2026-01-09,z\n');
    const { named } = await sql('COPY INTO T FROM @S ON_ERROR = CONTINUE');
    expect(named).toMatchObject([
      {
        file: 's/bad.csv',
        status: 'PARTIALLY_LOADED',
        rows_parsed: '5',
        rows_loaded: '2',
        errors_seen: '3',
        first_error: "Numeric value 'x' is not recognized",
        first_error_line: '2',
        first_error_column_name: '"T"[ID:1]',
      },
      {
        file: 's/good.csv',
        status: 'LOADED',
        rows_parsed: '1',
        rows_loaded: '1',
        errors_seen: '0',
        first_error: null,
      },
    ]);
    expect((await sql('SELECT ID, NAME FROM T ORDER BY ID')).rows).toEqual([
      ['1', 'a'],
      ['5', 'd'],
      ['9', 'z'],
    ]);
  });

  it.each([
    ['SKIP_FILE', 'LOAD_FAILED', '0'],
    ['SKIP_FILE_3', 'LOAD_FAILED', '0'],
    ['SKIP_FILE_4', 'PARTIALLY_LOADED', '2'],
    ["'SKIP_FILE_60%'", 'LOAD_FAILED', '0'],
    ["'SKIP_FILE_61%'", 'PARTIALLY_LOADED', '2'],
  ])('%s leaves a file out by its errors', async (mode, status, loaded) => {
    const sql = await table();
    const { named } = await sql(`COPY INTO T FROM @S ON_ERROR = ${mode}`);
    expect(named).toMatchObject([{ status, rows_loaded: loaded, errors_seen: '3' }]);
    expect((await sql('SELECT COUNT(*) FROM T')).rows).toEqual([[loaded]]);
  });

  it('SKIP_FILE leaves out a file that a query cannot load, and loads the others', async () => {
    const sql = await table();
    await stage(sql, '@S', 'good.csv', '9,2026-01-09,z\n');
    const { named } = await sql('COPY INTO T FROM (SELECT $1, $2, $3 FROM @S) ON_ERROR = SKIP_FILE');
    expect(named.map((row) => [row['file'], row['status']])).toEqual([
      ['s/bad.csv', 'LOAD_FAILED'],
      ['s/good.csv', 'LOADED'],
    ]);
    expect((await sql('SELECT ID FROM T')).rows).toEqual([['9']]);
  });

  it('refuses to keep a part of what a query makes', async () => {
    const sql = await table();
    const error = await refusal(sql('COPY INTO T FROM (SELECT $1, $2, $3 FROM @S) ON_ERROR = CONTINUE'));
    expect(error.code).toBe('000002');
  });

  it('a record of another width ends the load, unless the format allows it', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE TABLE T (A INT, B INT)');
    await stage(sql, '@S', 'a.csv', '1,2,3\n4\n');
    expect((await refusal(sql('COPY INTO T FROM @S'))).message).toContain('Number of columns in file');
    await sql('COPY INTO T FROM @S FILE_FORMAT = (TYPE = CSV ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE)');
    expect((await sql('SELECT * FROM T ORDER BY A')).rows).toEqual([
      ['1', '2'],
      ['4', null],
    ]);
  });
});

describe('INFER_SCHEMA', () => {
  it('finds the types that hold the values of CSV files together', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE FILE FORMAT F TYPE = CSV PARSE_HEADER = TRUE');
    await stage(sql, '@S', 'a.csv', 'id,price,d,at,ok,t\n1,1.5,2026-01-02,2026-01-02 03:04:05,true,x\n');
    await stage(sql, '@S', 'b.csv', 'id,price,d,at,ok,t\n1234,,2026-01-03,2026-01-02T03:04:05.123,FALSE,1\n');
    const infer =
      "SELECT COLUMN_NAME, TYPE, NULLABLE, EXPRESSION, ORDER_ID FROM TABLE(INFER_SCHEMA(LOCATION => '@S', FILE_FORMAT => 'F'))";
    expect((await sql(`${infer} ORDER BY ORDER_ID`)).rows).toEqual([
      ['id', 'NUMBER(4, 0)', '1', '$1::NUMBER(4, 0)', '0'],
      ['price', 'TEXT', '1', '$2::TEXT', '1'],
      ['d', 'DATE', '1', '$3::DATE', '2'],
      ['at', 'TIMESTAMP_NTZ', '1', '$4::TIMESTAMP_NTZ', '3'],
      ['ok', 'BOOLEAN', '1', '$5::BOOLEAN', '4'],
      ['t', 'TEXT', '1', '$6::TEXT', '5'],
    ]);
  });
});

describe('CREATE TABLE … USING TEMPLATE', () => {
  it('has the columns that a query of INFER_SCHEMA gives', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    await sql('CREATE FILE FORMAT F TYPE = CSV PARSE_HEADER = TRUE');
    await stage(sql, '@S', 'a.csv', 'ID,price,D\n1,1.25,2026-01-02\n');
    const rows = "TABLE(INFER_SCHEMA(LOCATION => '@S', FILE_FORMAT => 'F'))";
    await sql(
      `CREATE TABLE T USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) WITHIN GROUP (ORDER BY ORDER_ID) FROM ${rows}) COMMENT = 'inferred'`,
    );
    expect((await sql('DESCRIBE TABLE T')).named.map((c) => [c['name'], c['type']])).toEqual([
      ['ID', 'NUMBER(1,0)'],
      ['price', 'NUMBER(3,2)'],
      ['D', 'DATE'],
    ]);
    const copy =
      'COPY INTO T FROM @S FILE_FORMAT = (FORMAT_NAME = F) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE';
    expect((await sql(copy)).named[0]?.['rows_loaded']).toBe('1');
    const error = await refusal(sql('CREATE TABLE U USING TEMPLATE (SELECT 1)'));
    expect([error.code, error.message.includes('INFER_SCHEMA')]).toEqual(['001003', true]);
  });
});

describe('temporary stages and formats', () => {
  it('end with their connection, with their files', async () => {
    const sql = await freshConnection();
    await sql('CREATE TEMPORARY STAGE S');
    await stage(sql, '@S', 'a.csv', '1\n');
    expect((await sql("SHOW STAGES LIKE 'S'")).named[0]?.['type']).toBe('INTERNAL TEMPORARY');
    expect((await sql('SELECT $1 FROM @S')).rows).toEqual([['1']]);
    await sql('CREATE OR REPLACE STAGE S');
    await sql('DROP STAGE S');
    expect((await refusal(sql('LIST @S'))).code).toBe('002003');
  });
});
