import { commonType } from '../arithmetic.js';
import { expectSameFamily } from '../columns/family.js';
import { operand } from '../columns/operand.js';
import type { Value } from '../columns/operand.js';
import { functionCall } from '../expression/call.js';
import { columnReference } from '../expression/column.js';
import { Selector } from '../functions/selectors.js';
import type { Field, NamedExpression, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { expectOwnColumns, expectRowExpression, namedExpressions } from './expressions.js';
import { fieldFor } from './fields.js';
import { fieldOf, fieldsNamed, invalidArgument } from './names.js';
import { openRows, reportUnknownColumn } from './rowProxy.js';

/** Calls back with a row of the input and checks what comes out. */
export function computed(
  input: Node,
  callback: (row: never) => unknown,
  method: string,
): { readonly row: Row; readonly columns: readonly NamedExpression[] } {
  const [open] = openRows(callback, [input]);
  if (!open) throw new Error('A row for every frame.');
  const columns = namedExpressions(callback(open.proxy as never), method);
  for (const { expression } of columns) {
    expectOwnColumns(expression, [open.row]);
    expectRowExpression(expression, method);
  }
  return { row: open.row, columns };
}

function project(input: Node, row: Row, columns: readonly NamedExpression[]): Node {
  return projectNode(
    input,
    row,
    columns,
    columns.map((c) => fieldFor(c, [input])),
    here(),
  );
}

function plain(row: Row, field: Field, name = field.name): NamedExpression {
  return { name, expression: columnReference(row, field.name, field.type) };
}

export function select(input: Node, callback: (row: never) => unknown): Node {
  const { row, columns } = computed(input, callback, 'select');
  return project(input, row, columns);
}

/** By names, or by a rule; a rule's columns stand in the frame's order. */
export function pick(input: Node, chosen: readonly (PropertyKey | Selector)[]): Node {
  const row = newRow();
  const rules = chosen.filter((c) => c instanceof Selector);
  if (rules.length > 0 && rules.length < chosen.length)
    invalidArgument("pick takes names or rules, not both: the frame's type could not tell what comes out.");
  const names = chosen.flatMap((c) => (c instanceof Selector ? selected(input, c) : [String(c)]));
  return project(
    input,
    row,
    fieldsNamed(input, [...new Set(names)]).map((f) => plain(row, f)),
  );
}

function selected(input: Node, selector: Selector): readonly string[] {
  const names = input.fields.map((f) => f.name).filter((name) => Selector.matches(selector, name));
  if (names.length === 0 && !input.open)
    invalidArgument(`No column has a name like ${Selector.describe(selector)}.`);
  return names;
}

export function drop(input: Node, names: readonly string[]): Node {
  fieldsNamed(input, names);
  const row = newRow();
  const kept = input.fields.filter((f) => !names.includes(f.name));
  if (kept.length === 0 && !input.open) invalidArgument('drop leaves no column.');
  return project(
    input,
    row,
    kept.map((f) => plain(row, f)),
  );
}

/** New name → old name; the columns keep their places. */
export function rename(input: Node, names: Readonly<Record<string, string>>): Node {
  const row = newRow();
  const newNames = new Map<string, string>();
  for (const [to, from] of Object.entries(names)) {
    if (fieldOf(input, from)) newNames.set(from, to);
    else if (!input.open) reportUnknownColumn(from, input, { argument: from });
  }
  const columns = input.fields.map((f) => plain(row, f, newNames.get(f.name) ?? f.name));
  expectUnique(columns.map((c) => c.name));
  return project(input, row, columns);
}

export function prefixed(input: Node, prefix: string): Node {
  const row = newRow();
  return project(
    input,
    row,
    input.fields.map((f) => plain(row, f, prefix + f.name)),
  );
}

export function withColumns(input: Node, callback: (row: never) => unknown): Node {
  const { row, columns } = computed(input, callback, 'withColumns');
  for (const column of columns) warnOfOtherType(input, column);
  return project(input, row, merged(input, row, columns));
}

export function replaceColumns(input: Node, callback: (row: never) => unknown): Node {
  const { row, columns } = computed(input, callback, 'replaceColumns');
  for (const { name } of columns)
    if (!fieldOf(input, name) && !input.open) reportUnknownColumn(name, input, { argument: name });
  return project(input, row, merged(input, row, columns));
}

export function fillNull(input: Node, values: Readonly<Record<string, unknown>>): Node {
  const row = newRow();
  const filled = Object.entries(values).flatMap(([name, value]): NamedExpression[] => {
    const field = fieldOf(input, name);
    if (!field) {
      if (!input.open) reportUnknownColumn(name, input, { argument: name });
      return [];
    }
    const column = columnReference(row, name, field.type);
    const fill = operand(value as Value, field.type);
    expectSameFamily('fillNull', column, fill);
    const type = commonType([field.type, fill.type]);
    return [{ name, expression: functionCall('COALESCE', [column, fill], type, here()) }];
  });
  return project(input, row, merged(input, row, filled));
}

/** The input's columns in their places, some replaced, new ones at the end. */
function merged(input: Node, row: Row, columns: readonly NamedExpression[]): readonly NamedExpression[] {
  const byName = new Map(columns.map((c) => [c.name, c]));
  return [
    ...input.fields.map((f) => byName.get(f.name) ?? plain(row, f)),
    ...columns.filter((c) => !fieldOf(input, c.name)),
  ];
}

function warnOfOtherType(input: Node, { name, expression }: NamedExpression): void {
  const before = fieldOf(input, name)?.type;
  if (!before || !expression.type || before.kind === expression.type.kind) return;
  report({
    code: 'column-replaced',
    severity: 'warning',
    message: `${name} changes from ${before.kind} to ${expression.type.kind}, which withColumns cannot say to TypeScript. Use replaceColumns.`,
    place: { call: here(), column: name },
  });
}

function expectUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) invalidArgument(`There would be two columns ${name}.`, name);
    seen.add(name);
  }
}
