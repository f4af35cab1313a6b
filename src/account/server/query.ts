import type { AccountConnection, ConnectionContext, ExecuteOptions } from '../account.js';
import { AccountError } from '../account.js';
import type { StoredResult } from './storedResult.js';
import { storeResult } from './storedResult.js';

export type QueryStatus = 'RUNNING' | 'SUCCESS' | 'FAILED_WITH_ERROR';

export interface QueryRequest {
  readonly id: string;
  readonly requestId: string;
  readonly sql: string;
  readonly options: ExecuteOptions;
}

type Outcome =
  | { readonly result: StoredResult; readonly context: Readonly<ConnectionContext> }
  | { readonly error: unknown };

const canceled = () => new AccountError('SQL execution canceled', '000604', '57014');

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** One submitted statement: running, then its result or its error until it is forgotten. */
export class Query {
  readonly id: string;
  readonly requestId: string;
  readonly sql: string;
  readonly startedAt = Date.now();
  #outcome: Outcome | undefined;
  readonly #abort = new AbortController();
  /** Settles when the statement has ended, whichever way; never rejects. */
  readonly ended: Promise<void>;

  /**
   * @param turn settles when the statements before this one on the same connection have ended
   * @param folder where the result's chunks may be written
   */
  constructor(request: QueryRequest, connection: AccountConnection, turn: Promise<void>, folder: string) {
    this.id = request.id;
    this.requestId = request.requestId;
    this.sql = request.sql;
    this.ended = this.#run(request, connection, turn, folder);
  }

  get status(): QueryStatus {
    if (this.#outcome === undefined) return 'RUNNING';
    return 'result' in this.#outcome ? 'SUCCESS' : 'FAILED_WITH_ERROR';
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  cancel(): void {
    this.#abort.abort(canceled());
  }

  /** Waits for the end, at most `milliseconds`. */
  async wait(milliseconds: number): Promise<Outcome | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([this.ended, patience]);
    clearTimeout(timer);
    return this.#outcome;
  }

  async #run(
    request: QueryRequest,
    connection: AccountConnection,
    turn: Promise<void>,
    folder: string,
  ): Promise<void> {
    const { signal } = this.#abort;
    try {
      await Promise.race([turn, aborted(signal)]);
      const running = await connection.execute(request.sql, { ...request.options, queryId: this.id, signal });
      const result = await storeResult(running, folder, signal);
      this.#outcome = { result, context: { ...connection.context } };
    } catch (error) {
      // Whatever an interrupted engine says, the client asked for the end and gets Snowflake's word for it.
      this.#outcome = { error: signal.aborted ? signal.reason : error };
    }
  }
}
