// @workspace fixture:broken
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../host/waiting.js';

const [folder] = vscode.workspace.workspaceFolders ?? [];
assert.ok(folder, 'no folder is open');
const uri = vscode.Uri.joinPath(folder.uri, 'firn.json');
const ours = (): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'firn');

describe('a firn.json with a typo', () => {
  it('has a diagnostic under the typo that says what was meant', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const problems = await eventually('diagnostics', () => (ours().length > 0 ? ours() : undefined));
    const typo = problems.find(({ range }) => document.getText(range).includes('schemaa'));
    assert.match(typo?.message ?? '', /Did you mean `schema`\?/);
  });

  it('works again when the typo is gone', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.getText().indexOf('schemaa');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 7)), 'schema');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await eventually('no diagnostics', () => (ours().length === 0 ? true : undefined));
  });
});
