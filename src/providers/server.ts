import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { NotificationMessage, RequestMessage, ServerLink, ServerOptions } from '../language/protocol.js';

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
  readonly #module: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #stateChanged = new vscode.EventEmitter<ServerState>();
  readonly #listeners = new Map<string, Set<(params: unknown) => void>>();
  #client: LanguageClient | undefined;
  #starting: Promise<LanguageClient> | undefined;
  #state: ServerState = 'off';

  readonly onDidChangeState = this.#stateChanged.event;

  constructor(module: string, log: vscode.LogOutputChannel, options: () => ServerOptions) {
    this.#module = module;
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
      // Loaded here, not at activation: nothing needs it before the server starts.
      const { LanguageClient, State, TransportKind } = await import('vscode-languageclient/node');
      const client = new LanguageClient(
        'firn',
        'Firn',
        { module: this.#module, transport: TransportKind.ipc },
        {
          documentSelector: [
            { scheme: 'file', language: 'typescript' },
            { scheme: 'file', pattern: '**/firn.json' },
            { language: 'snowflake-sql', scheme: 'file' },
            { language: 'snowflake-sql', scheme: 'untitled' },
          ],
          synchronize: {
            fileEvents: [
              vscode.workspace.createFileSystemWatcher('**/firn.json'),
              vscode.workspace.createFileSystemWatcher('**/firn/catalog.json'),
              vscode.workspace.createFileSystemWatcher('**/*.ts'),
            ],
          },
          initializationOptions: this.#options(),
          outputChannel: this.#log,
          markdown: { supportThemeIcons: true },
        },
      );
      client.onDidChangeState(({ newState }) => {
        if (this.#client !== client && this.#client !== undefined) return;
        if (newState === State.Running) this.#setState('running');
        if (newState === State.Stopped) this.#setState('down');
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
