/** A store that is there already becomes definition files which say what it has. */
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FeatureViewDraft } from '../../../src/featurestore/model.js';
import type { FeatureStore } from '../../../src/featurestore/store.js';
import { adoptStore } from '../../../src/project/adopt/adopt.js';
import { TargetConnection } from '../../../src/project/connection.js';
import { planTarget } from '../../../src/project/plan/planTarget.js';
import type { Project } from '../../../src/project/project.js';
import { register } from '../../../src/project/register.js';
import { stopLocalAccount } from '../stop.js';
import { addSampleDefinitions, projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';
import { RandomStore, SOURCES } from './randomStore.js';

const STORE = 'TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE';
const SEED = Number(process.env['FIRN_SEED'] ?? 1);
/** 200 and more with FIRN_OBJECTS; each is really registered, which takes its time. */
const OBJECTS = Number(process.env['FIRN_OBJECTS'] ?? 200);

let home: string;
let folder: ProjectFolder;
let project: Project;
let connection: TargetConnection;
let store: FeatureStore;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'firn-home-'));
  process.env['FIRN_HOME'] = home;
  folder = await projectFolder();
  project = await folder.open();
  connection = await TargetConnection.open(project);
  for (const sql of [
    'CREATE WAREHOUSE IF NOT EXISTS FS_WH',
    'CREATE WAREHOUSE IF NOT EXISTS OTHER_WH',
    'CREATE WAREHOUSE IF NOT EXISTS "small wh"',
    'CREATE DATABASE TPCXAI_SF0001_QUICKSTART_INC',
    `CREATE SCHEMA ${SOURCES}`,
    `CREATE TABLE ${SOURCES}.ORDERS (O_ORDER_ID INTEGER, O_CUSTOMER_SK INTEGER, ORDER_DATE DATE, STORE VARCHAR(10))`,
    `CREATE TABLE ${SOURCES}.LINEITEM (LI_ORDER_ID INTEGER, LI_PRODUCT_ID INTEGER, QUANTITY INTEGER, PRICE NUMBER(8, 2))`,
    `CREATE TABLE ${SOURCES}.ORDER_RETURNS (OR_ORDER_ID INTEGER, OR_PRODUCT_ID INTEGER, OR_RETURN_QUANTITY INTEGER)`,
    `CREATE TABLE ${SOURCES}.CUSTOMER (C_CUSTOMER_SK INTEGER, C_FIRST_NAME VARCHAR(30))`,
    `INSERT INTO ${SOURCES}.ORDERS VALUES (1, 7, '2024-01-01', 'a'), (2, 7, '2024-02-01', 'b')`,
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
  await rm(folder.file('features'), { recursive: true, force: true });
  await connection.close();
  connection = await TargetConnection.open(project);
  store = await connection.store('create');
});

const planned = async () => planTarget(connection, await project.evaluate());
const fileOf = (name: string) => readFile(folder.file(`features/${name}.ts`), 'utf8');

describe(`a store of ${OBJECTS} feature views (seed ${SEED})`, () => {
  it('becomes definitions that plan no change', { timeout: 60_000 + OBJECTS * 10_000 }, async () => {
    await new RandomStore(SEED).fill(store, OBJECTS);
    const result = await adoptStore(project, connection);
    expect(result).toMatchObject({ refused: [], conflicts: [], defined: [] });
    expect(await readdir(folder.file('features'))).toHaveLength(result.written.length);
    const plan = await planned();
    expect(plan.operations.filter(({ operation }) => operation !== 'none')).toEqual([]);
    expect(plan.summary.none).toBe(OBJECTS + 4);
    expect(plan.undefinedObjects).toEqual([]);
    // Again, it is all there.
    const again = await adoptStore(project, connection);
    expect(again).toMatchObject({ written: [], conflicts: [] });
    expect(again.defined).toHaveLength(OBJECTS + 4);
    const forced = await adoptStore(project, connection, { force: true });
    expect(forced.written).toEqual([]);
  });
});

const customer = { name: 'CUSTOMER', joinKeys: ['O_CUSTOMER_SK'], desc: 'Who orders' };
const draft = (more: Partial<FeatureViewDraft> = {}): FeatureViewDraft => ({
  name: 'ORDERS_OF',
  entities: [customer],
  query: `SELECT O_CUSTOMER_SK, COUNT(*) AS N FROM ${SOURCES}.ORDERS GROUP BY O_CUSTOMER_SK`,
  columns: [],
  timestampCol: null,
  refreshFreq: null,
  desc: 'Orders',
  featureDescs: { N: 'how many' },
  ...more,
});

describe('a store becomes definitions', () => {
  beforeEach(async () => {
    await store.registerEntity(customer);
  });

  it('that read the sources where every target binds them', async () => {
    await store.registerFeatureView(draft(), 'V_1');
    await adoptStore(project, connection);
    expect(await fileOf('customer')).toBe(`import { entity } from 'firn';

export const customer = entity('CUSTOMER', {
  joinKeys: ['O_CUSTOMER_SK'],
  desc: 'Who orders',
});
`);
    expect(await fileOf('orders_of_v_1')).toContain("from: ORDERS.groupBy('O_CUSTOMER_SK')");
    const { definitions } = await project.evaluate({ target: 'prod' });
    const view = definitions.find(({ kind }) => kind === 'featureView');
    expect(view).toMatchObject({ query: { sources: ['TPCXAI_SF0001_QUICKSTART_INC.SERVING.ORDERS'] } });
  });

  it('for what is asked for, with the entities that it is on', async () => {
    await store.registerEntity({ ...customer, name: 'OTHER' });
    await store.registerFeatureView(draft(), 'V_1');
    await store.registerFeatureView(draft(), 'V_2');
    const { written } = await adoptStore(project, connection, { names: ['orders_of@V_2'] });
    expect(written.map((file) => path.basename(file))).toEqual(['customer.ts', 'orders_of_v_2.ts']);
    await expect(adoptStore(project, connection, { names: ['ORDER_OF@V_2'] })).rejects.toThrow(
      'The store has no ORDER_OF@V_2. Did you mean ORDERS_OF@V_2?',
    );
  });

  it('beside what the project defines', async () => {
    await store.registerFeatureView(draft(), 'V_1');
    await folder.write(
      'features/keys/all.ts',
      `import { entity } from 'firn';\nexport const buyer = entity('customer', { joinKeys: ['O_CUSTOMER_SK'] });\n`,
    );
    const { written, defined } = await adoptStore(project, connection);
    expect(written).toEqual([folder.file('features/orders_of_v_1.ts')]);
    expect(defined).toEqual([{ title: 'CUSTOMER', file: folder.file('features/keys/all.ts') }]);
    expect(await fileOf('orders_of_v_1')).toContain("import { buyer } from './keys/all';");
  });

  it('and leaves a file that somebody wrote as it is', async () => {
    await store.registerFeatureView(draft(), 'V_1');
    const file = await folder.write('features/orders_of_v_1.ts', '// mine\n');
    const first = await adoptStore(project, connection);
    expect(first.conflicts).toEqual([{ title: 'ORDERS_OF@V_1', file }]);
    expect(await fileOf('orders_of_v_1')).toBe('// mine\n');
    const second = await adoptStore(project, connection, { force: true });
    expect(second).toMatchObject({ written: [file], conflicts: [] });
    expect((await planned()).summary).toMatchObject({ none: 2, create: 0 });
  });

  it('and says what no definition can say', async () => {
    await store.registerFeatureView(draft(), 'V_1');
    await store.registerFeatureView(draft({ refreshFreq: '1 hour', clusterBy: ['N'] }), 'CLUSTERED');
    const table = `${STORE}.ORDERS_OF$CLUSTERED`;
    await connection.session.execute(`ALTER DYNAMIC TABLE ${table} CLUSTER BY (N, ROUND(N))`);
    await connection.session.execute(
      `CREATE VIEW ${STORE}.BROKEN$V1 (O_CUSTOMER_SK) COMMENT = '' TAG (${STORE}.SNOWML_FEATURE_STORE_OBJECT = '{"type": "EXTERNAL_FEATURE_VIEW", "pkg_version": "1.27.0"}', ${STORE}.SNOWML_FEATURE_VIEW_METADATA = 'nothing') AS SELECT 1`,
    );
    await connection.session.execute(`USE SCHEMA ${STORE}`);
    await connection.session.execute(`CREATE TABLE ${STORE}.ORDERS AS SELECT 7 AS O_CUSTOMER_SK`);
    await store.registerFeatureView(
      draft({ query: 'SELECT O_CUSTOMER_SK, 1 AS N FROM ORDERS' }),
      'UNQUALIFIED',
    );
    const { written, refused } = await adoptStore(project, connection);
    expect(written).toHaveLength(2);
    expect(Object.fromEntries(refused.map(({ title, reason }) => [title, reason]))).toEqual({
      BROKEN$V1: expect.stringContaining('cannot be read') as string,
      'ORDERS_OF@CLUSTERED': expect.stringContaining('It is clustered by ROUND(N)') as string,
      'ORDERS_OF@UNQUALIFIED': expect.stringContaining('tables without their schema') as string,
    });
  });
});

describe('a project of frames', () => {
  it('comes back as frames', { timeout: 60_000 }, async () => {
    await addSampleDefinitions(folder);
    const evaluation = await project.evaluate();
    for (const definition of evaluation.definitions) await register(connection, evaluation, definition, {});
    await rm(folder.file('features'), { recursive: true });
    await adoptStore(project, connection);
    expect(await fileOf('fv_uc01_preprocess_v_2')).toMatchInlineSnapshot(`
      "import { avg, count, date, featureView, max, min, sum } from 'firn';
      import { customer } from './customer';
      import { LINEITEM, ORDERS, ORDER_RETURNS } from '../firn/sources';

      const orderLines = LINEITEM
        .leftJoin(ORDER_RETURNS, (li, ret) =>
          li.LI_ORDER_ID.eq(ret.OR_ORDER_ID).and(li.LI_PRODUCT_ID.eq(ret.OR_PRODUCT_ID)),
        )
        .join(ORDERS, (l, o) => l.LI_ORDER_ID.eq(o.O_ORDER_ID))
        .select((r) => ({
          O_CUSTOMER_SK: r.O_CUSTOMER_SK.fillNull(0),
          O_ORDER_ID: r.O_ORDER_ID.fillNull(0),
          ORDER_DATE: r.ORDER_DATE.fillNull(date('1970-01-01')),
          ROW_PRICE: r.QUANTITY.fillNull(0).mul(r.PRICE.fillNull(0)),
          RETURN_ROW_PRICE: r.OR_RETURN_QUANTITY.fillNull(0).mul(r.PRICE.fillNull(0)),
        }));

      const perOrder = orderLines.groupBy('O_CUSTOMER_SK', 'O_ORDER_ID').agg((r) => ({
        INVOICE_YEAR: min(r.ORDER_DATE.year()),
        LATEST_ORDER_DATE: max(r.ORDER_DATE),
        RATIO: sum(r.RETURN_ROW_PRICE).safeDiv(sum(r.ROW_PRICE)),
      }));

      const ordersPerYear = perOrder.groupBy('O_CUSTOMER_SK', 'INVOICE_YEAR').agg(() => ({
        N_ORDERS: count().toFloat(),
      }));

      const frequency = ordersPerYear.groupBy('O_CUSTOMER_SK').agg((r) => ({ FREQUENCY: avg(r.N_ORDERS) }));

      const returns = perOrder.groupBy('O_CUSTOMER_SK').agg((r) => ({
        RETURN_RATIO: avg(r.RATIO).toFloat(),
        LATEST_ORDER_DATE: max(r.LATEST_ORDER_DATE),
      }));

      export const fvUc01PreprocessV2 = featureView('FV_UC01_PREPROCESS', {
        version: 'V_2',
        entities: [customer],
        from: frequency.joinUsing(returns, 'O_CUSTOMER_SK'),
        timestamp: 'LATEST_ORDER_DATE',
        refresh: '1 hour',
        desc: 'Features to support use case 01, all orders counted',
        features: {
          FREQUENCY: 'Average yearly order frequency',
          RETURN_RATIO: 'Average over orders of returned value / order value',
        },
      });
      "
    `);
    expect((await planned()).summary).toMatchObject({ none: 3, create: 0, replace: 0, update: 0 });
  });

  it('and what Snowpark wrote comes back as it is', async () => {
    await store.registerEntity(customer);
    // Nested SELECTs with generated aliases, as Snowpark prints joins and groups.
    const query = `SELECT "O_CUSTOMER_SK", avg("N") AS "FREQUENCY" FROM ( SELECT "O_CUSTOMER_SK", "YEAR", count(1) AS "N" FROM ( SELECT "l_0001_O_CUSTOMER_SK" AS "O_CUSTOMER_SK", date_part('year', "ORDER_DATE") AS "YEAR" FROM ( SELECT  *  FROM (( SELECT "O_CUSTOMER_SK" AS "l_0001_O_CUSTOMER_SK", "ORDER_DATE" AS "ORDER_DATE" FROM ${SOURCES}.ORDERS) AS SNOWPARK_LEFT INNER JOIN ( SELECT "O_CUSTOMER_SK" AS "r_0001_O_CUSTOMER_SK" FROM ${SOURCES}.ORDERS) AS SNOWPARK_RIGHT ON ("l_0001_O_CUSTOMER_SK" = "r_0001_O_CUSTOMER_SK")))) GROUP BY "O_CUSTOMER_SK", "YEAR") GROUP BY "O_CUSTOMER_SK"`;
    await store.registerFeatureView(draft({ query, refreshFreq: '60 minute', featureDescs: {} }), 'V_1');
    expect(await adoptStore(project, connection)).toMatchObject({ refused: [] });
    expect(await fileOf('orders_of_v_1')).toContain(query.replaceAll(`${SOURCES}.`, ''));
    expect((await planned()).summary).toMatchObject({ none: 2 });
  });
});
