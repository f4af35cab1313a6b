import * as vscode from 'vscode';
import type { Server } from './server.js';

/** Starts the server when one of the folders is, or becomes, a project. Without a project there is nothing to serve. */
export function startWithProject(server: Server, log: vscode.LogOutputChannel): vscode.Disposable {
  const start = (): void => {
    server.start().catch((error: unknown) => log.error(String(error)));
  };
  const look = async (): Promise<void> => {
    if (server.state !== 'off') return;
    const found = await Promise.all((vscode.workspace.workspaceFolders ?? []).map(hasProjectFile));
    if (found.includes(true)) start();
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/firn.json', false, true, true);
  void look();
  return vscode.Disposable.from(
    watcher,
    watcher.onDidCreate(() => void look()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => void look()),
  );
}

async function hasProjectFile({ uri }: vscode.WorkspaceFolder): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(uri, 'firn.json'));
    return true;
  } catch {
    return false;
  }
}
