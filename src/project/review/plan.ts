import type { Expression } from '../../dataframe/expression/expression.js';
import { children } from '../../dataframe/expression/walk.js';
import { inputs, visitNode } from '../../dataframe/plan/node.js';
import type { Node, NodeVisitor } from '../../dataframe/plan/node.js';

/** The frames that these are made of, each once, those read first. */
export function framesUnder(roots: readonly Node[]): readonly Node[] {
  const found = new Set<Node>();
  const visit = (node: Node): void => {
    if (found.has(node)) return;
    for (const input of inputs(node)) visit(input);
    found.add(node);
  };
  for (const root of roots) visit(root);
  return [...found];
}

const of = (orderBy: readonly { readonly expression: Expression }[]) => orderBy.map((o) => o.expression);
const NONE: readonly Expression[] = [];

const EXPRESSIONS: NodeVisitor<readonly Expression[]> = {
  aggregate: (n) => [...n.keys, ...n.aggregates].map((c) => c.expression),
  distinct: () => NONE,
  filter: (n) => [n.condition],
  flatten: (n) => [n.array, ...n.columns.map((c) => c.expression)],
  join: (n) => [...(n.on ? [n.on] : []), ...(n.match ? [n.match] : [])],
  latest: (n) => of(n.orderBy),
  limit: () => NONE,
  project: (n) => n.columns.map((c) => c.expression),
  rawSql: () => NONE,
  sample: () => NONE,
  setOperation: () => NONE,
  sort: (n) => of(n.orderBy),
  table: () => NONE,
  union: () => NONE,
};

/** The expressions of one step. */
export function expressionsOf(node: Node): readonly Expression[] {
  return visitNode(node, EXPRESSIONS);
}

/** The expression and all inside it; a window's function, too. */
export function* within(expression: Expression): Iterable<Expression> {
  yield expression;
  if (expression.kind === 'window') yield expression.function;
  for (const child of children(expression)) yield* within(child);
}

/** The names of the columns that an expression reads. */
export function columnsIn(expression: Expression): readonly string[] {
  return [...within(expression)].flatMap((e) => (e.kind === 'column' ? [e.name] : []));
}
