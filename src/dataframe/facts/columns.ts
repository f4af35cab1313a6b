import type { Expression } from '../expression/expression.js';
import type { Node } from '../plan/node.js';
import type { ProjectNode } from '../plan/project.js';

/** Old name → a name that the column has now, of those that a projection only passes on. */
export function plainNames(node: ProjectNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, expression } of node.columns)
    if (expression.kind === 'column' && (!names.has(expression.name) || expression.name === name))
      names.set(expression.name, name);
  return names;
}

interface ColumnDefinition {
  readonly expression: Expression;
  /** The step whose expression it is. */
  readonly step: Node;
  /** The name that a column of `input` has where the definition was asked for. */
  readonly outside: (name: string) => string | undefined;
  /** Whether a later step may have made several rows of one. */
  readonly multiplied: boolean;
}

/** The expression that made a column, through the steps that leave columns alone. */
export function definitionOf(node: Node, column: string): ColumnDefinition | undefined {
  switch (node.kind) {
    case 'filter':
    case 'sort':
    case 'limit':
    case 'sample':
    case 'distinct':
    case 'latest':
      return definitionOf(node.input, column);
    case 'flatten':
      return node.columns.some((c) => c.name === column)
        ? undefined
        : multiplied(definitionOf(node.input, column));
    case 'join': {
      const isLeft = node.left.fields.some((f) => f.name === column);
      const mayBeMissing = isLeft ? ['right', 'full'] : ['left', 'full', 'asof'];
      if (mayBeMissing.includes(node.type)) return undefined;
      return multiplied(definitionOf(isLeft ? node.left : node.right, column));
    }
    case 'aggregate': {
      const made = [...node.keys, ...node.aggregates].find((c) => c.name === column);
      if (!made) return undefined;
      return { expression: made.expression, step: node, outside: () => undefined, multiplied: false };
    }
    case 'project': {
      const made = node.columns.find((c) => c.name === column)?.expression;
      if (!made) return undefined;
      const names = plainNames(node);
      if (made.kind !== 'column')
        return {
          expression: made,
          step: node,
          outside: (name) => names.get(name),
          multiplied: false,
        };
      const inner = definitionOf(node.input, made.name);
      return (
        inner && {
          ...inner,
          outside: (name) => {
            const between = inner.outside(name);
            return between === undefined ? undefined : names.get(between);
          },
        }
      );
    }
    default:
      return undefined;
  }
}

function multiplied(definition: ColumnDefinition | undefined): ColumnDefinition | undefined {
  return definition && { ...definition, multiplied: true };
}
