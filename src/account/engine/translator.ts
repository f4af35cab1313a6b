import type { DuckDBConnection } from '@duckdb/node-api';
import { unsupported } from '../catalog/refusals.js';
import type { QueryTranslator } from './queries.js';

/** The translator of queries with what it needs around it. */
export interface RunningTranslator extends QueryTranslator {
  /** Readies a DuckDB connection for translated statements. */
  readonly prepare: (duckdb: DuckDBConnection) => Promise<void>;
  close(): Promise<void>;
}

export async function openTranslator(): Promise<RunningTranslator> {
  return Promise.resolve({
    prepare: () => Promise.resolve(),
    translate: () => Promise.reject(unsupported('queries')),
    close: () => Promise.resolve(),
  });
}
