import { fieldsByName } from '../plan/fieldIndex.js';
import type { Field, Node } from '../plan/node.js';
import { report } from '../problems.js';
import { here } from '../trace.js';
import { reportUnknownColumn } from './rowProxy.js';

/** The fields with these names, in this order; unknown names are reported and left out. */
export function fieldsNamed(node: Node, names: readonly string[]): readonly Field[] {
  return names.flatMap((name) => {
    const field = fieldOf(node, name);
    if (!field && !node.open) reportUnknownColumn(name, node, { argument: name });
    return field ? [field] : [];
  });
}

export function fieldOf(node: Node, name: string): Field | undefined {
  return fieldsByName(node).get(name);
}

/** The name, or one like it that none of the fields has. */
export function freeName(name: string, fields: readonly Field[]): string {
  const taken = new Set(fields.map((f) => f.name));
  for (let n = 1, free = name; ; free = `${name}_${++n}`) if (!taken.has(free)) return free;
}

export function invalidArgument(message: string, argument?: string): void {
  report({
    code: 'invalid-argument',
    severity: 'error',
    message,
    place: { call: here(), ...(argument === undefined ? {} : { argument }) },
  });
}
