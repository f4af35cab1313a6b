import type { Column } from './columns/column.js';
import { expressionOf, isColumn } from './columns/expressionOf.js';
import { wrap } from './columns/wrap.js';
import { operand } from './columns/operand.js';
import type { Value } from './columns/operand.js';
import { raw } from './expression/raw.js';
import { Frame, nodeOf } from './frame.js';
import type { Columns } from './frame.js';
import type { Field } from './plan/node.js';
import { rawSqlNode } from './plan/rawSql.js';
import { here } from './trace.js';
import { parseType } from './type.js';
import { report } from './problems.js';

/**
 * A column in your own SQL, for what the columns' methods lack: ``sql<Int>`BITAND(${r.FLAGS}, 4)` ``. Columns and
 * constants are inserted as SQL. The type is yours to say; nothing checks it.
 */
export function sql<C extends Column>(texts: TemplateStringsArray, ...values: readonly Value[]): C {
  const expressions = values.map((value) => (isColumn(value) ? expressionOf(value) : operand(value)));
  return wrap(raw(texts, expressions, here()));
}

/** The columns of a query, by name, with their SQL types: `{ O_CUSTOMER_SK: 'NUMBER(38,0)' }`. */
export type ColumnTypes<S> = { readonly [K in keyof S & string]: string };

/**
 * A frame from a query of your own: ``query<Row>({ ID: 'NUMBER(38,0)' })`SELECT ID FROM ${ORDERS}` ``. Frames are
 * inserted by name. The columns are yours to say.
 */
export function query<S extends Columns>(
  columns: ColumnTypes<S>,
): (texts: TemplateStringsArray, ...frames: readonly Frame<unknown>[]) => Frame<S> {
  const fields = Object.entries<string>(columns).map(([name, type]): Field => {
    const parsed = parseType(type);
    if (!parsed)
      report({
        code: 'invalid-argument',
        severity: 'error',
        message: `${type} is no Snowflake type that a column can have.`,
        place: { call: here(), argument: type },
      });
    return Object.freeze({ name, type: parsed, nullable: true });
  });
  return (texts, ...frames) => new Frame(rawSqlNode(texts, frames.map(nodeOf), fields, here()));
}
