/** Columns of PIVOT and UNPIVOT. Source: "PIVOT", "UNPIVOT". */
import type { FromItem } from '../syntax/tree.js';
import { TEXT } from '../types.js';
import { ExpressionReader } from './expressions.js';
import type { OutputColumn, Relation, Uses } from './model.js';
import { commonType, isMismatch } from './operators.js';
import { ReadScope, valueOf } from './reading.js';
import type { Environment, ReadNamespace } from './reading.js';
import { as, computed, union } from './uses.js';

interface Source {
  readonly namespace: ReadNamespace;
  readonly rows: Uses;
}

/** Columns neither aggregated nor pivoted are the keys; a value's column is named by its literal, quotes included. */
export function inferPivot(
  item: Extract<FromItem, { kind: 'pivot' }>,
  source: Source,
  env: Environment,
): Relation {
  const reader = new ExpressionReader(env, new ReadScope(source.namespace));
  const [argument] = item.aggregate.args;
  const measured = argument?.kind === 'column' ? argument.path.at(-1)?.text : undefined;
  const pivoted = item.column.path.at(-1)?.text;
  const by = reader.read(item.column);
  const whole = reader.read(item.aggregate);
  const fallback = item.fallback === null ? null : reader.read(item.fallback);
  const common = fallback === null ? whole : commonType([whole, fallback]);
  const type = isMismatch(common) ? null : common.type;
  const keys = source.namespace.visible().filter((c) => c.name !== measured && c.name !== pivoted);
  const rows = union(source.rows, as('GROUP_BY', union(...keys.map((k) => k.uses))));
  if (item.values.kind !== 'list') {
    // Its columns are the values that are there when it runs.
    if (item.values.kind === 'query') env.inferQuery(item.values.query, env, null);
    return { columns: [...keys], rows, open: true };
  }
  const cells = item.values.items.map(([value, alias]): OutputColumn => {
    const wanted = reader.read(value);
    const literal = wanted.constant ?? '';
    return {
      name: alias?.text ?? (wanted.type?.kind === 'TEXT' ? `'${literal}'` : literal),
      type,
      nullable: true,
      uses: union(as('CONDITIONAL', by.uses), whole.uses),
    };
  });
  return {
    columns: [...keys, ...cells],
    rows,
    open: source.namespace.open,
  };
}

/** The columns that are not listed come first, then the names, then the values. */
export function inferUnpivot(
  item: Extract<FromItem, { kind: 'unpivot' }>,
  source: Source,
  env: Environment,
): Relation {
  const reader = new ExpressionReader(env, new ReadScope(source.namespace));
  const listed = item.columns.map(([column]) => reader.read(column));
  const taken = new Set(
    item.columns.flatMap(([column]) => (column.kind === 'column' ? (column.path.at(-1)?.text ?? []) : [])),
  );
  const common = commonType(listed);
  if (isMismatch(common))
    env.reading.report(
      'type-mismatch',
      'The columns of UNPIVOT have types that do not meet in one. Convert them before.',
      env.reading.place(item.value),
    );
  const kept = source.namespace.visible().filter((c) => !taken.has(c.name));
  return {
    columns: [
      ...kept.map((c) => ({ ...valueOf(c), name: c.name })),
      { name: item.name.text, type: TEXT, nullable: false, uses: new Map() },
      {
        name: item.value.text,
        ...(isMismatch(common) ? { type: null } : common),
        nullable: item.includeNulls,
        uses: computed(...listed),
      },
    ],
    rows: source.rows,
    open: source.namespace.open,
  };
}
