import type { Connection, Range, TextDocuments, TextEdit } from 'vscode-languageserver/node';
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
import { sqlActions } from './sqlActions.js';
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

  connection.onCodeAction(async ({ textDocument: { uri }, range, context: { only } }) => {
    const host = hostOf(uri);
    if (host === null) return [];
    const document = documents.get(uri);
    const fixes = codeActions(host.diagnostics, uri, range, host.storeRef());
    if (document === undefined || only?.every((kind) => !kind.startsWith('refactor')) === true) return fixes;
    return [...fixes, ...(await sqlActions(host, document, range, style()))];
  });

  connection.onDocumentFormatting(({ textDocument: { uri }, options: { tabSize } }) => {
    const document = documents.get(uri);
    if (document?.languageId !== 'snowflake-sql') return [];
    const whole = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
    return formatted(document, whole, tabSize);
  });

  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range, options: { tabSize } }) => {
    const document = documents.get(uri);
    return document?.languageId === 'snowflake-sql' ? formatted(document, range, tabSize) : [];
  });

  /** A text that cannot be formatted stays as it is, and the log says why. */
  const formatted = (document: TextDocument, range: Range, indent: number): TextEdit[] => {
    const text = document.getText(range);
    const result = formatSql(text, { ...style(), indent });
    if (result.leftAlone !== null)
      connection.console.warn(`${document.uri} is not formatted: ${result.leftAlone}.`);
    return result.text === text ? [] : [{ range, newText: result.text }];
  };
}
