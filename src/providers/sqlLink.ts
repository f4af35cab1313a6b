import * as vscode from 'vscode';
import type { DefinitionSql, Location } from '../language/protocol.js';
import { linkedCall, linkedRanges } from './linkedCall.js';
import type { SqlDocuments } from './sqlDocuments.js';
import { sqlScheme } from './sqlUri.js';

/** Highlights the SQL of the call under the cursor, and the call of the SQL under the cursor. */
export class SqlLink implements vscode.Disposable {
  readonly #documents: SqlDocuments;
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightBackground'),
    borderColor: new vscode.ThemeColor('editor.wordHighlightBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  readonly #disposables: vscode.Disposable[];
  #source: vscode.TextEditor | undefined;

  constructor(documents: SqlDocuments) {
    this.#documents = documents;
    this.#disposables = [
      this.#decoration,
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // A selection that nobody made says nothing about where the user looks.
        if (textEditor === vscode.window.activeTextEditor) this.#follow(textEditor, kind !== undefined);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#again(true)),
      documents.onDidUpdate(() => {
        // The content of the document follows its SQL by a moment.
        setTimeout(() => this.#again(false), 30);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #again(reveal: boolean): void {
    const editor = vscode.window.activeTextEditor ?? this.#source;
    if (editor !== undefined) this.#follow(editor, reveal);
  }

  #follow(editor: vscode.TextEditor, reveal: boolean): void {
    this.#source = editor;
    editor.setDecorations(this.#decoration, []);
    if (editor.document.uri.scheme === sqlScheme) this.#showCall(editor);
    else this.#showSql(editor, reveal);
  }

  #showSql(source: vscode.TextEditor, reveal: boolean): void {
    const uri = source.document.uri.toString();
    for (const editor of sqlEditors()) {
      const sql = this.#documents.sqlOf(editor.document.uri);
      const call = sql?.current === true ? linkedCall(sql.calls, uri, source.selection.active) : null;
      const ranges = sql === undefined || call === null ? [] : rangesIn(editor.document, sql, call);
      editor.setDecorations(this.#decoration, ranges);
      const [first] = ranges;
      if (reveal && first !== undefined) {
        editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
      }
    }
  }

  #showCall(sqlEditor: vscode.TextEditor): void {
    const { document, selection } = sqlEditor;
    const sql = this.#documents.sqlOf(document.uri);
    const offset = document.offsetAt(selection.active);
    const call = sql?.current === true ? callAt(sql, offset) : undefined;
    const ranges = sql === undefined || call === undefined ? [] : rangesIn(document, sql, call);
    for (const editor of sqlEditors())
      editor.setDecorations(this.#decoration, editor === sqlEditor ? ranges : []);
    const location = call === undefined ? undefined : sql?.calls[call];
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.uri.scheme === sqlScheme) continue;
      const here = location !== undefined && sameDocument(editor, location) ? [rangeOf(location)] : [];
      editor.setDecorations(this.#decoration, here);
    }
  }
}

const sqlEditors = (): vscode.TextEditor[] =>
  vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === sqlScheme);

function rangesIn(document: vscode.TextDocument, sql: DefinitionSql, call: number): vscode.Range[] {
  return linkedRanges(sql.map, call).map(
    ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
  );
}

/** The call of the smallest stretch of SQL around an offset. */
function callAt({ map }: DefinitionSql, offset: number): number | undefined {
  return map
    .filter(({ start, end }) => start <= offset && offset <= end)
    .sort((a, b) => a.end - a.start - (b.end - b.start))[0]?.call;
}

function sameDocument({ document }: vscode.TextEditor, { uri }: Location): boolean {
  return document.uri.toString() === vscode.Uri.parse(uri).toString();
}

function rangeOf({ range: { start, end } }: Location): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
