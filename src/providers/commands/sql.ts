import * as vscode from 'vscode';
import { Sql } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { definitionSqlUri, sqlScheme, storedSqlUri } from '../sqlUri.js';
import { definitionFor, objectOf } from '../subject.js';

/** Shows the SQL of a definition beside it, or the query of a view that only the store has. */
export async function previewSql(firn: Firn, argument: unknown): Promise<void> {
  const object = objectOf(argument);
  if (object?.kind === 'featureView' && object.location === null) return showBeside(storedSqlUri(object));
  const ref = await definitionFor(firn, argument, ['featureView']);
  if (ref !== undefined) await showBeside(definitionSqlUri(ref));
}

async function showBeside(uri: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme === sqlScheme);
  const viewColumn = open?.viewColumn ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: true });
}

/** Shows the SQL inline, under the name of the definition. */
export async function peekSql(firn: Firn, argument: unknown): Promise<void> {
  const ref = await definitionFor(firn, argument, ['featureView']);
  if (ref === undefined) return;
  const sql = await firn.server.request(Sql, ref);
  if (sql?.location == null) throw new Error(vscode.l10n.t('The project does not define {0}.', ref.key));
  const target = definitionSqlUri(ref);
  // Opened first: a peek of a document that is not loaded shows its language late.
  await vscode.workspace.openTextDocument(target);
  const at = vscode.Uri.parse(sql.location.uri);
  const editor = await vscode.window.showTextDocument(at);
  const position = new vscode.Position(sql.location.range.start.line, sql.location.range.start.character);
  editor.selection = new vscode.Selection(position, position);
  const locations = [new vscode.Location(target, new vscode.Position(0, 0))];
  await vscode.commands.executeCommand('editor.action.peekLocations', at, position, locations, 'peek');
}

/** Shows what registering would change in the query. */
export async function compareSql(firn: Firn, argument: unknown): Promise<void> {
  const ref = await definitionFor(firn, argument, ['featureView']);
  if (ref === undefined) return;
  const target = firn.projects.find(ref.project)?.target ?? '';
  const [name = '', version = null] = ref.key.split('@');
  const stored = storedSqlUri({ project: ref.project, target, kind: 'featureView', name, version });
  const title = vscode.l10n.t('{0}: registered ↔ defined', ref.key.replace('@', ' '));
  await vscode.commands.executeCommand('vscode.diff', stored, definitionSqlUri(ref), title);
}

export async function copySql(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== sqlScheme) return;
  await vscode.env.clipboard.writeText(document.getText());
}
