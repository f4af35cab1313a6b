import * as vscode from 'vscode';
import { sampleKey } from './commands/project.js';

/** In the window that a new sample was opened in: shows its definitions and the Stores view, once. */
export function presentSample(context: vscode.ExtensionContext): void {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined || context.globalState.get(sampleKey) !== folder.uri.fsPath) return;
  void context.globalState.update(sampleKey, undefined);
  void present(folder.uri);
}

async function present(folder: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('firn.stores.focus');
  const file = vscode.Uri.joinPath(folder, 'features', 'preprocess.ts');
  const editor = await vscode.window.showTextDocument(file);
  // The links above a definition are what there is to see first.
  const definition = editor.document.positionAt(editor.document.getText().indexOf('export const'));
  editor.revealRange(new vscode.Range(definition, definition), vscode.TextEditorRevealType.InCenter);
}
