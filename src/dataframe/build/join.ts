import { binary } from '../expression/binary.js';
import { columnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { expectSameFamily } from '../columns/family.js';
import { conjuncts } from '../facts/constants.js';
import { joinNode } from '../plan/join.js';
import type { JoinType } from '../plan/join.js';
import { nameOf } from '../plan/names.js';
import type { Field, Node, OuterJoin } from '../plan/node.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';
import { expectCondition, expectNoWindow, expectOwnColumns, expectRowExpression } from './expressions.js';
import { conditionOf } from './filter.js';
import type { Allowance } from './filter.js';
import { fieldOf, fieldsNamed, invalidArgument } from './names.js';
import { openRows } from './rowProxy.js';
import { equality, warnOfUndoneLeftJoin } from './undone.js';

export function joinOn(
  type: JoinType,
  left: Node,
  right: Node,
  callback: (left: never, right: never) => unknown,
  options: Allowance,
): Node {
  const { on, leftRow, rightRow } = joinCondition(METHOD[type], left, right, callback);
  reportCollisions(left, right, []);
  return joined(type, left, right, leftRow, rightRow, on, [], options);
}

/** What the callback of a join says, checked. */
export function joinCondition(
  method: string,
  left: Node,
  right: Node,
  callback: (left: never, right: never) => unknown,
): { readonly on: Expression; readonly leftRow: Row; readonly rightRow: Row } {
  const [l, r] = openRows(callback, [left, right]);
  if (!l || !r) throw new Error('A row for every frame.');
  const on = conditionOf(callback(l.proxy as never, r.proxy as never), method);
  expectOwnColumns(on, [l.row, r.row]);
  expectRowExpression(on, method);
  expectNoWindow(on, method);
  expectCondition(on, method);
  return { on, leftRow: l.row, rightRow: r.row };
}

export function joinUsing(
  type: 'inner' | 'left',
  left: Node,
  right: Node,
  keys: readonly string[],
  options: Allowance,
): Node {
  const [l, r] = [newRow(), newRow()];
  if (keys.length === 0) invalidArgument(`${METHOD[type]}Using needs a key column.`);
  const on = keyCondition(left, right, l, r, keys);
  reportCollisions(left, right, keys);
  return joined(type, left, right, l, r, on, keys, options);
}

/** Equality of the columns that both frames have under these names; null without any. */
export function keyCondition(
  left: Node,
  right: Node,
  leftRow: Row,
  rightRow: Row,
  keys: readonly string[],
): Expression | null {
  const both = fieldsNamed(left, keys).filter((f) => fieldsNamed(right, [f.name]).length > 0 || right.open);
  const conditions = both.map((field): Expression => {
    const a = columnReference(leftRow, field.name, field.type);
    const b = columnReference(rightRow, field.name, fieldOf(right, field.name)?.type ?? null);
    expectSameFamily('a join key', a, b);
    return binary('=', a, b, BOOLEAN, here());
  });
  return conditions.length > 0 ? conditions.reduce((a, b) => binary('AND', a, b, BOOLEAN, here())) : null;
}

export function crossJoin(left: Node, right: Node): Node {
  reportCollisions(left, right, []);
  return joined('cross', left, right, newRow(), newRow(), null, [], {});
}

const METHOD: Readonly<Record<JoinType, string>> = {
  inner: 'join',
  left: 'leftJoin',
  right: 'rightJoin',
  full: 'fullJoin',
  cross: 'crossJoin',
  asof: 'asofJoin',
};

function joined(
  type: JoinType,
  left: Node,
  right: Node,
  leftRow: Row,
  rightRow: Row,
  on: Expression | null,
  keys: readonly string[],
  options: Allowance,
): Node {
  if (type === 'inner' && on && !options.allow?.includes('left-join-undone'))
    warnOfUndoneLeftJoin(
      on,
      [
        [leftRow, left],
        [rightRow, right],
      ],
      'join',
    );
  const leftFields =
    type === 'right' || type === 'full'
      ? left.fields.map((f) => nulled(f, left, f.name, on, rightRow))
      : left.fields;
  const fromRight = right.fields.filter((f) => !keys.includes(f.name) && !fieldOf(left, f.name));
  const rightFields =
    type === 'left' || type === 'full'
      ? fromRight.map((f) => nulled(f, right, f.name, on, leftRow))
      : fromRight;
  return joinNode({
    type,
    left,
    right,
    leftRow,
    rightRow,
    on,
    fields: Object.freeze([...leftFields, ...rightFields]),
    call: here(),
  });
}

/** A column of the side that may be missing. */
function nulled(field: Field, node: Node, name: string, on: Expression | null, other: Row): Field {
  const outer: OuterJoin = Object.freeze({
    call: here(),
    joined: describe(node),
    twin: on ? twinOf(on, name, other) : undefined,
  });
  return Object.freeze({ ...field, nullable: true, outer: field.outer ?? outer });
}

/** The column of row `kept` that the condition says equals `name` of the other row. */
function twinOf(on: Expression, name: string, kept: Row): string | undefined {
  for (const part of conjuncts(on)) {
    const pair = equality(part);
    if (pair?.left.kind !== 'column' || pair.right.kind !== 'column') continue;
    if (pair.left.owner === kept && pair.right.name === name) return pair.left.name;
    if (pair.right.owner === kept && pair.left.name === name) return pair.right.name;
  }
  return undefined;
}

function describe(node: Node): string {
  return node.kind === 'table' ? node.name : (nameOf(node) ?? 'the joined frame');
}

/** Reports names that both sides have, keys aside. */
export function reportCollisions(left: Node, right: Node, keys: readonly string[]): void {
  const both = right.fields.filter((f) => !keys.includes(f.name) && fieldOf(left, f.name)).map((f) => f.name);
  if (both.length === 0) return;
  const one = both.length === 1;
  report({
    code: 'column-collision',
    severity: 'error',
    message:
      `Both frames have ${one ? 'a column' : 'columns'} ${both.join(', ')}. ` +
      `Join a frame with other names: pick(…) the columns you need, rename({ NEW: '${both[0]}' }), or prefixed('P_')` +
      `${one ? `; joinUsing(…, '${both[0]}') if it is the key` : ''}.`,
    place: { call: here() },
    collision: {
      columns: both,
      others: right.fields.map((f) => f.name).filter((name) => !both.includes(name)),
    },
  });
}
