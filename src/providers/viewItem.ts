import * as vscode from 'vscode';
import type { ViewNode } from './viewNode.js';

/** A node of a view as VS Code draws it; `hasChildren`: whether there is anything to expand. */
export function viewItem(node: ViewNode, hasChildren: boolean): vscode.TreeItem {
  const { None, Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const open = node.expanded ? Expanded : Collapsed;
  const item = new vscode.TreeItem(node.label, hasChildren ? open : None);
  item.id = node.id;
  item.description = node.description;
  item.tooltip = node.tooltip === '' ? undefined : new vscode.MarkdownString(node.tooltip, true);
  const color = node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color);
  item.iconPath = new vscode.ThemeIcon(node.icon.name, color);
  item.contextValue = node.contextValue;
  return item;
}
