import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { MethodPlace } from './protocol.js';
import type { ModelRuntime } from './runtime.js';

/** `firn_model(method, arguments)`: the method as JSON, each row's arguments as a JSON list; a JSON text comes back. */
export const MODEL_FUNCTION = 'firn_model';

/** Makes the function known to all connections of the account's file. */
export function registerModelFunction(duckdb: DuckDBConnection, runtime: ModelRuntime): void {
  duckdb.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: MODEL_FUNCTION,
      parameterTypes: [VARCHAR, VARCHAR],
      returnType: VARCHAR,
      // A model may answer the same row differently; nothing is computed before the rows are there.
      volatile: true,
      mainFunction: (info, input, output) => {
        const { rowCount } = input;
        const methods = input.getColumnVector(0);
        const rows = input.getColumnVector(1);
        try {
          const results = answers(runtime, rowCount, (i) => [
            String(methods.getItem(i)),
            String(rows.getItem(i)),
          ]);
          results.forEach((result, i) => output.setItem(i, result));
          output.flush();
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
}

/** Rows of one method go together. */
function answers(
  runtime: ModelRuntime,
  count: number,
  rowAt: (i: number) => readonly [method: string, row: string],
): string[] {
  const groups = new Map<string, { at: number[]; rows: string[] }>();
  for (let i = 0; i < count; i++) {
    const [method, row] = rowAt(i);
    const group = groups.get(method) ?? { at: [], rows: [] };
    group.at.push(i);
    group.rows.push(row);
    groups.set(method, group);
  }
  const results: string[] = new Array<string>(count).fill('null');
  for (const [method, { at, rows }] of groups) {
    const found = runtime.call(JSON.parse(method) as MethodPlace, rows);
    at.forEach((i, n) => (results[i] = found[n] ?? 'null'));
  }
  return results;
}
