import type { AccountConnection } from '../account.js';
import type { Parameter } from './parameters.js';
import { currentParameters } from './parameters.js';
import type { Query } from './query.js';
import { newToken } from './tokens.js';

/** How long tokens last, in seconds. Snowflake's own values; tests use shorter ones. */
export interface Validity {
  readonly session: number;
  /** Counted from the last request: a session that is used lives on. */
  readonly master: number;
}

export const snowflakeValidity: Validity = Object.freeze({ session: 3600, master: 4 * 3600 });

const keptAborted = 100;

/** One client that has logged in. */
export class ClientSession {
  token = newToken();
  masterToken = newToken();
  /** The end of the last submitted statement; the next one waits for it. */
  turn: Promise<void> = Promise.resolve();
  readonly running = new Set<Query>();
  /** Of the last submitted statement. */
  lastQueryId = '';
  #tokenFrom = Date.now();
  #usedAt = Date.now();
  #aborted: string[] = [];

  constructor(
    readonly id: number,
    readonly connection: AccountConnection,
    private readonly loginParameters: readonly Parameter[],
    readonly validity: Validity,
    /** What the client calls itself: `JavaScript`, `PythonConnector`, … */
    readonly application: string,
  ) {}

  get parameters(): readonly Parameter[] {
    return currentParameters(this.loginParameters, this.connection.parameters);
  }

  /** Text of a parameter for one statement, which may have one of its own. */
  parameter(name: string, own: ReadonlyMap<string, string>): string {
    return own.get(name) ?? String(this.parameters.find((parameter) => parameter.name === name)?.value ?? '');
  }

  touch(): void {
    this.#usedAt = Date.now();
  }

  get tokenExpired(): boolean {
    return Date.now() > this.#tokenFrom + this.validity.session * 1000;
  }

  /** True when the client has not been heard of for so long that it must log in again. */
  get expired(): boolean {
    return this.running.size === 0 && Date.now() > this.#usedAt + this.validity.master * 1000;
  }

  rememberAborted(requestId: string): void {
    this.#aborted = [...this.#aborted, requestId].slice(-keptAborted);
  }

  /** True when the request was cancelled before it arrived. */
  takeAborted(requestId: string): boolean {
    const known = this.#aborted.includes(requestId);
    if (known) this.#aborted = this.#aborted.filter((id) => id !== requestId);
    return known;
  }

  renew(): void {
    this.token = newToken();
    this.masterToken = newToken();
    this.#tokenFrom = Date.now();
    this.touch();
  }
}
