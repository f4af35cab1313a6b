// @workspace empty
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../host/waiting.js';

describe('without a project', () => {
  before(async () => {
    await vscode.commands.executeCommand('firn.stores.focus');
  });

  it('every command of the manifest is there', async () => {
    const extension = vscode.extensions.getExtension('firn.firn');
    assert.ok(extension);
    await eventually('the view activates the extension', () => extension.isActive || undefined);
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands
      .map(({ command }) => command)
      .filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });
});
