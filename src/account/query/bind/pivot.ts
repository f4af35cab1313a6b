/** PIVOT as conditional aggregation. Source: "PIVOT". */
import type { Expression, FromItem } from '../../../sql/read/syntax/tree.js';
import { columnName } from './environment.js';
import type { Environment, OutputColumn, Relation } from './environment.js';
import { bound, settled } from './bound.js';
import type { Bound } from './bound.js';
import { compare } from './compare.js';
import { convert, unify } from './coerce.js';
import { unsupportedFeature } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { distinguished } from './order.js';
import { pivotColumns } from './pivotValues.js';
import { Scope } from './scope.js';
import type { Namespace } from './scope.js';

type PivotItem = Extract<FromItem, { kind: 'pivot' }>;

/** Columns neither aggregated nor pivoted are the keys; a value's column is named by its literal, quotes included. */
export function bindPivot(
  item: PivotItem,
  source: { readonly sql: string; readonly namespace: Namespace },
  env: Environment,
): Relation {
  const scope = new Scope(source.namespace);
  const binder = new ExpressionBinder(env, scope, { clause: 'PIVOT', aggregates: true, windows: false });
  const [argument] = item.aggregate.args;
  if (argument?.kind !== 'column') throw unsupportedFeature('PIVOT over an expression');
  const measured = argument.path.at(-1)!.text;
  const pivoted = item.column.path.at(-1)!.text;
  const keys = source.namespace
    .visible()
    .filter((c) => c.name !== measured && c.name !== pivoted)
    .map((c) => distinguished(c, 'PIVOT'));
  const by = binder.bind(item.column);
  const cells = pivotColumns(item, { by, from: source.sql, env, binder }).map(({ value, name }) => {
    const wanted: Expression =
      value === null
        ? { kind: 'isNull', operand: item.column, negated: false }
        : { kind: 'binary', operator: '=', left: item.column, right: value };
    const args = [
      { kind: 'case' as const, operand: null, whens: [[wanted, argument] as const], otherwise: null },
    ];
    const whole = binder.bind({ ...item.aggregate, args });
    if (value !== null) compare('=', by, binder.bind(value));
    return { name, value: item.fallback === null ? whole : orFallback(whole, binder.bind(item.fallback)) };
  });
  const columns: OutputColumn[] = [
    ...keys.map((c) => ({ name: c.name, type: c.type, nullable: c.nullable })),
    ...cells.map((c) => ({ name: c.name, type: settled(c.value.type), nullable: true })),
  ];
  const texts = [
    ...keys.map((c) => bound(c.sql, c.type)),
    ...cells.map((c) => convert(c.value, settled(c.value.type))),
  ];
  const group = keys.length === 0 ? '' : ` GROUP BY ${keys.map((c) => c.sql).join(', ')}`;
  return {
    columns,
    sql: `SELECT ${texts.map((t, i) => `${t.sql} AS ${columnName(i)}`).join(', ')} FROM ${source.sql}${group}`,
  };
}

/** DEFAULT ON NULL. */
function orFallback(value: Bound, fallback: Bound): Bound {
  const { values, type } = unify([value, fallback]);
  return bound(`COALESCE(${values.map((v) => v.sql).join(', ')})`, type, fallback.nullable);
}
