/** Declarative projects (`snow feature`): what they say becomes definitions, and definitions become what they say. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adoptDeclarative } from '../../../src/project/declarative/adoptDeclarative.js';
import { exportDeclarative } from '../../../src/project/declarative/exportDeclarative.js';
import { escaped, render } from '../../../src/project/declarative/template.js';
import type { Definition } from '../../../src/project/model.js';
import type { Project } from '../../../src/project/project.js';
import { addSampleDefinitions, projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

let folder: ProjectFolder;
let project: Project;
let specs: string;
beforeEach(async () => {
  folder = await projectFolder();
  project = await folder.open();
  specs = await mkdtemp(path.join(tmpdir(), 'firn-specs-'));
});
afterEach(async () => {
  await folder.remove();
  await rm(specs, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  const file = path.join(specs, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
const read = (name: string) => readFile(path.join(specs, name), 'utf8');
const fileOf = (name: string) => readFile(folder.file(`features/${name}.ts`), 'utf8');
const adopt = (names: readonly string[] = []) =>
  adoptDeclarative(project, { folder: specs, from: null, names });
const exported = () => exportDeclarative(project, { folder: specs, accountOf: async () => 'ORG-ACCOUNT' });

/** What a definition says, wherever it stands. */
function said(definition: Definition): unknown {
  const { name, desc, kind } = definition;
  if (definition.kind === 'entity') return { kind, name, desc, joinKeys: definition.joinKeys };
  const {
    version,
    entities,
    timestamp,
    refresh,
    warehouse,
    refreshMode,
    initialize,
    clusterBy,
    tiles,
    query,
  } = definition;
  const windows = tiles && { ...tiles, source: tiles.source.sql };
  return {
    ...{ kind, name, desc, version, entities, timestamp, refresh, warehouse, refreshMode, initialize },
    ...{ clusterBy, windows, sql: query?.sql },
  };
}
const sorted = (definitions: readonly Definition[]) =>
  definitions
    .map(said)
    .map((text) => JSON.stringify(text))
    .sort();

describe('definitions that are exported and pulled again', () => {
  const ODD = String.raw`
import { count, entity, feature, featureView, max, query } from 'firn';
import { ORDERS } from '../firn/sources';
export const buyer = entity('"odd buyer"', { joinKeys: ['"my key"'], desc: '{{ not }} {% a %} {# template #}\n: yaml? "yes"' });
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
export const odd = featureView('"odd view"', {
  version: 'v1.0', entities: [buyer], desc: "it's \\ {{ odd }}",
  from: query${'`'}SELECT O_CUSTOMER_SK AS "my key", '{{ FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS }}' AS A, /* {% b %} */ COUNT(*) AS "n: {#" FROM ORDERS GROUP BY 1${'`'},
  refresh: '0 3 * * * UTC', warehouse: '"my wh"', refreshMode: 'FULL', initialize: 'ON_SCHEDULE', clusterBy: ['A'],
});
export const windows = featureView('WINDOWS', {
  version: 'V_10', entities: [customer], from: ORDERS, timestamp: 'ORDER_DATE', refresh: '1 hour', granularity: '1d', secondaryKey: 'STORE',
  aggregations: (e) => [
    feature.sum(e.O_ORDER_ID, '7d'), feature.stddev(e.O_ORDER_ID, '30d', { offset: '7d', as: 'DEVIATION' }),
    feature.approxCountDistinct(e.STORE, '7d', { precision: 10 }),
    feature.approxPercentile(e.O_ORDER_ID, '7d', { percentile: 0.9 }),
  ],
});
export const lists = featureView('LISTS', {
  version: 'V_1', entities: [customer], from: ORDERS, timestamp: 'ORDER_DATE', refresh: '1 day', granularity: '1 day',
  aggregations: (e) => [feature.lastN(e.O_ORDER_ID, '7d', { n: 3 }), feature.max(e.ORDER_DATE, 'lifetime')],
});
export const plain = featureView('PLAIN', {
  version: 'V_1', entities: [customer], from: ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({ N: count(), LAST: max(r.ORDER_DATE) })), timestamp: 'LAST', clusterBy: [], refresh: 'DOWNSTREAM',
});
`;

  it('say the same', async () => {
    await addSampleDefinitions(folder);
    await folder.write('features/customer.ts', (await fileOf('customer')).replace("'CUSTOMER'", "'SHOPPER'"));
    await folder.write('features/odd.ts', ODD);
    const before = await project.evaluate();
    expect(before.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const { written, losses, conflicts } = await exported();
    expect(written).toHaveLength(3 + 6 + 6 + 1);
    expect(conflicts).toEqual([]);
    expect(losses.map(({ title }) => title)).toEqual(['FV_UC01_PREPROCESS@V_1', 'FV_UC01_PREPROCESS@V_2']);
    await rm(folder.file('features'), { recursive: true });
    expect(await adopt()).toMatchObject({ refused: [], conflicts: [] });
    const after = await project.evaluate();
    expect(sorted(after.definitions)).toEqual(sorted(before.definitions));
    expect((await exported()).written).toEqual([]);
  });

  it('say what is lost', async () => {
    await folder.write(
      'features/lost.ts',
      `import { entity, featureView } from 'firn';
import { ORDERS } from '../firn/sources';
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'] });
export const lonely = entity('LONELY', { joinKeys: ['ID'] });
export const lost = featureView('LOST', { version: 'V_1', entities: [customer], from: ORDERS.pick('O_CUSTOMER_SK', 'STORE'), refresh: '1 hour', initializationWarehouse: 'BIG', online: true, features: { STORE: 'where' } });
`,
    );
    const { losses } = await exported();
    expect(losses.map(({ title, reason }) => `${title}: ${reason.slice(0, 40)}`)).toEqual([
      'LONELY: No feature view tells the type of ID, an',
      'LOST@V_1: `initializationWarehouse` has no place i',
      'LOST@V_1: `online` is not exported: a spec does no',
      'LOST@V_1: Descriptions of features have no place i',
    ]);
  });

  it('read the sources of the target that they are deployed to', async () => {
    await addSampleDefinitions(folder);
    await exported();
    expect(await read('manifest.yml')).toContain('sources: TPCXAI_SF0001_QUICKSTART_INC.SERVING');
    expect(await read('sources/datasources/fv_uc01_preprocess_v_2_rows.yaml')).toContain(
      'FROM {{ sources }}.LINEITEM AS LI',
    );
    const result = await adoptDeclarative(project, {
      folder: specs,
      from: 'prod',
      target: 'prod',
      force: true,
    });
    expect(result.refused).toEqual([]);
  });
});

const MANIFEST = `manifest_version: 1
type: feature_store
default_target: DEV
targets:
  DEV: { account_identifier: ORG-ACCOUNT, database: TPCXAI_SF0001_QUICKSTART_INC, schema: FS, templating_config: dev }
templating:
  defaults: { suffix: _BASE, keep: { days: 7 } }
  configurations:
    DEV: { suffix: _DEV }
`;
const ENTITY = `kind: Entity
name: user
description: Who orders
join_keys: [{ name: O_CUSTOMER_SK, type: LongType }]
`;
const SOURCE = `kind: BatchSource
name: ORDERS_SOURCE
table: orders
source_schema: TRAINING
columns:
  - { name: O_CUSTOMER_SK, type: LongType }
  - { name: O_ORDER_ID, type: LongType }
  - { name: ORDER_DATE, type: DateType }
`;
const VIEW = `kind: BatchFeatureView
name: USER_ORDERS{{ suffix }}
version: V01
description: "{{ keep.days }} days"
entities: [USER]
sources: [{ name: ORDERS_SOURCE, source_type: Batch }]
timestamp_col: ORDER_DATE
refresh_freq: 1h
feature_granularity: 1d
feature_aggregation_method: tiles
features:
  - source_column: { name: O_ORDER_ID, type: LongType }
    output_column: { name: ORDERS_7D, type: LongType }
    function: count
    window: 7d
`;

describe('a project of specs', () => {
  beforeEach(async () => {
    await write('manifest.yml', MANIFEST);
    await write('sources/entities/user.yaml', ENTITY);
    await write('sources/datasources/orders.yaml', SOURCE);
    await write('sources/feature_views/team/user_orders.yml', VIEW);
  });

  it('becomes definitions', async () => {
    expect(await adopt()).toMatchObject({ refused: [], conflicts: [] });
    expect(await fileOf('user_orders_dev_v01')).toBe(`import { feature, featureView } from 'firn';
import { user } from './user';
import { ORDERS } from '../firn/sources';

export const userOrdersDevV01 = featureView('USER_ORDERS_DEV', {
  version: 'V01',
  entities: [user],
  from: ORDERS.pick('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE'),
  timestamp: 'ORDER_DATE',
  refresh: '1h',
  desc: '7 days',
  granularity: '1d',
  aggregations: (e) => [
    feature.count(e.O_ORDER_ID, '7d', { as: 'ORDERS_7D' }),
  ],
});
`);
    expect((await project.evaluate()).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('has queries in files of their own', async () => {
    await write(
      'sources/datasources/q.json',
      '{"kind": "BatchSource", "name": "Q", "query_file": "sql/q.sql"}',
    );
    await write(
      'sources/datasources/sql/q.sql',
      'SELECT O_CUSTOMER_SK, MAX(O_ORDER_ID) AS N FROM TPCXAI_SF0001_QUICKSTART_INC.TRAINING.ORDERS GROUP BY O_CUSTOMER_SK HAVING COUNT(*) > {{ keep.days }};\n',
    );
    await write(
      'sources/feature_views/q.yaml',
      'kind: BatchFeatureView\nname: Q\nversion: V01\nentities: [USER]\nsources: [{ name: Q }]\n',
    );
    expect(await adopt(['Q'])).toMatchObject({ refused: [] });
    expect(await fileOf('q_v01')).toContain('.filter((r) => r.HAVING_1.gt(7))');
  });

  it('says what definitions cannot say', async () => {
    await write(
      'sources/feature_views/fast.yaml',
      VIEW.replace('USER_ORDERS', 'FAST').concat('online: true\n'),
    );
    await write('sources/feature_views/code.py', 'raise SystemExit(1)\n');
    await write('sources/datasources/clicks.yaml', 'kind: StreamingSource\nname: CLICKS\n');
    await write('sources/feature_groups/all.yaml', 'kind: FeatureGroup\nname: ALL_OF\nversion: V01\n');
    const { refused, written } = await adopt();
    expect(written).toHaveLength(2);
    expect(Object.fromEntries(refused.map(({ title, reason }) => [title, reason]))).toEqual({
      [path.join('sources', 'feature_views', 'code.py')]: expect.stringContaining('never runs') as string,
      CLICKS: expect.stringContaining('streaming source') as string,
      'ALL_OF@V01': expect.stringContaining('feature group') as string,
      'FAST_DEV@V01': expect.stringContaining('`online`') as string,
    });
  });

  it.each([
    [
      'sources/feature_views/team/user_orders.yml',
      `${VIEW}# {{ nope }}\n`,
      'user_orders.yml:16: The variable nope has no value.',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      `{% if x %}${VIEW}`,
      'user_orders.yml:1: `{% if x %}` is a Jinja2 statement',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      VIEW.replace('suffix', 'suffix | lower'),
      'is more than a variable',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      VIEW.replace('timestamp_col', 'timestamp_colum'),
      'has `timestamp_colum`, which Firn does not know. Did you mean timestamp_col?',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      VIEW.replace('function: count', 'function: counts'),
      'counts is no function',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      VIEW.replace('[USER]', '[USR]'),
      'No spec is of the entity USR.',
    ],
    [
      'sources/feature_views/team/user_orders.yml',
      `${VIEW}refresh_mode: ADAPTIVE\n`,
      'is ADAPTIVE, which is none of',
    ],
    [
      'sources/entities/user.yaml',
      ENTITY.replace('LongType', 'Longtype'),
      'Longtype is no type that Firn knows',
    ],
    ['sources/entities/user.yaml', `${ENTITY} : - x\n`, 'user.yaml:5: This is no YAML'],
    ['sources/datasources/orders.yaml', `${SOURCE}query: SELECT 1\n`, 'has not one of'],
    ['sources/macros/m.yaml', 'x: 1\n', 'Macros are not read.'],
    [
      'manifest.yml',
      MANIFEST.replace('default_target: DEV', 'default_target: TEST'),
      'There is no target TEST. There are: DEV.',
    ],
    ['manifest.yml', MANIFEST.replace('schema: FS', 'schema: FS, warehouse: W'), '`warehouse`'],
  ])('that is wrong in %s is refused with the place', async (file, text, message) => {
    await write(file, text);
    await expect(adopt()).rejects.toThrow(message);
  });
});

describe('a template', () => {
  it('of any text is the text', () => {
    for (const text of ['{{ a }}', '{%', '{#{{{%', "{ { '{{' }", '{', '{{{', "it's {{'"])
      expect(render('f', escaped(text), {})).toBe(text);
  });
});
