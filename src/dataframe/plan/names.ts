import type { Node } from './node.js';

/** Names of variables, kept beside the frozen nodes: a frame is named after it has been built. */
const names = new WeakMap<Node, string>();
let named: Node[] = [];

/** The first name stays: `const a = …; const b = a;` is one frame called `a`. A table keeps its own name. */
export function nameNode(node: Node, variable: string): void {
  if (node.kind === 'table' || names.has(node)) return;
  names.set(node, variable);
  named.push(node);
}

/** The frames that were named since the last time, in the order of their names. */
export function takeNamed(): readonly Node[] {
  const taken = named;
  named = [];
  return taken;
}

export function nameOf(node: Node): string | undefined {
  return names.get(node);
}
