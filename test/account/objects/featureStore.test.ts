import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

/** The regular expression with which the official client reads SHOW `text`. */
const CLIENT_READS =
  /^CREATE (OR REPLACE )?(DYNAMIC ICEBERG TABLE|DYNAMIC TABLE|VIEW) .*COMMENT = '(.*)'\s*TAG.*?SNOWML_FEATURE_VIEW_METADATA = '(.*?)',?.*?AS (.*)$/is;

const OBJECT = '{"type": "MANAGED_FEATURE_VIEW", "pkg_version": "1.48.0"}';
const EXTERNAL = '{"type": "EXTERNAL_FEATURE_VIEW", "pkg_version": "1.48.0"}';
const METADATA =
  '{"entities": ["FOO"], "timestamp_col": "TS", "is_tiled": false, "is_iceberg": false, "is_rollup": false, "is_streaming": false, "is_append_only": false}';
const TAGS = (object: string): string =>
  `TAG ( DB.FS.SNOWML_FEATURE_STORE_OBJECT = '${object}', DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'ID', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '${METADATA}' )`;
const QUERY = 'SELECT ID, TS, AMT, AMT * 2 AS "weird col" FROM DB.PUBLIC.SRC';
const COLUMNS = `(ID , TS , AMT COMMENT 'amount', "weird col" COMMENT '')`;

function createView(name: string): string {
  return `CREATE VIEW ${name} ${COLUMNS} COMMENT = 'd''esc' ${TAGS(EXTERNAL)} AS ${QUERY}`;
}

function createDynamicTable(name: string, head = 'CREATE', lag = '60 minute'): string {
  return `${head} DYNAMIC TABLE ${name} ${COLUMNS} TARGET_LAG = '${lag}' COMMENT = 'd''esc' ${TAGS(OBJECT)} WAREHOUSE = WH REFRESH_MODE = AUTO INITIALIZE = ON_CREATE CLUSTER BY (ID, TS) AS ${QUERY}`;
}

/** A store as the official client's constructor makes it, with an entity and a source. */
async function store(): Promise<TestConnection> {
  const sql = await freshConnection();
  for (const statement of [
    "SHOW WAREHOUSES LIKE 'WH'",
    "SHOW DATABASES LIKE 'DB' STARTS WITH 'DB'",
    "SHOW SCHEMAS LIKE 'FS' IN DATABASE DB",
    'CREATE SCHEMA IF NOT EXISTS DB.FS',
    'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_VIEW_METADATA',
    'CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_STORE_OBJECT',
    'CREATE TABLE IF NOT EXISTS DB.FS.SNOWML_SNAPSHOT_STATUS (FV_FQN VARCHAR NOT NULL, SNAPSHOT_START_TIME TIMESTAMP_NTZ NOT NULL, CREATED_AT TIMESTAMP_NTZ DEFAULT CURRENT_TIMESTAMP())',
    `SELECT ENTITY_DETAIL('TAG','DB.FS.SNOWML_FEATURE_STORE_OBJECT', '["TAG_REFERENCES_INTERNAL"]');`,
    "CREATE TAG IF NOT EXISTS DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO ALLOWED_VALUES 'ID' COMMENT = 'it''s'",
    "CREATE TABLE DB.PUBLIC.SRC AS SELECT 1 AS ID, '2024-01-01'::TIMESTAMP_NTZ AS TS, 10 AS AMT",
  ]) {
    await sql(statement);
  }
  return sql;
}

describe('a store', () => {
  it('lists its entities', async () => {
    const sql = await store();
    const show = "SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_ENTITY_%' IN SCHEMA DB.FS";
    expect((await sql(show)).named[0]).toMatchObject({
      name: 'SNOWML_FEATURE_STORE_ENTITY_FOO',
      allowed_values: '["ID"]',
      comment: "it's",
      owner: 'ACCOUNTADMIN',
    });
    await sql("ALTER TAG DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO SET COMMENT = 'new'");
    expect((await sql(show)).named[0]?.['comment']).toBe('new');
    await sql('DROP TAG IF EXISTS DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO');
    expect((await sql(show)).rows).toEqual([]);
  });

  it('knows a tag without allowed values from one with', async () => {
    const sql = await store();
    const rows = (await sql("SHOW TAGS LIKE 'SNOWML_FEATURE_STORE_OBJECT' IN DB.FS")).named;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.['allowed_values']).toBeNull();
  });
});

describe('an external feature view', () => {
  it('is a view whose text, columns and tags read back', async () => {
    const sql = await store();
    const statement = createView('DB.FS."MY_FV$v1"');
    await sql(statement);
    const [row] = (await sql("SHOW VIEWS LIKE 'MY_FV$v1%' IN DB.FS")).named;
    expect(row).toMatchObject({ name: 'MY_FV$v1', comment: "d'esc", text: statement, database_name: 'DB' });
    const read = CLIENT_READS.exec(String(row?.['text']));
    expect(read?.slice(4)).toEqual([METADATA, QUERY]);
    expect(
      (await sql('DESC VIEW DB.FS."MY_FV$v1"')).named.map((c) => [c['name'], c['type'], c['comment']]),
    ).toEqual([
      ['ID', 'NUMBER(1,0)', null],
      ['TS', 'TIMESTAMP_NTZ(9)', null],
      ['AMT', 'NUMBER(2,0)', 'amount'],
      ['weird col', 'NUMBER(3,0)', ''],
    ]);
    expect((await sql('SELECT * FROM DB.FS."MY_FV$v1" WHERE ("ID" = \'1\')')).rows).toEqual([
      ['1', '1704067200.000000000', '10', '20'],
    ]);
    await sql('ALTER VIEW DB.FS."MY_FV$v1" SET COMMENT = \'n\'');
    expect((await sql("SHOW VIEWS LIKE 'MY_FV$v1' IN DB.FS")).named[0]?.['comment']).toBe('n');
    expect(await refusal(sql('ALTER DYNAMIC TABLE DB.FS."MY_FV$v1" SUSPEND'))).toMatchObject({
      code: '002203',
    });
    await sql('DROP VIEW IF EXISTS DB.FS."MY_FV$v1"');
    expect((await sql('SHOW VIEWS IN DB.FS')).rows).toEqual([]);
  });

  it('resolves names where it lives and sees its sources as they are now', async () => {
    const sql = await store();
    await sql('USE SCHEMA DB.FS');
    await sql('CREATE TABLE BASE AS SELECT 1 AS A');
    await sql('CREATE VIEW V AS SELECT A FROM BASE');
    await sql('USE SCHEMA DB.PUBLIC');
    await sql('INSERT INTO DB.FS.BASE VALUES (2)');
    await sql('CREATE VIEW W AS SELECT SUM(A) AS S FROM DB.FS.V');
    expect((await sql('SELECT S FROM W')).rows).toEqual([['3']]);
    await sql('DROP TABLE DB.FS.BASE');
    expect(await refusal(sql('SELECT S FROM W'))).toMatchObject({ code: '002003' });
  });
});

describe('a managed feature view', () => {
  it('is a dynamic table, built when it is created', async () => {
    const sql = await store();
    const statement = createDynamicTable('DB.FS.MY_FV$V1');
    await sql(statement);
    const show = "SHOW DYNAMIC TABLES LIKE 'MY_FV$V1' IN DB.FS";
    const [row] = (await sql(show)).named;
    expect(row).toMatchObject({
      name: 'MY_FV$V1',
      target_lag: '1 hour',
      refresh_mode: 'INCREMENTAL',
      refresh_mode_reason: null,
      scheduling_state: 'ACTIVE',
      warehouse: 'WH',
      cluster_by: 'LINEAR(ID, TS)',
      comment: "d'esc",
      rows: '1',
      text: statement,
    });
    expect(CLIENT_READS.exec(String(row?.['text']))?.slice(4)).toEqual([METADATA, QUERY]);
    expect(
      (await sql('DESC DYNAMIC TABLE DB.FS.MY_FV$V1')).named.map((c) => [c['name'], c['comment']]),
    ).toEqual([
      ['ID', null],
      ['TS', null],
      ['AMT', 'amount'],
      ['weird col', ''],
    ]);
  });

  it('refreshes, is suspended, resumed and altered', async () => {
    const sql = await store();
    await sql(createDynamicTable('DB.FS.MY_FV$V1'));
    const fqn = 'DB.FS.MY_FV$V1';
    const shown = async (): Promise<unknown> =>
      (await sql("SHOW DYNAMIC TABLES LIKE 'MY_FV$V1' IN DB.FS")).named[0];
    await sql("INSERT INTO DB.PUBLIC.SRC VALUES (2, '2024-01-02', 20)");
    expect((await sql(`SELECT COUNT(*) FROM ${fqn}`)).rows).toEqual([['1']]);
    await sql(`ALTER DYNAMIC TABLE ${fqn} REFRESH`);
    expect((await sql(`SELECT ID, "weird col" FROM ${fqn} ORDER BY ID`)).rows).toEqual([
      ['1', '20'],
      ['2', '40'],
    ]);
    await sql(`ALTER DYNAMIC TABLE ${fqn} SUSPEND`);
    await sql(`ALTER TASK IF EXISTS ${fqn} SUSPEND`);
    expect(await shown()).toMatchObject({ scheduling_state: 'SUSPENDED' });
    await sql(`ALTER DYNAMIC TABLE ${fqn} RESUME`);
    await sql(
      `ALTER DYNAMIC TABLE ${fqn} SET TARGET_LAG = '1d' WAREHOUSE = COMPUTE_WH COMMENT = 'it''s new'`,
    );
    await sql(`ALTER DYNAMIC TABLE ${fqn} SET INITIALIZATION_WAREHOUSE = WH`);
    expect(await shown()).toMatchObject({
      scheduling_state: 'ACTIVE',
      target_lag: '1 day',
      warehouse: 'COMPUTE_WH',
      comment: "it's new",
      initialization_warehouse: 'WH',
    });
    await sql(`ALTER DYNAMIC TABLE ${fqn} UNSET INITIALIZATION_WAREHOUSE`);
    expect(await shown()).toMatchObject({ initialization_warehouse: null });
    await sql(`DROP DYNAMIC TABLE IF EXISTS ${fqn}`);
    expect(await shown()).toBeUndefined();
  });

  it('has a refresh history with counts, and keeps its rows when a refresh fails', async () => {
    const sql = await store();
    await sql('CREATE TABLE DB.PUBLIC.NUMBERS AS SELECT 1 AS A');
    await sql(
      "CREATE DYNAMIC TABLE DB.FS.D TARGET_LAG = '1 minute' WAREHOUSE = WH AS SELECT 10 / A AS X FROM DB.PUBLIC.NUMBERS",
    );
    await sql('INSERT INTO DB.PUBLIC.NUMBERS VALUES (2)');
    await sql('ALTER DYNAMIC TABLE DB.FS.D REFRESH');
    await sql('INSERT INTO DB.PUBLIC.NUMBERS VALUES (0)');
    expect(await refusal(sql('ALTER DYNAMIC TABLE DB.FS.D REFRESH'))).toMatchObject({ code: '100051' });
    expect((await sql('SELECT COUNT(*) FROM DB.FS.D')).rows).toEqual([['2']]);
    const history = await sql(
      "SELECT name, state, state_message, refresh_action, refresh_trigger, statistics:numInsertedRows::NUMBER AS N, refresh_end_time >= refresh_start_time AS OK FROM TABLE (DB.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY (RESULT_LIMIT => 10000)) WHERE NAME = 'D' AND SCHEMA_NAME = 'FS' ORDER BY refresh_start_time",
    );
    expect(history.rows).toEqual([
      ['D', 'SUCCEEDED', null, 'REINITIALIZE', 'CREATION', '1', '1'],
      ['D', 'SUCCEEDED', null, 'INCREMENTAL', 'MANUAL', '1', '1'],
      ['D', 'FAILED', 'Division by zero', 'INCREMENTAL', 'MANUAL', '0', '1'],
    ]);
    const errors = await sql(
      "SELECT state_code FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => 'DB.FS.D', ERROR_ONLY => TRUE))",
    );
    expect(errors.rows).toEqual([['100051']]);
  });

  it('refreshes the dynamic tables it reads first', async () => {
    const sql = await store();
    await sql('CREATE TABLE DB.PUBLIC.S AS SELECT 1::NUMBER AS A');
    await sql(
      'CREATE DYNAMIC TABLE DB.FS.LOWER_ TARGET_LAG = DOWNSTREAM WAREHOUSE = WH AS SELECT A FROM DB.PUBLIC.S',
    );
    await sql('CREATE VIEW DB.FS.MIDDLE AS SELECT A FROM DB.FS.LOWER_');
    await sql(
      "CREATE DYNAMIC TABLE DB.FS.UPPER_ TARGET_LAG = '2 minute' WAREHOUSE = WH AS SELECT SUM(A) AS S FROM DB.FS.MIDDLE",
    );
    await sql('INSERT INTO DB.PUBLIC.S VALUES (41)');
    expect((await sql('ALTER DYNAMIC TABLE DB.FS.UPPER_ REFRESH')).rows[0]?.[0]).toBe('2');
    expect((await sql('SELECT S FROM DB.FS.UPPER_')).rows).toEqual([['42']]);
    expect((await sql('SHOW DYNAMIC TABLES IN DB.FS')).named.map((d) => d['target_lag'])).toEqual([
      'DOWNSTREAM',
      '2 minutes',
    ]);
  });

  it('is changed by nothing but its refreshes', async () => {
    const sql = await freshConnection();
    await sql('CREATE TABLE SRC AS SELECT 1 AS ID');
    await sql("CREATE DYNAMIC TABLE DYN TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT * FROM SRC");
    for (const dml of [
      'INSERT INTO DYN VALUES (2)',
      'UPDATE DYN SET ID = 2',
      'DELETE FROM DYN',
      'MERGE INTO DYN USING SRC ON DYN.ID = SRC.ID WHEN MATCHED THEN DELETE',
    ]) {
      const { code, message } = await refusal(sql(dml));
      expect([code, message.includes('dynamic table DB.PUBLIC.DYN')]).toEqual(['000002', true]);
    }
    expect((await sql('SELECT * FROM DYN')).rows).toEqual([['1']]);
  });

  it('waits for its first refresh with INITIALIZE = ON_SCHEDULE', async () => {
    const sql = await store();
    await sql(
      "CREATE DYNAMIC TABLE DB.FS.D TARGET_LAG = '1 hour' WAREHOUSE = WH INITIALIZE = ON_SCHEDULE AS SELECT ID FROM DB.PUBLIC.SRC",
    );
    expect((await refusal(sql('SELECT * FROM DB.FS.D'))).message).toContain('is not initialized');
    await sql('ALTER DYNAMIC TABLE DB.FS.D REFRESH');
    expect((await sql('SELECT * FROM DB.FS.D')).rows).toEqual([['1']]);
  });

  it('is a cron view through a task of its name', async () => {
    const sql = await store();
    await sql(createDynamicTable('DB.FS."CRON_FV$1.0"', 'CREATE', 'DOWNSTREAM'));
    await sql(
      `CREATE TASK DB.FS."CRON_FV$1.0" WAREHOUSE = WH SCHEDULE = 'USING CRON 0 0 * * * UTC' AS ALTER DYNAMIC TABLE DB.FS."CRON_FV$1.0" REFRESH`,
    );
    await sql(
      `ALTER TASK DB.FS."CRON_FV$1.0" SET TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT='{"type": "FEATURE_VIEW_REFRESH_TASK", "pkg_version": "1.48.0"}'`,
    );
    await sql('ALTER TASK DB.FS."CRON_FV$1.0" RESUME');
    const show = "SHOW TASKS LIKE 'CRON_FV$1.0' IN SCHEMA DB.FS";
    expect((await sql(show)).named[0]).toMatchObject({
      state: 'started',
      schedule: 'USING CRON 0 0 * * * UTC',
      definition: 'ALTER DYNAMIC TABLE DB.FS."CRON_FV$1.0" REFRESH',
      warehouse: 'WH',
    });
    await sql('ALTER TASK DB.FS."CRON_FV$1.0" SUSPEND');
    await sql(`ALTER TASK DB.FS."CRON_FV$1.0" SET SCHEDULE = 'USING CRON 5 0 * * * UTC'`);
    expect((await sql(show)).named[0]).toMatchObject({
      state: 'suspended',
      schedule: 'USING CRON 5 0 * * * UTC',
    });
    const tagged = await sql(
      "SELECT TAG_NAME, DOMAIN FROM TABLE(DB.INFORMATION_SCHEMA.TAG_REFERENCES('DB.FS.\"CRON_FV$1.0\"','task'))",
    );
    expect(tagged.rows).toEqual([['SNOWML_FEATURE_STORE_OBJECT', 'TASK']]);
    expect((await sql('EXECUTE TASK DB.FS."CRON_FV$1.0"')).rows).toEqual([
      ['Task CRON_FV$1.0 is scheduled to run immediately.'],
    ]);
    await sql('DROP TASK IF EXISTS DB.FS."CRON_FV$1.0"');
    expect((await sql(show)).rows).toEqual([]);
  });

  it('is overwritten, and its leavings are dropped', async () => {
    const sql = await store();
    await sql(createDynamicTable('DB.FS.MY_FV$V1'));
    for (const statement of [
      createDynamicTable('DB.FS.MY_FV$V1', 'CREATE OR REPLACE', '2 hours'),
      'DROP TASK IF EXISTS DB.FS.MY_FV$V1',
      'DROP TABLE IF EXISTS DB.FS.MY_FV$V1$SNAPSHOTS',
      "DELETE FROM DB.FS.SNOWML_SNAPSHOT_STATUS WHERE FV_FQN = 'DB.FS.MY_FV$V1'",
      'DROP ONLINE FEATURE TABLE IF EXISTS DB.FS.MY_FV$V1$ONLINE',
    ]) {
      await sql(statement);
    }
    expect((await sql('SHOW DYNAMIC TABLES IN DB.FS')).named.map((d) => d['target_lag'])).toEqual([
      '2 hours',
    ]);
  });

  it('changes its kind by a swap of names, since OR REPLACE does not', async () => {
    const sql = await store();
    await sql(createView('DB.FS."SW$v1"'));
    expect(await refusal(sql(createDynamicTable('DB.FS."SW$v1"', 'CREATE OR REPLACE')))).toMatchObject({
      code: '001998',
    });
    for (const statement of [
      createDynamicTable('DB.FS."SW$v1_TMP_TABLE_3e6d6fca"'),
      'ALTER VIEW IF EXISTS DB.FS."SW$v1" RENAME TO DB.FS."SW$v1_TMP_VIEW_3e6d6fca"',
      'ALTER TABLE IF EXISTS DB.FS."SW$v1_TMP_TABLE_3e6d6fca" RENAME TO DB.FS."SW$v1"',
      'DROP VIEW IF EXISTS DB.FS."SW$v1_TMP_VIEW_3e6d6fca"',
    ]) {
      await sql(statement);
    }
    expect((await sql('SHOW DYNAMIC TABLES IN DB.FS')).named.map((d) => d['name'])).toEqual(['SW$v1']);
    expect((await sql('SHOW VIEWS IN DB.FS')).rows).toEqual([]);
    expect(
      await refusal(sql(createView('DB.FS."SW$v1"').replace('CREATE', 'CREATE OR REPLACE'))),
    ).toMatchObject({
      code: '001998',
    });
  });

  it.each([
    ["TARGET_LAG = '10 fortnights' WAREHOUSE = WH", '001008', 'TARGET_LAG'],
    ["TARGET_LAG = '5 seconds' WAREHOUSE = WH", '001008', '1 minute'],
    ["TARGET_LAG = '1 hour'", '001003', 'Missing option(s): [WAREHOUSE]'],
    ["TARGET_LAG = '1 hour' WAREHOUSE = NOPE", '002003', "Warehouse 'NOPE' does not exist"],
    ["TARGET_LAG = '1 hour' WAREHOUSE = WH REFRESH_MODE = SOMETIMES", '001008', 'REFRESH_MODE'],
    ["TARGET_LAG = '1 hour' WAREHOUSE = WH IMMUTABLE WHERE (ID < 5)", '000002', 'IMMUTABLE WHERE'],
  ])('is refused with %s', async (clauses, code, text) => {
    const sql = await store();
    const error = await refusal(
      sql(`CREATE DYNAMIC TABLE DB.FS.D ${clauses} AS SELECT ID FROM DB.PUBLIC.SRC`),
    );
    expect(`${error.code} ${error.message}`).toContain(text);
    expect(error.code).toBe(code);
    expect((await sql('SHOW DYNAMIC TABLES IN DB.FS')).rows).toEqual([]);
  });

  it('points at a mistake in its query by the place in the whole statement', async () => {
    const sql = await store();
    const error = await refusal(
      sql(
        "CREATE DYNAMIC TABLE DB.FS.D TARGET_LAG = '1 hour' WAREHOUSE = WH AS\nSELECT ID,\n  NOSUCH FROM DB.PUBLIC.SRC",
      ),
    );
    expect(error).toMatchObject({ code: '000904', position: { line: 3 } });
  });
});

describe('finding feature views by their tags', () => {
  it('works with one call for the whole store', async () => {
    const sql = await store();
    await sql(createView('DB.FS."A$v1"'));
    await sql(createDynamicTable('DB.FS.B$V1'));
    const detail = await sql(
      `SELECT ENTITY_DETAIL('TAG','DB.FS.SNOWML_FEATURE_STORE_OBJECT', '["TAG_REFERENCES_INTERNAL"]')`,
    );
    const parsed = JSON.parse(String(detail.rows[0]?.[0])) as {
      referencedEntities: { tagReferenceList: Record<string, unknown>[] };
    };
    expect(parsed.referencedEntities.tagReferenceList).toMatchObject([
      { entityName: 'A$v1', domain: 'TABLE', tagValue: EXTERNAL, entityOwner: 'ACCOUNTADMIN' },
      { entityName: 'B$V1', domain: 'TABLE', tagValue: OBJECT, entityOwner: 'ACCOUNTADMIN' },
    ]);
  });

  it('works object by object', async () => {
    const sql = await store();
    await sql(createDynamicTable('DB.FS."B$v1"'));
    const detail = await sql(`SELECT ENTITY_DETAIL('table','DB.FS."B$v1"', '["TAG_REFERENCES"]')`);
    expect(JSON.parse(String(detail.rows[0]?.[0]))).toMatchObject({
      tagReferencesInfo: {
        tagReferenceList: expect.arrayContaining([
          expect.objectContaining({ tagName: 'SNOWML_FEATURE_VIEW_METADATA', tagValue: METADATA }),
        ]) as unknown,
      },
    });
    const rows = await sql(
      `SELECT TAG_NAME, TAG_VALUE FROM TABLE(DB.INFORMATION_SCHEMA.TAG_REFERENCES('DB.FS."B$v1"','table')) ORDER BY TAG_NAME`,
    );
    expect(rows.rows).toEqual([
      ['SNOWML_FEATURE_STORE_ENTITY_FOO', 'ID'],
      ['SNOWML_FEATURE_STORE_OBJECT', OBJECT],
      ['SNOWML_FEATURE_VIEW_METADATA', METADATA],
    ]);
    expect(
      (await sql(`SELECT SYSTEM$GET_TAG('DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO', 'DB.FS."B$v1"', 'table')`))
        .rows,
    ).toEqual([['ID']]);
  });
});

describe('tags', () => {
  it('are refused when they do not exist, are not allowed, or are too long', async () => {
    const sql = await store();
    await sql(createView('DB.FS.V'));
    expect(await refusal(sql("ALTER VIEW DB.FS.V SET TAG DB.FS.NOPE = 'x'"))).toMatchObject({
      code: '002003',
    });
    expect(
      (await refusal(sql("ALTER VIEW DB.FS.V SET TAG DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'OTHER'")))
        .message,
    ).toContain("'ID'");
    expect(
      (
        await refusal(
          sql(`ALTER VIEW DB.FS.V SET TAG DB.FS.SNOWML_FEATURE_STORE_OBJECT = '${'x'.repeat(257)}'`),
        )
      ).message,
    ).toContain('256');
  });

  it('are inherited from the schema, set on columns, unset, and gone with their tag', async () => {
    const sql = await store();
    await sql('CREATE TAG DB.FS.T');
    await sql("ALTER SCHEMA DB.FS SET TAG DB.FS.T = 'schema'");
    await sql('CREATE TABLE DB.FS.X (A NUMBER, B NUMBER)');
    await sql("ALTER TABLE DB.FS.X MODIFY COLUMN A SET TAG DB.FS.T = 'column'");
    const references = async (name: string, domain: string): Promise<unknown> =>
      (
        await sql(
          `SELECT TAG_VALUE, LEVEL FROM TABLE(DB.INFORMATION_SCHEMA.TAG_REFERENCES('${name}', '${domain}'))`,
        )
      ).rows;
    expect(await references('DB.FS.X', 'TABLE')).toEqual([['schema', 'SCHEMA']]);
    expect(await references('DB.FS.X.A', 'COLUMN')).toEqual([['column', 'COLUMN']]);
    expect(await references('DB.FS.X.B', 'COLUMN')).toEqual([['schema', 'SCHEMA']]);
    await sql("ALTER TABLE DB.FS.X SET TAG DB.FS.T = 'table'");
    expect(await references('DB.FS.X', 'TABLE')).toEqual([['table', 'TABLE']]);
    await sql('ALTER TABLE DB.FS.X UNSET TAG DB.FS.T');
    expect(await references('DB.FS.X', 'TABLE')).toEqual([['schema', 'SCHEMA']]);
    await sql('DROP TAG DB.FS.T');
    expect(await references('DB.FS.X', 'TABLE')).toEqual([]);
  });
});
