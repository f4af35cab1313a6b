import { expect, it } from 'vitest';
import { account, connect, temporaryFolder } from '../objects/account.js';
import type { TestConnection } from '../objects/account.js';

/** Does something in one account after another on the same folder. */
async function reopened(
  ...steps: readonly ((sql: TestConnection, runDue: () => Promise<void>) => Promise<void>)[]
): Promise<void> {
  const folder = await temporaryFolder();
  for (const [i, step] of steps.entries()) {
    const opened = await account(folder);
    const sql = await connect(opened);
    if (i > 0) await sql('USE SCHEMA DB.PUBLIC');
    await step(sql, () => opened.runDue());
    await opened.close();
  }
}

it('a new tag has no value that a dropped one had, though the account was closed between them', async () => {
  await reopened(
    async (sql) => {
      await sql('CREATE DATABASE DB');
      await sql('CREATE TABLE T (A INT)');
      await sql('CREATE TAG FORMER');
      await sql("ALTER TABLE T SET TAG FORMER = 'x'");
      await sql('DROP TAG FORMER');
    },
    async (sql) => {
      await sql('CREATE TAG LATTER');
      expect((await sql("SELECT SYSTEM$GET_TAG('LATTER', 'T', 'TABLE')")).rows).toEqual([[null]]);
    },
  );
});

it('a run of a task has a number of its own after the account was closed', async () => {
  const run = async (sql: TestConnection, runDue: () => Promise<void>): Promise<void> => {
    await sql('EXECUTE TASK J');
    await runDue();
  };
  await reopened(
    async (sql, runDue) => {
      await sql('CREATE DATABASE DB');
      await sql('CREATE TABLE T (A INT)');
      await sql('CREATE TASK J AS INSERT INTO T SELECT 1 / 0');
      await run(sql, runDue);
      await sql('ALTER TASK J MODIFY AS INSERT INTO T SELECT 1');
    },
    async (sql, runDue) => {
      await run(sql, runDue);
      const { rows } = await sql(
        'SELECT STATE, COUNT(DISTINCT RUN_ID) FROM TABLE(DB.INFORMATION_SCHEMA.TASK_HISTORY()) GROUP BY STATE ORDER BY STATE',
      );
      expect(rows).toEqual([
        ['FAILED', '1'],
        ['SUCCEEDED', '1'],
      ]);
    },
  );
});
