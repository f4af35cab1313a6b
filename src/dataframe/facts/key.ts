/** Columns that together tell the rows of a frame apart. No columns: there is at most one row. */
export interface Key {
  readonly columns: readonly string[];
  /** Whether it stands on a key that a table declares: Snowflake does not enforce these. */
  readonly declared: boolean;
  /**
   * Whether it says what one row is about (a group's keys, a primary key), so that fewer columns do not tell rows
   * apart. Whole different rows do not: one of their columns may be enough.
   */
  readonly grain: boolean;
}

/** More keys than these are not worth knowing. */
const MOST = 12;

export function key(columns: readonly string[], { declared = false, grain = true } = {}): Key {
  return Object.freeze({ columns: Object.freeze([...new Set(columns)]), declared, grain });
}

/** Both keys side by side. */
export function combined(a: Key, b: Key): Key {
  return key([...a.columns, ...b.columns], {
    declared: a.declared || b.declared,
    grain: a.grain && b.grain,
  });
}

/** The key under other names; nothing when one of its columns is not there. */
export function renamed(given: Key, nameOf: (column: string) => string | undefined): readonly Key[] {
  const columns = given.columns.map(nameOf);
  if (!columns.every((name) => name !== undefined)) return [];
  return [key(columns, given)];
}

/** Without keys that another one makes say nothing more. */
export function fewest(keys: readonly Key[]): readonly Key[] {
  const kept: Key[] = [];
  for (const candidate of keys.toSorted((a, b) => a.columns.length - b.columns.length))
    if (!kept.some((other) => says(other, candidate))) kept.push(candidate);
  return Object.freeze(kept.slice(0, MOST));
}

function says(key: Key, other: Key): boolean {
  const columns = new Set(other.columns);
  return (
    key.columns.every((name) => columns.has(name)) &&
    (!key.declared || other.declared) &&
    (key.grain || !other.grain)
  );
}
