import * as vscode from 'vscode';
import type { ProjectsModel } from './projects.js';
import type { Server } from './server.js';
import type { StoresModel } from './stores.js';
import { windowState } from './windowState.js';

/** Keeps the context keys that menus and welcome views ask for: `firn.state` and `firn.definitions`. */
export class ContextKeys implements vscode.Disposable {
  readonly #disposables: vscode.Disposable[];
  readonly #set = new Map<string, string>();

  constructor(server: Server, projects: ProjectsModel, stores: StoresModel) {
    const update = (): void => {
      this.#put('firn.state', windowState(server.state, projects.all, stores.all));
      const paths = projects.all.flatMap(({ files }) => files.map((file) => vscode.Uri.file(file).path));
      this.#put('firn.definitions', paths);
    };
    this.#disposables = [
      server.onDidChangeState(update),
      projects.onDidChange(update),
      stores.onDidChange(update),
    ];
    update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #put(key: string, value: string | readonly string[]): void {
    const content = JSON.stringify(value);
    if (this.#set.get(key) === content) return;
    this.#set.set(key, content);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
