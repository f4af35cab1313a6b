import type { Node } from '../plan/node.js';

/** Whether the frame is known to have at most one row for each combination of values in these columns. */
export function isUniqueBy(node: Node, names: ReadonlySet<string>): boolean {
  switch (node.kind) {
    case 'aggregate':
      return node.keys.every((k) => names.has(k.name));
    case 'latest':
      return node.keys.every((k) => names.has(k)) || isUniqueBy(node.input, names);
    case 'distinct':
      return node.fields.every((f) => names.has(f.name)) || isUniqueBy(node.input, names);
    case 'union':
      return node.distinct && node.fields.every((f) => names.has(f.name));
    case 'setOperation':
      return node.fields.every((f) => names.has(f.name)) || isUniqueBy(node.left, names);
    case 'filter':
    case 'sample':
    case 'sort':
    case 'limit':
      return isUniqueBy(node.input, names);
    case 'project': {
      const sources = node.columns.flatMap((c) =>
        names.has(c.name) && c.expression.kind === 'column' ? [c.expression.name] : [],
      );
      return isUniqueBy(node.input, new Set(sources));
    }
    default:
      return false;
  }
}
