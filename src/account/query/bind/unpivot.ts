/** UNPIVOT: a row for each listed column, with the column's name and value. Source: "UNPIVOT". */
import type { FromItem } from '../../../sql/read/syntax/tree.js';
import { settled, quote } from './bound.js';
import { unify } from './coerce.js';
import { columnName } from './environment.js';
import type { Environment, OutputColumn, Relation } from './environment.js';
import { badArgument, place } from './errors.js';
import { ExpressionBinder } from './expressions.js';
import { Scope } from './scope.js';
import type { Namespace } from './scope.js';
import { TEXT } from '../../../sql/read/types.js';

type UnpivotItem = Extract<FromItem, { kind: 'unpivot' }>;

/** The columns that are not listed come first, then the names, then the values; NULL values are left out. */
export function bindUnpivot(
  item: UnpivotItem,
  source: { readonly sql: string; readonly namespace: Namespace },
  env: Environment,
): Relation {
  const binder = new ExpressionBinder(env, new Scope(source.namespace), {
    clause: 'UNPIVOT',
    aggregates: false,
    windows: false,
  });
  if (item.columns.length === 0) throw badArgument('UNPIVOT needs columns', place(env.source, item.value.at));
  const listed = item.columns.map(([column]) => binder.bind(column));
  const { values, type } = unify(listed);
  const names = item.columns.map(([column, alias]) =>
    quote(alias?.text ?? (column.kind === 'column' ? (column.path.at(-1)?.text ?? '') : '')),
  );
  const taken = new Set(listed.map((v) => v.sql));
  const kept = source.namespace.visible().filter((c) => !taken.has(c.sql));
  const alias = env.state.fresh('u');
  const rows = values.map((v, i) => `(${names[i]!}, ${v.sql})`).join(', ');
  const columns: OutputColumn[] = [
    ...kept.map((c) => ({ name: c.name, type: c.type, nullable: c.nullable })),
    { name: item.name.text, type: TEXT, nullable: false },
    { name: item.value.text, type: settled(type), nullable: item.includeNulls },
  ];
  const texts = [...kept.map((c) => c.sql), `${alias}.n`, `${alias}.v`];
  const where = item.includeNulls ? '' : ` WHERE ${alias}.v IS NOT NULL`;
  return {
    columns,
    sql:
      `SELECT ${texts.map((t, i) => `${t} AS ${columnName(i)}`).join(', ')} FROM ${source.sql}` +
      ` CROSS JOIN LATERAL (VALUES ${rows}) AS ${alias}(n, v)${where}`,
  };
}
