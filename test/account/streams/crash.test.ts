import { expect, it } from 'vitest';
import { openAccount } from '../../../src/account/engine/open.js';
import { connect, temporaryFolder } from '../objects/account.js';
import { ProcessEnded, otherProcess, statementProgram } from '../objects/otherProcess.js';
import { Random } from './random.js';

const KILLS = Number(process.env['FIRN_KILLS'] ?? 3);

const SETUP = [
  'CREATE DATABASE DB',
  'CREATE TABLE DB.PUBLIC.T (ID INT, G INT, X INT)',
  'CREATE TABLE DB.PUBLIC.TAKEN (ID INT)',
  'CREATE STREAM DB.PUBLIC.S ON TABLE DB.PUBLIC.T APPEND_ONLY = TRUE',
  `CREATE DYNAMIC TABLE DB.PUBLIC.D TARGET_LAG = '1 hour' WAREHOUSE = COMPUTE_WH REFRESH_MODE = INCREMENTAL
   AS SELECT G, SUM(X) AS TOTAL, COUNT(*) AS N FROM DB.PUBLIC.T GROUP BY G`.replaceAll('\n', ' '),
];

it('a kill leaves a refresh and a consumption done or not begun, and their logs whole', async () => {
  const seed = Date.now() % 1_000_000;
  const random = new Random(seed);
  const folder = await temporaryFolder();
  const program = await statementProgram();
  let id = 0;
  for (let kill = 0; kill <= KILLS; kill++) {
    const other = await otherProcess(folder, program);
    if (kill === 0) for (const statement of SETUP) await other.run(statement);
    const killAt = 2 + random.below(12);
    let done = 0;
    let failure: unknown;
    const working = (async () => {
      for (;;) {
        id += 1;
        await other.run(
          `INSERT INTO DB.PUBLIC.T SELECT ${id}, ${random.below(5)}, SEQ4() FROM TABLE(GENERATOR(ROWCOUNT => 50))`,
        );
        await other.run(`UPDATE DB.PUBLIC.T SET G = ${random.below(5)} WHERE ID = ${random.below(id) + 1}`);
        await other.run('ALTER DYNAMIC TABLE DB.PUBLIC.D REFRESH');
        await other.run('INSERT INTO DB.PUBLIC.TAKEN SELECT ID FROM DB.PUBLIC.S');
        done += 4;
      }
    })().catch((error: unknown) => {
      failure = error;
    });
    while (done < killAt && failure === undefined) await new Promise((resolve) => setTimeout(resolve, 3));
    await new Promise((resolve) => setTimeout(resolve, random.below(60)));
    await other.kill();
    await working;
    expect(failure, `seed ${seed}: ${String(failure)}`).toBeInstanceOf(ProcessEnded);

    const account = await openAccount(folder);
    const sql = await connect(account);
    await sql('USE SCHEMA DB.PUBLIC');
    const count = async (query: string): Promise<number> => Number((await sql(query)).rows[0]?.[0]);
    const all = await count('SELECT COUNT(*) FROM T');
    const taken = await count('SELECT COUNT(*) FROM TAKEN');
    expect(taken + (await count('SELECT COUNT(*) FROM S')), `seed ${seed}, kill ${kill}`).toBe(all);
    await sql('ALTER DYNAMIC TABLE D REFRESH');
    expect((await sql('SELECT * FROM D ORDER BY G')).rows, `seed ${seed}, kill ${kill}`).toEqual(
      (await sql('SELECT G, SUM(X), COUNT(*) FROM T GROUP BY G ORDER BY G')).rows,
    );
    const { rows } = await sql(
      `SELECT DISTINCT REFRESH_ACTION FROM TABLE(INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 10000))
       WHERE REFRESH_TRIGGER = 'MANUAL' AND REFRESH_ACTION NOT IN ('INCREMENTAL', 'NO_DATA')`,
    );
    expect(rows).toEqual([]);
    await account.close();
  }
}, 600_000);
