import type { Expression } from '../../dataframe/expression/expression.js';
import { eachColumn } from '../../dataframe/expression/walk.js';
import { inputs, visitNode } from '../../dataframe/plan/node.js';
import type { Node, NodeVisitor } from '../../dataframe/plan/node.js';

/** What the plan's graph tells before any SELECT is made. */
export interface PlanFacts {
  /** How many steps read the node. */
  readonly uses: ReadonlyMap<Node, number>;
  /** Columns of the node that are read, so that no SELECT lists others. */
  readonly live: ReadonlyMap<Node, ReadonlySet<string>>;
}

type Need = (node: Node, names: Iterable<string>) => void;

export function planFacts(root: Node): PlanFacts {
  const order = topological(root);
  const uses = new Map<Node, number>();
  for (const node of order) for (const input of inputs(node)) uses.set(input, (uses.get(input) ?? 0) + 1);
  const live = new Map<Node, Set<string>>(order.map((node) => [node, new Set<string>()]));
  const need: Need = (node, names) => {
    for (const name of names) live.get(node)?.add(name);
  };
  need(root, allNames(root));
  for (const node of order) {
    const names = live.get(node) ?? new Set();
    // A SELECT needs a column even where only its rows are counted.
    if (names.size === 0 && node.fields[0]) names.add(node.fields[0].name);
    visitNode(node, propagation(names, need));
  }
  return { uses, live };
}

/** Every node after the nodes that read it. */
function topological(root: Node): readonly Node[] {
  const done = new Set<Node>();
  const order: Node[] = [];
  const visit = (node: Node) => {
    if (done.has(node)) return;
    done.add(node);
    inputs(node).forEach(visit);
    order.push(node);
  };
  visit(root);
  return order.reverse();
}

const allNames = (node: Node) => node.fields.map((f) => f.name);

function namesIn(expressions: readonly Expression[], owner?: object): readonly string[] {
  const names: string[] = [];
  for (const expression of expressions)
    eachColumn(expression, (c) => {
      if (owner === undefined || c.owner === owner) names.push(c.name);
    });
  return names;
}

function propagation(live: ReadonlySet<string>, need: Need): NodeVisitor<void> {
  return {
    aggregate: (n) =>
      need(
        n.input,
        namesIn([...n.keys, ...n.aggregates.filter((a) => live.has(a.name))].map((c) => c.expression)),
      ),
    distinct: (n) => need(n.input, allNames(n.input)),
    filter: (n) => need(n.input, [...live, ...namesIn([n.condition])]),
    flatten: (n) => {
      const ofInput = new Set(allNames(n.input));
      const columns = n.columns.filter((c) => live.has(c.name)).map((c) => c.expression);
      need(n.input, [
        ...[...live].filter((name) => ofInput.has(name)),
        ...namesIn([n.array, ...columns], n.row),
      ]);
    },
    join: (n) => {
      const on = [n.on, n.match].filter((e) => e !== null && e !== undefined);
      const ofLeft = new Set(allNames(n.left));
      need(n.left, [...[...live].filter((name) => ofLeft.has(name)), ...namesIn(on, n.leftRow)]);
      need(n.right, [...[...live].filter((name) => !ofLeft.has(name)), ...namesIn(on, n.rightRow)]);
    },
    latest: (n) => need(n.input, [...live, ...n.keys, ...namesIn(n.orderBy.map((o) => o.expression))]),
    limit: (n) => need(n.input, live),
    project: (n) =>
      need(n.input, namesIn(n.columns.filter((c) => live.has(c.name)).map((c) => c.expression))),
    rawSql: (n) => {
      for (const frame of n.frames) need(frame, allNames(frame));
    },
    sample: (n) => need(n.input, live),
    setOperation: (n) => {
      // Which rows are equal hangs on every column.
      need(n.left, allNames(n));
      need(n.right, allNames(n));
    },
    sort: (n) => need(n.input, [...live, ...namesIn(n.orderBy.map((o) => o.expression))]),
    table: () => undefined,
    union: (n) => {
      // Which rows are equal hangs on every column.
      need(n.left, n.distinct ? allNames(n) : live);
      need(n.right, n.distinct ? allNames(n) : live);
    },
  };
}
