/** Names in quotes are the store's very names: what is applied, registered and pulled is what the definition names. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TargetConnection } from '../../../src/project/connection.js';
import { applyPlan } from '../../../src/project/plan/applyPlan.js';
import { planTarget } from '../../../src/project/plan/planTarget.js';
import type { Project } from '../../../src/project/project.js';
import { register } from '../../../src/project/register.js';
import { stopLocalAccount } from '../stop.js';
import { projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';
import { SOURCES } from './randomStore.js';

const STORE = 'TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE';

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
  for (const sql of [
    'CREATE WAREHOUSE IF NOT EXISTS FS_WH',
    'CREATE DATABASE TPCXAI_SF0001_QUICKSTART_INC',
    `CREATE SCHEMA ${SOURCES}`,
    `CREATE TABLE ${SOURCES}.ORDERS (O_ORDER_ID INTEGER, O_CUSTOMER_SK INTEGER, ORDER_DATE DATE, STORE VARCHAR(10))`,
  ])
    await connection.session.execute(sql);
});
afterAll(async () => {
  await connection.close();
  await folder.remove();
  await stopLocalAccount(home);
  await rm(home, { recursive: true, force: true });
});
beforeEach(async () => {
  await connection.session.execute(`DROP SCHEMA IF EXISTS ${STORE}`);
  await connection.close();
  connection = await TargetConnection.open(project);
});

const definitions = (desc: string) => `import { entity, featureView } from 'firn';
import { ORDERS } from '../firn/sources';
export const small = entity('"small"', { joinKeys: ['O_CUSTOMER_SK'], desc: '${desc}' });
export const view = featureView('"view"', { version: 'v1', entities: [small], from: ORDERS.pick('O_CUSTOMER_SK', 'STORE'), desc: '${desc}' });
export const blank = entity('"with blank"', { joinKeys: ['O_CUSTOMER_SK'] });
export const other = featureView('"view, too"', { version: 'v1', entities: [blank], from: ORDERS.pick('O_CUSTOMER_SK', 'STORE') });
`;
const evaluate = async (desc: string) => {
  await folder.write('features/all.ts', definitions(desc));
  return project.evaluate();
};

async function apply(desc: string): Promise<void> {
  const results = await applyPlan(connection, await planTarget(connection, await evaluate(desc)), {});
  expect(results.map(({ status }) => status)).not.toContain('failed');
}

async function names() {
  const { entities, featureViews } = await (await connection.store()).snapshot();
  return [...entities, ...featureViews].map(({ name }) => name).sort();
}

it('what is planned is applied, and then there is nothing to do', { timeout: 60_000 }, async () => {
  await apply('first');
  expect(await names()).toEqual(['small', 'view', 'view, too', 'with blank']);
  expect((await planTarget(connection, await evaluate('first'))).summary).toMatchObject({
    none: 4,
    create: 0,
  });
  await apply('second');
  expect((await planTarget(connection, await evaluate('second'))).summary).toMatchObject({
    none: 4,
    update: 0,
  });
});

it('what is registered one by one is what is planned', { timeout: 60_000 }, async () => {
  await connection.store('create');
  const evaluation = await evaluate('first');
  for (const definition of evaluation.definitions) await register(connection, evaluation, definition);
  expect(await names()).toEqual(['small', 'view', 'view, too', 'with blank']);
  expect((await planTarget(connection, evaluation)).summary).toMatchObject({ none: 4, create: 0 });
});
