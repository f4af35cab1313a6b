import { expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { account, connect, temporaryFolder } from '../objects/account.js';
import { otherProcess, statementProgram } from '../objects/otherProcess.js';
import { refusal } from '../objects/refusal.js';

it('a full disk refuses the statement, loses nothing that was acknowledged and lets the account go on', async () => {
  const folder = await temporaryFolder();
  const other = await otherProcess(folder, await statementProgram(), { largestFile: 8_000_000 });
  await other.run('CREATE DATABASE DB');
  await other.run('CREATE TABLE DB.PUBLIC.T (A INT, B TEXT)');
  await other.run("INSERT INTO DB.PUBLIC.T VALUES (1, 'one')");
  const large =
    'INSERT INTO DB.PUBLIC.T SELECT SEQ8() + 10, SHA2(SEQ8()::TEXT) FROM TABLE(GENERATOR(ROWCOUNT => 300000))';
  expect(await other.refusal(large)).toMatch(/^000802 The disk that holds the local account is full/);
  await other.run("INSERT INTO DB.PUBLIC.T VALUES (2, 'two')");
  await other.run('BEGIN');
  await other.run("INSERT INTO DB.PUBLIC.T VALUES (7, 'never')");
  await other.run(large);
  expect(await other.refusal('COMMIT')).toMatch(/^000802 /);
  await other.run("INSERT INTO DB.PUBLIC.T VALUES (3, 'three')");
  await other.kill();

  const sql = await connect(await account(folder));
  expect((await sql('SELECT A, B FROM DB.PUBLIC.T ORDER BY A')).rows).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', 'three'],
  ]);
  await sql(large);
});

it('a statement that needs more memory than there is is refused, and the account goes on', async () => {
  const folder = await temporaryFolder();
  const opened = await openAccount(folder, { memory: '100MB' });
  const sql = await connect(opened);
  await sql('CREATE DATABASE DB');
  await sql('CREATE TABLE T (A INT)');
  await sql('INSERT INTO T VALUES (1)');
  // One value is in memory as a whole.
  const large = "SELECT LENGTH(LISTAGG(REPEAT('x', 1000))) FROM TABLE(GENERATOR(ROWCOUNT => 1000000))";
  expect(await refusal(sql(large))).toMatchObject({ code: '000801', sqlState: '53200' });
  await sql('BEGIN');
  await sql('INSERT INTO T VALUES (2)');
  await refusal(sql(`INSERT INTO T ${large}`));
  await sql('ROLLBACK');
  await sql('INSERT INTO T VALUES (3)');
  expect((await sql('SELECT A FROM T ORDER BY A')).rows).toEqual([['1'], ['3']]);
  await opened.close();
});
