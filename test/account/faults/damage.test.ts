import { cp, open, readFile, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AccountDamagedError, AccountLockedError } from '../../../src/account/engine/errors.js';
import { openAccount } from '../../../src/account/engine/open.js';
import { examine, salvage } from '../../../src/account/engine/salvage.js';
import { account, connect, temporaryFolder } from '../objects/account.js';
import { refusal } from '../objects/refusal.js';

const ROWS = 300_000;

/** A closed account with a large table between small ones. */
async function closedAccount(): Promise<{ folder: string; file: string; size: number }> {
  const folder = await temporaryFolder();
  const opened = await openAccount(folder);
  const sql = await connect(opened);
  await sql('CREATE DATABASE DB');
  await sql('CREATE TAG COLOUR');
  await sql("CREATE TABLE BEFORE (A INT) WITH TAG (COLOUR = 'red')");
  await sql('INSERT INTO BEFORE VALUES (1), (2)');
  await sql(
    `CREATE TABLE LARGE AS SELECT SEQ8() AS A, SHA2(SEQ8()::TEXT) AS B FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`,
  );
  await sql('CREATE TABLE AFTER (A INT NOT NULL)');
  await sql('CREATE STREAM S ON TABLE AFTER');
  await sql('INSERT INTO AFTER VALUES (3)');
  await opened.close();
  const file = path.join(folder, 'account.duckdb');
  return { folder, file, size: (await stat(file)).size };
}

async function overwrite(file: string, at: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(64, 0x55), 0, 64, at);
  await handle.close();
}

describe('an account whose file is damaged', () => {
  it('in the middle: what reads there says so, the rest goes on, and all but the damaged rows are saved', async () => {
    const { folder, file, size } = await closedAccount();
    expect((await examine(folder)).every(({ lost }) => lost === 0)).toBe(true);
    await overwrite(file, Math.floor(size / 2));

    const opened = await account(folder);
    const sql = await connect(opened);
    await sql('USE SCHEMA DB.PUBLIC');
    const error = await refusal(sql('SELECT MAX(B) FROM LARGE'));
    expect(error.code).toBe('000603');
    expect(error.message).toContain('firn account check');
    expect((await sql('SELECT A FROM BEFORE ORDER BY A')).rows).toEqual([['1'], ['2']]);
    await sql('INSERT INTO AFTER VALUES (4)');
    await expect(examine(folder)).rejects.toThrow(AccountLockedError);
    await opened.close();

    const states = await examine(folder);
    const damaged = states.filter(({ lost }) => lost > 0);
    expect(damaged.map(({ name, rows }) => [name, rows])).toEqual([['DB.PUBLIC.LARGE', ROWS]]);
    const lost = damaged[0]?.lost ?? 0;
    expect(lost).toBeLessThan(ROWS);

    const into = path.join(await temporaryFolder(), 'new');
    expect(await salvage(folder, into)).toEqual(states);
    const saved = await connect(await account(into));
    await saved('USE SCHEMA DB.PUBLIC');
    const [[count, different] = []] = (await saved('SELECT COUNT(*), COUNT(DISTINCT A) FROM LARGE')).rows;
    expect([Number(count), Number(different)]).toEqual([ROWS - lost, ROWS - lost]);
    expect((await saved('SELECT COUNT(*) FROM LARGE WHERE B <> SHA2(A::TEXT)')).rows).toEqual([['0']]);
    expect((await saved('SELECT A FROM S ORDER BY A')).rows).toEqual([['3'], ['4']]);
    await saved('INSERT INTO AFTER VALUES (5)');
    expect((await saved('SELECT A FROM S ORDER BY A')).rows).toEqual([['3'], ['4'], ['5']]);
    expect((await saved("SELECT SYSTEM$GET_TAG('COLOUR', 'BEFORE', 'TABLE')")).rows).toEqual([['red']]);
    expect((await refusal(saved('INSERT INTO AFTER VALUES (NULL)'))).code).toBe('100072');
    await expect(salvage(folder, into)).rejects.toThrow('is not empty');
  });

  it('in its header, or cut off: it is reported when it is opened and when it is checked, and left as it is', async () => {
    const { folder, file, size } = await closedAccount();
    const damages = [
      (copy: string) => overwrite(copy, 0),
      // Both copies of the header that is written last.
      async (copy: string) => {
        await overwrite(copy, 4096);
        await overwrite(copy, 8192);
      },
      (copy: string) => truncate(copy, Math.floor(size / 2)),
    ];
    for (const damage of damages) {
      const copy = await temporaryFolder();
      await cp(folder, copy, { recursive: true });
      const damaged = path.join(copy, path.basename(file));
      await damage(damaged);
      const before = await readFile(damaged);
      await expect(openAccount(copy)).rejects.toThrow(AccountDamagedError);
      await expect(examine(copy)).rejects.toThrow(AccountDamagedError);
      expect((await readFile(damaged)).equals(before)).toBe(true);
    }
  });
});
