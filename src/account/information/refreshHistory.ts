import type { CallArgument, ResolvedRows } from '../query/translation.js';
import { INTEGER, TEXT, TIMESTAMP_LTZ, VARIANT } from '../../sql/read/types.js';
import { invalidValue } from '../catalog/refusals.js';
import { Grammar } from '../commands/grammar.js';
import type { InformationColumn } from './rows.js';
import { literal, selected } from './rows.js';

const plain = (name: string, type = TEXT as InformationColumn['type']): InformationColumn => ({
  name,
  type,
  sql: `h.${name.toLowerCase()}`,
});

const QUALIFIED = ['database_name', 'schema_name', 'name']
  .map(
    (part) =>
      `CASE WHEN regexp_full_match(h.${part}, '[A-Z_][A-Z0-9_$]*') THEN h.${part} ELSE '"' || replace(h.${part}, '"', '""') || '"' END`,
  )
  .join(" || '.' || ");

const COLUMNS: readonly InformationColumn[] = [
  plain('NAME'),
  plain('SCHEMA_NAME'),
  plain('DATABASE_NAME'),
  plain('STATE'),
  plain('STATE_CODE'),
  plain('STATE_MESSAGE'),
  plain('QUERY_ID'),
  plain('DATA_TIMESTAMP', TIMESTAMP_LTZ),
  plain('REFRESH_START_TIME', TIMESTAMP_LTZ),
  plain('REFRESH_END_TIME', TIMESTAMP_LTZ),
  {
    name: 'COMPLETION_TARGET',
    type: TIMESTAMP_LTZ,
    sql: 'h.data_timestamp + to_seconds(h.target_lag_sec)',
  },
  { name: 'QUALIFIED_NAME', type: TEXT, sql: QUALIFIED },
  {
    name: 'STATISTICS',
    type: VARIANT,
    sql: "json_object('numInsertedRows', h.rows_inserted, 'numDeletedRows', h.rows_deleted)",
  },
  plain('REFRESH_ACTION'),
  plain('REFRESH_TRIGGER'),
  plain('TARGET_LAG_SEC', INTEGER),
  plain('WAREHOUSE'),
];

const DEFAULT_LIMIT = 100;
const GREATEST_LIMIT = 10_000;

/** TABLE(db.INFORMATION_SCHEMA.DYNAMIC_TABLE_REFRESH_HISTORY(NAME => …, RESULT_LIMIT => …, …)), newest first. */
export function refreshHistory(
  fullName: string,
  database: string,
  args: readonly CallArgument[],
): ResolvedRows {
  const conditions = [`h.database_name = ${literal(database)}`];
  let limit = DEFAULT_LIMIT;
  for (const { name, value, sql } of args) {
    switch (name) {
      case 'NAME':
        conditions.push(...nameConditions(value ?? ''));
        break;
      case 'NAME_PREFIX':
        conditions.push(
          `starts_with(h.database_name || '.' || h.schema_name || '.' || h.name, ${literal((value ?? '').toUpperCase())})`,
        );
        break;
      case 'ERROR_ONLY':
        if (value?.toUpperCase() === 'TRUE') conditions.push("h.state = 'FAILED'");
        break;
      case 'DATA_TIMESTAMP_START':
        conditions.push(`h.data_timestamp >= (${sql})::TIMESTAMPTZ`);
        break;
      case 'DATA_TIMESTAMP_END':
        conditions.push(`h.data_timestamp <= (${sql})::TIMESTAMPTZ`);
        break;
      case 'RESULT_LIMIT':
        limit = Number(value);
        break;
      default:
        throw invalidValue(
          name ?? value ?? '',
          'DYNAMIC_TABLE_REFRESH_HISTORY',
          'arguments are named: NAME => …',
        );
    }
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > GREATEST_LIMIT) {
    throw invalidValue(String(limit), 'RESULT_LIMIT', `between 1 and ${GREATEST_LIMIT}`);
  }
  return selected(
    fullName,
    COLUMNS,
    `FROM firn_catalog.refresh_history h WHERE ${conditions.join(' AND ')}
     ORDER BY h.refresh_start_time DESC LIMIT ${limit}`,
  );
}

/** A name of one, two or three parts. */
function nameConditions(text: string): string[] {
  const g = new Grammar(text);
  const parts = g.name();
  g.end();
  const columns = ['database_name', 'schema_name', 'name'].slice(-parts.length);
  return columns.map((column, i) => `h.${column} = ${literal(parts[i] ?? '')}`);
}
