// @workspace sample
// @trust ask
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

const [folder] = vscode.workspace.workspaceFolders ?? [];
assert.ok(folder, 'no folder is open');

describe('in a folder that is not trusted', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, 'features/preprocess.ts'));
    await vscode.commands.executeCommand('firn.stores.focus');
    // Long enough for an evaluation and a login, if there were any.
    await delay(4000);
  });

  it('the extension is active', () => {
    assert.equal(vscode.extensions.getExtension('firn.firn')?.isActive, true);
  });

  it('nothing is evaluated', async () => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
    );
    assert.deepEqual(
      lenses.filter(({ command }) => command?.command.startsWith('firn.')),
      [],
    );
  });

  it('no account is started', () => {
    const home = process.env['FIRN_HOME'] ?? '';
    assert.equal(existsSync(path.join(home, 'account', 'endpoint.json')), false);
  });
});
