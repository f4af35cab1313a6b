import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCatalog } from '../../../src/project/catalog.js';
import { TargetConnection } from '../../../src/project/connection.js';
import type { Definition, DefinitionStatus, Evaluation } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { pull } from '../../../src/project/pull.js';
import { register } from '../../../src/project/register.js';
import { statuses } from '../../../src/project/status.js';
import { stopLocalAccount } from '../stop.js';
import { projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

const SOURCES = 'TPCXAI_SF0001_QUICKSTART_INC.TRAINING';
const TABLES = [
  'CREATE WAREHOUSE IF NOT EXISTS FS_WH',
  'CREATE DATABASE TPCXAI_SF0001_QUICKSTART_INC',
  `CREATE SCHEMA ${SOURCES}`,
  `CREATE TABLE ${SOURCES}.ORDERS (O_ORDER_ID INTEGER NOT NULL COMMENT 'Order key', O_CUSTOMER_SK INTEGER, ORDER_DATE DATE, AMOUNT NUMBER(8,2), PLACED TIMESTAMP_NTZ, "odd name" VARCHAR(10)) COMMENT = 'One row per order'`,
  `INSERT INTO ${SOURCES}.ORDERS VALUES (1, 7, '2024-01-01', 1.5, '2024-01-01 10:00:00', 'a'), (2, 7, '2024-02-01', 2.5, NULL, 'b')`,
];

const definitions = (
  desc: string,
  value: string,
): string => `import { count, entity, featureView, max, sum } from 'firn';
import { ORDERS } from '../firn/sources';

export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'], desc: 'Who orders' });
export const spending = featureView('SPENDING', {
  version: 'V_1',
  entities: [customer],
  from: ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({ N: count(), VALUE: ${value}, LAST: max(r.ORDER_DATE) })),
  timestamp: 'LAST',
  refresh: '60 minute',
  desc: '${desc}',
  features: { N: 'Orders', VALUE: 'What they are worth' },
});
`;

let home: string;
let folder: ProjectFolder;
let project: Project;
let connection: TargetConnection;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-home-'));
  process.env['FIRN_HOME'] = home;
  folder = await projectFolder();
  project = await folder.open();
  connection = await TargetConnection.open(project);
  for (const statement of TABLES) await connection.session.execute(statement);
});
afterAll(async () => {
  await connection?.close();
  await folder?.remove();
  await stopLocalAccount(home);
  delete process.env['FIRN_HOME'];
  await rm(home, { recursive: true, force: true });
});

async function define(desc: string, value: string): Promise<{ evaluation: Evaluation; view: Definition }> {
  await folder.write('features/spending.ts', definitions(desc, value));
  const evaluation = await project.evaluate();
  const view = evaluation.definitions.find((it) => it.name === 'SPENDING');
  if (!view) throw new Error('SPENDING is not there');
  return { evaluation, view };
}

async function status(evaluation: Evaluation): Promise<DefinitionStatus | undefined> {
  const store = await connection.store();
  return statuses(evaluation, await store.snapshot()).get('SPENDING@V_1');
}

describe('pull', () => {
  it('writes the snapshot and the sources of the target’s schema', async () => {
    const result = await pull(project, connection);
    expect(result).toEqual({
      tables: 1,
      columns: 6,
      written: [folder.file('firn/catalog.json'), folder.file('firn/sources.ts')],
    });
    const catalog = parseCatalog(await readFile(folder.file('firn/catalog.json'), 'utf8'));
    expect(catalog.source).toBe(SOURCES);
    expect(catalog.tables).toEqual([
      {
        name: 'ORDERS',
        kind: 'BASE TABLE',
        comment: 'One row per order',
        columns: [
          { name: 'O_ORDER_ID', type: 'NUMBER(38,0)', nullable: false, comment: 'Order key' },
          { name: 'O_CUSTOMER_SK', type: 'NUMBER(38,0)', nullable: true, comment: '' },
          { name: 'ORDER_DATE', type: 'DATE', nullable: true, comment: '' },
          { name: 'AMOUNT', type: 'NUMBER(8,2)', nullable: true, comment: '' },
          { name: 'PLACED', type: 'TIMESTAMP_NTZ(9)', nullable: true, comment: '' },
          { name: 'odd name', type: 'VARCHAR(10)', nullable: true, comment: '' },
        ],
      },
    ]);
    const types = await readFile(folder.file('.firn/types/index.d.ts'), 'utf8');
    expect(types).toContain('featureView');
  });

  it('writes nothing when nothing has changed', async () => {
    expect((await pull(project, connection)).written).toEqual([]);
  });

  it('of a schema without tables leaves the files alone and says where to look', async () => {
    const other = await TargetConnection.open(project, 'prod');
    await expect(pull(project, other)).rejects.toMatchObject({ code: 'no-sources' });
    await other.close();
    expect((await pull(project, connection)).written).toEqual([]);
  });
});

describe('register', () => {
  it('creates the store, the entity and the feature view, and its first rows', async () => {
    const { evaluation, view } = await define('What they spend', 'sum(r.AMOUNT)');
    expect(evaluation.diagnostics).toEqual([]);
    const steps: string[] = [];
    const result = await register(connection, evaluation, view, { onStep: (step) => steps.push(step) });
    expect(result).toMatchObject({ name: 'SPENDING', version: 'V_1', created: true });
    expect(steps).toEqual([
      'Opening the feature store TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE',
      'Registering the entity CUSTOMER',
      'Creating SPENDING@V_1 and computing its first rows',
    ]);
    const rows = await (await connection.store()).readFeatureView('SPENDING', 'V_1');
    expect(await rows.page(0, 10)).toEqual([[7, 2, 4, '2024-02-01']]);
    expect(await status(evaluation)).toEqual({ state: 'in sync', changes: [] });
  });

  it('keeps a version that is there, and says so', async () => {
    const { evaluation, view } = await define('Something else', 'max(r.AMOUNT)');
    expect(await status(evaluation)).toEqual({
      state: 'differs',
      changes: ['query', 'description: What they spend → Something else'],
    });
    const result = await register(connection, evaluation, view);
    expect(result.created).toBe(false);
    expect(result.warnings.join()).toContain('already exists');
    expect((await status(evaluation))?.state).toBe('differs');
  });

  it('replaces it when it is told to', async () => {
    const { evaluation, view } = await define('Something else', 'max(r.AMOUNT)');
    await register(connection, evaluation, view, { overwrite: true });
    expect((await status(evaluation))?.state).toBe('in sync');
  });

  it('refuses a definition with errors, and nothing is changed', async () => {
    const { evaluation, view } = await define('Broken', 'sum(r.AMONT)');
    await expect(register(connection, evaluation, view, { overwrite: true })).rejects.toMatchObject({
      code: 'definition-has-errors',
    });
    const fine = (await define('Something else', 'max(r.AMOUNT)')).evaluation;
    expect((await status(fine))?.state).toBe('in sync');
  });
});

describe('a target', () => {
  it('that firn.json does not have is named with those that it has', async () => {
    await expect(TargetConnection.open(project, 'test')).rejects.toThrow(
      'firn.json has no target `test`. It has: dev, prod.',
    );
  });

  it('without a store says so when it is not to be created', async () => {
    const other = await TargetConnection.open(project, 'prod');
    await expect(other.store()).rejects.toMatchObject({ code: 'store-not-found' });
    await other.close();
  });
});
