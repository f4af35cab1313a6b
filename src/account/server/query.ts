import type { ConnectionContext, StatementKind } from '../account.js';
import { AccountError } from '../account.js';
import type { StoredResult } from './storedResult.js';

export type QueryStatus = 'RUNNING' | 'SUCCESS' | 'FAILED_WITH_ERROR';

export interface QueryRequest {
  readonly id: string;
  readonly requestId: string;
  readonly sql: string;
  /** The statement's own parameters, names in upper case. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What a query leaves behind. */
export interface Finished {
  readonly result: StoredResult;
  readonly context: Readonly<ConnectionContext>;
  /** For a request of several statements: theirs, in order. Each has a result of its own. */
  readonly statements?: readonly { readonly id: string; readonly kind: StatementKind }[];
}

type Outcome = Finished | { readonly error: unknown };

/** What a query does when its turn comes. Ends early when the signal aborts. */
export type Work = (query: { readonly id: string; readonly signal: AbortSignal }) => Promise<Finished>;

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
  readonly parameters: ReadonlyMap<string, string>;
  readonly startedAt = Date.now();
  #outcome: Outcome | undefined;
  readonly #abort = new AbortController();
  /** Settles when the statement has ended, whichever way; never rejects. */
  readonly ended: Promise<void>;

  /** @param turn settles when the statements before this one on the same connection have ended */
  constructor(request: QueryRequest, work: Work, turn: Promise<void>) {
    this.id = request.id;
    this.requestId = request.requestId;
    this.sql = request.sql;
    this.parameters = request.parameters;
    this.ended = this.#run(work, turn);
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

  async #run(work: Work, turn: Promise<void>): Promise<void> {
    const { signal } = this.#abort;
    try {
      await Promise.race([turn, aborted(signal)]);
      this.#outcome = await work({ id: this.id, signal });
    } catch (error) {
      // Whatever an interrupted engine says, the client asked for the end and gets Snowflake's word for it.
      this.#outcome = { error: signal.aborted ? signal.reason : error };
    }
  }
}
