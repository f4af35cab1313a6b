import * as vscode from 'vscode';
import { viewItem } from '../viewItem.js';
import type { PlanModel } from './planModel.js';
import type { PlanNode } from './planNode.js';
import { planNodes } from './planNodes.js';
import { isRefused, messageOf, toMake } from './planWords.js';

/** The view *Plan*: what applying would change, by kind. It is there while there is a plan. */
export class PlanTree implements vscode.TreeDataProvider<PlanNode>, vscode.Disposable {
  readonly view: vscode.TreeView<PlanNode>;
  readonly #model: PlanModel;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(model: PlanModel) {
    this.#model = model;
    this.view = vscode.window.createTreeView('firn.plan', { treeDataProvider: this, showCollapseAll: true });
    this.#disposables = [this.#changed, this.view, model.onDidChange(() => this.#update())];
  }

  getChildren(node?: PlanNode): PlanNode[] {
    const { shown } = this.#model;
    if (shown === null) return [];
    return node === undefined ? planNodes(shown.plan, shown.outcome) : [...node.children];
  }

  getTreeItem(node: PlanNode): vscode.TreeItem {
    const item = viewItem(node, node.children.length > 0);
    if (node.opens !== null)
      item.command = { title: vscode.l10n.t('Open'), command: 'firn.openPlanPart', arguments: [node] };
    return item;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #update(): void {
    const { shown } = this.#model;
    void vscode.commands.executeCommand('setContext', 'firn.plan', stateOf(this.#model));
    this.view.message = shown === null ? undefined : messageOf(shown.plan, shown.outcome, shown.isOutdated);
    this.view.description =
      shown === null
        ? undefined
        : vscode.l10n.t('{0} · {1}', shown.target, clock(Date.parse(shown.plan.createdAt)));
    this.#changed.fire();
  }
}

/** What menus ask for: `none`, `empty` (nothing to do), `refused`, `ready`, or `applied`. */
function stateOf({ shown }: PlanModel): string {
  if (shown === null) return 'none';
  if (shown.outcome?.steps.every(({ status }) => status === 'applied' || status === 'there already') === true)
    return 'applied';
  if (isRefused(shown.plan)) return 'refused';
  return toMake(shown.plan).length === 0 ? 'empty' : 'ready';
}

function clock(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
