/**
 * The least and the greatest of some values, as texts to stand in a condition. DuckDB passes over the parts of a table
 * whose values are all outside of such a range when it reads the condition; the values of another table that a join
 * compares with do not tell it, because its join filters are off (see query/prelude.ts).
 */
export interface Range {
  readonly least: string;
  readonly most: string;
}

/** Items of a select list that tell a column's range. */
export function rangeItems(column: string): readonly string[] {
  return [`any_value(typeof(${column}))`, `min(${column})::VARCHAR`, `max(${column})::VARCHAR`];
}

/** Types whose order has no exceptions, and whose values are texts and back what they were. */
const ORDERED = /^(?:DECIMAL\(\d+,\d+\)|HUGEINT|BIGINT|INTEGER|SMALLINT|TINYINT|DATE|TIMESTAMP)$/;

/** The range that the items gave; null where there is none to use. */
export function rangeFrom([type, least, most]: readonly unknown[]): Range | null {
  if (typeof type !== 'string' || !ORDERED.test(type) || least == null || most == null) return null;
  const typed = (value: unknown): string => `CAST('${String(value)}' AS ${type})`;
  return { least: typed(least), most: typed(most) };
}

/** A condition that every text equal to one of the values meets. */
export function within(text: string, { least, most }: Range): string {
  return `${text} >= ${least} AND ${text} <= ${most}`;
}
