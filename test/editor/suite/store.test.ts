// @workspace sample
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../host/waiting.js';

const [folder] = vscode.workspace.workspaceFolders ?? [];
assert.ok(folder, 'no folder is open');
const uri = vscode.Uri.joinPath(folder.uri, 'features/preprocess.ts');
const ref = (version: string) => ({ project: folder.uri.fsPath, key: `FV_UC01_PREPROCESS@${version}` });

/** The states in the lenses of the document, in order. */
async function states(): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
  );
  return lenses.flatMap(({ command }) => (command?.command === 'firn.showState' ? [command.title] : []));
}

describe('a definition and the store', () => {
  before(async () => {
    await vscode.window.showTextDocument(uri);
  });

  it('is new before it is registered', async () => {
    const found = await eventually('states', async () =>
      (await states()).length === 2 ? states() : undefined,
    );
    assert.deepEqual(found, ['$(diff-added)\u00a0new', '$(diff-added)\u00a0new']);
  });

  it('is in sync when it has been registered', async () => {
    await vscode.commands.executeCommand('firn.register', ref('V_2'));
    const found = await eventually('in sync', async () => {
      const now = await states();
      return now[1] === '$(check)\u00a0in sync' ? now : undefined;
    });
    assert.deepEqual(found, ['$(diff-added)\u00a0new', '$(check)\u00a0in sync']);
  });

  it('differs when it is changed afterwards', async () => {
    const document = await vscode.workspace.openTextDocument(uri);
    const at = document.getText().lastIndexOf("refresh: '60 minute'");
    const edit = new vscode.WorkspaceEdit();
    edit.replace(
      uri,
      new vscode.Range(document.positionAt(at), document.positionAt(at + 20)),
      "refresh: '90 minute'",
    );
    await vscode.workspace.applyEdit(edit);
    const [, second] = await eventually('differs', async () => {
      const now = await states();
      return now[1]?.includes('differs') ? now : undefined;
    });
    assert.match(second ?? '', /refresh/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('opens a panel with rows', async () => {
    await vscode.commands.executeCommand('firn.previewData', ref('V_2'));
    const tab = await eventually('the panel', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview),
    );
    assert.match(tab.label, /FV_UC01_PREPROCESS V_2/);
  });
});
