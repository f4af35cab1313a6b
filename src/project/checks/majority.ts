/** The value that more than half of them have; null where none is that common, so that there is nothing to keep to. */
export function majority<T>(values: readonly T[]): T | null {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const found = [...counts].find(([, count]) => count * 2 > values.length);
  return found ? found[0] : null;
}
