import type { DuckDBConnection } from '@duckdb/node-api';
import { MOMENT_MACROS } from './moment.js';
import { prelude } from '../query/prelude.js';
import { Translator } from '../query/translator.js';
import type { QueryTranslator } from './queries.js';

/** The translator of queries with what its output needs. */
export interface RunningTranslator extends QueryTranslator {
  /** Readies a DuckDB connection for translated statements. */
  readonly prepare: (duckdb: DuckDBConnection) => Promise<void>;
  close(): Promise<void>;
}

export async function openTranslator(): Promise<RunningTranslator> {
  const translator = await Translator.start();
  return {
    prepare: async (duckdb) => {
      await duckdb.run(prelude());
      for (const macro of MOMENT_MACROS) await duckdb.run(macro);
    },
    translate: (sql, names, options) => translator.translate(sql, names, options),
    explain: (sql, names) => translator.explain(sql, names),
    read: (sql) => translator.read(sql),
    close: () => translator.stop(),
  };
}
