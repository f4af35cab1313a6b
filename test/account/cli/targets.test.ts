import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Firn } from './firn.js';

const DATABASE = 'TPCXAI_SF0001_QUICKSTART_INC';
let firn: Firn;

beforeAll(async () => {
  firn = await Firn.create();
  await firn.run('init', firn.project, '--sample', '--customers', '20');
});
afterAll(() => firn.remove());

const file = (name: string) => path.join(firn.project, name);

async function edit(name: string, from: string, to: string): Promise<void> {
  const text = await readFile(file(name), 'utf8');
  if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
  await writeFile(file(name), text.replace(from, to));
}

const exec = async (sql: string) => {
  const { exitCode, stderr } = await firn.inProject('exec', sql);
  if (exitCode !== 0) throw new Error(stderr);
};

/** The same definitions in two targets, as they are developed, promoted and drift apart. */
describe('two targets', () => {
  it('are of one project', async () => {
    const config = JSON.parse(await readFile(file('firn.json'), 'utf8')) as {
      targets: Record<string, object>;
    };
    config.targets['prod'] = {
      ...config.targets['dev'],
      schema: '_SERVING_FEATURE_STORE',
      sources: 'SERVING',
      protected: true,
    };
    await writeFile(file('firn.json'), JSON.stringify(config, null, 2));
    for (const table of ['CUSTOMER', 'LINEITEM', 'ORDERS', 'ORDER_RETURNS']) {
      await exec(`CREATE SCHEMA IF NOT EXISTS ${DATABASE}.SERVING`);
      await exec(`CREATE OR REPLACE TABLE ${DATABASE}.SERVING.${table} LIKE ${DATABASE}.TRAINING.${table}`);
    }
    expect((await firn.inProject('apply')).exitCode).toBe(0);
  });

  it('remember who applied what, from which commit', async () => {
    const git = async (...args: readonly string[]) =>
      promisify(execFile)('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.example', ...args], {
        cwd: firn.project,
      });
    await git('init', '--quiet');
    await git('remote', 'add', 'origin', 'https://me:secret@git.example/features.git');
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'first');
    const { stdout: commit } = await git('rev-parse', 'HEAD');
    await edit('features/preprocess.ts', 'all orders counted', 'all the orders counted');
    const { stdout } = await firn.inProject('apply', '--json-lines');
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event, status }) => [event, status])).toEqual([
      ['plan', undefined],
      ['step', undefined],
      ['stepEnd', 'applied'],
      ['end', undefined],
    ]);
    const records = (await firn.json('list', 'applies')) as Record<string, unknown>[];
    expect(records[0]).toMatchObject({
      target: 'dev',
      status: 'applied',
      operations: [{ name: 'FV_UC01_PREPROCESS', operation: 'update', status: 'applied' }],
      source: { commit: commit.trim(), dirty: true, repository: 'https://git.example/features.git' },
      firnVersion: (await firn.run('--version')).stdout.trim(),
    });
    expect(records[1]).toMatchObject({ source: { commit: null, dirty: null, repository: null } });
    const listed = (await firn.inProject('list', 'applies')).stdout;
    expect(listed).toMatch(/applied +FIRN .* 1 update +[0-9a-f]{10}\+ /);
    await edit('features/preprocess.ts', 'all the orders counted', 'all orders counted');
    await firn.inProject('apply');
  });

  it('differ before the promotion, with 2 as the exit code', async () => {
    const { exitCode, stdout } = await firn.inProject('diff', '--target', 'dev', '--to', 'prod');
    expect([exitCode, stdout]).toEqual([
      2,
      expect.stringContaining('- feature view FV_UC01_PREPROCESS@V_2 only in dev'),
    ]);
    expect(stdout).toContain(`prod (${DATABASE}._SERVING_FEATURE_STORE) is no feature store yet.`);
    expect(stdout).toContain('dev → prod: 3 only in dev.');
  });

  it('are the same after it, in other schemas', async () => {
    const plan = await firn.inProject('plan', '--target', 'prod');
    expect([plan.exitCode, plan.stdout]).toEqual([2, expect.stringContaining('Plan for prod')]);
    const refused = await firn.inProject('apply', '--target', 'prod');
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('protected')]);
    const applied = await firn.inProject('apply', '--target', 'prod', '--allow-protected');
    expect([applied.exitCode, applied.stderr]).toEqual([0, expect.stringContaining('Applied 3.')]);
    const { exitCode, stdout } = await firn.inProject('diff', '--to', 'prod');
    expect([exitCode, stdout]).toEqual([0, 'dev → prod: 3 the same.\n']);
  });

  it('differ in what was changed in one of them since', async () => {
    await edit('features/preprocess.ts', 'all orders counted', 'every order counted');
    expect((await firn.inProject('apply')).exitCode).toBe(0);
    const { exitCode, stdout } = await firn.inProject('diff', '--to', 'prod', '--json');
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      2,
      {
        from: expect.objectContaining({ target: 'dev', exists: true }),
        to: expect.objectContaining({ target: 'prod', exists: true }),
        differences: [
          expect.objectContaining({
            name: 'FV_UC01_PREPROCESS',
            presence: 'different',
            changes: [expect.objectContaining({ what: 'description' })],
          }),
        ],
        summary: { onlyInFrom: 0, onlyInTo: 0, different: 1, same: 2 },
      },
    ]);
  });

  it('have other source tables: what a definition reads is compared before anything is sent', async () => {
    await edit('features/preprocess.ts', 'every order counted', 'each order counted');
    await edit('features/preprocess.ts', "version: 'V_2'", "version: 'V_3'");
    const orders = `${DATABASE}.SERVING.ORDERS`;
    await exec(`ALTER TABLE ${orders} DROP COLUMN ORDER_DATE`);
    await exec(`ALTER TABLE ${orders} RENAME COLUMN O_CUSTOMER_SK TO CUSTOMER`);
    await exec(`ALTER TABLE ${orders} ADD COLUMN ORDER_DATE TIMESTAMP_NTZ`);
    const plan = await firn.inProject('plan', '--target', 'prod');
    expect([plan.exitCode, plan.stdout]).toEqual([2, expect.stringContaining('+ create feature view')]);
    expect(plan.stdout).toMatch(
      new RegExp(
        String.raw`error\[source-column-missing\] features/preprocess\.ts:\d+:\d+ FV_UC01_PREPROCESS@V_3 reads ${DATABASE}\.SERVING\.ORDERS\.O_CUSTOMER_SK, and the table has no such column\.`,
      ),
    );
    expect(plan.stdout).toContain('which is TIMESTAMP_NTZ(9) there; the definition was checked with DATE.');
    const run = async (...more: readonly string[]) =>
      firn.inProject('apply', '--target', 'prod', '--allow-protected', ...more);
    const refused = await run();
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('O_CUSTOMER_SK')]);
    await exec(`ALTER TABLE ${orders} RENAME COLUMN CUSTOMER TO O_CUSTOMER_SK`);
    const types = await run();
    expect([types.exitCode, types.stderr]).toEqual([3, expect.stringContaining('[plan-sources]')]);
    expect(types.stderr).not.toContain('O_CUSTOMER_SK');
    await exec(`DROP TABLE ${DATABASE}.SERVING.LINEITEM`);
    expect((await run('--allow-source-types')).stderr).toContain('reads the table LINEITEM');
    await exec(`CREATE TABLE ${DATABASE}.SERVING.LINEITEM LIKE ${DATABASE}.TRAINING.LINEITEM`);
    expect((await run('--allow-source-types')).exitCode).toBe(0);
  });

  it('are two', async () => {
    const { exitCode, stderr } = await firn.inProject('diff', '--to', 'dev');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('firn diff --target dev --to prod')]);
    expect((await firn.inProject('diff', '--to', 'moon')).stderr).toContain('no target `moon`');
  });
});
