import type { OnlineStoreType, OnlineTable } from './model.js';
import { textOf, textOrEmpty } from './statements.js';
import type { NamedRow } from './statements.js';

/** What the name of an online feature table ends in. */
export const onlineSuffix = '$ONLINE';

/** Online feature tables by their stored names, from the rows of SHOW ONLINE FEATURE TABLES. */
export function readOnlineTables(rows: readonly NamedRow[]): ReadonlyMap<string, OnlineTable> {
  return new Map(
    rows.map((row) => {
      const table = readOnlineTable(row);
      return [table.name, table];
    }),
  );
}

function readOnlineTable(row: NamedRow): OnlineTable {
  return {
    name: textOrEmpty(row['name']),
    storeType: storeType(textOrEmpty(row['store_type'])),
    targetLag: textOrEmpty(row['target_lag']),
    refreshMode: textOf(row['refresh_mode']),
    schedulingState: textOf(row['scheduling_state']),
    setupStatus: textOf(row['setup_status']),
    setupError: textOf(row['setup_error_msg']),
    owner: textOf(row['owner']),
    createdOn: textOf(row['created_on']),
  };
}

/** What is not said, and what no client knows, is a hybrid table: so the official client reads it. */
function storeType(text: string): OnlineStoreType {
  return text.toLowerCase() === 'postgres' ? 'postgres' : 'hybrid_table';
}
