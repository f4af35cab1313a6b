import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import { findWarehouse } from './bootstrap.js';
import { cronSchedule } from './createStatement.js';
import { FeatureStoreError } from './errors.js';
import { evolve } from './evolve.js';
import { resolveName } from './names.js';
import type { FeatureView, OnlineConfig } from './model.js';

import { onlineStep, onlineSteps, refreshOnline } from './changeOnline.js';
import type { StoreType } from './onlineRead.js';
import { readRefreshFrequency } from './refreshFrequency.js';
import type { RefreshFrequency } from './refreshFrequency.js';
import type { StoreStatements } from './statements.js';
import { runSteps } from './steps.js';
import type { Step } from './steps.js';
import { objectTag, objectTagValue } from './tags.js';

export interface FeatureViewChange {
  readonly desc?: string;
  readonly refreshFreq?: string;
  readonly warehouse?: string;
  /** null: the feature view's own warehouse does the work of filling it. */
  readonly initializationWarehouse?: string | null;
  /** Puts it online, takes it down, or changes the target lag; absent parts stay as they are. */
  readonly onlineConfig?: Partial<OnlineConfig>;
  /**
   * Of an append-only feature view: its query with further columns at the end (`updated_feature_df`). Its history gets
   * them too, NULL in the rows that are there.
   */
  readonly updatedQuery?: string;
}

const title = ({ name, version }: FeatureView): string => `${name}/${version}`;

/**
 * Changes what may change in a registered version: description, refresh frequency, warehouses, the online copy.
 * `warehouse` is the store's default, for an online copy of a view, which has none of its own.
 */
export async function updateFeatureView(
  store: StoreStatements,
  view: FeatureView,
  change: FeatureViewChange,
  warehouse: string,
): Promise<void> {
  if (change.updatedQuery !== undefined)
    return evolve(store, view, { ...change, updatedQuery: change.updatedQuery }, warehouse);
  const own =
    view.kind === 'external' ? viewSteps(store, view, change) : await managedSteps(store, view, change);
  const steps = [...own, ...onlineSteps(store.place, view, change, warehouse)];
  await runSteps(
    store,
    steps,
    (why, cause) =>
      new FeatureStoreError('update-failed', `Update feature view ${title(view)} failed: ${why}`, { cause }),
  );
}

function viewSteps(store: StoreStatements, view: FeatureView, change: FeatureViewChange): Step[] {
  const { refreshFreq, warehouse, initializationWarehouse } = change;
  if (refreshFreq !== undefined || warehouse !== undefined || initializationWarehouse !== undefined) {
    throw new FeatureStoreError(
      'static-view',
      `Static feature view '${title(view)}' does not support refresh_freq, warehouse, and initialization_warehouse.`,
      { hint: 'Register a new version with a refresh frequency.' },
    );
  }
  const alter = (desc: string) =>
    `ALTER VIEW ${store.object(view.physicalName)} SET COMMENT = ${textLiteral(desc)}`;
  return [{ apply: alter(change.desc ?? view.desc), undo: alter(view.desc) }];
}

async function managedSteps(
  store: StoreStatements,
  view: FeatureView,
  change: FeatureViewChange,
): Promise<Step[]> {
  const warehouse = change.warehouse === undefined ? (view.warehouse ?? '') : resolveName(change.warehouse);
  if (change.warehouse !== undefined) await findWarehouse(store, warehouse);
  const before = stored(view.refreshFreq ?? 'DOWNSTREAM');
  const after = change.refreshFreq === undefined ? before : readRefreshFrequency(change.refreshFreq);
  if (view.traits.includes('append-only') && after.kind !== 'cron')
    throw new FeatureStoreError(
      'feature-view-unsupported',
      `Snapshot accumulation requires refresh_freq to be a cron expression, got '${change.refreshFreq ?? 'None'}'.`,
      { hint: 'Write a cron expression such as `0 3 * * * UTC`.' },
    );
  const alter = (frequency: RefreshFrequency, wh: string, desc: string) =>
    `ALTER DYNAMIC TABLE ${store.object(view.physicalName)} SET TARGET_LAG = ${textLiteral(frequency.kind === 'cron' ? 'DOWNSTREAM' : frequency.lag)} WAREHOUSE = ${identifier(wh)} COMMENT = ${textLiteral(desc)}`;
  return [
    {
      apply: alter(after, warehouse, change.desc ?? view.desc),
      undo: alter(before, view.warehouse ?? warehouse, view.desc),
    },
    ...(await initializationSteps(store, view, change)),
    ...scheduleSteps(store.object(view.physicalName), store.object(objectTag), before, after, warehouse),
  ];
}

async function initializationSteps(
  store: StoreStatements,
  view: FeatureView,
  { initializationWarehouse }: FeatureViewChange,
): Promise<Step[]> {
  if (initializationWarehouse === undefined) return [];
  const wanted = initializationWarehouse === null ? null : resolveName(initializationWarehouse);
  if (wanted !== null) await findWarehouse(store, wanted);
  const alter = (name: string | null) =>
    `ALTER DYNAMIC TABLE ${store.object(view.physicalName)} ${name === null ? 'UNSET INITIALIZATION_WAREHOUSE' : `SET INITIALIZATION_WAREHOUSE = ${identifier(name)}`}`;
  return [{ apply: alter(wanted), undo: alter(view.initializationWarehouse ?? null) }];
}

/** How a stored refresh frequency was meant: whatever is no lag that Snowflake prints is a schedule. */
function stored(text: string): RefreshFrequency {
  try {
    return readRefreshFrequency(text);
  } catch {
    return { kind: 'lag', lag: text };
  }
}

function scheduleSteps(
  object: string,
  tag: string,
  before: RefreshFrequency,
  after: RefreshFrequency,
  warehouse: string,
): Step[] {
  const drop = `DROP TASK IF EXISTS ${object}`;
  const create = (expression: string) =>
    `CREATE OR REPLACE TASK ${object} WAREHOUSE = ${identifier(warehouse)} SCHEDULE = ${cronSchedule(expression)} AS ALTER DYNAMIC TABLE ${object} REFRESH`;
  const schedule = (expression: string) => `ALTER TASK ${object} SET SCHEDULE = ${cronSchedule(expression)}`;
  const resume = `ALTER TASK ${object} RESUME`;
  const suspend = `ALTER TASK ${object} SUSPEND`;
  if (after.kind === 'cron' && before.kind === 'cron') {
    if (after.expression === before.expression) return [];
    return [
      { apply: suspend, undo: resume },
      { apply: schedule(after.expression), undo: schedule(before.expression) },
      { apply: resume, undo: suspend },
    ];
  }
  if (after.kind === 'cron') {
    return [
      { apply: create(after.expression), undo: drop },
      {
        apply: `ALTER TASK ${object} SET TAG ${tag} = '${objectTagValue('FEATURE_VIEW_REFRESH_TASK')}'`,
        undo: drop,
      },
      { apply: resume, undo: drop },
    ];
  }
  return before.kind === 'cron' ? [{ apply: drop, undo: create(before.expression) }] : [];
}

/** Stops or starts the refreshes of a managed feature view, and of the task that schedules them. */
export async function switchRefresh(
  store: StoreStatements,
  view: FeatureView,
  to: 'SUSPEND' | 'RESUME',
): Promise<void> {
  const verb = to === 'SUSPEND' ? 'suspend' : 'resume';
  if (view.kind === 'external') {
    throw new FeatureStoreError(
      'static-view',
      `Static feature view ${title(view)} never refreshes; there is nothing to ${verb}.`,
      { hint: 'Only feature views with a refresh frequency can be suspended and resumed.' },
    );
  }
  const object = store.object(view.physicalName);
  const back = to === 'SUSPEND' ? 'RESUME' : 'SUSPEND';
  const steps = [
    ...['DYNAMIC TABLE', 'TASK IF EXISTS'].map((what) => ({
      apply: `ALTER ${what} ${object} ${to}`,
      undo: `ALTER ${what} ${object} ${back}`,
    })),
    ...(view.online === null ? [] : [onlineStep(store.place, view, to, back)]),
  ];
  await runSteps(
    store,
    steps,
    (why, cause) =>
      new FeatureStoreError('update-failed', `Failed to ${verb} feature view ${title(view)}: ${why}`, {
        cause,
      }),
  );
}

/**
 * Refreshes now: the dynamic table, or with `storeType` `ONLINE` the online feature table. What cannot be refreshed is
 * a warning.
 */
export async function refreshFeatureView(
  store: StoreStatements,
  view: FeatureView,
  storeType: StoreType,
  onWarning: (text: string) => void,
): Promise<void> {
  if (storeType === 'ONLINE') return refreshOnline(store, view, onWarning);
  if (view.kind === 'external') {
    onWarning(
      "Static feature view can't be refreshed. You must set refresh_freq when register_feature_view().",
    );
    return;
  }
  if (view.traits.includes('append-only')) {
    throw new FeatureStoreError(
      'feature-view-unsupported',
      `FeatureView ${title(view)} is append-only; its refreshes are managed by the scheduled snapshot task.`,
    );
  }
  await store.run(`ALTER DYNAMIC TABLE ${store.object(view.physicalName)} REFRESH`);
}
