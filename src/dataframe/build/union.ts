import { commonType } from '../arithmetic.js';
import { columnReference } from '../expression/column.js';
import { nullLiteral } from '../expression/literal.js';
import type { Field, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import { setOperationNode } from '../plan/setOperation.js';
import type { SetOperator } from '../plan/setOperation.js';
import { unionNode } from '../plan/union.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { fieldOf } from './names.js';
import { reportUnknownColumn } from './rowProxy.js';

/** Rows of both, by column name. */
export function union(left: Node, right: Node, distinct: boolean): Node {
  const fields = matchedFields(distinct ? 'union' : 'unionAll', left, right);
  return unionNode(left, right, distinct, fields, here());
}

/** Rows that both have, or rows that the second lacks, by column name. */
export function setOperation(operator: SetOperator, left: Node, right: Node): Node {
  const fields = matchedFields(operator.toLowerCase(), left, right).map((f): Field => {
    const kept = fieldOf(left, f.name);
    const nullable =
      operator === 'INTERSECT' ? bothNullable(kept, fieldOf(right, f.name)) : (kept?.nullable ?? true);
    return Object.freeze({ ...f, nullable });
  });
  return setOperationNode(operator, left, right, fields, here());
}

const bothNullable = (a?: Field, b?: Field) => (a?.nullable ?? true) && (b?.nullable ?? true);

/** The left frame's columns, with the types that hold the values of both. */
function matchedFields(method: string, left: Node, right: Node): readonly Field[] {
  for (const f of right.fields)
    if (!fieldOf(left, f.name) && !left.open)
      report({
        code: 'unknown-column',
        severity: 'error',
        message: `${method} matches columns by name: ${f.name} is only in the second frame. Drop it there or add it here.`,
        place: { call: here(), column: f.name },
      });
  return left.fields.map((f): Field => {
    const other = fieldOf(right, f.name);
    if (!other && !right.open) reportUnknownColumn(f.name, right, {});
    if (!other) return f;
    return Object.freeze({
      name: f.name,
      type: commonType([f.type, other.type]),
      nullable: f.nullable || other.nullable,
    });
  });
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
