import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TargetConnection } from '../../../src/project/connection.js';
import type { Evaluation, FeatureViewDefinition } from '../../../src/project/model.js';
import { Project } from '../../../src/project/project.js';
import { pull } from '../../../src/project/pull.js';
import { register } from '../../../src/project/register.js';
import { loadSample } from '../../../src/project/sample/load.js';
import { writeSample } from '../../../src/project/sample/write.js';
import { stopLocalAccount } from '../stop.js';
import { featuresOf, type Variant } from './independent.js';

/** The guide's pipeline end to end: Parquet → local account → definitions → dynamic tables, against plain code. */
describe('customer segmentation', () => {
  let folder: string;
  let home: string;
  let project: Project;
  let connection: TargetConnection;
  let evaluation: Evaluation;

  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'firn-home-'));
    folder = await mkdtemp(path.join(tmpdir(), 'firn-sample-'));
    process.env['FIRN_HOME'] = home;
    await writeSample(folder, { customers: 120 });
    project = await Project.open(folder);
    connection = await TargetConnection.open(project);
    const { database, warehouse } = connection.target;
    await loadSample(connection.session, folder, { database, warehouse });
    evaluation = await project.evaluate();
  });

  afterAll(async () => {
    await connection?.close();
    await project?.close();
    await stopLocalAccount(home);
    delete process.env['FIRN_HOME'];
    await rm(home, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  });

  const view = (version: string) =>
    evaluation.definitions.find(
      (d): d is FeatureViewDefinition => d.kind === 'featureView' && d.version === version,
    )!;

  test('the only thing to say about its definitions is the join that drops customers', () => {
    const found = evaluation.diagnostics.map((d) => [d.code, d.severity, path.basename(d.span.file)]);
    expect(found).toEqual([['left-join-undone', 'warning', 'preprocess.ts']]);
  });

  test('the committed snapshot and sources are what pull writes', async () => {
    const report = await pull(project, connection);
    expect(report.tables).toBe(4);
    expect(report.written).toEqual([]);
  });

  test('the two versions differ in one line of SQL', () => {
    const [first, second] = ['V_1', 'V_2'].map((version) => view(version).query!.sql.split('\n'));
    const different = first!.filter((line, i) => line !== second![i]);
    expect(first!.length).toBe(second!.length);
    expect(different.map((line) => line.trim())).toEqual(['ON RET.OR_ORDER_ID = O.O_ORDER_ID']);
  });

  test.each([
    ['V_1', 'guide'],
    ['V_2', 'corrected'],
  ] as const)(
    'features of %s equal an independent computation (%s join)',
    async (version, variant: Variant) => {
      await register(connection, evaluation, view(version));
      const store = await connection.store();
      const cursor = await store.readFeatureView('FV_UC01_PREPROCESS', version);
      expect(cursor.columns.map((column) => [column.name, column.type])).toEqual([
        ['O_CUSTOMER_SK', 'NUMBER'],
        ['FREQUENCY', 'FLOAT'],
        ['RETURN_RATIO', 'FLOAT'],
        ['LATEST_ORDER_DATE', 'DATE'],
      ]);
      const rows = await cursor.page(0, cursor.rowCount);
      const expected = await featuresOf(folder, 'TRAINING', variant);
      expect(rows.length).toBe(expected.size);
      for (const [customer, frequency, returnRatio, latest] of rows) {
        const wanted = expected.get(Number(customer))!;
        expect(Math.abs(Number(frequency) - wanted.frequency)).toBeLessThan(1e-8);
        if (wanted.returnRatio === null) expect(returnRatio).toBeNull();
        else expect(Math.abs(Number(returnRatio) - wanted.returnRatio)).toBeLessThan(1e-8);
        expect(Date.parse(`${latest}T00:00:00Z`) / 86_400_000).toBe(wanted.latestOrder);
      }
    },
  );

  test('loading again loads nothing', async () => {
    const { database, warehouse } = connection.target;
    const report = await loadSample(connection.session, folder, { database, warehouse });
    expect(report).toEqual({ tables: 12, rows: 0, skipped: 12 });
  });
});
