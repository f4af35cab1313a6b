import type { FeatureViewChange } from './change.js';
import { FeatureStoreError } from './errors.js';
import type { FeatureView } from './model.js';
import type { StorePlace } from './names.js';
import {
  alterOnlineStatement,
  createOnlineStatements,
  defaultOnlineLag,
  dropOnlineStatement,
  onlineLag,
  setOnlineLag,
} from './onlineConfig.js';
import type { OnlinePlan } from './onlineConfig.js';
import { joinKeysOf } from './plan.js';
import { sameRefreshFrequency } from './refreshFrequency.js';
import type { StoreStatements } from './statements.js';
import type { Step } from './steps.js';

const title = ({ name, version }: FeatureView): string => `${name}/${version}`;

/** What puts a registered feature view online, takes it down, or changes how old its online rows may become. */
export function onlineSteps(
  place: StorePlace,
  view: FeatureView,
  { onlineConfig, warehouse }: FeatureViewChange,
  defaultWarehouse: string,
): readonly Step[] {
  if (onlineConfig === undefined) return [];
  const { enable = view.online !== null, targetLag } = onlineConfig;
  const { physicalName, online } = view;
  const lag = targetLag == null ? null : onlineLag(targetLag);
  const drop = dropOnlineStatement(place, physicalName);
  const createdWith = (targetLag: string): readonly string[] =>
    createOnlineStatements(place, registered(view, warehouse ?? defaultWarehouse, targetLag));
  if (!enable) {
    if (lag !== null && onlineConfig.enable === undefined) throw notOnline(view);
    if (online === null) return [];
    refusePostgres(view);
    // The last step of an update: nothing comes after it that could fail.
    return [{ apply: drop, undo: createdWith(online.targetLag)[0] ?? '' }];
  }
  if (online === null) {
    if (view.traits.includes('tiled') || view.traits.includes('iceberg')) throw neverOnline(view);
    return createdWith(lag ?? defaultOnlineLag).map((apply) => ({ apply, undo: drop }));
  }
  if (lag === null || sameRefreshFrequency(lag, online.targetLag)) return [];
  refusePostgres(view);
  return [
    {
      apply: alterOnlineStatement(place, physicalName, setOnlineLag(lag)),
      undo: alterOnlineStatement(place, physicalName, setOnlineLag(online.targetLag)),
    },
  ];
}

/** As the official client has it once a feature view is registered: the mode that it has, a view none. */
function registered(view: FeatureView, warehouse: string, targetLag: string): OnlinePlan {
  return {
    physicalName: view.physicalName,
    joinKeys: [...joinKeysOf(view.entities)],
    timestampCol: view.timestampCol,
    // A mode of dynamic tables alone (CREATE ONLINE FEATURE TABLE, REFRESH_MODE).
    refreshMode: view.refreshMode === 'ADAPTIVE' ? null : view.refreshMode,
    warehouse: view.warehouse ?? warehouse,
    targetLag,
  };
}

/** Suspends or resumes the online copy. */
export function onlineStep(place: StorePlace, { physicalName }: FeatureView, to: string, back: string): Step {
  return {
    apply: alterOnlineStatement(place, physicalName, to),
    undo: alterOnlineStatement(place, physicalName, back),
  };
}

/** Refreshes the online copy now. */
export async function refreshOnline(
  store: StoreStatements,
  view: FeatureView,
  onWarning: (text: string) => void,
): Promise<void> {
  if (view.online === null) {
    onWarning(`Online store is not enabled for feature view ${title(view)}; there is nothing to refresh.`);
    return;
  }
  refusePostgres(view);
  await store.run(alterOnlineStatement(store.place, view.physicalName, 'REFRESH'));
}

function notOnline(view: FeatureView): FeatureStoreError {
  return new FeatureStoreError('not-online', `Online store is not enabled for feature view ${title(view)}.`, {
    hint: 'Enable it (`onlineConfig: { enable: true }`) to give it a target lag.',
  });
}

function neverOnline(view: FeatureView): FeatureStoreError {
  const why = view.traits.includes('tiled')
    ? 'HYBRID_TABLE online store is not supported for aggregation (tiled) feature views.'
    : 'Online storage is not supported with Iceberg.';
  return new FeatureStoreError('feature-view-unsupported', `FeatureView ${title(view)}: ${why}`, {
    hint: 'The Python client can keep it online in Postgres.',
  });
}

function refusePostgres(view: FeatureView): void {
  if (view.online?.storeType !== 'postgres') return;
  throw new FeatureStoreError(
    'feature-view-unsupported',
    `The online feature table of ${title(view)} is kept in Postgres, which Firn does not change.`,
    { hint: 'Change it with the Python client.' },
  );
}
