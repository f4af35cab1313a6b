/** What a request makes the account do: one statement, several, or one with many rows of bind values. */
import { randomUUID } from 'node:crypto';
import type { AccountBind, AccountConnection, ExecuteOptions, StatementResult, WireRow } from '../account.js';
import { AccountError, RowsNotTaken } from '../account.js';
import type { Binds } from './bindings.js';
import { cancelled, isCancelling } from './cancelling.js';
import type { LoginKeys } from './loginKeys.js';
import { keyChange } from './loginKeys.js';
import { bindPlaces } from './bindPlaces.js';
import type { Queries } from './queries.js';
import type { Query, QueryRequest, Work } from './query.js';
import { rereadWork, scansOf, withResults } from './resultScan.js';
import { countedKinds } from './statementTypes.js';
import { storeResult } from './storedResult.js';

export interface Execution {
  readonly connection: AccountConnection;
  readonly queries: Queries;
  readonly keys: LoginKeys;
  readonly describeOnly: boolean;
  /** Of the statement before this request; empty when there is none. */
  readonly lastQueryId: string;
}

/** What the server does by itself; answers the statement that reports it, and undefined for all other statements. */
async function serverStatement({ keys, describeOnly }: Execution, sql: string): Promise<string | undefined> {
  if (isCancelling(sql)) return cancelled;
  const change = keyChange(sql);
  if (change === undefined) return undefined;
  if (!describeOnly) await keys.apply(change);
  return `SELECT 'Statement executed successfully.' AS "status"`;
}

/** One statement with one value for each of its bind places, or with rows of them. */
function one(execution: Execution, sql: string, binds: Pick<ExecuteOptions, 'binds' | 'bindRows'>): Work {
  const { connection, queries, describeOnly } = execution;
  return async ({ id, signal }) => {
    const text =
      (await serverStatement(execution, sql)) ??
      (await withResults(sql, scansOf(sql, execution.lastQueryId), queries));
    const running = await connection.execute(text, { ...binds, describeOnly, queryId: id, signal });
    const result = await storeResult(running, queries.resultFolder(id), signal);
    return { result, context: { ...connection.context } };
  };
}

async function onlyRow(result: StatementResult): Promise<WireRow> {
  let only: WireRow = [];
  for await (const batch of result.batches) only = batch[0] ?? only;
  return only;
}

/** A statement once for each row of values, in one transaction; the result is the sum of the counts. */
function repeated(
  { connection, queries }: Execution,
  sql: string,
  rows: readonly (readonly AccountBind[])[],
): Work {
  return async ({ id, signal }) => {
    const within = connection.inTransaction;
    if (!within) await connection.execute('BEGIN');
    try {
      let last: StatementResult | undefined;
      let sums: readonly bigint[] = [];
      for (const binds of rows) {
        last = await connection.execute(sql, { binds, queryId: id, signal });
        if (!countedKinds.has(last.kind)) throw new RowsNotTaken();
        const counts = (await onlyRow(last)).map((cell) => BigInt(cell ?? 0));
        sums = counts.map((count, at) => count + (sums[at] ?? 0n));
      }
      if (last === undefined)
        throw new AccountError('The lists of bind values are empty.', '002049', '42601');
      if (!within) await connection.execute('COMMIT');
      const total = { ...last, batches: batchOf([sums.map(String)]) };
      const result = await storeResult(total, queries.resultFolder(id), signal);
      return { result, context: { ...connection.context } };
    } catch (error) {
      if (!within) await connection.execute('ROLLBACK');
      throw error;
    }
  };
}

async function* batchOf(rows: readonly WireRow[]): AsyncGenerator<readonly WireRow[]> {
  yield rows;
}

/** The work of a statement that came alone in its request. */
export function statementWork(execution: Execution, sql: string, binds: Binds): Work {
  const [scan] = scansOf(sql, execution.lastQueryId);
  if (scan?.whole === true && !execution.describeOnly) return rereadWork(execution.queries, scan.id);
  return binds.many
    ? manyRows(execution, sql, binds.rows)
    : one(execution, sql, { binds: binds.rows[0] ?? [] });
}

/** An INSERT of one written row takes all rows at once: all of them, or none. Other statements run once for each. */
function manyRows(execution: Execution, sql: string, bindRows: Binds['rows']): Work {
  const [once, each] = [one(execution, sql, { bindRows }), repeated(execution, sql, bindRows)];
  return async (run) => {
    try {
      return await once(run);
    } catch (error) {
      if (error instanceof RowsNotTaken) return each(run);
      throw error;
    }
  };
}

const ended = (query: Query) => query.ended.then(() => query.outcome);

/**
 * The statements of one request, one after the other, each a query with a result of its own. The first that fails ends
 * the request; what was done before it stays done. Source: "Executing a batch of SQL statements (multi-statement support)".
 */
export function severalWork(
  execution: Execution,
  statements: readonly string[],
  binds: Binds,
  request: QueryRequest,
): Work {
  const { connection, queries } = execution;
  return async ({ id, signal }) => {
    if (binds.many) {
      throw new AccountError('Lists of bind values are for requests of one statement.', '000002', '0A000');
    }
    let values = binds.rows[0] ?? [];
    const done = [];
    for (const sql of statements) {
      const places = bindPlaces(sql);
      const work = one(execution, sql, { binds: values.slice(0, places) });
      values = values.slice(places);
      const query = queries.start({ ...request, id: randomUUID(), sql }, work, signal);
      const outcome = await ended(query);
      if (outcome === undefined || 'error' in outcome) throw outcome?.error;
      done.push({ id: query.id, kind: outcome.result.kind });
    }
    const summary: StatementResult = {
      queryId: id,
      kind: 'select',
      columns: [
        {
          name: 'Multiple statements executed successfully.',
          type: { kind: 'TEXT', length: 16_777_216 },
          nullable: false,
        },
      ],
      batches: batchOf([['Multiple statements executed successfully.']]),
    };
    const result = await storeResult(summary, queries.resultFolder(id), signal);
    return { result, context: { ...connection.context }, statements: done };
  };
}
