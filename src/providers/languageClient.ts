import * as vscode from 'vscode';
import { LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import type { ServerOptions } from '../language/protocol.js';

export interface ClientSetup {
  /** The server's program. */
  readonly module: string;
  readonly log: vscode.LogOutputChannel;
  /** Asked on every start: a server that comes back after a crash must know what has changed since. */
  readonly options: () => ServerOptions;
  readonly onState: (state: 'running' | 'down') => void;
}

/** The client of the language server, not started. A bundle of its own: activation does not pay for loading it. */
export function createClient({ module, log, options, onState }: ClientSetup): LanguageClient {
  const client = new LanguageClient(
    'firn',
    'Firn',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { scheme: 'file', language: 'typescript' },
        { scheme: 'file', pattern: '**/firn.json' },
        { language: 'snowflake-sql', scheme: 'file' },
        // What VS Code calls a project's `.sql` files, unless an extension or a setting says otherwise.
        { language: 'sql', scheme: 'file' },
        { language: 'snowflake-sql', scheme: 'untitled' },
      ],
      synchronize: {
        fileEvents: [
          vscode.workspace.createFileSystemWatcher('**/firn.json'),
          vscode.workspace.createFileSystemWatcher('**/firn/catalog.json'),
          vscode.workspace.createFileSystemWatcher('**/*.ts'),
          vscode.workspace.createFileSystemWatcher('**/*.sql'),
        ],
      },
      initializationOptions: options,
      outputChannel: log,
      markdown: { supportThemeIcons: true },
    },
  );
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) onState('running');
    if (newState === State.Stopped) onState('down');
  });
  return client;
}
