import { lookupNames } from './names.js';
import { qualifiedName } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import { messageOf } from './errors.js';
import type { FeatureView, StoreSnapshot } from './model.js';
import { isCancelled, textOf, textOrEmpty } from './statements.js';
import type { NamedRow, StoreStatements } from './statements.js';
import { listDatasets, versionsOf } from './training/dataset.js';
import type { DatasetVersion } from './training/dataset.js';

/** An object whose rows come from a feature view. */
export interface Dependent {
  /** `table`: a table, view or dynamic table that is no feature view of the store. */
  readonly kind: 'feature view' | 'dataset' | 'model' | 'table' | 'other';
  /** `NAME@VERSION`, or a table's name; with database and schema outside of the store. */
  readonly name: string;
  /** What it reads itself; null where that is the feature view. */
  readonly through: string | null;
  /** What says so. */
  readonly via: 'query' | 'lineage' | 'dataset metadata';
}

/** What depends on a feature view, and what could not be found out. */
export interface Dependents {
  readonly objects: readonly Dependent[];
  /** Why there may be more, in sentences; empty: these are all that the account and the store know of. */
  readonly unknown: readonly string[];
}

/**
 * What depends on each of these feature views, by the account's lineage (GET_LINEAGE, downstream: views, tables, datasets and
 * models) and by what datasets of the store say that they were made of. What cannot be asked is said, not left out.
 */
export async function dependentsOf(
  store: StoreStatements,
  views: readonly FeatureView[],
  snapshot: StoreSnapshot,
): Promise<ReadonlyMap<FeatureView, Dependents>> {
  if (views.length === 0) return new Map();
  const datasets = await asked('Its datasets cannot be read', () => allVersions(store));
  const found = new Map<FeatureView, Dependents>();
  for (const view of views) {
    const lineage = await asked('Its lineage cannot be read', () => downstream(store, view));
    const seen = (lineage.value ?? []).filter((row) => !isHidden(row));
    const hidden = (lineage.value?.length ?? 0) > seen.length ? [HIDDEN] : [];
    const objects = [
      ...seen.map((row) => ofEdge(row, view, snapshot)),
      ...(datasets.value ?? []).filter((version) => isMadeOf(version, view)).map(ofDataset),
    ];
    const unknown = [lineage.problem, datasets.problem].filter((problem) => problem !== null);
    found.set(view, { objects: once(objects), unknown: [...unknown, ...hidden] });
  }
  return found;
}

interface Answer<T> {
  readonly value: T | null;
  readonly problem: string | null;
}

/** An edition without lineage and a role without the right to see it are no reason to have no plan. */
async function asked<T>(what: string, ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await ask(), problem: null };
  } catch (error) {
    if (isCancelled(error)) throw error;
    return { value: null, problem: `${what}: ${messageOf(error)}` };
  }
}

async function allVersions(store: StoreStatements): Promise<readonly DatasetVersion[]> {
  const versions: DatasetVersion[] = [];
  for (const { name } of await listDatasets(store)) versions.push(...(await versionsOf(store, name)));
  return versions;
}

/** SNOWFLAKE.CORE.GET_LINEAGE: one row for each edge, at most five edges away. */
async function downstream(store: StoreStatements, view: FeatureView): Promise<readonly NamedRow[]> {
  const object = textLiteral(store.object(view.physicalName));
  return store.rows(
    `SELECT * FROM TABLE(SNOWFLAKE.CORE.GET_LINEAGE(${object}, 'TABLE', 'DOWNSTREAM', 5)) ORDER BY DISTANCE`,
  );
}

/** The account tells that there is something, and not what. */
const isHidden = (row: NamedRow): boolean => textOf(row['target_object_name']) === null;

const HIDDEN = 'Some of what reads it may not be seen by this role.';

const KINDS: Readonly<Record<string, Dependent['kind']>> = {
  TABLE: 'table',
  DATASET: 'dataset',
  MODULE: 'model',
};

function ofEdge(row: NamedRow, view: FeatureView, snapshot: StoreSnapshot): Dependent {
  const source = nodeOf(row, 'source', snapshot);
  const own = textOrEmpty(row['source_object_name']) === view.physicalName;
  return { ...nodeOf(row, 'target', snapshot), through: own ? null : source.name, via: 'lineage' };
}

function nodeOf(
  row: NamedRow,
  side: 'source' | 'target',
  { database, schema, featureViews }: StoreSnapshot,
): Pick<Dependent, 'kind' | 'name'> {
  const part = (name: string) => textOf(row[`${side}_object_${name}`]);
  const [db, sch, name, version] = [part('database'), part('schema'), part('name') ?? '', part('version')];
  const kind = KINDS[part('domain') ?? ''] ?? 'other';
  const here = db === database && sch === schema;
  const known = here && kind === 'table' ? featureViews.find((v) => v.physicalName === name) : undefined;
  if (known) return { kind: 'feature view', name: `${known.name}@${known.version}` };
  const full = here || db === null || sch === null ? name : qualifiedName(db, sch, name);
  return { kind, name: version === null ? full : `${full}@${version}` };
}

const ofDataset = ({ name, version }: DatasetVersion): Dependent => ({
  kind: 'dataset',
  name: `${name}@${version}`,
  through: null,
  via: 'dataset metadata',
});

/** Whether a version of a dataset says that it has features of the view; what says nothing readable does not. */
function isMadeOf({ metadata }: DatasetVersion, view: FeatureView): boolean {
  return featureViewsIn(metadata).some(
    ({ db, sch, name, version }) =>
      version === view.version &&
      lookupNames(name).includes(view.name) &&
      lookupNames(db).includes(view.databaseName) &&
      lookupNames(sch).includes(view.schemaName),
  );
}

type Named = Readonly<Record<'db' | 'sch' | 'name' | 'version', string>>;

function featureViewsIn(metadata: string): readonly Named[] {
  try {
    const { properties } = JSON.parse(metadata) as {
      properties?: { compact_feature_views?: readonly string[] | null };
    };
    return (properties?.compact_feature_views ?? []).map((text) => {
      const { db = '', sch = '', name = '', version = '' } = JSON.parse(text) as Partial<Named>;
      return { db, sch, name, version };
    });
  } catch {
    return [];
  }
}

/** An object that is reached on several ways, and a dataset that lineage and its metadata name, stands once. */
function once(objects: readonly Dependent[]): readonly Dependent[] {
  const seen = new Set<string>();
  return objects.filter(({ kind, name }) => {
    const key = JSON.stringify([kind, name]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
}
