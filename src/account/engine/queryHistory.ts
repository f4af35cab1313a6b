import { DuckDBScalarFunction, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AccountError } from '../account.js';
import { HISTORY_FUNCTION } from '../information/queryHistory.js';
import type { HistoryEntry } from '../information/queryHistory.js';
import type { SessionState } from './session.js';

/** So many statements, of so many characters together, are remembered. */
const MOST_ENTRIES = 10_000;
const MOST_CHARACTERS = 20_000_000;
/** A longer text is cut, as Snowflake does. */
const LONGEST_TEXT = 100_000;

/** A statement that is being run. */
export interface OpenEntry {
  readonly succeeded: (now: number) => void;
  readonly failed: (error: AccountError, now: number) => void;
}

/**
 * What clients have run, for as long as the account is open: it is in memory, so that reading costs no write. The
 * statements of a block are told by the block.
 */
export class QueryHistory {
  private entries: HistoryEntry[] = [];
  private characters = 0;
  private serial = 0;

  /** Makes the history readable in SQL to all connections of the account's file. */
  register(duckdb: DuckDBConnection): void {
    duckdb.registerScalarFunction(
      DuckDBScalarFunction.create({
        name: HISTORY_FUNCTION,
        parameterTypes: [VARCHAR],
        returnType: VARCHAR,
        volatile: true,
        mainFunction: (_info, input, output) => {
          const text = JSON.stringify(this.entries);
          for (let row = 0; row < input.rowCount; row++) output.setItem(row, text);
          output.flush();
        },
      }),
    );
  }

  begin(text: string, queryId: string, { context, id, parameters }: SessionState, now: number): OpenEntry {
    const entry: HistoryEntry = {
      n: ++this.serial,
      query_id: queryId,
      query_text: text.slice(0, LONGEST_TEXT),
      query_type: typeOf(text),
      database_name: context.database,
      schema_name: context.schema,
      user_name: context.user,
      role_name: context.role,
      warehouse_name: context.warehouse,
      session_id: id,
      query_tag: parameters.get('QUERY_TAG') ?? '',
      execution_status: 'RUNNING',
      error_code: null,
      error_message: null,
      start_time: now,
      end_time: null,
    };
    this.keep(entry);
    const end = (change: Partial<HistoryEntry>, at: number): void =>
      void Object.assign(entry, change, { end_time: Math.max(at, now) });
    return {
      succeeded: (at) => end({ execution_status: 'SUCCESS' }, at),
      failed: ({ code, message }, at) =>
        end({ execution_status: 'FAILED_WITH_ERROR', error_code: code, error_message: message }, at),
    };
  }

  private keep(entry: HistoryEntry): void {
    this.entries.push(entry);
    this.characters += entry.query_text.length;
    while (this.entries.length > MOST_ENTRIES || this.characters > MOST_CHARACTERS) {
      const forgotten = this.entries.shift();
      if (forgotten === undefined) return;
      this.characters -= forgotten.query_text.length;
    }
  }
}

/** `SELECT`, `CREATE_TABLE`, `ALTER_SESSION`, …: the first word, and what is created, altered or dropped. */
function typeOf(text: string): string {
  const words =
    /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*(CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:(?:TRANSIENT|TEMPORARY|TEMP|SECURE)\s+)*(\w+)/i.exec(
      text,
    );
  if (words !== null) return `${words[1] ?? ''}_${words[2] ?? ''}`.toUpperCase();
  return (/^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/|\()*(\w+)/.exec(text)?.[1] ?? 'UNKNOWN').toUpperCase();
}
