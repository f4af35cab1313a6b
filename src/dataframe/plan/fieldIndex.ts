import type { Field, Node } from './node.js';

/** By the frozen list itself: a filter and its input share one. */
const indexes = new WeakMap<readonly Field[], ReadonlyMap<string, Field>>();

/** The columns of a frame by name; made once, since a wide frame is asked for each of its columns in every step. */
export function fieldsByName({ fields }: Node): ReadonlyMap<string, Field> {
  const known = indexes.get(fields);
  if (known) return known;
  const index = new Map<string, Field>();
  for (const field of fields) if (!index.has(field.name)) index.set(field.name, field);
  indexes.set(fields, index);
  return index;
}
