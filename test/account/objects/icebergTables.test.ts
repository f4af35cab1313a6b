import { expect, it } from 'vitest';
import { account, connect } from './account.js';

/** Source: "CREATE DYNAMIC TABLE" (dynamic Apache Iceberg tables), "SHOW ICEBERG TABLES". */
it('dynamic Iceberg tables are dynamic tables whose volume and place are recorded', async () => {
  const sql = await connect(await account());
  for (const statement of [
    'CREATE WAREHOUSE WH',
    'CREATE DATABASE DB',
    'CREATE TABLE T AS SELECT 1 AS A',
    "CREATE DYNAMIC ICEBERG TABLE ICE TARGET_LAG = '1 hour' WAREHOUSE = WH CATALOG = 'SNOWFLAKE' EXTERNAL_VOLUME = VOL BASE_LOCATION = 'a/b' AS SELECT A FROM T",
    "CREATE OR REPLACE DYNAMIC TABLE PLAIN TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM T",
    'INSERT INTO T VALUES (2)',
    'ALTER DYNAMIC TABLE ICE REFRESH',
  ])
    await sql(statement);
  expect((await sql('SELECT A FROM ICE ORDER BY A')).rows).toEqual([['1'], ['2']]);
  const { named } = await sql('SHOW DYNAMIC TABLES');
  expect(named.map((row) => [row['name'], row['is_iceberg']])).toEqual([
    ['ICE', 'true'],
    ['PLAIN', 'false'],
  ]);
  const iceberg = (await sql('SHOW ICEBERG TABLES LIMIT 5')).named;
  expect(
    iceberg.map((row) => [
      row['name'],
      row['external_volume_name'],
      row['catalog_name'],
      row['base_location'],
    ]),
  ).toEqual([['ICE', 'VOL', 'SNOWFLAKE', 'a/b']]);
  await expect(
    sql("CREATE DYNAMIC ICEBERG TABLE X TARGET_LAG = '1 hour' WAREHOUSE = WH AS SELECT A FROM T"),
  ).rejects.toThrow('Missing option(s): [EXTERNAL_VOLUME]');
  await expect(
    sql(
      "CREATE DYNAMIC ICEBERG TABLE X TARGET_LAG = '1 hour' WAREHOUSE = WH CATALOG = GLUE EXTERNAL_VOLUME = V AS SELECT A FROM T",
    ),
  ).rejects.toThrow('CATALOG = GLUE');
  await expect(sql('CREATE ICEBERG TABLE X (A INT)')).rejects.toThrow(
    "Unsupported feature 'CREATE ICEBERG TABLE'",
  );
  await sql('DROP DYNAMIC TABLE ICE');
  expect((await sql('SHOW ICEBERG TABLES')).rows).toEqual([]);
});
