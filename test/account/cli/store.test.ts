import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, Firn } from './firn.js';

let firn: Firn;

beforeAll(async () => {
  firn = await Firn.create();
});

afterAll(async () => {
  await firn.remove();
});

const view = 'FV_UC01_PREPROCESS';

interface RowsJson {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly nullable: boolean }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number;
  readonly truncated: boolean;
}

describe('from nothing to features', () => {
  it('writes and loads the sample', async () => {
    const { exitCode, stderr } = await firn.run('init', firn.project, '--sample', '--customers', '40');
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/12 tables, \d+ rows loaded, 0 tables there already\./);
    const again = await firn.run('init', firn.project, '--sample', '--customers', '40');
    expect(again.stderr).toContain('12 tables, 0 rows loaded, 12 tables there already.');
  });

  it('pulls the sources', async () => {
    expect(await firn.json('pull')).toMatchObject({ target: 'dev', tables: 4 });
    expect((await firn.inProject('pull')).stderr).toContain('Nothing has changed.');
  });

  it('previews a definition before it is registered', async () => {
    const { exitCode, stdout, stderr } = await firn.inProject('preview', `${view}@V_2`, '--limit', '3');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('as it is defined now; it is not registered.');
    expect(stderr).toMatch(/First 3 rows; there are more/);
    expect(stdout.split('\n')[0]).toMatch(/^O_CUSTOMER_SK +FREQUENCY +RETURN_RATIO +LATEST_ORDER_DATE$/);
  });

  it('registers a version with its entity, once', async () => {
    expect(await firn.json('register', `${view}@V_2`)).toMatchObject({
      target: 'dev',
      name: view,
      version: 'V_2',
      created: true,
    });
    const again = await firn.inProject('register', `${view}@V_2`);
    expect(again.exitCode).toBe(0);
    expect(again.stderr).toContain('already exists. Skip registration.');
    expect(again.stderr).toContain(`Kept ${view}@V_2`);
    expect((await firn.inProject('register', `${view}@V_2`, '--overwrite')).stderr).toContain(
      `Replaced ${view}@V_2`,
    );
  });

  it('does not guess a version to register', async () => {
    const { exitCode, stderr } = await firn.inProject('register', view);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`Name one of ${view}@V_1, ${view}@V_2.`)]);
  });

  it('lists stores, entities and views', async () => {
    expect(await firn.json('list', 'stores')).toEqual([
      {
        name: '_TRAINING_FEATURE_STORE',
        databaseName: 'TPCXAI_SF0001_QUICKSTART_INC',
        schemaName: '_TRAINING_FEATURE_STORE',
      },
    ]);
    expect(await firn.json('list', 'entities')).toMatchObject([
      { name: 'CUSTOMER', joinKeys: ['O_CUSTOMER_SK'], desc: 'Primary key for CUSTOMER' },
    ]);
    expect(await firn.json('list', 'views')).toMatchObject([
      {
        name: view,
        version: 'V_2',
        databaseName: 'TPCXAI_SF0001_QUICKSTART_INC',
        schemaName: '_TRAINING_FEATURE_STORE',
        entities: ['CUSTOMER'],
        schedulingState: 'ACTIVE',
        warehouse: 'FS_WH',
        kind: 'BATCH',
      },
    ]);
    expect((await firn.inProject('list', 'views')).stdout).toMatch(/^NAME +VERSION +ENTITIES/);
    expect((await firn.inProject('list', 'oddities')).stderr).toContain('firn list stores|entities|views');
  });

  it('describes what is registered', async () => {
    expect(await firn.json('describe', `${view}@V_2`)).toMatchObject({
      name: view,
      version: 'V_2',
      timestampCol: 'LATEST_ORDER_DATE',
      columns: [
        { name: 'O_CUSTOMER_SK', category: 'ENTITY' },
        { name: 'FREQUENCY', category: 'FEATURE', dtype: 'FLOAT', desc: 'Average yearly order frequency' },
        { name: 'RETURN_RATIO', category: 'FEATURE' },
        { name: 'LATEST_ORDER_DATE', category: 'TIMESTAMP', dtype: 'DATE' },
      ],
    });
    expect(await firn.json('describe', 'customer')).toMatchObject({
      name: 'CUSTOMER',
      featureViews: [`${view}@V_2`],
    });
    const missing = await firn.inProject('describe', 'NOPE');
    expect([missing.exitCode, missing.stderr]).toEqual([
      1,
      expect.stringContaining(`It has CUSTOMER, ${view}@V_2.`),
    ]);
  });

  it('registers the query that it shows', async () => {
    const shown = await firn.inProject('sql', 'features/preprocess.ts', '--view', `${view}@V_2`);
    const { query } = (await firn.json('describe', `${view}@V_2`)) as { query: string };
    expect(`${query}\n`).toBe(shown.stdout);
  });

  it('suspends, resumes and refreshes', async () => {
    expect(await firn.json('suspend', `${view}@V_2`)).toEqual({
      operation: 'suspend',
      name: view,
      version: 'V_2',
    });
    expect(await firn.json('list', 'views')).toMatchObject([{ schedulingState: 'SUSPENDED' }]);
    await firn.json('resume', `${view}@V_2`);
    expect(await firn.json('list', 'views')).toMatchObject([{ schedulingState: 'ACTIVE' }]);
    expect((await firn.inProject('refresh', `${view}@V_2`)).stderr).toMatch(/^Refreshed .* in \d/m);
    const history = (await firn.json('history', `${view}@V_2`)) as { name: string; state: string }[];
    expect(history.length).toBeGreaterThanOrEqual(2);
    expect(history[0]).toMatchObject({ name: `${view}$V_2`, state: 'SUCCEEDED' });
  });

  it('finds the store healthy', async () => {
    const { ok, checks } = (await firn.json('doctor')) as {
      ok: boolean;
      checks: { check: string; state: string; message: string }[];
    };
    expect(ok).toBe(true);
    expect(checks.find(({ check }) => check === 'store')?.message).toContain('1 entities, 1 feature views');
    const health = checks.filter(({ check }) => check.startsWith('store: '));
    expect(health.length).toBeGreaterThan(8);
    expect(health.filter(({ state }) => state !== 'ok')).toEqual([]);
  });
});

describe('rows', () => {
  it('are JSON whose shape scripts rely on', async () => {
    const sql = `SELECT 1 AS I, 12.50::NUMBER(10,2) AS D, 'x' AS S, NULL::VARCHAR AS N, DATE '2026-11-24' AS DT, '2026-11-24 10:00:00'::TIMESTAMP_NTZ AS TS, TRUE AS B, 12345678901234567890123::NUMBER(38,0) AS BIG`;
    const result = (await firn.json('exec', sql)) as RowsJson;
    expect(Object.keys(result)).toEqual(['columns', 'rows', 'rowCount', 'truncated']);
    expect(result.columns.map(({ name, type }) => [name, type])).toEqual([
      ['I', 'NUMBER'],
      ['D', 'NUMBER'],
      ['S', 'TEXT'],
      ['N', 'TEXT'],
      ['DT', 'DATE'],
      ['TS', 'TIMESTAMP_NTZ'],
      ['B', 'BOOLEAN'],
      ['BIG', 'NUMBER'],
    ]);
    expect(result.rows[0]?.slice(0, 5)).toEqual([1, 12.5, 'x', null, '2026-11-24']);
    expect(result.rows[0]?.slice(6)).toEqual([true, '12345678901234567890123']);
    expect(String(result.rows[0]?.[5])).toMatch(/^2026-11-24T10:00:00/);
    expect(result).toMatchObject({ rowCount: 1, truncated: false });
  });

  it('come in pages, all of them, or as many as are wanted', async () => {
    const sql = 'SELECT LI_ORDER_ID FROM TRAINING.LINEITEM';
    const all = (await firn.json('sql-exec', sql)) as RowsJson;
    expect(all.rowCount).toBeGreaterThan(2000);
    expect(all.rows).toHaveLength(all.rowCount);
    expect(await firn.json('exec', sql, '--limit', '5')).toMatchObject({ rowCount: 5, truncated: true });
    const preview = (await firn.json('preview', '--sql', `${sql};`, '--limit', '7')) as RowsJson;
    expect([preview.rows.length, preview.truncated]).toEqual([7, true]);
  });

  it('are none, with their columns', async () => {
    const { stdout, stderr } = await firn.inProject('exec', 'SELECT * FROM TRAINING.ORDERS WHERE FALSE');
    expect(stdout).toContain('O_ORDER_ID');
    expect(stderr).toMatch(/^0 rows in /);
    expect(await firn.json('exec', 'SELECT 1 AS A WHERE FALSE')).toMatchObject({ rows: [], rowCount: 0 });
  });

  it('of a wrong statement are an error in the account words', async () => {
    const { exitCode, stdout, stderr } = await firn.inProject(
      'preview',
      '--sql',
      'SELECT *\nFROM TRAINING.NOPE',
    );
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error\[002003\]: .*NOPE/s);
    expect(stderr).toContain('line 2');
  });

  it('are given up on Ctrl-C', async () => {
    const child = firn.start([
      '--project',
      firn.project,
      'exec',
      'SELECT COUNT(*) FROM TRAINING.LINEITEM A, TRAINING.LINEITEM B, TRAINING.LINEITEM C',
    ]);
    const outcome = ended(child);
    setTimeout(() => child.kill('SIGINT'), 2000);
    expect(await outcome).toMatchObject({
      exitCode: 130,
      stdout: '',
      stderr: expect.stringContaining('Cancelled.') as unknown,
    });
    expect((await firn.inProject('exec', 'SELECT 1')).exitCode).toBe(0);
  });
});

describe('a protected target', () => {
  it('is not changed unless that is allowed', async () => {
    for (const args of [
      ['register', `${view}@V_2`],
      ['exec', 'CREATE SCHEMA NEW_ONE'],
    ]) {
      const { exitCode, stderr } = await firn.inProject('--target', 'prod', ...args);
      expect([exitCode, stderr]).toEqual([3, expect.stringContaining('error[target-protected]')]);
    }
    expect((await firn.inProject('--target', 'prod', 'exec', 'SELECT 1')).exitCode).toBe(0);
    const allowed = await firn.inProject('--target', 'prod', 'register', `${view}@V_2`, '--allow-protected');
    expect(allowed.exitCode).toBe(0);
  });
});

describe('dropping', () => {
  it('removes a version, then its entity', async () => {
    const early = await firn.inProject('drop', 'CUSTOMER');
    expect([early.exitCode, early.stderr]).toEqual([1, expect.stringContaining('error[entity-in-use]')]);
    expect((await firn.inProject('drop', `${view}@V_2`)).exitCode).toBe(0);
    expect((await firn.inProject('drop', 'CUSTOMER')).exitCode).toBe(0);
    expect(await firn.json('list', 'entities')).toEqual([]);
    expect((await firn.inProject('drop', `${view}@V_2`)).stderr).toContain('error[feature-view-not-found]');
  });
});

describe('firn serve', () => {
  it('takes the account over, says how to reach it, and stops cleanly', async () => {
    const child = firn.start(['--project', firn.project, 'serve']);
    const outcome = ended(child);
    const ready = await new Promise<string>((resolve, reject) => {
      child.stdout?.once('data', (chunk: Buffer) => resolve(String(chunk)));
      child.once('close', (code) => {
        void outcome.then(({ stderr }) => reject(new Error(`it ended with ${code}: ${stderr}`)));
      });
    });
    const endpoint = JSON.parse(ready) as Record<string, unknown>;
    expect(Object.keys(endpoint)).toEqual([
      'account',
      'user',
      'password',
      'host',
      'port',
      'protocol',
      'database',
      'schema',
      'warehouse',
    ]);
    expect(endpoint).toMatchObject({ host: '127.0.0.1', protocol: 'http', warehouse: 'FS_WH' });
    expect((await firn.inProject('exec', 'SELECT COUNT(*) FROM TRAINING.ORDERS')).exitCode).toBe(0);
    child.kill('SIGTERM');
    const { exitCode, stdout } = await outcome;
    expect([exitCode, stdout.trim().split('\n')]).toEqual([0, [ready.trim()]]);
  });
});
