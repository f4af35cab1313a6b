import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FeatureStore } from '../../../src/featurestore/store.js';
import { TargetConnection } from '../../../src/project/connection.js';
import { applyPlan } from '../../../src/project/plan/applyPlan.js';
import type { ApplyOptions, PlanConnection } from '../../../src/project/plan/applyPlan.js';
import { hasChanges } from '../../../src/project/plan/makePlan.js';
import type { PlanOptions } from '../../../src/project/plan/makePlan.js';
import type { Plan } from '../../../src/project/plan/model.js';
import { readPlan, writePlan } from '../../../src/project/plan/planFile.js';
import { recordedApply } from '../../../src/project/plan/recordedApply.js';
import { planTarget } from '../../../src/project/plan/planTarget.js';
import type { Project } from '../../../src/project/project.js';
import type { Session } from '../../../src/session/session.js';
import { random } from '../sql/randomFrames.js';
import { stopLocalAccount } from '../stop.js';
import { CATALOG, projectFolder } from './folder.js';
import type { ProjectFolder } from './folder.js';

const SOURCES = 'TPCXAI_SF0001_QUICKSTART_INC.TRAINING';
const STORE = 'TPCXAI_SF0001_QUICKSTART_INC._TRAINING_FEATURE_STORE';

/** What a definition file says, piece by piece. */
interface Said {
  readonly desc: string;
  readonly entityDesc: string;
  readonly refresh: string | null;
  readonly value: string;
  readonly versions: readonly string[];
  readonly store: boolean;
  /** The window of a tiled feature view; `none`: the feature view is not tiled; null: there is none. */
  readonly windows: string | null;
}
const FIRST: Said = {
  desc: 'Orders',
  entityDesc: 'Who orders',
  refresh: '60 minute',
  value: 'count()',
  versions: ['V_1'],
  store: false,
  windows: null,
};

const fileOf = ({ desc, entityDesc, refresh, value, versions, store, windows }: Said) => `
import { count, days, entity, feature, featureView, max, min } from 'firn';
import { ORDERS } from '../firn/sources';
export const customer = entity('CUSTOMER', { joinKeys: ['O_CUSTOMER_SK'], desc: ${JSON.stringify(entityDesc)} });
${store ? "export const store = entity('STORE', { joinKeys: ['STORE'] });\nexport const stores = featureView('STORES', { version: 'V_1', entities: [store], from: ORDERS.groupBy('STORE').agg(() => ({ N: count() })) });" : ''}
${versions
  .map(
    (version, index) => `export const orders${index} = featureView('ORDERS_OF', {
  version: '${version}',
  entities: [customer],
  from: ORDERS.groupBy('O_CUSTOMER_SK').agg((r) => ({ N: ${value}, LAST: max(r.ORDER_DATE) })),
  timestamp: 'LAST',
  ${refresh === null ? '' : `refresh: '${refresh}',`}
  desc: ${JSON.stringify(desc)},
  features: { N: 'how many' },
});`,
  )
  .join('\n')}
${
  windows === null
    ? ''
    : windows === 'none'
      ? `export const windowed = featureView('WINDOWED', {
  version: 'V_1', entities: [customer], from: ORDERS.pick('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE'),
  timestamp: 'ORDER_DATE', refresh: '1 hour',
});`
      : `export const windowed = featureView('WINDOWED', {
  version: 'V_1', entities: [customer], from: ORDERS.pick('O_CUSTOMER_SK', 'O_ORDER_ID', 'ORDER_DATE'),
  timestamp: 'ORDER_DATE', refresh: '1 hour', granularity: '1d',
  aggregations: (e) => [feature.count(e.O_ORDER_ID, '${windows}')],
});`
}
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
  for (const sql of [
    'CREATE WAREHOUSE IF NOT EXISTS FS_WH',
    'CREATE DATABASE TPCXAI_SF0001_QUICKSTART_INC',
    `CREATE SCHEMA ${SOURCES}`,
    `CREATE TABLE ${SOURCES}.ORDERS (O_ORDER_ID INTEGER, O_CUSTOMER_SK INTEGER, ORDER_DATE DATE, STORE VARCHAR(10))`,
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
});

/** A connection of its own: a store that was dropped is not remembered. */
function over(session: Session): PlanConnection & { readonly session: Session } {
  const { target } = connection;
  const open = (creationMode: 'FAIL_IF_NOT_EXIST' | 'CREATE_IF_NOT_EXIST') =>
    FeatureStore.open(session, { ...target, creationMode });
  return {
    target,
    session,
    store: (mode) => open(mode === 'create' ? 'CREATE_IF_NOT_EXIST' : 'FAIL_IF_NOT_EXIST'),
    collectingWarnings: async (work) => ({ value: await work(), warnings: [] }),
  };
}

/** What definitions say depends on their text alone, so each text is evaluated once. */
const evaluations = new Map<string, Awaited<ReturnType<Project['evaluate']>>>();

async function evaluated(said: Said) {
  const text = fileOf(said);
  const known = evaluations.get(text);
  if (known !== undefined) return known;
  await folder.write('features/all.ts', text);
  const evaluation = await project.evaluate();
  evaluations.set(text, evaluation);
  return evaluation;
}

async function planFor(said: Said, options: PlanOptions = {}): Promise<Plan> {
  return planTarget(over(connection.session), await evaluated(said), options);
}

async function apply(
  plan: Plan,
  options: ApplyOptions = { allowDestructive: true },
  session = connection.session,
) {
  const results = await applyPlan(over(session), plan, options);
  const failed = results.find(({ status }) => status === 'failed');
  if (failed?.error) throw failed.error;
  return results.map(({ status }) => status);
}

const snapshot = async () => (await over(connection.session).store('connect')).snapshot();

it('of a target whose source database is not there says so of every table, in the plan', async () => {
  await folder.write('features/all.ts', fileOf(FIRST));
  const elsewhere = over(connection.session);
  const target = { ...elsewhere.target, sources: 'NOWHERE.S' };
  const evaluation = await project.evaluate({ lineage: true });
  const reads = evaluation.definitions.map((definition) =>
    definition.kind === 'featureView' && definition.query
      ? { ...definition, query: { ...definition.query, sources: ['NOWHERE.S.ORDERS'] } }
      : definition,
  );
  const sources = { catalog: CATALOG, folder: folder.folder };
  const plan = await planTarget({ ...elsewhere, target }, { ...evaluation, definitions: reads }, { sources });
  expect(plan.sources?.findings.map(({ code, table }) => [code, table])).toEqual([
    ['source-table-missing', 'ORDERS'],
  ]);
});

describe('who reads what is replaced', () => {
  const changed = { ...FIRST, value: 'min(r.O_ORDER_ID)' };
  const dependents = async (session: Session) => {
    await folder.write('features/all.ts', fileOf(changed));
    const plan = await planTarget(over(session), await project.evaluate());
    return plan.operations.map((operation) => operation.dependents);
  };

  it('is in the plan: views, datasets and what is made of them, nearest first', async () => {
    await apply(await planFor(FIRST));
    const store = await over(connection.session).store('connect');
    await connection.session.execute(`CREATE VIEW ${STORE}.AROUND AS SELECT * FROM ${STORE}."ORDERS_OF$V_1"`);
    await connection.session.execute(`CREATE TABLE ${SOURCES}.COPIED AS SELECT * FROM ${STORE}.AROUND`);
    await store.generateDataset({
      name: 'TRAIN',
      version: 'V1',
      spine: `SELECT O_CUSTOMER_SK, ORDER_DATE::TIMESTAMP_NTZ AS AT FROM ${SOURCES}.ORDERS`,
      spineTimestampCol: 'AT',
      features: [{ view: await store.getFeatureView('ORDERS_OF', 'V_1') }],
    });
    const [entity, view] = await dependents(connection.session);
    expect(entity).toBeNull();
    expect(view?.unknown).toEqual([]);
    expect(new Set(view?.objects)).toEqual(
      new Set([
        { kind: 'table', name: 'AROUND', through: null, via: 'lineage' },
        { kind: 'dataset', name: 'TRAIN@V1', through: null, via: 'lineage' },
        { kind: 'table', name: `${SOURCES}.COPIED`, through: 'AROUND', via: 'lineage' },
      ]),
    );
    await connection.session.execute(`DROP TABLE ${SOURCES}.COPIED`);
  });

  it('is what datasets say where the account tells no lineage, and what is not known is said', async () => {
    await apply(await planFor(FIRST));
    const store = await over(connection.session).store('connect');
    await store.generateDataset({
      name: 'TRAIN',
      version: 'V1',
      spine: `SELECT O_CUSTOMER_SK FROM ${SOURCES}.ORDERS`,
      features: [{ view: await store.getFeatureView('ORDERS_OF', 'V_1') }],
    });
    const without = instead(connection.session, (sql) => {
      if (sql.includes('GET_LINEAGE')) throw new Error('not in this edition');
    });
    expect((await dependents(without))[1]).toEqual({
      objects: [{ kind: 'dataset', name: 'TRAIN@V1', through: null, via: 'dataset metadata' }],
      unknown: ['Its lineage cannot be read: not in this edition'],
    });
  });
});

describe('the record of applies', () => {
  const records = async () => (await over(connection.session).store('connect')).listApplies();
  const recorded = async (session: Session, plan: Plan) =>
    recordedApply(over(session), plan, { allowDestructive: true });
  /** Fails at the statements that `matching` says. */
  const refusing = (matching: RegExp) =>
    instead(connection.session, (sql) => {
      if (matching.test(sql)) throw new Error('not allowed');
    });

  it('says who did what, and is in no list of the store', async () => {
    const before = await planFor(FIRST);
    const { record } = await recorded(connection.session, before);
    const [apply] = await records();
    expect(apply).toMatchObject({
      id: record.id,
      status: 'applied',
      user: 'FIRN',
      target: 'dev',
      fingerprint: before.fingerprint,
      operations: [
        { kind: 'entity', name: 'CUSTOMER', version: null, operation: 'create', status: 'applied' },
        { kind: 'featureView', name: 'ORDERS_OF', version: 'V_1', status: 'applied', error: null },
      ],
    });
    expect(Date.parse(apply?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(apply?.startedAt ?? ''));
    const { problems, entities, featureViews } = await snapshot();
    expect([problems, entities.length, featureViews.length]).toEqual([[], 1, 1]);
    expect((await planFor(FIRST, { drop: true })).summary).toMatchObject({ none: 2, drop: 0 });
  });

  it('is of what was done, where it fails half way, and of the next that goes on', async () => {
    const plan = await planFor(FIRST);
    const { results } = await recorded(refusing(/CREATE DYNAMIC TABLE/), plan);
    expect(results.map(({ status }) => status)).toEqual(['applied', 'failed']);
    expect((await records())[0]).toMatchObject({
      status: 'failed',
      operations: [
        { status: 'applied' },
        { status: 'failed', error: expect.stringContaining('not allowed') },
      ],
    });
    await recorded(connection.session, plan);
    expect((await records()).map(({ status }) => status)).toEqual(['applied', 'failed']);
    await recorded(connection.session, plan);
    expect(await records()).toHaveLength(2);
  });

  it('is of what was stopped between two operations', async () => {
    const plan = await planFor(FIRST);
    const controller = new AbortController();
    const { results } = await recordedApply(over(connection.session), plan, {
      signal: controller.signal,
      onStepEnd: () => controller.abort(),
    });
    expect(results.map(({ status }) => status)).toEqual(['applied', 'not run']);
    expect((await records())[0]).toMatchObject({
      status: 'stopped',
      operations: [{}, { status: 'not run' }],
    });
  });

  it('keeps nothing from being applied, and its own failure is said', async () => {
    const none = await recorded(refusing(/INSERT INTO \S*FIRN_APPLIES/), await planFor(FIRST));
    expect(none.results.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect(none.record).toEqual({ id: null, problem: 'This apply was not recorded: not allowed' });
    const half = await recorded(
      refusing(/UPDATE \S*FIRN_APPLIES/),
      await planFor({ ...FIRST, desc: 'other' }),
    );
    expect(half.record.problem).toContain('is recorded as running');
    expect((await records()).map(({ status, endedAt }) => [status, endedAt])).toEqual([['running', null]]);
  });
});

describe('applying', () => {
  it('makes the store, and then there is nothing to do', async () => {
    const plan = await planFor(FIRST);
    expect(plan).toMatchObject({ createsStore: true, summary: { create: 2 } });
    expect(await apply(plan, {})).toEqual(['applied', 'applied']);
    expect(hasChanges(await planFor(FIRST))).toBe(false);
  });

  it('sends the statements that the plan shows', async () => {
    await apply(await planFor(FIRST));
    const changes: readonly Said[] = [
      { ...FIRST, desc: "it's \\ 'quoted'", entityDesc: 'whom' },
      { ...FIRST, refresh: '0 3 * * * UTC' },
      { ...FIRST, refresh: null },
      { ...FIRST, value: 'min(r.O_ORDER_ID)' },
    ];
    for (const said of changes) {
      const plan = await planFor(said);
      const sent: string[] = [];
      await apply(plan, { allowDestructive: true }, listening(connection.session, sent));
      const shown = plan.operations.flatMap(({ sql }) => sql).map(withoutSuffix);
      expect(shown.length).toBeGreaterThan(0);
      expect(
        sent
          .filter(
            (sql) =>
              !/^(SHOW|SELECT|DESC|CREATE TABLE IF NOT|CREATE TAG IF NOT EXISTS \S+\.SNOWML_FEATURE_(STORE_OBJECT|VIEW_METADATA))/i.test(
                sql,
              ),
          )
          .map(withoutSuffix),
      ).toEqual(shown);
    }
  });

  it('is refused before anything where rows would be lost and nobody said so', async () => {
    await apply(await planFor(FIRST));
    const plan = await planFor({ ...FIRST, value: 'min(r.O_ORDER_ID)', entityDesc: 'whom' });
    await expect(apply(plan, {})).rejects.toMatchObject({ code: 'plan-destructive' });
    expect((await snapshot()).entities[0]?.desc).toBe('Who orders');
    expect(await apply(plan)).toEqual(['applied', 'applied']);
  });

  it('is refused where somebody changed what it is about, and is not where something else changed', async () => {
    await apply(await planFor(FIRST));
    const plan = await planFor({ ...FIRST, desc: 'mine', store: true });
    await apply(await planFor({ ...FIRST, entityDesc: 'theirs' }));
    expect(await apply(plan)).toEqual(['applied', 'applied', 'applied']);
    const late = await planFor({ ...FIRST, desc: 'mine again' });
    await apply(await planFor({ ...FIRST, desc: 'theirs' }));
    await expect(apply(late)).rejects.toMatchObject({ code: 'plan-stale' });
  });

  it('is refused on another target', async () => {
    const plan = await planFor(FIRST);
    await expect(apply({ ...plan, target: 'prod' })).rejects.toMatchObject({ code: 'plan-other-target' });
  });

  it('goes through a file', async () => {
    const plan = await planFor({ ...FIRST, windows: '7d' });
    const file = path.join(folder.folder, 'plan.json');
    await writePlan(file, plan);
    expect(await readPlan(file)).toEqual(plan);
    await apply(await readPlan(file));
    expect(hasChanges(await planFor({ ...FIRST, windows: '7d' }))).toBe(false);
    await writePlan(file, { ...plan, formatVersion: 1 } as never);
    await expect(readPlan(file)).rejects.toMatchObject({ code: 'plan-unreadable' });
  });

  it('drops what nothing defines when asked', async () => {
    await apply(await planFor({ ...FIRST, store: true, versions: ['V_1', 'V_2'] }));
    expect((await planFor(FIRST)).undefinedObjects).toEqual(['STORE', 'ORDERS_OF@V_2', 'STORES@V_1']);
    await apply(await planFor(FIRST, { drop: true }));
    const { entities, featureViews } = await snapshot();
    expect([entities.map((e) => e.name), featureViews.map((v) => v.physicalName)]).toEqual([
      ['CUSTOMER'],
      ['ORDERS_OF$V_1'],
    ]);
  });
});

/** What an apply changes: a kind of object, everything about it, tiles that come, go and become others. */
const EDITS: readonly (readonly [string, Partial<Said>, Partial<Said>])[] = [
  [
    'of everything at once',
    { versions: ['V_1', 'V_2'], windows: '7d' },
    {
      versions: ['V_1', 'V_2'],
      windows: '3d',
      desc: 'other',
      value: 'min(r.O_ORDER_ID)',
      store: true,
      refresh: null,
    },
  ],
  ['of schedules', { refresh: '60 minute' }, { refresh: '0 3 * * * UTC', entityDesc: 'whom' }],
  ['of a schedule that goes', { refresh: '0 3 * * * UTC' }, { refresh: '1 day', value: 'min(r.O_ORDER_ID)' }],
  ['that makes tiles', {}, { windows: '7d' }],
  ['of tiles that become another kind of view', { windows: '7d' }, { windows: 'none' }],
  ['of a view that becomes one of tiles', { windows: 'none' }, { windows: '7d' }],
];

describe('an apply that fails at any statement', () => {
  it.each(EDITS)(
    '%s leaves a store that can be read, and applying again finishes it',
    async (_, from, to) => {
      const [before, after] = [
        { ...FIRST, ...from },
        { ...FIRST, ...to },
      ];
      let failures = 0;
      for (let at = 0; ; at++) {
        await connection.session.execute(`DROP SCHEMA IF EXISTS ${STORE}`);
        await apply(await planFor(before));
        const plan = await planFor(after);
        const lost: string[] = [];
        const session = failing(connection.session, at, (sql) => lost.push(sql));
        const outcome = await apply(plan, { allowDestructive: true }, session).catch(
          (error: unknown) => error,
        );
        if (lost.length === 0) break;
        if (outcome instanceof Error) failures += 1;
        const { problems, featureViews } = await snapshot();
        expect([at, lost, problems]).toEqual([at, lost, []]);
        for (const { name, version } of featureViews)
          await (await over(connection.session).store('connect')).readFeatureView(name, version);
        await apply(await planFor(after));
        expect([at, hasChanges(await planFor(after))]).toEqual([at, false]);
      }
      expect(failures).toBeGreaterThan(1);
    },
  );
});

it('after any edits of the definitions, applying them leaves nothing to do', async () => {
  const next = random(1);
  const of = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  for (let step = 0; step < 12; step++) {
    const said: Said = {
      desc: of(['Orders', "it's", 'back\\slash', '$$', '']),
      entityDesc: of(['Who', "who's", '']),
      refresh: of([null, '60 minute', '1 day', 'DOWNSTREAM', '0 3 * * * UTC', '30 4 * * 1 Europe/Berlin']),
      value: of(['count()', 'min(r.O_ORDER_ID)', 'max(r.O_ORDER_ID)']),
      versions: of([['V_1'], ['V_2'], ['V_1', 'V_2'], ['V_9', 'V_10']]),
      store: of([true, false]),
      windows: of([null, '7d', '3d']),
    };
    await apply(await planFor(said, { drop: of([true, false]) }));
    const left = (await planFor(said)).operations.filter(({ operation }) => operation !== 'none');
    expect({ step, said, left }).toEqual({ step, said, left: [] });
  }
});

/** Names of shadows are drawn; one without a letter from a to f needs no quotes. */
const withoutSuffix = (sql: string): string =>
  sql.replaceAll(/"?([\w$]+_TMP_(?:VIEW|TABLE))_[0-9a-f]{8}"?/g, '$1');

function listening(session: Session, sent: string[]): Session {
  return instead(session, (sql) => void sent.push(sql));
}

/** Fails at the nth statement that is no question. */
function failing(session: Session, at: number, onFailure: (sql: string) => void): Session {
  let left = at;
  return instead(session, (sql) => {
    if (/^(SHOW|SELECT|DESC)/i.test(sql)) return;
    if (left-- !== 0) return;
    onFailure(sql);
    throw new Error(`the connection was lost before ${sql}`);
  });
}

function instead(session: Session, before: (sql: string) => void): Session {
  return new Proxy(session, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return async (...args: readonly unknown[]) => {
        if (key === 'execute' || key === 'query') before(String(args[0]));
        return (value as (...args: readonly unknown[]) => unknown).apply(target, [...args]);
      };
    },
  });
}
