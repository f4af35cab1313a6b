import { expectSameFamily } from '../columns/family.js';
import { columnReference } from '../expression/column.js';
import { textLiteral } from '../expression/literal.js';
import type { Field, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import { here } from '../trace.js';
import { fieldOf, fieldsNamed, invalidArgument } from './names.js';
import { union } from './union.js';

/** The names of the two columns that `unpivot` makes. */
export interface UnpivotNames {
  readonly name: string;
  readonly value: string;
}

/** A union of one SELECT for each column: UNPIVOT itself would make a dynamic table refresh in full. */
export function unpivot(input: Node, columns: readonly string[], names: UnpivotNames): Node {
  const turned = fieldsNamed(input, columns);
  const kept = input.fields.filter((f) => !columns.includes(f.name));
  if (columns.length === 0) invalidArgument('unpivot needs a column.');
  for (const name of [names.name, names.value])
    if (kept.some((f) => f.name === name) || names.name === names.value)
      invalidArgument(`There would be two columns ${name}.`, name);
  expectOneKind(input, turned);
  const [first, ...others] = turned.map((field) => arm(input, kept, field, names));
  return others.reduce<Node>((above, next) => union(above, next, false), first ?? input);
}

function arm(input: Node, kept: readonly Field[], field: Field, names: UnpivotNames): Node {
  const row = newRow();
  const label = textLiteral(field.name);
  const columns = [
    ...kept.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) })),
    { name: names.name, expression: label },
    { name: names.value, expression: columnReference(row, field.name, field.type) },
  ];
  const fields = [
    ...kept,
    Object.freeze({ name: names.name, type: label.type, nullable: false }),
    Object.freeze({ ...field, name: names.value }),
  ];
  return projectNode(input, row, columns, fields, here());
}

function expectOneKind(input: Node, [first, ...others]: readonly Field[]): void {
  if (!first) return;
  const row = newRow();
  const column = (f: Field) => columnReference(row, f.name, fieldOf(input, f.name)?.type ?? null);
  for (const other of others) expectSameFamily('unpivot', column(first), column(other));
}
