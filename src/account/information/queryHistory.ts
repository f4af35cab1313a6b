import { invalidValue } from '../catalog/refusals.js';
import type { CallArgument, ResolvedRows } from '../query/translation.js';
import { INTEGER, TEXT, TIMESTAMP_LTZ } from '../../sql/read/types.js';
import type { InformationColumn } from './rows.js';
import { literal, selected } from './rows.js';

/** `firn_query_history(text)`: the history as a JSON list of `HistoryEntry`, whatever the text. */
export const HISTORY_FUNCTION = 'firn_query_history';

/** One statement, as the history tells it; times are milliseconds of the epoch, by the account's clock. */
export interface HistoryEntry {
  readonly n: number;
  readonly query_id: string;
  readonly query_text: string;
  readonly query_type: string;
  readonly database_name: string | null;
  readonly schema_name: string | null;
  readonly user_name: string;
  readonly role_name: string | null;
  readonly warehouse_name: string | null;
  readonly session_id: string;
  readonly query_tag: string;
  readonly execution_status: 'RUNNING' | 'SUCCESS' | 'FAILED_WITH_ERROR';
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly start_time: number;
  readonly end_time: number | null;
}

const cell = (name: keyof HistoryEntry): string => `(e.h ->> '$.${name}')`;
const moment = (name: 'start_time' | 'end_time'): string => `make_timestamptz(${cell(name)}::BIGINT * 1000)`;
const plain = (name: keyof HistoryEntry): InformationColumn => ({
  name: name.toUpperCase(),
  type: TEXT,
  sql: cell(name),
});

const COLUMNS: readonly InformationColumn[] = [
  plain('query_id'),
  plain('query_text'),
  plain('database_name'),
  plain('schema_name'),
  plain('query_type'),
  plain('session_id'),
  plain('user_name'),
  plain('role_name'),
  plain('warehouse_name'),
  plain('query_tag'),
  plain('execution_status'),
  plain('error_code'),
  plain('error_message'),
  { name: 'START_TIME', type: TIMESTAMP_LTZ, sql: moment('start_time') },
  { name: 'END_TIME', type: TIMESTAMP_LTZ, sql: moment('end_time') },
  {
    name: 'TOTAL_ELAPSED_TIME',
    type: INTEGER,
    sql: `${cell('end_time')}::BIGINT - ${cell('start_time')}::BIGINT`,
  },
];

const DEFAULT_LIMIT = 100;
const GREATEST_LIMIT = 10_000;

/** The table functions, each with the argument that says whose statements: QUERY_HISTORY has none. */
export const HISTORIES = {
  QUERY_HISTORY: null,
  QUERY_HISTORY_BY_SESSION: 'SESSION_ID',
  QUERY_HISTORY_BY_USER: 'USER_NAME',
  QUERY_HISTORY_BY_WAREHOUSE: 'WAREHOUSE_NAME',
} as const;

const OF: Readonly<Record<string, keyof HistoryEntry>> = {
  SESSION_ID: 'session_id',
  USER_NAME: 'user_name',
  WAREHOUSE_NAME: 'warehouse_name',
};

type Condition = (sql: string) => string;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  END_TIME_RANGE_START: (sql) => `${moment('end_time')} >= (${sql})::TIMESTAMPTZ`,
  END_TIME_RANGE_END: (sql) => `${moment('end_time')} <= (${sql})::TIMESTAMPTZ`,
  // Clients' own statements are as all others here.
  INCLUDE_CLIENT_GENERATED_STATEMENT: () => 'true',
};

/**
 * TABLE(INFORMATION_SCHEMA.QUERY_HISTORY(RESULT_LIMIT => …, END_TIME_RANGE_START => …)) and its kin: what clients have run
 * since the account was opened, the newest first.
 * @param current whose statements they are where nobody is named
 */
export function queryHistory(
  fullName: string,
  whose: string | null,
  current: string | null,
  args: readonly CallArgument[],
): ResolvedRows {
  const given = new Map(
    args.map((argument, i) => [argument.name ?? (i === 0 ? whose : null) ?? '', argument]),
  );
  const limit = Number(given.get('RESULT_LIMIT')?.value ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > GREATEST_LIMIT)
    throw invalidValue(String(limit), 'RESULT_LIMIT', `between 1 and ${GREATEST_LIMIT}`);
  const conditions: string[] = [];
  for (const [name, { value, sql }] of given) {
    if (name === 'RESULT_LIMIT' || name === whose) continue;
    const condition = CONDITIONS[name];
    if (condition === undefined)
      throw invalidValue(name || (value ?? ''), 'QUERY_HISTORY', 'arguments are named: RESULT_LIMIT => …');
    conditions.push(condition(sql));
  }
  const column = whose === null ? undefined : OF[whose];
  if (whose !== null && column !== undefined)
    conditions.push(`${cell(column)} = ${literal(given.get(whose)?.value ?? current)}`);
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return selected(
    fullName,
    COLUMNS,
    `FROM (SELECT unnest(CAST(${HISTORY_FUNCTION}('') AS JSON[])) AS h) e${where} ORDER BY ${cell('n')}::BIGINT DESC LIMIT ${limit}`,
  );
}
