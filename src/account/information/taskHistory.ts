import { invalidValue } from '../catalog/refusals.js';
import type { CallArgument, ResolvedRows } from '../query/translation.js';
import { INTEGER, TEXT, TIMESTAMP_LTZ } from '../../sql/read/types.js';
import type { InformationColumn } from './rows.js';
import { literal, selected } from './rows.js';

const plain = (name: string, type = TEXT as InformationColumn['type']): InformationColumn => ({
  name,
  type,
  sql: `h.${name.toLowerCase()}`,
});

const COLUMNS: readonly InformationColumn[] = [
  plain('QUERY_ID'),
  plain('NAME'),
  plain('DATABASE_NAME'),
  plain('SCHEMA_NAME'),
  plain('QUERY_TEXT'),
  plain('CONDITION_TEXT'),
  plain('STATE'),
  plain('ERROR_CODE'),
  plain('ERROR_MESSAGE'),
  plain('SCHEDULED_TIME', TIMESTAMP_LTZ),
  plain('QUERY_START_TIME', TIMESTAMP_LTZ),
  plain('COMPLETED_TIME', TIMESTAMP_LTZ),
  plain('ROOT_TASK_ID'),
  plain('RUN_ID', INTEGER),
  plain('SCHEDULED_FROM'),
  plain('CONFIG'),
];

const DEFAULT_LIMIT = 100;
const GREATEST_LIMIT = 10_000;

type Condition = (value: string | null, sql: string) => string | undefined;

const CONDITIONS: Readonly<Record<string, Condition>> = {
  TASK_NAME: (value) => (value === null ? undefined : `upper(h.name) = upper(${literal(value)})`),
  ROOT_TASK_ID: (value) => `h.root_task_id::VARCHAR = ${literal(value)}`,
  ERROR_ONLY: (value) => (value?.toUpperCase() === 'TRUE' ? "h.state = 'FAILED'" : undefined),
  SCHEDULED_TIME_RANGE_START: (_, sql) => `h.scheduled_time >= (${sql})::TIMESTAMPTZ`,
  SCHEDULED_TIME_RANGE_END: (_, sql) => `h.scheduled_time <= (${sql})::TIMESTAMPTZ`,
};

/** TABLE(INFORMATION_SCHEMA.TASK_HISTORY(TASK_NAME => …, RESULT_LIMIT => …, …)): runs of the last 7 days, newest first. */
export function taskHistory(fullName: string, args: readonly CallArgument[]): ResolvedRows {
  const conditions = ['true'];
  let limit = DEFAULT_LIMIT;
  for (const { name, value, sql } of args) {
    const condition = CONDITIONS[name ?? ''];
    if (name === 'RESULT_LIMIT') limit = Number(value);
    else if (condition === undefined)
      throw invalidValue(name ?? value ?? '', 'TASK_HISTORY', 'arguments are named: TASK_NAME => …');
    else conditions.push(condition(value, sql) ?? 'true');
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > GREATEST_LIMIT)
    throw invalidValue(String(limit), 'RESULT_LIMIT', `between 1 and ${GREATEST_LIMIT}`);
  return selected(
    fullName,
    COLUMNS,
    `FROM firn_catalog.task_history h WHERE ${conditions.join(' AND ')} ORDER BY h.run_id DESC LIMIT ${limit}`,
  );
}
