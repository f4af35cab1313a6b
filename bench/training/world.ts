/** What all contenders are given, and how their answers are compared. */

export const SPINE = Number(process.env['FIRN_BENCH_SPINE'] ?? 100_000);
export const FEATURES = Number(process.env['FIRN_BENCH_FEATURES'] ?? 1_000_000);
const KEYS = 20_000;
export const VIEWS = [1, 2, 3] as const;

/** Who makes a training set of all features as of each spine row's moment. */
export interface Contender {
  readonly name: string;
  /** Makes the training set anew. */
  readonly make: () => Promise<unknown>;
  /** A number that all the rows of what was made last go into, whatever their order. */
  readonly digest: () => Promise<number>;
}

/** Key and moment (seconds after the beginning of 2024) of spine row `number`: each has rows of its key before it. */
export const spineValues = (number: string) =>
  [`${number} % ${KEYS}`, `${number} * 7919 % 15768000 + 15768000`] as const;

/** Primes, so that no two of the first 15,768,000 rows of a feature view have one key and one moment. */
const STEPS = [7877, 7879, 7883] as const;

/** The same of a row of a feature view. */
export const featureValues = (number: string, view: (typeof VIEWS)[number]) =>
  [`${number} % ${KEYS}`, `(${number} * ${STEPS[view - 1] ?? NaN}) % 15768000`] as const;

/** An aggregate over the training set, in SQL of Snowflake and of DuckDB. @param second the moment's second of the epoch */
export function digestSql(second: string): string {
  const sums = VIEWS.map((v) => {
    const cells = `ID * 7919 + ${second} * 31 + COALESCE(V${v}_F2, -1) * 104729 + COALESCE(ROUND(V${v}_F1 * 7), -1) * 1299709`;
    return `SUM(MOD(${cells}, 1000003))`;
  });
  return sums.join(' + ');
}
