import { describe, expect, it } from 'vitest';
import type { TestConnection } from './account.js';
import { freshConnection } from './account.js';
import { refusal } from './refusal.js';

async function ddl(sql: TestConnection, kind: string, name: string): Promise<string> {
  return (await sql(`SELECT GET_DDL('${kind}', '${name}')`)).rows[0]?.[0] ?? '';
}

describe('GET_DDL', () => {
  it('prints a table', async () => {
    const sql = await freshConnection();
    await sql(
      `CREATE TABLE T (ID INT NOT NULL PRIMARY KEY, "low" VARCHAR(10) DEFAULT 'x' COMMENT 'it''s', AT TIMESTAMP_NTZ) COMMENT = 'all'`,
    );
    expect(await ddl(sql, 'TABLE', 'T')).toBe(
      [
        'create or replace TABLE T (',
        '\tID NUMBER(38,0) NOT NULL,',
        `\t"low" VARCHAR(10) DEFAULT 'x' COMMENT 'it''s',`,
        '\tAT TIMESTAMP_NTZ(9),',
        '\tprimary key (ID)',
        ") COMMENT='all';",
      ].join('\n'),
    );
    expect((await sql("SELECT GET_DDL('TABLE', 'DB.PUBLIC.T', 'true')")).rows[0]?.[0]).toContain(
      'TABLE DB.PUBLIC.T (',
    );
  });

  it.each([
    [
      'TABLE',
      "CREATE TRANSIENT TABLE X (A INT WITH TAG (G = 'v'), \"b c\" VARIANT, D DATE UNIQUE) CLUSTER BY (A) COMMENT = 'o''\\\\n'",
    ],
    [
      'VIEW',
      "CREATE SECURE VIEW X (P COMMENT 'c', Q) WITH TAG (G = 'v') AS SELECT A, B FROM S WHERE B <> ';'",
    ],
    [
      'DYNAMIC_TABLE',
      "CREATE DYNAMIC TABLE X (P, Q) TARGET_LAG = '60 minute' WAREHOUSE = WH REFRESH_MODE = FULL COMMENT = 'c' AS SELECT A, B FROM S",
    ],
    [
      'TASK',
      "CREATE TASK X WAREHOUSE = WH SCHEDULE = 'USING CRON 0 9 * * * UTC' CONFIG = '{\"a\": 1}' WHEN 1 = 1 AS INSERT INTO S SELECT 1, 'as'",
    ],
    ['TAG', "CREATE TAG X ALLOWED_VALUES 'a', 'b''c' COMMENT = 'c'"],
  ])('of a %s creates an equal one', async (kind, statement) => {
    const sql = await freshConnection();
    await sql('CREATE TAG G');
    await sql('CREATE TABLE S (A INT, B VARCHAR)');
    await sql(statement);
    const words = kind.replace('_', ' ');
    const facts = async () => {
      const { named } = await sql(`SHOW ${words}S LIKE 'X'`);
      // Its id, the moment of its making and the text it was made by are the statement's, not the object's.
      return named.map((row) => ({ ...row, created_on: '', id: '', text: '', data_timestamp: '' }));
    };
    const [first, before, described] = [
      await ddl(sql, kind, 'X'),
      await facts(),
      await sql(`DESCRIBE ${words} X`),
    ];
    await sql(`DROP ${words} X`);
    await sql(first);
    expect(await ddl(sql, kind, 'X')).toBe(first);
    expect(await facts()).toEqual(before);
    expect((await sql(`DESCRIBE ${words} X`)).rows).toEqual(described.rows);
  });

  it('refuses what it cannot print and what is not there', async () => {
    const sql = await freshConnection();
    expect((await refusal(ddl(sql, 'SCHEMA', 'DB.FS'))).message).toContain('GET_DDL of a SCHEMA');
    expect(await refusal(ddl(sql, 'TABLE', 'NOWHERE'))).toMatchObject({ code: '002043' });
  });
});
