/** Sets of columns read. */
import { through } from '../../lineage/dependencies.js';
import type { Dependency } from '../../lineage/model.js';
import type { SourceColumn, Uses, Value } from './model.js';

export const NONE: Uses = new Map();

export function used(column: SourceColumn): Uses {
  return new Map([[column, new Set<Dependency>(['IDENTITY'])]]);
}

export function union(...parts: readonly Uses[]): Uses {
  const filled = parts.filter((part) => part.size > 0);
  if (filled.length < 2) return filled[0] ?? NONE;
  const result = new Map<SourceColumn, Set<Dependency>>();
  for (const part of filled)
    for (const [column, dependencies] of part) {
      const known = result.get(column);
      if (known === undefined) result.set(column, new Set(dependencies));
      else dependencies.forEach((d) => known.add(d));
    }
  return result;
}

/** The same columns, used as a part of something. */
export function as(dependency: Dependency, uses: Uses): Uses {
  if (dependency === 'IDENTITY' || uses.size === 0) return uses;
  return new Map(
    [...uses].map(([column, set]) => [column, new Set([...set].map((d) => through(dependency, d)))]),
  );
}

export function computed(...values: readonly Value[]): Uses {
  return as('TRANSFORMATION', union(...values.map((v) => v.uses)));
}
