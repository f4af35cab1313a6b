import { commonType } from '../arithmetic.js';
import { columnReference } from '../expression/column.js';
import { nullLiteral } from '../expression/literal.js';
import type { Field, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import { unionNode } from '../plan/union.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { fieldOf } from './names.js';
import { reportUnknownColumn } from './rowProxy.js';

/** Rows of both, by column name. */
export function union(left: Node, right: Node, distinct: boolean): Node {
  for (const f of right.fields)
    if (!fieldOf(left, f.name) && !left.open)
      report({
        code: 'unknown-column',
        severity: 'error',
        message: `${distinct ? 'union' : 'unionAll'} matches columns by name: ${f.name} is only in the second frame. Drop it there or add it here.`,
        place: { call: here(), column: f.name },
      });
  const fields = left.fields.map((f): Field => {
    const other = fieldOf(right, f.name);
    if (!other && !right.open) reportUnknownColumn(f.name, right, {});
    if (!other) return f;
    return Object.freeze({
      name: f.name,
      type: commonType([f.type, other.type]),
      nullable: f.nullable || other.nullable,
    });
  });
  return unionNode(left, right, distinct, fields, here());
}

/** `unionAll` of frames that need not have the same columns: a column that one lacks is NULL in its rows. */
export function unionWithNulls(left: Node, right: Node): Node {
  const fields = [...left.fields, ...right.fields.filter((f) => !fieldOf(left, f.name))];
  return union(widened(left, fields), widened(right, fields), false);
}

function widened(node: Node, fields: readonly Field[]): Node {
  if (fields.every((f) => fieldOf(node, f.name))) return node;
  const row = newRow();
  const columns = fields.map(({ name, type }) => ({
    name,
    expression: fieldOf(node, name) ? columnReference(row, name, type) : nullLiteral(type),
  }));
  const widenedFields = fields.map((f) => fieldOf(node, f.name) ?? Object.freeze({ ...f, nullable: true }));
  return projectNode(node, row, columns, widenedFields, here());
}
