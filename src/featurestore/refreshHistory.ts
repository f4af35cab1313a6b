import { identifier } from '../sql/identifiers.js';
import { textLiteral } from '../sql/literals.js';
import { onlineTableOf } from './onlineRead.js';
import type { StoreType } from './onlineRead.js';
import type { FeatureView, RefreshRecord } from './model.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow, StoreStatements } from './statements.js';
import { fullyQualifiedOnlineTableName } from './viewNames.js';

export interface HistoryOptions {
  /** All columns that Snowflake gives, by their lower-case names. */
  readonly verbose?: boolean;
  /** Whose refreshes: the dynamic table's, or the online feature table's. Absent: `OFFLINE`. */
  readonly storeType?: StoreType;
}

const selected = 'name, state, refresh_start_time, refresh_end_time, refresh_action';
/** Most rows that the table functions give. */
const limit = '(RESULT_LIMIT => 10000)';

/**
 * Past refreshes, the newest first. A view never refreshes: a warning and none. Of a streaming feature view the tasks that
 * fill in its past are among them, as `BACKFILL`, unless all columns are asked for.
 *
 * Documentation: DYNAMIC_TABLE_REFRESH_HISTORY, ONLINE_FEATURE_TABLE_REFRESH_HISTORY, TASK_HISTORY.
 */
export async function refreshHistoryRows(
  store: StoreStatements,
  view: FeatureView,
  { verbose = false, storeType = 'OFFLINE' }: HistoryOptions,
  onWarning: (text: string) => void,
): Promise<readonly NamedRow[]> {
  if (storeType === 'ONLINE') return store.rows(onlineHistory(view, verbose));
  const backfilled = view.stream !== null && view.stream.backfillTask !== null;
  if (view.kind === 'external' && !backfilled) {
    onWarning('Static feature view never refreshes.');
    return [];
  }
  if (backfilled && verbose)
    onWarning(
      'All columns are those of the dynamic table alone: the tasks that fill in its past have others.',
    );
  return store.rows(offlineHistory(view, verbose, backfilled && !verbose));
}

export async function refreshHistory(
  store: StoreStatements,
  view: FeatureView,
  options: Omit<HistoryOptions, 'verbose'>,
  onWarning: (text: string) => void,
): Promise<readonly RefreshRecord[]> {
  const rows = await refreshHistoryRows(store, view, options, onWarning);
  return rows.map((row) => ({
    name: textOrEmpty(row['name']),
    state: textOrEmpty(row['state']),
    refreshStartTime: textOf(row['refresh_start_time']),
    refreshEndTime: textOf(row['refresh_end_time']),
    refreshAction: textOf(row['refresh_action']),
  }));
}

function tableFunction({ databaseName }: FeatureView, name: string, args: string): string {
  return `TABLE (${identifier(databaseName)}.INFORMATION_SCHEMA.${name} ${args})`;
}

function onlineHistory(view: FeatureView, verbose: boolean): string {
  onlineTableOf(view);
  const args = `(NAME => ${textLiteral(fullyQualifiedOnlineTableName(view))})`;
  return `SELECT ${verbose ? '*' : selected} FROM ${tableFunction(view, 'ONLINE_FEATURE_TABLE_REFRESH_HISTORY', args)} ORDER BY REFRESH_START_TIME DESC`;
}

function offlineHistory(view: FeatureView, verbose: boolean, withBackfill: boolean): string {
  const name = textLiteral(view.physicalName);
  const refreshes =
    `SELECT ${verbose ? '*' : selected} FROM ${tableFunction(view, 'DYNAMIC_TABLE_REFRESH_HISTORY', limit)}` +
    ` WHERE NAME = ${name} AND SCHEMA_NAME = ${textLiteral(view.schemaName)}`;
  if (!withBackfill) return `${refreshes} ORDER BY REFRESH_START_TIME DESC`;
  const root = textLiteral(`${view.physicalName}$BACKFILL_ROOT`);
  const windows = `STARTSWITH(NAME, ${textLiteral(`${view.physicalName}$BACKFILL_W`)})`;
  const tasks =
    `SELECT ${name}, STATE, COALESCE(QUERY_START_TIME, SCHEDULED_TIME), COMPLETED_TIME, 'BACKFILL' FROM ${tableFunction(view, 'TASK_HISTORY', limit)}` +
    ` WHERE DATABASE_NAME = ${textLiteral(view.databaseName)} AND SCHEMA_NAME = ${textLiteral(view.schemaName)} AND (NAME = ${root} OR ${windows})`;
  return `SELECT ${selected} FROM (${refreshes} UNION ALL ${tasks}) ORDER BY REFRESH_START_TIME DESC NULLS LAST`;
}
