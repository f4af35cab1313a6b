import * as vscode from 'vscode';
import { Sql, SqlChanged, StoredSql, type DefinitionSql } from '../language/protocol.js';
import type { Server } from './server.js';
import { definitionSqlUri, sqlScheme, sqlSourceOf } from './sqlUri.js';

const language = 'snowflake-sql';

/**
 * Read-only documents with the SQL of definitions, kept up while the definitions are typed. While a definition does
 * not compile its document keeps the last SQL that did; the line above the text says so.
 */
export class SqlDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #server: Server;
  readonly #texts = new Map<string, DefinitionSql | null>();
  readonly #contentChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #updated = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChange = this.#contentChanged.event;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  /** The SQL behind a document is known anew. */
  readonly onDidUpdate = this.#updated.event;

  constructor(server: Server) {
    this.#server = server;
    this.#disposables = [
      this.#contentChanged,
      this.#lensesChanged,
      this.#updated,
      vscode.workspace.registerTextDocumentContentProvider(sqlScheme, this),
      vscode.languages.registerCodeLensProvider({ scheme: sqlScheme }, this),
      vscode.workspace.onDidOpenTextDocument(asSnowflakeSql),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => setTimeout(() => this.#forget(uri))),
      server.on(SqlChanged, ({ project, keys }) => this.#changed(project, keys)),
      server.onDidChangeState((state) => {
        if (state === 'running') this.#changed(null, []);
      }),
    ];
  }

  /** What is known about a document's SQL; undefined for SQL of the store. */
  sqlOf(uri: vscode.Uri): DefinitionSql | undefined {
    return this.#texts.get(uri.toString()) ?? undefined;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const source = sqlSourceOf(uri);
    if (source.of === 'store') {
      const sql = await this.#server.request(StoredSql, source.ref);
      const missing = vscode.l10n.t('{0} is not in the store. Reload the store.', source.ref.name);
      // Ends as the document of the definition does, so that a comparison shows what differs and nothing else.
      return `${sql ?? `-- ${missing}`}\n`;
    }
    const before = this.#texts.get(uri.toString());
    const text = await this.#server.request(Sql, source.ref);
    this.#texts.set(uri.toString(), text);
    if (headOf(before) !== headOf(text)) this.#lensesChanged.fire();
    this.#updated.fire(uri);
    return contentOf(text, source.ref.key.replace('@', ' '));
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const head = headOf(this.#texts.get(uri.toString()));
    const start = new vscode.Range(0, 0, 0, 0);
    return head === '' ? [] : [new vscode.CodeLens(start, { title: head, command: '' })];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** A document whose language changes is closed and opened again at once; only one that stays closed is forgotten. */
  #forget(uri: vscode.Uri): void {
    const id = uri.toString();
    if (!vscode.workspace.textDocuments.some((document) => document.uri.toString() === id))
      this.#texts.delete(id);
  }

  /** No keys: all of the project; no project: all. */
  #changed(project: string | null, keys: readonly string[]): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== sqlScheme) continue;
      const source = sqlSourceOf(uri);
      if (source.of !== 'definition') continue;
      if (project !== null && source.ref.project !== project) continue;
      if (keys.length === 0 || keys.includes(source.ref.key)) {
        this.#contentChanged.fire(definitionSqlUri(source.ref));
      }
    }
  }
}

function contentOf(text: DefinitionSql | null, name: string): string {
  if (text === null) return `-- ${vscode.l10n.t('The project does not define {0}.', name)}\n`;
  if (text.sql !== null) return `${text.sql}\n`;
  const reasons = text.errors.map((error) => `--   ${error.replace(/\s+/g, ' ')}`);
  return [`-- ${vscode.l10n.t('{0} has no SQL yet:', name)}`, ...reasons, ''].join('\n');
}

/** The line above the SQL. It is always there, so that nothing moves when it changes. */
function headOf(text: DefinitionSql | null | undefined): string {
  if (text === null || text === undefined) return '';
  const facts = vscode.l10n.t(
    '{0} · {1} columns · reads {2}',
    text.target,
    text.columns.length,
    text.sources.map((source) => source.split('.').pop() ?? source).join(', '),
  );
  if (text.current) return facts;
  const [error] = text.errors;
  return error === undefined
    ? `$(warning)\u00a0${vscode.l10n.t('Not current: the definition has errors')}`
    : `$(error)\u00a0${vscode.l10n.t('Not current: {0}', error)}`;
}

function asSnowflakeSql(document: vscode.TextDocument): void {
  if (document.uri.scheme !== sqlScheme || document.languageId === language) return;
  void vscode.languages.setTextDocumentLanguage(document, language).then(undefined, () => undefined);
}
