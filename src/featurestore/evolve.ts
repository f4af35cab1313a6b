import { clientIdentifier, identifier, quoted } from '../sql/identifiers.js';
import { findWarehouse } from './bootstrap.js';
import type { FeatureViewChange } from './change.js';
import { columnType } from './columnType.js';
import { createStatement, taskStatements } from './createStatement.js';
import type { FeatureViewPlan } from './createStatement.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView, FeatureViewDraft } from './model.js';
import { resolveName } from './names.js';
import { createOnlineStatements, dropOnlineStatement } from './onlineConfig.js';
import { planFeatureView } from './plan.js';
import { snapshotTable } from './snapshots.js';
import type { StoreStatements } from './statements.js';
import { runSteps } from './steps.js';
import type { Step } from './steps.js';

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Gives an append-only feature view a query with more columns: its history gets them (`ALTER TABLE … ADD COLUMN`), then
 * the dynamic table, its task and its online table are made anew. A failure takes back what was done.
 * @throws FeatureStoreError `feature-view-unsupported` for a feature view without a history; `feature-view-invalid` where
 *   columns go, move or become of another type
 */
export async function evolve(
  store: StoreStatements,
  view: FeatureView,
  change: FeatureViewChange & { readonly updatedQuery: string },
  warehouse: string,
): Promise<void> {
  const title = `${view.name}/${view.version}`;
  if (!view.traits.includes('append-only'))
    throw new FeatureStoreError(
      'feature-view-unsupported',
      'updated_feature_df is only supported for append_only feature views. Delete and re-register the feature view to change its query.',
      { hint: 'Register a new version.' },
    );
  if (change.warehouse !== undefined) await findWarehouse(store, resolveName(change.warehouse));
  const history = snapshotTable(store.place, view.physicalName);
  const present = await columnsOf(store, `SELECT * FROM ${history}`);
  const wanted = await columnsOf(store, change.updatedQuery);
  const added = appended(title, present, wanted);
  const context = { place: store.place, warehouse, entities: view.entities };
  const before = draftOf(view);
  const old = planFeatureView(before, view.version, { ...context, columns: view.columns });
  const plan = planFeatureView(changed(before, change), view.version, { ...context, columns: wanted });
  const steps: readonly Step[] = [
    ...added.map(({ name, type }) => ({
      apply: `ALTER TABLE ${history} ADD COLUMN ${quoted(name)} ${type}`,
      undo: `ALTER TABLE ${history} DROP COLUMN ${quoted(name)}`,
    })),
    {
      apply: createStatement(plan, { orReplace: true }),
      undo: createStatement(old, { orReplace: true }),
    },
    ...replaced(tasks(plan), tasks(old)),
    ...onlineTables(store, plan, old),
  ];
  await runSteps(
    store,
    steps,
    (why, cause) =>
      new FeatureStoreError('update-failed', `Update feature view ${title} failed: ${why}`, { cause }),
  );
}

async function columnsOf(store: StoreStatements, query: string): Promise<readonly Column[]> {
  const described = await store.session.describe(query);
  return described.map((column) => ({ name: column.name, type: columnType(column) }));
}

/** The columns at the end of `wanted` that are new; all others must be those that are there. A text's length is no type. */
function appended(title: string, present: readonly Column[], wanted: readonly Column[]): readonly Column[] {
  const refused = (message: string): FeatureStoreError =>
    new FeatureStoreError('feature-view-invalid', `${title}: ${message}`, {
      hint: 'Keep the columns that are there and write new ones after them, or register a new version.',
    });
  if (wanted.length < present.length)
    throw refused(
      `new_schema has fewer columns (${wanted.length}) than old_schema (${present.length}); extend-only evolution cannot drop columns.`,
    );
  const kind = ({ type }: Column) => type.replace(/^VARCHAR\(\d+\)$/, 'VARCHAR');
  for (const [index, column] of present.entries()) {
    const next = wanted[index];
    if (next?.name !== column.name)
      throw refused(
        `Column at position ${index} mismatch: old='${column.name}', new='${next?.name ?? ''}'. Extend-only evolution requires existing columns to remain in the same order.`,
      );
    if (kind(next) !== kind(column))
      throw refused(
        `Column '${column.name}' type changed from ${column.type} to ${next.type}; extend-only evolution does not support type changes.`,
      );
  }
  return wanted.slice(present.length);
}

/** A registered feature view as the draft that it was. */
function draftOf(view: FeatureView): FeatureViewDraft {
  const features = view.columns.filter(({ category }) => category === 'FEATURE');
  return {
    name: clientIdentifier(view.name),
    entities: view.entities,
    query: view.query,
    columns: view.columns,
    timestampCol: view.timestampCol,
    refreshFreq: view.refreshFreq,
    desc: view.desc,
    warehouse: view.warehouse === null ? null : identifier(view.warehouse),
    initializationWarehouse:
      view.initializationWarehouse == null ? null : identifier(view.initializationWarehouse),
    initialize: view.askedInitialize ?? 'ON_CREATE',
    refreshMode: 'FULL',
    clusterBy: view.clusterBy ?? [],
    featureDescs: Object.fromEntries(features.map(({ name, desc }) => [name, desc])),
    onlineConfig: view.online === null ? null : { enable: true, targetLag: view.online.targetLag },
    appendOnly: true,
    backupSource: view.backupSource,
  };
}

function changed(
  before: FeatureViewDraft,
  change: FeatureViewChange & { readonly updatedQuery: string },
): FeatureViewDraft {
  const { updatedQuery: query, desc, refreshFreq, warehouse, initializationWarehouse, onlineConfig } = change;
  return {
    ...before,
    query,
    ...(desc !== undefined && { desc }),
    ...(refreshFreq !== undefined && { refreshFreq }),
    ...(warehouse !== undefined && { warehouse }),
    ...(initializationWarehouse !== undefined && { initializationWarehouse }),
    ...(onlineConfig !== undefined && {
      onlineConfig: { enable: before.onlineConfig?.enable ?? false, ...before.onlineConfig, ...onlineConfig },
    }),
  };
}

const tasks = (plan: FeatureViewPlan): readonly string[] =>
  plan.managed?.cron == null ? [] : taskStatements(plan, plan.managed.cron, true);

/** Statements of which the first takes the place of what is there; taking it back is the statements of before. */
function replaced(statements: readonly string[], before: readonly string[]): readonly Step[] {
  return statements.map((apply, index) => ({ apply, undo: index === 0 ? before : [] }));
}

function onlineTables(store: StoreStatements, plan: FeatureViewPlan, old: FeatureViewPlan): readonly Step[] {
  const { place } = store;
  const drop = dropOnlineStatement(place, plan.physicalName);
  const before =
    old.online === null ? [drop] : createOnlineStatements(place, old.online, { orReplace: true });
  if (plan.online !== null)
    return replaced(createOnlineStatements(place, plan.online, { orReplace: true }), before);
  return old.online === null ? [] : [{ apply: drop, undo: before }];
}
