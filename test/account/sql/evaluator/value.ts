import type { Json } from './json.js';

/**
 * A cell. The type of its column says how to read it: NUMBER is its digits without the point (the type has the scale),
 * FLOAT a number, DATE its days since 1970, TIMESTAMP_NTZ and TIME nanoseconds, BINARY hexadecimal text.
 */
export type Value = null | bigint | number | string | boolean | Json | Failure | Loose;

/** A value that can be computed with. */
export type Known = bigint | number | string | boolean | Json;

export type Row = readonly Value[];

/** What Snowflake answers with an error. */
export class SqlError extends Error {}

/** The place of a value whose computation is an error. It is one for the query only if something asks for it. */
export class Failure {
  constructor(readonly reason: string) {
    failures.seen++;
  }
}

/** How many failures there were since the evaluation began, asked for or not. */
export const failures = { seen: 0 };

/** The query itself fails: an error decides over rows. */
export class QueryFails extends Error {}

/** The result hangs on an order that the program does not fix. */
export class Uncertain extends Error {}

/** One of several values that are all right answers; nothing can be computed with it. */
export class Loose {
  constructor(
    readonly accepts: (cell: string | null) => boolean,
    readonly described: string,
  ) {}
}

/** The value, if it is one: a failure fails the query, a loose value makes it uncertain. */
export function decided(value: Value): Known | null {
  if (value instanceof Failure) throw new QueryFails(value.reason);
  if (value instanceof Loose) throw new Uncertain(value.described);
  return value;
}

/** What `compute` gives, or the failure that it meets. */
export function attempt(compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    if (error instanceof SqlError) return new Failure(error.message);
    throw error;
  }
}
