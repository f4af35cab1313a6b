// @workspace fixture:broken
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../host/waiting.js';

const [folder] = vscode.workspace.workspaceFolders ?? [];
assert.ok(folder, 'no folder is open');
const uri = vscode.Uri.joinPath(folder.uri, 'firn.json');
const ours = (): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'firn');
/** The rule's id: a code that opens its page is an object. */
const ruleOf = ({ code }: vscode.Diagnostic) => (typeof code === 'object' ? code.value : code);

describe('a firn.json with a typo', () => {
  it('has a diagnostic under the typo that says what was meant', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const problems = await eventually('diagnostics', () => (ours().length > 0 ? ours() : undefined));
    const typo = problems.find(({ range }) => document.getText(range).includes('schemaa'));
    assert.match(typo?.message ?? '', /Did you mean `schema`\?/);
  });

  it('has each problem once, and completions of VS Code’s own', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const key = document.positionAt(document.getText().indexOf('"connection"'));
    await eventually('completions of the schema', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        key,
      );
      return items.some(({ label }) => label === 'protected') || undefined;
    });
    const others = vscode.languages.getDiagnostics(uri).filter(({ source }) => source !== 'firn');
    assert.deepEqual(
      others.map(({ message }) => message),
      [],
    );
  });

  it('works again when the typo is gone', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.getText().indexOf('schemaa');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(at), document.positionAt(at + 7)), 'schema');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await eventually('nothing said of the file itself', () =>
      ours().every((problem) => ruleOf(problem) === 'catalog-missing') ? true : undefined,
    );
  });

  it('then says that the catalog is missing, and offers to pull it', async () => {
    const [missing] = await eventually('a diagnostic', () => (ours().length > 0 ? ours() : undefined));
    assert.ok(missing);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      missing.range,
    );
    const pull = actions.find(({ title }) => title === 'Pull Catalog');
    assert.equal(pull?.command?.command, 'firn.pull');
    assert.deepEqual(pull?.command?.arguments, [{ project: folder.uri.fsPath, target: 'dev' }]);
  });
});
