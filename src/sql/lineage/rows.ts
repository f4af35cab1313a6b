import type { Expression } from '../../dataframe/expression/expression.js';
import { eachColumn } from '../../dataframe/expression/walk.js';
import type { JoinNode } from '../../dataframe/plan/join.js';
import { visitNode } from '../../dataframe/plan/node.js';
import type { Node } from '../../dataframe/plan/node.js';
import type { Dependency, IndirectDependency } from './model.js';

/** A column of a node that decides how many rows a later node has. */
export interface RowDecider {
  readonly node: Node;
  readonly column: string;
  readonly dependency: Dependency;
}

/**
 * What decides how many rows the node has. A column reaches all of this through the column that it is computed from; one
 * that reads no column, such as COUNT(*) or a constant, has it from here.
 */
export function rowDeciders(node: Node): readonly RowDecider[] {
  return visitNode<readonly RowDecider[]>(node, {
    // One group is there for any rows, and for none.
    aggregate: (n) =>
      n.keys.length === 0
        ? []
        : orRowsOf(
            n.input,
            n.keys.flatMap((k) => read(k.expression, new Map([[n.row, n.input]]), 'GROUP_BY')),
          ),
    distinct: (n) => every(n.input, 'GROUP_BY'),
    filter: (n) => [...read(n.condition, new Map([[n.row, n.input]]), 'FILTER'), ...rowDeciders(n.input)],
    flatten: (n) => [...read(n.array, new Map([[n.row, n.input]]), 'JOIN'), ...rowDeciders(n.input)],
    join: (n) =>
      n.type === 'asof'
        ? rowDeciders(n.left)
        : [...(n.on ? read(n.on, sidesOf(n), 'JOIN') : []), ...rowDeciders(n.left), ...rowDeciders(n.right)],
    latest: (n) =>
      orRowsOf(
        n.input,
        n.keys.map((column) => ({ node: n.input, column, dependency: 'WINDOW' })),
      ),
    limit: (n) => rowDeciders(n.input),
    project: (n) => rowDeciders(n.input),
    rawSql: (n) => n.frames.flatMap((frame) => every(frame, 'FILTER')),
    sample: (n) => rowDeciders(n.input),
    setOperation: (n) => [...every(n.left, 'GROUP_BY'), ...every(n.right, 'FILTER')],
    sort: (n) => rowDeciders(n.input),
    table: () => [],
    union: (n) =>
      [n.left, n.right].flatMap((arm) => (n.distinct ? every(arm, 'GROUP_BY') : rowDeciders(arm))),
  });
}

const sidesOf = (n: JoinNode): ReadonlyMap<object, Node> =>
  new Map([
    [n.leftRow, n.left],
    [n.rightRow, n.right],
  ]);

/** A column that decides carries what decides its own rows. */
const orRowsOf = (input: Node, found: readonly RowDecider[]): readonly RowDecider[] =>
  found.length > 0 ? found : rowDeciders(input);

const every = (node: Node, dependency: IndirectDependency): readonly RowDecider[] =>
  node.fields.map((f) => ({ node, column: f.name, dependency }));

/** The columns that an expression reads; `sides` are the nodes of the rows that it is over. */
function read(
  expression: Expression,
  sides: ReadonlyMap<object, Node>,
  dependency: IndirectDependency,
): readonly RowDecider[] {
  const found: RowDecider[] = [];
  eachColumn(expression, ({ owner, name }) => {
    const node = sides.get(owner);
    if (node) found.push({ node, column: name, dependency });
  });
  return found;
}
