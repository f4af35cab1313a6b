import type { FeatureView } from './model.js';
import { objectSql } from './names.js';
import type { StorePlace } from './names.js';
import { onlineSuffix } from './readOnline.js';

/** What the name of an append-only feature view's history ends in. */
export const snapshotsSuffix = '$SNAPSHOTS';

type Named = Pick<FeatureView, 'databaseName' | 'schemaName' | 'physicalName'>;

/** The store that a feature view is in. */
export function placeOf({ databaseName, schemaName }: Named): StorePlace {
  return { database: databaseName, schema: schemaName };
}

/** `DB.FS."my_fv$v1"`: the feature view's object, as SQL writes its name. */
export function fullyQualifiedName(view: Named): string {
  return objectSql(placeOf(view), view.physicalName);
}

/** `DB.FS."my_fv$v1$ONLINE"`: its online feature table, whether it has one or not. */
export function fullyQualifiedOnlineTableName(view: Named): string {
  return objectSql(placeOf(view), `${view.physicalName}${onlineSuffix}`);
}

/** `DB.FS."my_fv$v1$SNAPSHOTS"`: the history of an append-only feature view. */
export function fullyQualifiedSnapshotTableName(view: Named): string {
  return objectSql(placeOf(view), `${view.physicalName}${snapshotsSuffix}`);
}

/** Where the official client puts the files of an Iceberg table when nothing is said, quotes of names included. */
export function usualBaseLocation(place: StorePlace, physicalName: string): string {
  return `snowflake/feature_store/iceberg/${objectSql(place, physicalName).replaceAll('.', '/')}`;
}
