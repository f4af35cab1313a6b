import { binary } from '../expression/binary.js';
import { columnReference } from '../expression/column.js';
import type { ColumnReference } from '../expression/column.js';
import type { Expression } from '../expression/expression.js';
import { nullTest } from '../expression/nullTest.js';
import { eachColumn } from '../expression/walk.js';
import { distinctNode } from '../plan/distinct.js';
import { conjuncts } from '../facts/constants.js';
import { isUniqueBy } from '../facts/keys.js';
import { filterNode } from '../plan/filter.js';
import { joinNode } from '../plan/join.js';
import type { JoinType } from '../plan/join.js';
import { nameNode, nameOf } from '../plan/names.js';
import type { Field, Node } from '../plan/node.js';
import { projectNode } from '../plan/project.js';
import { newRow } from '../plan/row.js';
import type { Row } from '../plan/row.js';
import { here } from '../trace.js';
import { BOOLEAN } from '../type.js';
import { fieldOf, freeName, invalidArgument } from './names.js';
import { joinCondition } from './join.js';

/**
 * Semi and anti joins without sub-queries in conditions, which would make a dynamic table refresh in full
 * ("Supported queries for incremental refresh"): a join on distinct keys, and a left join that found nothing.
 */

type Callback = (left: never, right: never) => unknown;

export function semiJoin(left: Node, right: Node, callback: Callback): Node {
  const matching = matchingOf('semiJoin', left, right, callback);
  const names = [...new Set(matching.keys.map((k) => k.column.name))];
  const keys = keysOf(matching.right, names);
  if (keys.kind === 'distinct') nameKeys(keys, right);
  return joined('inner', left, keys, matching, left.fields);
}

export function antiJoin(left: Node, right: Node, callback: Callback): Node {
  const matching = matchingOf('antiJoin', left, right, callback);
  // Equal keys are not NULL, so this column is NULL exactly where nothing was found.
  const tested = matching.keys.find((k) => k.operator === '=')?.column;
  if (!tested) {
    invalidArgument('antiJoin needs a key compared with eq: sameAs alone finds NULLs too.');
    return left;
  }
  const { frame, name } = visible(matching.right, tested, left);
  const moved = { ...matching, keys: matching.keys.map((k) => renamedKey(k, tested.name, name)) };
  const hidden: Field = Object.freeze({ name, type: tested.type, nullable: true });
  const both = joined('left', left, frame, moved, [...left.fields, hidden]);
  const row = newRow();
  const missing = nullTest(columnReference(row, name, tested.type), false, here());
  return filterNode(both, row, missing, left.fields, here());
}

/** `of this frame = column of the other`. */
interface Key {
  readonly operator: '=' | 'IS NOT DISTINCT FROM';
  readonly ours: Expression;
  readonly column: ColumnReference;
}

interface Matching {
  readonly leftRow: Row;
  readonly rightRow: Row;
  /** The other frame, with the conditions that are about it alone. */
  readonly right: Node;
  readonly keys: readonly Key[];
}

function matchingOf(method: string, left: Node, right: Node, callback: Callback): Matching {
  const { on, leftRow, rightRow } = joinCondition(method, left, right, callback);
  const own = (e: Expression, row: Row) => owners(e).every((owner) => owner === row);
  const [alone, between] = partition(conjuncts(on), (p) => owners(p).length > 0 && own(p, rightRow));
  const keys = between.flatMap((part): Key[] => {
    const found = keyOf(part, leftRow, rightRow, own);
    if (!found && part.kind !== 'poison')
      invalidArgument(
        `${method} matches by keys: equalities of this frame's values with columns of the other, such as l.ID.eq(r.ID), and conditions on the other frame alone.`,
      );
    return found ? [found] : [];
  });
  const filtered =
    alone.length === 0
      ? right
      : filterNode(
          right,
          rightRow,
          alone.reduce((a, b) => binary('AND', a, b, BOOLEAN, here())),
          right.fields,
          here(),
        );
  return { leftRow, rightRow, right: filtered, keys };
}

function keyOf(
  part: Expression,
  leftRow: Row,
  rightRow: Row,
  own: (e: Expression, row: Row) => boolean,
): Key | undefined {
  if (part.kind !== 'binary' || (part.operator !== '=' && part.operator !== 'IS NOT DISTINCT FROM'))
    return undefined;
  const { operator, left, right } = part;
  if (right.kind === 'column' && right.owner === rightRow && own(left, leftRow))
    return { operator, ours: left, column: right };
  if (left.kind === 'column' && left.owner === rightRow && own(right, leftRow))
    return { operator, ours: right, column: left };
  return undefined;
}

function owners(expression: Expression): readonly object[] {
  const found: object[] = [];
  eachColumn(expression, (c) => found.push(c.owner));
  return found;
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

/** The frame's different values in these columns. */
function keysOf(frame: Node, names: readonly string[]): Node {
  const row = newRow();
  const fields = names.flatMap((name) => fieldOf(frame, name) ?? []);
  const columns = fields.map((f) => ({ name: f.name, expression: columnReference(row, f.name, f.type) }));
  const keys = projectNode(frame, row, columns, fields, here());
  return isUniqueBy(frame, new Set(names)) ? keys : distinctNode(keys, here());
}

/** `recent` → `RECENT_KEYS`: the step has no variable of its own. */
function nameKeys(keys: Node, right: Node): void {
  const known = right.kind === 'table' ? right.name.split('.').at(-1) : nameOf(right);
  if (known !== undefined && /^\w+$/.test(known)) nameNode(keys, `${known}_KEYS`);
}

/** The frame with the column under a name that `left` does not have. */
function visible(
  frame: Node,
  column: ColumnReference,
  left: Node,
): { readonly frame: Node; readonly name: string } {
  if (!fieldOf(left, column.name)) return { frame, name: column.name };
  const name = freeName(`OTHER_${column.name}`, [...left.fields, ...frame.fields]);
  const row = newRow();
  const renamed = (f: Field) => (f.name === column.name ? Object.freeze({ ...f, name }) : f);
  const columns = frame.fields.map((f) => ({
    name: renamed(f).name,
    expression: columnReference(row, f.name, f.type),
  }));
  return { frame: projectNode(frame, row, columns, frame.fields.map(renamed), here()), name };
}

function renamedKey(key: Key, from: string, to: string): Key {
  const { column } = key;
  return column.name === from ? { ...key, column: columnReference(column.owner, to, column.type) } : key;
}

function joined(
  type: JoinType,
  left: Node,
  right: Node,
  { leftRow, rightRow, keys }: Matching,
  fields: readonly Field[],
): Node {
  const on = keys
    .map((k): Expression => binary(k.operator, k.ours, k.column, BOOLEAN, here()))
    .reduce<Expression | null>((a, b) => (a ? binary('AND', a, b, BOOLEAN, here()) : b), null);
  return joinNode({
    type,
    left,
    right,
    leftRow,
    rightRow,
    on,
    fields: Object.freeze([...fields]),
    call: here(),
  });
}
