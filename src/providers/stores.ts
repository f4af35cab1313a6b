import * as vscode from 'vscode';
import {
  ReadStore,
  StoreChanged,
  Stores,
  type EntityInfo,
  type FeatureViewInfo,
  type StoreInfo,
  type StoreRef,
} from '../language/protocol.js';
import type { ProjectsModel } from './projects.js';
import type { Server } from './server.js';

/** The stores of all projects as the server last told them. Asking for their content is `read`. */
export class StoresModel implements vscode.Disposable {
  readonly #server: Server;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #stores: readonly StoreInfo[] = [];
  #asked = 0;

  readonly onDidChange = this.#changed.event;

  constructor(server: Server, projects: ProjectsModel) {
    this.#server = server;
    this.#disposables = [
      this.#changed,
      server.on(StoreChanged, () => void this.#update()),
      projects.onDidChange(() => void this.#update()),
    ];
  }

  get all(): readonly StoreInfo[] {
    return this.#stores;
  }

  find({ project, target }: StoreRef): StoreInfo | undefined {
    return this.#stores.find((store) => store.project === project && store.target === target);
  }

  /** The store of a project's target in use. */
  selected(project: string): StoreInfo | undefined {
    return this.#stores.find((store) => store.project === project && store.selected);
  }

  /** What the project of a store defines: its entities and feature views that have a place in a file. */
  defined(project: string): readonly (EntityInfo | FeatureViewInfo)[] {
    const store = this.selected(project);
    if (store === undefined) return [];
    return [...store.featureViews, ...store.entities].filter(({ location }) => location !== null);
  }

  /** Reads a store from its account, signing in if need be. Failures become the store's state. */
  async read({ project, target }: StoreRef, reload: boolean): Promise<void> {
    await this.#server.request(ReadStore, { project, target, reload });
    await this.#update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #update(): Promise<void> {
    const asked = ++this.#asked;
    const stores = this.#server.state === 'running' ? await this.#server.request(Stores, {}) : [];
    // An answer to an older question must not replace a newer one.
    if (asked !== this.#asked || JSON.stringify(stores) === JSON.stringify(this.#stores)) return;
    this.#stores = stores;
    this.#changed.fire();
  }
}
