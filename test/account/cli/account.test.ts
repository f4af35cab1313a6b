import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { connect } from '../objects/account.js';
import { Firn } from './firn.js';

it('firn account check tells what is damaged, firn account salvage copies the rest', async () => {
  const firn = await Firn.create();
  try {
    const none = await firn.run('account', 'check');
    expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining('There is no account in ')]);
    const folder = path.join(firn.home, 'account');
    const opened = await openAccount(folder);
    const sql = await connect(opened);
    await sql('CREATE DATABASE DB');
    await sql('CREATE TABLE SMALL AS SELECT 1 AS A');
    await sql(
      'CREATE TABLE LARGE AS SELECT SHA2(SEQ8()::TEXT) AS B FROM TABLE(GENERATOR(ROWCOUNT => 300000))',
    );
    expect((await firn.run('account', 'check')).stderr).toContain('is open in ');
    await opened.close();
    const whole = await firn.run('account', 'check');
    expect([whole.exitCode, whole.stderr]).toEqual([
      0,
      expect.stringMatching(/^(\d+) of \1 rows in \d+ tables can be read\./),
    ]);

    const file = path.join(folder, 'account.duckdb');
    const handle = await open(file, 'r+');
    await handle.write(Buffer.alloc(64, 0x55), 0, 64, Math.floor((await stat(file)).size / 2));
    await handle.close();
    const damaged = await firn.run('account', 'check', '--json');
    expect(damaged.exitCode).toBe(1);
    expect(damaged.stderr).toContain('DB.PUBLIC.LARGE: 122880 of 300000 rows cannot be read.');
    expect(JSON.parse(damaged.stdout)).toContainEqual({ name: 'DB.PUBLIC.SMALL', rows: 1, lost: 0 });

    const home = path.join(firn.home, '..', 'saved');
    const saved = await firn.run('account', 'salvage', home);
    expect([saved.exitCode, saved.stderr]).toEqual([
      1,
      expect.stringContaining(`FIRN_HOME=${path.resolve(home)}`),
    ]);
    const again = await openAccount(path.join(home, 'account'));
    const after = await connect(again);
    expect((await after('SELECT COUNT(*) FROM DB.PUBLIC.LARGE')).rows).toEqual([['177120']]);
    await again.close();
    expect((await firn.run('account', 'forget')).stderr).toContain('firn account salvage FOLDER');
  } finally {
    await firn.remove();
  }
});
