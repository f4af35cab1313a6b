import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type * as languageClient from './languageClient.js';
import type { NotificationMessage, RequestMessage, ServerLink, ServerOptions } from '../language/protocol.js';

type ClientModule = typeof languageClient;
type LanguageClient = ReturnType<ClientModule['createClient']>;

/** Absolute paths of two bundles: what talks to the server, loaded when it starts, and the server's program. */
export interface ServerModules {
  readonly client: string;
  readonly server: string;
}

/** `off`: nothing has needed it yet. `down`: it could not be started, or it stopped and is not coming back. */
export type ServerState = 'off' | 'starting' | 'running' | 'down';

/** The language server is not there to ask. */
export class ServerDownError extends Error {
  override readonly name = 'ServerDownError';
}

/**
 * The language server: a child process that is started when something needs it, and whose absence is a state. Listeners
 * outlive restarts.
 */
export class Server implements ServerLink, vscode.Disposable {
  readonly #options: () => ServerOptions;
  readonly #modules: ServerModules;
  readonly #log: vscode.LogOutputChannel;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #state: ServerState = 'off';

  readonly onDidChangeState = this.#stateChanged.event;

  constructor(modules: ServerModules, log: vscode.LogOutputChannel, options: () => ServerOptions) {
    this.#modules = modules;
    this.#log = log;
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server unless it runs; rejects with a `ServerDownError` when it cannot be started. */
  async start(): Promise<void> {
    await this.#running();
  }

  async restart(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#starting = undefined;
    await client
      ?.dispose()
      .catch((error: unknown) => this.#log.warn(`Stopping the server: ${String(error)}`));
    await this.start();
  }

  async request<P, R>(message: RequestMessage<P, R>, params: P): Promise<R> {
    const client = await this.#running();
    return client.sendRequest<R>(message.method, params);
  }

  /** Sent only when the server runs: what it says is part of what a server is started with. */
  notify<P>(message: NotificationMessage<P>, params: P): void {
    if (this.#state !== 'running') return;
    void this.#client?.sendNotification(message.method, params);
  }

  on<P>(message: NotificationMessage<P>, listener: (params: P) => void): vscode.Disposable {
    const listeners = this.#listeners.get(message.method) ?? new Set();
    const known = this.#listeners.has(message.method);
    this.#listeners.set(message.method, listeners);
    if (!known && this.#client !== undefined) this.#forward(this.#client, message.method);
    const untyped = listener as (params: unknown) => void;
    listeners.add(untyped);
    return new vscode.Disposable(() => listeners.delete(untyped));
  }

  dispose(): void {
    void this.#client?.dispose().catch(() => undefined);
    this.#stateChanged.dispose();
  }

  async #running(): Promise<LanguageClient> {
    if (this.#state === 'down' && this.#client !== undefined) throw serverDown();
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<LanguageClient> {
    this.#setState('starting');
    try {
      const { createClient } = createRequire(import.meta.url)(this.#modules.client) as ClientModule;
      const client = createClient({
        module: this.#modules.server,
        log: this.#log,
        options: this.#options,
        onState: (state) => {
          // A client that a restart has replaced says nothing about the server of now.
          if (this.#client === client || this.#client === undefined) this.#setState(state);
        },
      });
      for (const method of this.#listeners.keys()) this.#forward(client, method);
      this.#client = client;
      await client.start();
      return client;
    } catch (error) {
      this.#log.error(`The language server did not start: ${String(error)}`);
      this.#starting = undefined;
      this.#setState('down');
      throw serverDown();
    }
  }

  #forward(client: LanguageClient, method: string): void {
    client.onNotification(method, (params: unknown) => {
      for (const listener of this.#listeners.get(method) ?? []) listener(params);
    });
  }

  #setState(state: ServerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}

function serverDown(): ServerDownError {
  return new ServerDownError(vscode.l10n.t('The Firn language server is not running.'));
}
