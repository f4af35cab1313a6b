import * as vscode from 'vscode';
import { Projects, ProjectsChanged, type ProjectInfo } from '../language/protocol.js';
import type { Server } from './server.js';

/** The projects of the window as the server last told them. */
export class ProjectsModel implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #projects: readonly ProjectInfo[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(server: Server) {
    this.#disposables = [
      this.#changed,
      server.on(ProjectsChanged, (projects) => this.#set(projects)),
      server.onDidChangeState((state) => {
        if (state === 'down') this.#set([]);
        if (state === 'running') void server.request(Projects, {}).then((projects) => this.#set(projects));
      }),
    ];
  }

  get all(): readonly ProjectInfo[] {
    return this.#projects;
  }

  find(folder: string): ProjectInfo | undefined {
    return this.#projects.find(({ project }) => project === folder);
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #set(projects: readonly ProjectInfo[]): void {
    this.#projects = projects;
    this.#changed.fire();
  }
}
