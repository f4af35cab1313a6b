import { expect, it } from 'vitest';
import { random } from '../../account/sql/programs/choice.js';
import { FeatureStoreError } from '../../../src/featurestore/errors.js';
import { toRows } from '../../../src/featurestore/listing.js';
import type { FeatureView } from '../../../src/featurestore/model.js';
import type { Account } from './storeFixture.js';
import { externalTag, managedTag, openRecorded } from './storeFixture.js';

const SEED = Number(process.env['FIRN_SEED'] ?? 1);
const ROUNDS = 200;

const tag = (type: string) => JSON.stringify({ type, pkg_version: '1.48.0' });

function object(kind: string, name: string, flags = '') {
  return {
    name,
    comment: 'd',
    target_lag: '1 hour',
    refresh_mode: 'INCREMENTAL',
    scheduling_state: 'ACTIVE',
    warehouse: 'WH',
    cluster_by: 'LINEAR(ID, TS)',
    owner: 'SYSADMIN',
    text: `CREATE ${kind} DB.FS."${name}" (ID, TS, AMT COMMENT 'amount') COMMENT = 'd' TAG (DB.FS.SNOWML_FEATURE_STORE_OBJECT = '${tag('MANAGED_FEATURE_VIEW')}', DB.FS.SNOWML_FEATURE_VIEW_METADATA = '{"entities": ["FOO"], "timestamp_col": "TS"${flags}}', DB.FS.SNOWML_FEATURE_STORE_ENTITY_FOO = 'ID') AS SELECT * FROM SRC`,
  };
}

const tables = ['A$V1', 'B$V1', 'TILED$V1'];
const views = ['C$V1', 'D$V2', 'STREAM$V1'];

const whole = {
  entities: [
    { name: 'FOO', keys: 'ID' },
    { name: 'BAR', keys: 'K1,K2' },
  ],
  dynamicTables: tables.map((name) =>
    object('DYNAMIC TABLE', name, name.startsWith('TILED') ? ', "is_tiled": true' : ''),
  ),
  views: views.map((name) => object('VIEW', name, name.startsWith('STREAM') ? ', "is_streaming": true' : '')),
  tasks: [{ name: 'A$V1', schedule: 'USING CRON 0 0 * * * UTC' }],
  objectTags: {
    ...Object.fromEntries(tables.map((name) => [name, managedTag])),
    ...Object.fromEntries(views.map((name) => [name, externalTag])),
    A$V1$ONLINE: tag('ONLINE_FEATURE_TABLE'),
    G$V1$ONLINE: tag('FEATURE_GROUP'),
    RT$V1$ONLINE: tag('REALTIME_FEATURE_VIEW'),
    _FEATURE_STORE_METADATA: tag('INTERNAL_METADATA_TABLE'),
  },
  taskTags: { A$V1: tag('FEATURE_VIEW_REFRESH_TASK') },
  onlineTables: ['A$V1$ONLINE', 'G$V1$ONLINE', 'RT$V1$ONLINE'].map((name) => ({
    name,
    target_lag: '30 seconds',
    store_type: 'postgres',
  })),
  side: [
    [
      'FEATURE_VIEW',
      'TILED',
      'V1',
      'FEATURE_SPECS',
      '{"feature_granularity": "1h", "features": [{"function": "sum", "source_column": "AMT", "window": "24h", "output_column": "AMT_SUM_24H", "offset": "0", "params": {}}]}',
    ],
    ['FEATURE_VIEW', 'TILED', 'V1', 'FEATURE_DESCS', '{"AMT_SUM_24H": "text"}'],
    [
      'FEATURE_VIEW',
      'STREAM',
      'V1',
      'STREAM_CONFIG',
      '{"stream_source_name": "S", "transformation_fn_name": "f"}',
    ],
    [
      'STREAM_SOURCE',
      'S',
      '',
      'STREAM_SOURCE_CONFIG',
      '{"schema": [{"name": "A", "type": "LongType"}], "ref_count": 1}',
    ],
    [
      'FEATURE_GROUP',
      'G',
      'V1',
      'FEATURE_GROUP_CONFIG',
      '{"auto_prefix": true, "sources": [{"fv_name": "C", "fv_version": "V1"}]}',
    ],
    [
      'FEATURE_VIEW',
      'RT',
      'V1',
      'REALTIME_CONFIG',
      '{"compute_fn_name": "f", "compute_fn_source": "x", "output_schema_json": "[]", "sources": []}',
    ],
  ],
  columns: [...tables, ...views].flatMap((name) => [
    [name, 'ID', 'NUMBER'],
    [name, 'TS', 'DATE'],
    [name, 'AMT', 'FLOAT', 'amount'],
  ]),
} as unknown as Account;

/** One leaf of the account's rows: where it is, and its text. */
interface Leaf {
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function leaves(value: unknown, path: readonly (string | number)[] = []): readonly Leaf[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: string | null): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((item: unknown, i) => (i === key ? replaced(item, rest, by) : item));
  const record = value as Readonly<Record<string, unknown>>;
  return { ...record, [key]: replaced(record[key], rest, by) };
}

const junk = [
  '',
  'null',
  '[]',
  '{}',
  '0',
  '"',
  "'",
  '$',
  '$$',
  '\\',
  'A$B$C',
  '{"type": 1}',
  '{"type": "NEW", "pkg_version": "9"}',
  '{"type": "FEATURE_GROUP"}',
  '{"entities": [], "timestamp_col": 1}',
  '{"entities": {"a": 1}}',
  '\u0000',
  'é𝄞',
  '(((',
  'CREATE VIEW X AS',
  'AS SELECT',
  ' TAG (',
  '[null]',
  '[[1]]',
  'true',
  '{"features": [null], "feature_granularity": "1h"}',
];

function damaged(text: string, next: () => number): string | null {
  const below = (n: number) => Math.floor(next() * n);
  const [a, b] = [below(text.length + 1), below(text.length + 1)].sort((x, y) => x - y) as [number, number];
  const other = junk[below(junk.length)] ?? '';
  return (
    [
      null,
      other,
      text.slice(0, a),
      text.slice(a),
      text.slice(0, a) + text.slice(b),
      text.slice(0, a) + other + text.slice(a),
      text.slice(0, a) + other + text.slice(b),
      text.toLowerCase(),
    ][below(8)] ?? null
  );
}

it(`a store is listed however it is damaged, and what is not damaged is as it was (seed ${SEED})`, async () => {
  const next = random(SEED);
  const { store: sound } = await openRecorded(whole);
  const before = await sound.snapshot();
  expect(before.problems).toEqual([]);
  expect([
    before.featureViews.length,
    before.featureGroups.length,
    before.realtimeFeatureViews.length,
  ]).toEqual([6, 1, 1]);
  const all = leaves(whole);
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const hits = Array.from(
      { length: 1 + Math.floor(next() * 3) },
      () => all[Math.floor(next() * all.length)] as Leaf,
    );
    const account = hits.reduce<unknown>(
      (now, { path, text }) => replaced(now, path, damaged(text, next)),
      whole,
    ) as Account;
    const what = `seed ${SEED}, round ${round}: ${JSON.stringify(hits.map(({ path }) => path))}`;
    const { store } = await openRecorded(account);
    const health = await store.checkHealth();
    const read = health.snapshot;
    expect(() => toRows(read.featureViews, read.realtimeFeatureViews, store.place), what).not.toThrow();
    // The rows that were hit name the objects that they are of; an entity is of all.
    const touched = hits.map(({ path }) => JSON.stringify(path) + rowOf(path));
    const general = hits.some(({ path }) => path[0] === 'entities');
    for (const view of before.featureViews) {
      const hit = general || touched.some((text) => isOf(text, view));
      const after = read.featureViews.find(({ physicalName }) => physicalName === view.physicalName);
      if (!hit) expect(after, what).toEqual(view);
      if (after !== undefined) continue;
      lost++;
      const got = await store.getFeatureView(view.name, view.version).catch((error: unknown) => error);
      expect(got, what).toBeInstanceOf(FeatureStoreError);
    }
    for (const { check, problems } of health.checks)
      for (const { message } of problems) expect(message.length, `${what} ${check}`).toBeGreaterThan(20);
  }
  expect(lost).toBeGreaterThan(20);
});

const isOf = (text: string, { name, version, physicalName }: FeatureView): boolean =>
  text.includes(physicalName) || text.includes(`"${name}","${version}"`);

/** The whole row that a leaf is of, as text. */
function rowOf([list, index]: readonly (string | number)[]): string {
  const rows = (whole as Readonly<Record<string, unknown>>)[String(list)];
  return JSON.stringify((rows as Readonly<Record<string, unknown>> | undefined)?.[String(index)] ?? '');
}
