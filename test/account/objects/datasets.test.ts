import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { account, connect, freshConnection, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

const LIST = "LIST 'snow://dataset/DB.PUBLIC.D/versions/";

describe('datasets', () => {
  it('are made, listed and dropped', async () => {
    const sql = await freshConnection();
    expect((await sql("CREATE DATASET D COMMENT = 'c'")).rows).toEqual([['Dataset D successfully created.']]);
    expect((await refusal(sql('CREATE DATASET D'))).code).toBe('002002');
    await sql('CREATE DATASET IF NOT EXISTS D');
    const { columns, named } = await sql("SHOW DATASETS LIKE 'd' IN SCHEMA DB.PUBLIC STARTS WITH 'D'");
    expect(columns.slice(0, 4)).toEqual(['created_on', 'name', 'database_name', 'schema_name']);
    expect(named).toMatchObject([{ name: 'D', comment: 'c', versions: '0', owner: 'ACCOUNTADMIN' }]);
    await sql('DROP DATASET D');
    expect((await sql('SHOW DATASETS')).rows).toEqual([]);
    await sql('DROP DATASET IF EXISTS D');
  });

  it('keep the rows of a query as files of a version', async () => {
    const sql = await freshConnection();
    await sql('CREATE DATASET D');
    await sql(
      "ALTER DATASET D ADD VERSION 'v1' FROM (SELECT 1 AS ID, 'x)' AS \"low\") COMMENT='it\\'s' METADATA=$${\"a\": 1}$$",
    );
    const { named } = await sql("SHOW VERSIONS LIKE 'V%' IN DATASET D");
    expect(named).toMatchObject([{ version: 'v1', comment: "it's", metadata: '{"a": 1}' }]);
    expect((await sql(`${LIST}v1/'`)).named).toMatchObject([
      { name: 'versions/v1/data_0_0_0.snappy.parquet' },
    ]);
    expect((await sql(`${LIST}v'`)).rows).toHaveLength(1);
    expect((await sql('LIST snow://dataset/DB.PUBLIC.D/versions/v2/')).rows).toEqual([]);
    expect((await refusal(sql("LIST 'snow://dataset/E/versions/v1/'"))).code).toBe('002003');
    expect((await refusal(sql(`${LIST}v1/../../x'`))).code).toBe('001003');
  });

  it('tell by number what ALTER does not find or finds already', async () => {
    const sql = await freshConnection();
    await sql('CREATE DATASET D');
    await sql("ALTER DATASET D ADD VERSION 'V1' FROM (SELECT 1 AS A)");
    const codeOf = async (statement: string) => (await refusal(sql(statement))).code;
    expect(await codeOf("ALTER DATASET D ADD VERSION 'V1' FROM (SELECT 1 AS A)")).toBe('399020');
    expect(await codeOf("ALTER DATASET E ADD VERSION 'V1' FROM (SELECT 1 AS A)")).toBe('399019');
    expect(await codeOf("ALTER DATASET D DROP VERSION 'V2'")).toBe('399012');
    expect(await codeOf('SHOW VERSIONS IN DATASET E')).toBe('002043');
    expect(await codeOf("ALTER DATASET D ADD VERSION 'V2' FROM (SELECT 1 AS A, 2 AS A)")).toBe('002025');
    const missing = await refusal(sql("ALTER DATASET D ADD VERSION 'V2' FROM (SELECT 1 FROM NONE)"));
    expect(missing).toMatchObject({ code: '002003', position: { line: 1, column: 53 } });
  });

  it('are queried, inferred and fetched where their files are', async () => {
    const sql = await freshConnection();
    await sql('CREATE DATASET D');
    const rows = 'SELECT COLUMN1 AS ID, COLUMN2::FLOAT AS AMT FROM VALUES (1, 1.5), (2, NULL)';
    await sql(`ALTER DATASET D ADD VERSION 'v1' FROM (${rows}) PARTITION BY 'id=' || ID`);
    const version = 'snow://dataset/DB.PUBLIC.D/versions/v1/';
    const all = [
      ['1', '1.5'],
      ['2', null],
    ];
    const select = 'SELECT $1:ID::INT AS I, $1:AMT::FLOAT FROM';
    expect((await sql(`${select} '${version}' ORDER BY I`)).rows).toEqual(all);
    await sql('CREATE TEMPORARY FILE FORMAT P TYPE = PARQUET');
    expect((await sql(`${select} ${version} (FILE_FORMAT => 'P') ORDER BY I`)).rows).toEqual(all);
    const some = `${select} '${version}' (FILE_FORMAT => 'P', PATTERN => '.*id=2/data_.*[.]parquet')`;
    expect((await sql(some)).rows).toEqual([['2', null]]);
    const inferred = (more: string) =>
      sql(
        `SELECT COLUMN_NAME, TYPE, FILENAMES FROM TABLE(INFER_SCHEMA(LOCATION => '${version}', FILE_FORMAT => 'P'${more}))`,
      );
    expect((await inferred('')).rows.map(([name, type]) => [name, type])).toEqual([
      ['ID', 'NUMBER(38, 0)'],
      ['AMT', 'REAL'],
    ]);
    const [first] = (await inferred(', MAX_FILE_COUNT => 1')).rows;
    expect(first?.[2]).toBe('versions/v1/id=1/data_0_0_0.snappy.parquet');
    const { download } = await sql.connection.execute(`GET '${version}id=2/' 'file:///tmp/x'`);
    expect(download).toMatchObject({ files: ['id=2/data_0_0_0.snappy.parquet'], target: '/tmp/x' });
    expect((await refusal(sql("GET 'snow://dataset/D/versions/v2/' 'file:///tmp/x'"))).code).toBe('002003');
  });

  it('divide rows by PARTITION BY', async () => {
    const sql = await freshConnection();
    await sql('CREATE DATASET D');
    await sql(
      "ALTER DATASET D ADD VERSION 'V' FROM (SELECT COLUMN1 AS A FROM VALUES (1), (2), (3), (NULL)) PARTITION BY 'odd=' || (A % 2) COMMENT='c'",
    );
    expect((await sql(`${LIST}V/'`)).rows.map(([name]) => name)).toEqual([
      'versions/V/__NULL__/data_0_0_0.snappy.parquet',
      'versions/V/odd=0/data_0_0_0.snappy.parquet',
      'versions/V/odd=1/data_0_0_0.snappy.parquet',
    ]);
    const climbing = "ALTER DATASET D ADD VERSION 'W' FROM (SELECT 1 AS A) PARTITION BY '../x'";
    expect((await refusal(sql(climbing))).message).toContain('climb out');
    expect((await sql(`${LIST}W/'`)).rows).toEqual([]);
  });

  it('outlive the account, and their files go with them', async () => {
    const folder = await temporaryFolder();
    const first = await account(folder);
    const sql = await connect(first);
    await sql('CREATE DATABASE DB');
    await sql('CREATE DATASET D');
    await sql("ALTER DATASET D ADD VERSION 'V1' FROM (SELECT 1 AS A)");
    await sql("ALTER DATASET D ADD VERSION 'V2' FROM (SELECT 1 AS A)");
    await first.close();
    const again = await connect(await account(folder));
    await again('USE SCHEMA DB.PUBLIC');
    expect((await again(`${LIST}V1/'`)).rows).toHaveLength(1);
    const kept = async () => (await readdir(path.join(folder, 'stages'))).length;
    expect(await kept()).toBe(2);
    await again("ALTER DATASET D DROP VERSION 'V1'");
    expect(await kept()).toBe(1);
    await again('DROP SCHEMA DB.PUBLIC');
    // UNDROP can bring the schema back, until another of its name is dropped.
    expect(await kept()).toBe(1);
    await again('CREATE SCHEMA DB.PUBLIC');
    await again('DROP SCHEMA DB.PUBLIC');
    expect(await kept()).toBe(0);
  });

  it('carry tags', async () => {
    const sql = await freshConnection();
    await sql('CREATE TAG T');
    await sql("CREATE DATASET D TAG (T = 'a')");
    expect((await sql("SELECT SYSTEM$GET_TAG('T', 'D', 'DATASET')")).rows).toEqual([['a']]);
    await sql("ALTER DATASET D SET TAG T = 'b'");
    const references =
      "SELECT TAG_VALUE, DOMAIN FROM TABLE(INFORMATION_SCHEMA.TAG_REFERENCES('D', 'DATASET'))";
    expect((await sql(references)).rows).toEqual([['b', 'DATASET']]);
    await sql('ALTER DATASET D UNSET TAG T');
    expect((await sql(references)).rows).toEqual([]);
  });

  it('keep a failing version out', async () => {
    const sql = await freshConnection();
    await sql('CREATE DATASET D');
    await refusal(sql("ALTER DATASET D ADD VERSION 'V' FROM (SELECT 1 / 0 AS A)"));
    expect((await sql('SHOW VERSIONS IN DATASET D')).rows).toEqual([]);
    await sql("ALTER DATASET D ADD VERSION 'V' FROM (SELECT 1 AS A)");
    expect((await sql('SHOW VERSIONS IN DATASET D')).rows).toHaveLength(1);
  });
});

describe('GET_PRESIGNED_URL', () => {
  it('needs an account that is served', async () => {
    const sql = await freshConnection();
    await sql('CREATE STAGE S');
    expect((await refusal(sql("SELECT GET_PRESIGNED_URL('@S', 'f')"))).message).toContain('firn serve');
  });
});
