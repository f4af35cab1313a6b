import * as vscode from 'vscode';
import type { ProjectsModel } from './projects.js';
import type { Server } from './server.js';
import { objectUri } from './stateDecorations.js';
import type { StoresModel } from './stores.js';
import { rootNodes, type StoreNode } from './storeNodes.js';
import { viewItem } from './viewItem.js';

/** The view *Stores*. Stores are read when they are first seen: the one in use when the view is, others on expansion. */
export class StoresTree implements vscode.TreeDataProvider<StoreNode>, vscode.Disposable {
  readonly view: vscode.TreeView<StoreNode>;
  readonly #projects: ProjectsModel;
  readonly #stores: StoresModel;
  readonly #server: Server;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  readonly #asked = new Set<string>();
  #shown = '';

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(server: Server, projects: ProjectsModel, stores: StoresModel, log: vscode.LogOutputChannel) {
    this.#server = server;
    this.#projects = projects;
    this.#stores = stores;
    this.#log = log;
    this.view = vscode.window.createTreeView('firn.stores', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
    this.#disposables = [
      this.#changed,
      this.view,
      projects.onDidChange(() => this.#update()),
      stores.onDidChange(() => this.#update()),
      this.view.onDidChangeVisibility(() => this.#readSelected()),
      this.view.onDidExpandElement(({ element }) => this.#readExpanded(element)),
      server.onDidChangeState((state) => {
        if (state !== 'running') this.#asked.clear();
      }),
    ];
  }

  getChildren(node?: StoreNode): StoreNode[] {
    return node === undefined ? rootNodes(this.#projects.all, this.#stores.all) : [...node.children];
  }

  getTreeItem(node: StoreNode): vscode.TreeItem {
    // A store that has not been read has no children yet and must be expandable to get some.
    const item = viewItem(node, node.children.length > 0 || node.subject.is === 'store');
    if (node.state !== null) item.resourceUri = objectUri(node.id, node.state);
    if (node.subject.is === 'problem' && node.subject.open !== null) {
      const file = vscode.Uri.file(node.subject.open);
      item.command = { title: vscode.l10n.t('Open'), command: 'vscode.open', arguments: [file] };
    }
    return item;
  }

  getParent(node: StoreNode): StoreNode | undefined {
    return parentOf(node, this.getChildren());
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /**
   * The view is asked for its nodes again only when they say something else: a menu that is open loses the node that it
   * is about, and every keystroke in a definition ends in an evaluation.
   */
  #update(): void {
    const shown = JSON.stringify(this.getChildren());
    if (shown !== this.#shown) this.#changed.fire();
    this.#shown = shown;
    this.#readSelected();
    const differing = this.#stores.all
      .filter(({ selected }) => selected)
      .flatMap(({ entities, featureViews }) => [...entities, ...featureViews])
      .filter(({ state }) => state === 'differs').length;
    const tooltip = vscode.l10n.t('{0} definitions differ from what is registered', differing);
    this.view.badge = differing === 0 ? undefined : { value: differing, tooltip };
  }

  #readSelected(): void {
    if (!this.view.visible || this.#server.state !== 'running') return;
    for (const store of this.#stores.all) if (store.selected && store.state === 'not read') this.#read(store);
  }

  #readExpanded({ subject }: StoreNode): void {
    if (subject.is === 'store' && subject.store.state === 'not read') this.#read(subject.store);
  }

  #read(store: { readonly project: string; readonly target: string }): void {
    const key = `${store.project}/${store.target}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    void vscode.window.withProgress({ location: { viewId: 'firn.stores' } }, async () => {
      try {
        await this.#stores.read(store, false);
      } catch (error) {
        this.#log.error(`Reading ${key}: ${String(error)}`);
      } finally {
        this.#asked.delete(key);
      }
    });
  }
}

function parentOf(node: StoreNode, among: readonly StoreNode[]): StoreNode | undefined {
  for (const candidate of among) {
    if (candidate.children.some(({ id }) => id === node.id)) return candidate;
    const deeper = parentOf(node, candidate.children);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
