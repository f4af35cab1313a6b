import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import type { StorePlace } from './names.js';
import { objectSql } from './names.js';
import { objectTag, objectTagValue, snapshotStatusTable } from './tags.js';
import { snapshotsSuffix } from './viewNames.js';

/** An append-only feature view: its dynamic table, and what its history is clustered by and begins with. */
export interface SnapshotPlan {
  readonly place: StorePlace;
  readonly physicalName: string;
  readonly clusterBy: readonly string[];
  /** A table, as SQL writes its name; null: the history begins empty. */
  readonly backupSource: string | null;
}

/** The history's table, `<NAME>$<VERSION>$SNAPSHOTS`, with the dynamic table's columns. */
export function createSnapshotStatements(plan: SnapshotPlan): readonly string[] {
  const { place, physicalName, clusterBy, backupSource } = plan;
  const table = snapshotTable(place, physicalName);
  const source = backupSource === null ? `LIKE ${objectSql(place, physicalName)}` : `CLONE ${backupSource}`;
  return [
    `CREATE TABLE ${table} ${source}`,
    ...(clusterBy.length === 0
      ? []
      : [`ALTER TABLE ${table} CLUSTER BY (${clusterBy.map(identifier).join(', ')})`]),
    `ALTER TABLE ${table} SET TAG ${objectSql(place, objectTag)} = '${objectTagValue('SNAPSHOT_TABLE')}'`,
  ];
}

export function snapshotTable(place: StorePlace, physicalName: string): string {
  return objectSql(place, `${physicalName}${snapshotsSuffix}`);
}

/**
 * What the task does (Snowflake Scripting): refresh the dynamic table and keep its rows, once for each run. The row in
 * the status table says that a snapshot was begun: a run that finds one does not refresh again when the interrupted run
 * had got so far, and rows and status change in one transaction.
 */
export function snapshotScript(place: StorePlace, physicalName: string): string {
  const table = objectSql(place, physicalName);
  const status = objectSql(place, snapshotStatusTable);
  const key = textLiteral(table);
  const history = `${identifier(place.database)}.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(RESULT_LIMIT => 100)`;
  return `DECLARE
  begun TIMESTAMP_NTZ;
  refreshes INTEGER DEFAULT 0;
BEGIN
  SELECT MAX(SNAPSHOT_START_TIME) INTO :begun FROM ${status} WHERE FV_FQN = ${key};
  IF (begun IS NOT NULL) THEN
    SELECT COUNT(*) INTO :refreshes FROM TABLE(${history})
      WHERE NAME = ${textLiteral(physicalName)} AND SCHEMA_NAME = ${textLiteral(place.schema)}
      AND STATE = 'SUCCEEDED' AND REFRESH_END_TIME >= :begun;
  END IF;
  IF (refreshes = 0) THEN
    MERGE INTO ${status} AS known
      USING (SELECT ${key} AS FV_FQN, CURRENT_TIMESTAMP() AS SNAPSHOT_START_TIME) AS run ON known.FV_FQN = run.FV_FQN
      WHEN MATCHED THEN UPDATE SET known.SNAPSHOT_START_TIME = run.SNAPSHOT_START_TIME
      WHEN NOT MATCHED THEN INSERT (FV_FQN, SNAPSHOT_START_TIME) VALUES (run.FV_FQN, run.SNAPSHOT_START_TIME);
    ALTER DYNAMIC TABLE ${table} REFRESH;
  END IF;
  BEGIN TRANSACTION;
  INSERT INTO ${snapshotTable(place, physicalName)} SELECT * FROM ${table};
  DELETE FROM ${status} WHERE FV_FQN = ${key};
  COMMIT;
END;`;
}
