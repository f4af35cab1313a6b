import type { Connection, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { definitionKey } from '../project/status.js';
import { formatSql } from '../sql/format.js';
import { codeActions } from './codeActions.js';
import { definitionInfos } from './definitionInfos.js';
import { hoverOf, standsOnName } from './hover.js';
import { lenses } from './lenses.js';
import { pathOf } from './places.js';
import type { ProjectHost } from './projectHost.js';
import type { SqlStyle } from './protocol.js';
import type { Workspace } from './workspace.js';

export interface LanguageParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly style: () => SqlStyle;
}

/** Answers LSP's own requests: lenses, hovers, quick fixes, formatting of SQL. */
export function answerLanguageRequests({ connection, documents, workspace, style }: LanguageParts): void {
  const hostOf = (uri: string): ProjectHost | null => {
    const file = pathOf(uri);
    return file === null ? null : workspace.hostOf(file);
  };

  connection.onCodeLens(async ({ textDocument: { uri } }) => {
    const host = hostOf(uri);
    if (host === null) return [];
    await host.settled();
    host.warm();
    return lenses(definitionInfos(host.folder, uri, host.evaluation, host.currentStatuses()));
  });

  connection.onHover(({ textDocument: { uri }, position }) => {
    const host = hostOf(uri);
    const file = pathOf(uri);
    const definition = host?.evaluation.definitions.find(
      (d) => d.span.file === file && standsOnName(d, position),
    );
    if (host === null || definition === undefined) return null;
    return hoverOf(definition, host.sql(definitionKey(definition), style()));
  });

  connection.onCodeAction(({ textDocument: { uri }, range }) => {
    const host = hostOf(uri);
    return host === null ? [] : codeActions(host.diagnostics, uri, range, host.storeRef());
  });

  connection.onDocumentFormatting(({ textDocument: { uri }, options: { tabSize } }) => {
    const document = documents.get(uri);
    if (document?.languageId !== 'snowflake-sql') return [];
    const text = document.getText();
    const formatted = formatSql(text, { ...style(), indent: tabSize });
    const range = { start: document.positionAt(0), end: document.positionAt(text.length) };
    return formatted === text ? [] : [{ range, newText: formatted }];
  });
}
