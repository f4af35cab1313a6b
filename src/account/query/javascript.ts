/** Functions that DuckDB has not, in JavaScript. Each takes texts and gives a text; NULL of a NULL. */
import { createHash } from 'node:crypto';
import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';

/** `firn_sha2(text, bits)`: the digest in hexadecimal. */
export const SHA2_FUNCTION = 'firn_sha2';
/** `firn_counts(list)`: of a JSON list of `{"k": text, "n": number}` the sums of the numbers by text, as such a list. */
export const COUNTS_FUNCTION = 'firn_counts';

interface Counted {
  readonly k: string;
  readonly n: number;
}

function counts(list: string): string {
  const sums = new Map<string, number>();
  for (const { k, n } of JSON.parse(list) as Counted[]) sums.set(k, (sums.get(k) ?? 0) + n);
  return JSON.stringify([...sums].map(([k, n]): Counted => ({ k, n })));
}

const FUNCTIONS: readonly (readonly [
  name: string,
  parameters: number,
  body: (...args: string[]) => string,
])[] = [
  [SHA2_FUNCTION, 2, (text, bits) => createHash(`sha${bits}`).update(text!).digest('hex')],
  [COUNTS_FUNCTION, 1, (list) => counts(list!)],
];

/** Makes the functions known to all connections of the account's file. */
export function registerJavaScript(duckdb: DuckDBConnection): void {
  for (const [name, parameters, body] of FUNCTIONS)
    duckdb.registerScalarFunction(
      DuckDBScalarFunction.create({
        name,
        parameterTypes: Array.from({ length: parameters }, () => VARCHAR),
        returnType: VARCHAR,
        mainFunction: (info, input, output) => {
          const columns = Array.from({ length: parameters }, (_, i) => input.getColumnVector(i));
          try {
            for (let row = 0; row < input.rowCount; row++) {
              const args = columns.map((column) => column.getItem(row));
              output.setItem(row, args.includes(null) ? null : body(...args.map(String)));
            }
            output.flush();
          } catch (error) {
            info.setError(error instanceof Error ? error.message : String(error));
          }
        },
      }),
    );
}
