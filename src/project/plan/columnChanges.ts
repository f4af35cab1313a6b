import type { FeatureView } from '../../featurestore/model.js';
import type { FeatureViewDefinition } from '../model.js';
import type { ColumnChanges } from './model.js';

/** What happens to the columns that readers get; null where they stay. */
export function columnChanges(
  { query }: FeatureViewDefinition,
  { columns: stored }: FeatureView,
): ColumnChanges | null {
  const wanted = query?.columns ?? [];
  const before = new Map(stored.map(({ name, type }) => [name, type]));
  const after = new Map(wanted.map(({ name, type }) => [name, type]));
  const changes = {
    added: wanted.map(({ name }) => name).filter((name) => !before.has(name)),
    removed: stored.map(({ name }) => name).filter((name) => !after.has(name)),
    retyped: stored.flatMap(({ name, type }) => {
      const now = after.get(name);
      return now == null || familyOf(now) === familyOf(type) ? [] : [`${name}: ${type} → ${now}`];
    }),
  };
  return Object.values(changes).every((names) => names.length === 0) ? null : changes;
}

/** The compiler knows kinds of types; how wide a number or a text comes out is the account's to say. */
function familyOf(type: string): string {
  const [kind = ''] = type.toUpperCase().split('(');
  return kind.trim();
}
