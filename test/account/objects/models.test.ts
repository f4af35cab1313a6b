import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { account, connect, temporaryFolder } from './account.js';
import { refusal } from './refusal.js';

const MANIFEST = `manifest_version: '1.0'
target_platforms: [WAREHOUSE]
lineage_sources:
- type: DATASET
  entity: DB.PUBLIC.D
  version: 'v1'
- type: QUERY
  entity: SELECT * FROM DB.PUBLIC.T
- type: QUERY
  entity: not a query
methods:
- handler: functions.predict.infer
  inputs:
  - {name: A, type: DOUBLE}
  name: PREDICT
  outputs:
  - {type: OBJECT}
  type: FUNCTION
- handler: functions.explain.infer
  inputs: []
  name: EXPLAIN
  outputs:
  - {name: WHY, type: DOUBLE}
  type: TABLE_FUNCTION
`;

/** An account with a packaged model in stage S below `model/`, and one without a manifest below `other/`. */
async function staged(): Promise<{ sql: TestConnection; folder: string }> {
  const folder = await temporaryFolder();
  const sql = await connect(await account(folder));
  await sql('CREATE DATABASE DB');
  await sql('CREATE TABLE T (A FLOAT)');
  await sql('CREATE DATASET D');
  await sql("ALTER DATASET D ADD VERSION 'v1' FROM (SELECT * FROM T)");
  await sql('CREATE STAGE S');
  const { upload } = await sql('PUT file:///x @S');
  const put = async (name: string, text: string): Promise<void> => {
    const file = path.join(upload?.folder ?? '', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  await put('model/MANIFEST.yml', MANIFEST);
  await put('model/model/model.yaml', 'model_type: custom\ntask: TABULAR_REGRESSION\n');
  await put('modelled/x', 'not of the model');
  await put('other/x', '1');
  await put('broken/MANIFEST.yml', 'methods: [}');
  return { sql, folder };
}

const CREATE = 'CREATE MODEL M WITH VERSION V1 FROM @S/model';

describe('models', () => {
  it('are made of staged files, and listed with versions and functions', async () => {
    const { sql } = await staged();
    expect((await sql(CREATE)).rows).toEqual([['Model M successfully created.']]);
    await sql('ALTER MODEL M ADD VERSION "v2" FROM @DB.PUBLIC.S/model/');
    expect((await sql("SHOW MODELS LIKE 'm' IN SCHEMA DB.PUBLIC")).named).toMatchObject([
      {
        name: 'M',
        model_type: 'USER_MODEL',
        default_version_name: 'V1',
        versions: '["V1","v2"]',
        aliases: '{"DEFAULT":"V1","FIRST":"V1","LAST":"v2"}',
      },
    ]);
    expect((await sql("SHOW VERSIONS LIKE 'V1' IN MODEL M")).named).toMatchObject([
      {
        name: 'V1',
        is_default_version: 'true',
        functions: '["PREDICT","EXPLAIN"]',
        metadata: '{}',
        runnable_in: '["WAREHOUSE"]',
        model_attributes: '{"framework":"custom","task":"TABULAR_REGRESSION"}',
        model_spec: 'model_type: custom\ntask: TABULAR_REGRESSION\n',
      },
    ]);
    expect((await sql("SHOW FUNCTIONS LIKE 'p%' IN MODEL M VERSION V1")).named).toMatchObject([
      {
        name: 'PREDICT',
        version_name: 'V1',
        return_type: 'OBJECT',
        min_num_arguments: '1',
        language: 'PYTHON',
      },
    ]);
    expect((await sql('SHOW FUNCTIONS IN MODEL M')).named[1]).toMatchObject({
      return_type: 'TABLE (WHY DOUBLE)',
    });
    const files = await sql("LIST 'snow://model/DB.PUBLIC.M/versions/v2/'");
    expect(files.rows.map(([name]) => name)).toEqual([
      'versions/v2/MANIFEST.yml',
      'versions/v2/model/model.yaml',
    ]);
  });

  it('have a default, aliases, comments, metadata and tags', async () => {
    const { sql } = await staged();
    await sql(CREATE);
    await sql('ALTER MODEL M ADD VERSION V2 FROM MODEL M VERSION V1');
    await sql('ALTER MODEL M SET DEFAULT_VERSION = V2');
    await sql('ALTER MODEL M VERSION FIRST SET ALIAS = OLD');
    await sql("ALTER MODEL M MODIFY VERSION OLD SET COMMENT=$$it's$$");
    await sql('ALTER MODEL M MODIFY VERSION V1 SET METADATA=$${"metrics": {"a": 1}}$$');
    await sql('COMMENT ON MODEL M IS $$all$$');
    await sql('CREATE TAG K');
    await sql('ALTER MODEL M SET TAG K = $$v$$');
    expect((await sql('SHOW VERSIONS IN MODEL M')).named).toMatchObject([
      { name: 'V1', aliases: '["FIRST","OLD"]', comment: "it's", metadata: '{"metrics": {"a": 1}}' },
      { name: 'V2', aliases: '["DEFAULT","LAST"]', is_default_version: 'true' },
    ]);
    const versions =
      'SELECT MODEL_NAME, MODEL_VERSION_NAME, VERSION_ALIASES, COMMENT, FUNCTIONS, METADATA FROM INFORMATION_SCHEMA.MODEL_VERSIONS ORDER BY 2';
    const [first, second] = (await sql(versions)).rows;
    expect(first).toEqual(['M', 'V1', '["FIRST","OLD"]', "it's", second?.[4], '{"metrics": {"a": 1}}']);
    expect(second?.slice(0, 4)).toEqual(['M', 'V2', '["DEFAULT","LAST"]', '']);
    expect(JSON.parse(second?.[4] ?? '')).toContain('PREDICT');
    expect((await sql('SHOW MODELS')).named).toMatchObject([{ comment: 'all', default_version_name: 'V2' }]);
    expect((await sql("SELECT SYSTEM$GET_TAG('K', 'M', 'MODULE')")).rows).toEqual([['v']]);
    await sql('ALTER MODEL M VERSION OLD UNSET ALIAS');
    await sql('ALTER MODEL M RENAME TO N');
    expect((await sql('SHOW VERSIONS IN MODEL N')).named[0]).toMatchObject({ aliases: '["FIRST"]' });
  });

  it('refuse what cannot be', async () => {
    const { sql } = await staged();
    const codeOf = async (statement: string) => (await refusal(sql(statement))).code;
    expect(await codeOf('CREATE MODEL M WITH VERSION V1 FROM @S/other')).toBe('398507');
    expect(await codeOf('CREATE MODEL M WITH VERSION V1 FROM @S/broken')).toBe('398507');
    expect(await codeOf('CREATE MODEL M FROM @S/model')).toBe('000002');
    expect(await codeOf('CREATE MODEL M WITH LIVE VERSION V1')).toBe('000002');
    expect(await codeOf('CREATE MODEL MONITOR MM WITH MODEL = M')).toBe('000002');
    expect((await sql('SHOW MODELS')).rows).toEqual([]);
    await sql(CREATE);
    expect(await codeOf(CREATE)).toBe('002002');
    expect(await codeOf('ALTER MODEL M ADD VERSION V1 FROM @S/model')).toBe('002002');
    expect(await codeOf('ALTER MODEL M ADD VERSION LAST FROM @S/model')).toBe('002002');
    expect(await codeOf('ALTER MODEL M DROP VERSION V1')).toBe('092918');
    expect(await codeOf('ALTER MODEL M DROP VERSION V9')).toBe('002003');
    expect(await codeOf("ALTER MODEL M MODIFY VERSION V1 SET METADATA = 'x'")).toBe('001008');
    expect(await codeOf('SHOW VERSIONS IN MODEL NONE')).toBe('002043');
    expect((await refusal(sql('SELECT MODEL(M, V1)!PREDICT(1.5)'))).message).toContain('MODEL');
  });

  it('go with their files', async () => {
    const { sql, folder } = await staged();
    const kept = async () => (await readdir(path.join(folder, 'stages'))).length;
    const before = await kept();
    await sql(CREATE);
    await sql('ALTER MODEL M ADD VERSION V2 FROM @S/model');
    expect(await kept()).toBe(before + 2);
    await sql('ALTER MODEL M DROP VERSION V2');
    expect(await kept()).toBe(before + 1);
    await sql(CREATE.replace('MODEL M', 'OR REPLACE MODEL M').replace('@S/model', 'MODEL M'));
    expect(await kept()).toBe(before + 1);
    expect((await sql('SHOW FUNCTIONS IN MODEL M')).rows).toHaveLength(2);
    await sql('DROP MODEL M');
    expect(await kept()).toBe(before);
  });

  it('stand in the lineage of what they were trained on', async () => {
    const { sql } = await staged();
    await sql(CREATE);
    const lineage =
      "SELECT SOURCE_OBJECT_NAME, TARGET_OBJECT_NAME, TARGET_OBJECT_DOMAIN, TARGET_OBJECT_VERSION FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE('M', 'MODULE', 'UPSTREAM', 1))";
    expect((await sql(lineage)).rows).toEqual([
      ['D', 'M', 'MODULE', 'V1'],
      ['T', 'M', 'MODULE', 'V1'],
    ]);
  });
});
