/** Binds MERGE. Source: "MERGE". */
import type { Merge, MergeWhen } from '../../../sql/read/syntax/tree.js';
import { ROW } from '../recording.js';
import type { ResolvedTable, Translation } from '../translation.js';
import { identifier } from './bound.js';
import type { Environment } from './environment.js';
import { badArgument } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { bindFrom } from './from.js';
import type { BoundFrom } from './from.js';
import {
  DELETED,
  INSERTED,
  UPDATED,
  assignments,
  defaultValue,
  recordingOf,
  result,
  setText,
  tableColumn,
  targetScope,
  targetTable,
} from './dmlTarget.js';
import { stored } from './stored.js';
import { refuseDuplicates } from './multiJoin.js';
import type { Joined, MatchedAction } from './multiJoin.js';
import { Scope } from './scope.js';
import { bindCondition } from './select.js';

export function merge(statement: Merge, env: Environment): Translation {
  const table = targetTable(statement.target, env);
  const target = targetScope(statement.target, table, env);
  const source = bindFrom([statement.source], env, null);
  const scope = new Scope(target.namespace.with(source.namespace));
  const on = bindCondition(statement.on, env, scope, 'ON').sql;
  const whens = statement.whens.map((when) =>
    mergeWhen(when, table, scope, new Scope(source.namespace), env),
  );
  const merged = mergeSource(source, table);
  const sql = `MERGE INTO ${table.physical} AS ${target.physical} USING ${merged.sql} ON ${on} ${whens.join(' ')} RETURNING merge_action`;
  const kinds = new Set(statement.whens.map((w) => w.action.kind));
  const columns = [
    ...(kinds.has('insert') ? [INSERTED] : []),
    ...(kinds.has('update') ? [UPDATED] : []),
    ...(kinds.has('delete') ? [DELETED] : []),
  ];
  const matched = statement.whens.filter((when) => when.matched);
  const updates = matched.some((when) => when.action.kind === 'update');
  const joined = {
    table: table.physical,
    alias: target.physical,
    source: merged.sql,
    condition: on,
  };
  const actions = matched.map((when) => ({
    test: bindCondition(when.condition, env, scope, 'WHEN').sql,
    updates: when.action.kind === 'update',
  }));
  const checks = [...merged.before, ...(updates ? [refuseDuplicates(joined, actions)] : [])];
  const recorded = recordingOf(table, matched.length === 0 ? null : matchedRows(joined, actions));
  return result(
    'merge',
    env,
    table,
    sql,
    { source: 'actions', columns },
    {
      before: [...checks, ...(recorded?.before ?? [])],
      after: recorded?.after ?? [],
    },
  );
}

const MERGE_ROWS = 'firn_merge_rows';

/** Where changes are recorded a MERGE looks at its source more than once: a source of one name is computed once. */
function mergeSource(source: BoundFrom, table: ResolvedTable): { sql: string; before: readonly string[] } {
  const alias = / AS (r\d+)$/.exec(source.sql)?.[1];
  const plain = table.log === undefined || alias === undefined || source.namespace.sources.length !== 1;
  if (plain) return { sql: source.sql, before: [] };
  return {
    sql: `${MERGE_ROWS} AS ${alias}`,
    before: [`CREATE OR REPLACE TEMP TABLE ${MERGE_ROWS} AS SELECT ${alias}.* FROM ${source.sql}`],
  };
}

/** The target rows that a WHEN MATCHED clause acts on. */
function matchedRows({ table, alias, source, condition }: Joined, actions: readonly MatchedAction[]): string {
  const acts = actions.map((a) => a.test).join(' OR ');
  return `SELECT DISTINCT ${alias}.${ROW} AS ${ROW} FROM ${table} AS ${alias}, ${source} WHERE (${condition}) AND (${acts})`;
}

function mergeWhen(
  when: MergeWhen,
  table: ResolvedTable,
  both: Scope,
  sourceOnly: Scope,
  env: Environment,
): string {
  const scope = when.matched ? both : sourceOnly;
  const test = when.condition === null ? '' : ` AND ${bindCondition(when.condition, env, scope, 'WHEN').sql}`;
  const head = `WHEN ${when.matched ? 'MATCHED' : 'NOT MATCHED'}${test} THEN`;
  const { action } = when;
  switch (action.kind) {
    case 'delete':
      return `${head} DELETE`;
    case 'update':
      return `${head} UPDATE SET ${setText(assignments(action.set, table, scope, env))}`;
    case 'insert': {
      const columns =
        action.columns.length === 0 ? table.columns : action.columns.map((n) => tableColumn(table, n, env));
      if (columns.length !== action.values.length) {
        throw badArgument(
          `Insert value list does not match column list expecting ${columns.length} but got ${action.values.length}`,
        );
      }
      const binder = new ExpressionBinder(env, scope, {
        clause: 'VALUES',
        aggregates: false,
        windows: false,
      });
      const given = new Map(columns.map((c, i) => [c.name, action.values[i]!]));
      const values = table.columns.map((column) => {
        const value = given.get(column.name);
        return stored(
          value === undefined || value.kind === 'default' ? defaultValue(column, env) : binder.bind(value),
          column,
        );
      });
      return `${head} INSERT (${table.columns.map((c) => identifier(c.physicalName)).join(', ')}) VALUES (${values.join(', ')})`;
    }
  }
}
