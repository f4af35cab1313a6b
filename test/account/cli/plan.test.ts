import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainingReport } from '../../../src/featurestore/training/trainingReport.js';
import { Firn } from './firn.js';

let firn: Firn;
let definitions: string;
let planFile: string;

beforeAll(async () => {
  firn = await Firn.create();
  await firn.run('init', firn.project, '--sample', '--customers', '20');
  definitions = path.join(firn.project, 'features/preprocess.ts');
  planFile = path.join(firn.project, 'plan.json');
});
afterAll(() => firn.remove());

async function edit(from: string, to: string): Promise<void> {
  const text = await readFile(definitions, 'utf8');
  if (!text.includes(from)) throw new Error(`the sample has no ${from}`);
  await writeFile(definitions, text.replace(from, to));
}

/** Plan and apply of the sample, in the order in which an author works. */
describe('firn plan and firn apply', () => {
  it('show what is new, and 2 as the exit code', async () => {
    const { exitCode, stdout } = await firn.inProject('plan', '--out', planFile);
    expect(exitCode).toBe(2);
    expect(stdout).toContain('+ create entity CUSTOMER');
    expect(stdout).toContain('+ create feature view FV_UC01_PREPROCESS@V_2');
    expect(stdout).toContain('3 to create. The store does not exist yet and is created.');
  });

  it('make it so, once', async () => {
    const first = await firn.inProject('apply', '--plan', planFile);
    expect([first.exitCode, first.stderr]).toEqual([0, expect.stringContaining('Applied 3.')]);
    const again = await firn.inProject('apply', '--plan', planFile);
    expect([again.exitCode, again.stderr]).toEqual([
      0,
      expect.stringContaining('Applied 0, 3 there already.'),
    ]);
    const { exitCode, stdout } = await firn.inProject('plan');
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('3 unchanged.')]);
  });

  it('as JSON have the shape that scripts rely on', async () => {
    expect(await firn.json('plan')).toMatchObject({
      target: 'dev',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      operations: [
        {
          kind: 'entity',
          name: 'CUSTOMER',
          version: null,
          operation: 'none',
          destructive: false,
          sql: [],
          changes: [],
        },
        { kind: 'featureView', name: 'FV_UC01_PREPROCESS', version: 'V_1', operation: 'none' },
        { kind: 'featureView', name: 'FV_UC01_PREPROCESS', version: 'V_2', operation: 'none' },
      ],
      summary: { none: 3, create: 0 },
    });
  });

  it('propose the next version for another query, with the lines that differ, and refuse to lose rows', async () => {
    await edit('safeDiv', 'div');
    await edit('all orders counted', 'every order counted');
    const { exitCode, stdout } = await firn.inProject('plan');
    expect(exitCode).toBe(2);
    expect(stdout).toContain('± replace feature view FV_UC01_PREPROCESS@V_1');
    expect(stdout).toContain('define V_3 beside it');
    expect(stdout).toContain('-    SUM(RETURN_ROW_PRICE) / NULLIF(SUM(ROW_PRICE), 0) AS RATIO');
    expect(stdout).toContain('+    SUM(RETURN_ROW_PRICE) / SUM(ROW_PRICE) AS RATIO');
    const refused = await firn.inProject('apply');
    expect([refused.exitCode, refused.stderr]).toEqual([3, expect.stringContaining('--allow-destructive')]);
  });

  it('refuse a plan that is older than the store', async () => {
    await edit('div(sum', 'safeDiv(sum');
    await firn.inProject('plan', '--out', planFile);
    await edit('every order counted', 'no order left out');
    expect((await firn.inProject('apply')).exitCode).toBe(0);
    const stale = await firn.inProject('apply', '--plan', planFile);
    expect([stale.exitCode, stale.stderr]).toEqual([
      4,
      expect.stringContaining('FV_UC01_PREPROCESS@V_2 changed since'),
    ]);
  });

  it('ask for a protected target by its name', async () => {
    const config = path.join(firn.project, 'firn.json');
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace('"warehouse"', '"protected": true, "warehouse"'));
    await edit('safeDiv', 'div');
    const run = async (...more: readonly string[]) =>
      (await firn.inProject('apply', '--allow-destructive', ...more)).exitCode;
    expect(await run()).toBe(3);
    expect(await run('--allow-protected')).toBe(3);
    expect(await run('--allow-protected', '--confirm', 'dev')).not.toBe(3);
  });

  it('are about the definitions that are named', async () => {
    const { stdout } = await firn.inProject('plan', 'FV_UC01_PREPROCESS@V_2');
    expect(stdout).not.toContain('V_1');
    const { exitCode, stderr } = await firn.inProject('plan', 'NOTHING');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('NOTHING')]);
  });
});

describe('firn dataset', () => {
  const spine =
    'SELECT O_CUSTOMER_SK, ORDER_DATE::TIMESTAMP_NTZ AS AT FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS';
  const asked = ['--spine', spine, '--views', 'FV_UC01_PREPROCESS@V_1:FREQUENCY', '--timestamp', 'AT'];

  it('keeps a training set and writes it to a file', async () => {
    const made = await firn.inProject('dataset', 'create', 'TRAIN@V1', '--allow-protected', ...asked);
    expect([made.exitCode, made.stderr]).toEqual([
      0,
      expect.stringContaining('Created the dataset TRAIN@V1'),
    ]);
    const out = path.join(firn.project, 'train.csv');
    expect((await firn.inProject('dataset', 'export', 'TRAIN@V1', '--out', out)).exitCode).toBe(0);
    const [head, ...lines] = (await readFile(out, 'utf8')).trimEnd().split('\n');
    expect(head).toBe('O_CUSTOMER_SK,AT,FREQUENCY');
    const shown = (await firn.json('dataset', 'show', 'TRAIN', '--limit', '100000')) as { rowCount: number };
    expect(lines).toHaveLength(shown.rowCount);
  });

  it('reports on a training set and explains a row of it', async () => {
    const report = (await firn.json('dataset', 'report', ...asked)) as TrainingReport;
    expect(report.views).toMatchObject([{ name: 'FV_UC01_PREPROCESS', join: 'asOf', fromFuture: 0 }]);
    const [view] = report.views;
    const missed = Object.values(view?.unmatched ?? {}).reduce((sum, count) => sum + count, 0);
    expect([(view?.matched ?? 0) + missed, report.rows]).toEqual([report.spineRows, report.spineRows]);
    const { stdout } = await firn.inProject('dataset', 'report', ...asked);
    expect(stdout).toContain('FV_UC01_PREPROCESS@V_1');
    const explained = ['--views', 'FV_UC01_PREPROCESS@V_1:FREQUENCY', '--timestamp', 'AT'];
    const row = '{"O_CUSTOMER_SK": -5, "AT": "2026-01-01"}';
    const { stdout: why } = await firn.inProject('dataset', 'explain', '--row', row, ...explained);
    expect(why).toContain('There is no row of this key that has a time.');
    const made = await firn.json('dataset', 'create', 'TOLD@V1', '--allow-protected', '--report', ...asked);
    expect(made).toMatchObject({ name: 'TOLD', report: { spineRows: report.spineRows } });
  });

  it.each([
    [['explain', '--views', 'FV_UC01_PREPROCESS@V_1'], 'Which row? --row takes an object'],
    [['explain', '--row', '[1]'], 'The row is no object.'],
    [['create', 'TRAIN@V1', '--allow-protected', ...asked], 'Dataset TRAIN version V1 already exists'],
    [['sql', '--views', 'A@V1'], 'Which rows get features?'],
    [
      ['sql', '--spine', 'nowhere.sql', '--views', 'FV_UC01_PREPROCESS@V_1'],
      'The spine nowhere.sql cannot be read',
    ],
    [['sql', '--spine', spine], 'A training set has features of at least one feature view.'],
    [['sql', '--spine', 'SELECT 1 AS X', '--views', 'FV_UC01_PREPROCESS@V_1'], 'is not found in the spine'],
    [['export', 'TRAIN@V1', '--out', '/nowhere/at/all.csv'], '/nowhere/at/all.csv cannot be written'],
    [
      ['export', 'TRAIN@V1', '--out', 'train.xlsx'],
      '--out takes a file that ends in .parquet, .csv, .jsonl, .arrow, .arrows',
    ],
    [['make', 'TRAIN'], "'make' is nothing that is done with datasets"],
  ])('says what is wrong with %j', async (args, message) => {
    const { exitCode, stderr } = await firn.inProject('dataset', ...args);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});
