import { rm } from 'node:fs/promises';
import path from 'node:path';
import { AccountError } from '../account.js';
import type { ClientSession } from './clientSession.js';
import type { QueryRequest, Work } from './query.js';
import { Query } from './query.js';
import type { StoredResult } from './storedResult.js';

/** How much is kept for clients that come back for a result. The oldest finished results go first. */
const keptQueries = 500;
const keptMemory = 32 * 1024 ** 2;
const keptDisk = 2 * 1024 ** 3;

const resultOf = (query: Query): StoredResult | undefined =>
  query.outcome !== undefined && 'result' in query.outcome ? query.outcome.result : undefined;

/** Every statement the server knows of, running or finished, in order of submission. */
export class Queries {
  readonly #byId = new Map<string, Query>();
  readonly #byRequest = new Map<string, Query>();

  /** @param folder where results too large for one response are kept while somebody may fetch them */
  constructor(private readonly folder: string) {}

  get running(): readonly Query[] {
    return [...this.#byId.values()].filter((query) => query.status === 'RUNNING');
  }

  /**
   * Submits a statement. A request that a client repeats after a broken connection, with the same request id, gets the
   * query it already started, so that a statement is never run twice.
   */
  submit(session: ClientSession, request: QueryRequest, work: Work): Query {
    const key = `${session.id}/${request.requestId}`;
    const known = this.#byRequest.get(key);
    if (known !== undefined) return known;
    const query = new Query(request, work, session.turn);
    // A query cancelled while it waits ends before its turn; the ones behind it still wait for those before it.
    session.turn = Promise.all([session.turn, query.ended]).then(() => undefined);
    if (session.takeAborted(request.requestId)) query.cancel();
    session.running.add(query);
    session.lastQueryId = query.id;
    void query.ended.then(() => {
      session.running.delete(query);
      session.touch();
    });
    this.#keep(query);
    this.#byRequest.set(key, query);
    return query;
  }

  /** Starts a statement on behalf of another one, in its turn. It is cancelled with it, and found by its own id. */
  start(request: QueryRequest, work: Work, signal: AbortSignal): Query {
    const query = new Query(request, work, Promise.resolve());
    signal.addEventListener('abort', () => query.cancel(), { once: true });
    this.#keep(query);
    return query;
  }

  /** Where the chunks of a query's result may be written. */
  resultFolder(id: string): string {
    return path.join(this.folder, id);
  }

  find(id: string): Query | undefined {
    return this.#byId.get(id);
  }

  get(id: string): Query {
    const query = this.find(id);
    if (query === undefined) throw new AccountError(`Statement ${id} not found`, '000709', '02000');
    return query;
  }

  /** Cancels by the client's request id. The cancellation may overtake the request; it is remembered until then. */
  cancelRequest(session: ClientSession, requestId: string): void {
    const query = this.#byRequest.get(`${session.id}/${requestId}`);
    if (query === undefined) session.rememberAborted(requestId);
    else query.cancel();
  }

  /** Cancels what still runs and waits for it to end. */
  async cancelAll(): Promise<void> {
    const running = this.running;
    for (const query of running) query.cancel();
    await Promise.all(running.map((query) => query.ended));
  }

  #keep(query: Query): void {
    this.#byId.set(query.id, query);
    void query.ended.then(() => this.#forgetOld());
  }

  async #forgetOld(): Promise<void> {
    let [count, memory, disk] = [0, 0, 0];
    const forgotten: Query[] = [];
    for (const query of [...this.#byId.values()].reverse()) {
      const result = resultOf(query);
      count += 1;
      memory += result?.memorySize ?? 0;
      disk += result?.diskSize ?? 0;
      const tooMuch = count > keptQueries || memory > keptMemory || disk > keptDisk;
      // The newest is always kept: its client is about to read it.
      if (tooMuch && count > 1 && query.status !== 'RUNNING') forgotten.push(query);
    }
    for (const query of forgotten) {
      this.#byId.delete(query.id);
      for (const [key, value] of this.#byRequest) if (value === query) this.#byRequest.delete(key);
      await rm(this.resultFolder(query.id), { recursive: true, force: true });
    }
  }
}
