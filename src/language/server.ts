import {
  CodeActionKind,
  createConnection,
  DocumentFormattingRequest,
  DocumentRangeFormattingRequest,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { pathOf } from './places.js';
import { problemOf } from './problems.js';
import * as protocol from './protocol.js';
import { answerLanguageRequests } from './languageRequests.js';
import { Notices } from './notices.js';
import { answerRequests } from './requests.js';
import { Workspace } from './workspace.js';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);

connection.onInitialize(({ initializationOptions, workspaceFolders, capabilities }): InitializeResult => {
  const options = initializationOptions as protocol.ServerOptions;
  let { style } = options;
  const notices: Notices = new Notices(connection, () => workspace.projectInfos());
  const workspace: Workspace = new Workspace({ ...options, texts: openTexts }, notices.workspaceEvents());
  const parts = { connection, documents, workspace, style: () => style };
  answerRequests(parts);
  answerLanguageRequests(parts);

  connection.onNotification(protocol.TrustGranted.method, () => workspace.trust());
  connection.onNotification(protocol.StyleChanged.method, (changed: protocol.SqlStyle) => {
    style = changed;
    for (const { project } of workspace.projectInfos()) notices.styleChanged(project);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    workspace.filesChanged(changes.flatMap(({ uri }) => pathOf(uri) ?? []));
  });
  documents.onDidChangeContent(({ document }) => textChanged(workspace, document));
  documents.onDidClose(({ document }) => textChanged(workspace, document));
  connection.onInitialized(() => {
    // Registered for SQL only: among the synchronised documents are TypeScript files, which have formatters.
    for (const request of [DocumentFormattingRequest.type, DocumentRangeFormattingRequest.type])
      void connection.client.register(request, { documentSelector: [{ language: 'snowflake-sql' }] });
    workspace.setFolders(foldersOf(workspaceFolders ?? []));
    if (capabilities.workspace?.workspaceFolders !== true) return;
    connection.workspace.onDidChangeWorkspaceFolders(() => {
      void connection.workspace
        .getWorkspaceFolders()
        .then((folders) => workspace.setFolders(foldersOf(folders ?? [])));
    });
  });
  connection.onShutdown(() => workspace.close());

  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeLensProvider: {},
      hoverProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite] },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'firn' },
  };
});

function openTexts(): ReadonlyMap<string, string> {
  return new Map(
    documents.all().flatMap((document): [string, string][] => {
      const file = pathOf(document.uri);
      return file === null ? [] : [[file, document.getText()]];
    }),
  );
}

function textChanged(workspace: Workspace, { uri }: TextDocument): void {
  const file = pathOf(uri);
  if (file !== null) workspace.textChanged(file);
}

function foldersOf(folders: readonly { readonly uri: string }[]): string[] {
  return folders.flatMap(({ uri }) => pathOf(uri) ?? []);
}

// A mistake in one request must not end the process that all open projects share.
process.on('unhandledRejection', (error) =>
  connection.console.error(`Unexpected: ${problemOf(error).message}`),
);
process.on('uncaughtException', (error) =>
  connection.console.error(`Unexpected: ${error.stack ?? error.message}`),
);

documents.listen(connection);
connection.listen();
