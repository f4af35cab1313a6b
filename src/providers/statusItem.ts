import * as vscode from 'vscode';
import { escapeMarkdown } from './markdown.js';
import type { ProjectsModel } from './projects.js';
import type { Server } from './server.js';
import type { StoresModel } from './stores.js';
import { statusFacts } from './statusFacts.js';

/** The one status bar item: the target in use and how its store stands. A click does what the state asks for. */
export class StatusItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('firn.status', vscode.StatusBarAlignment.Left, 10);
  readonly #disposables: vscode.Disposable[];

  constructor(server: Server, projects: ProjectsModel, stores: StoresModel) {
    this.#item.name = 'Firn';
    const update = (): void => this.#show(server, projects, stores);
    this.#disposables = [
      this.#item,
      server.onDidChangeState(update),
      projects.onDidChange(update),
      stores.onDidChange(update),
    ];
    update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(server: Server, projects: ProjectsModel, stores: StoresModel): void {
    const facts = statusFacts(server.state, projects.all, stores.all);
    if (facts === null) {
      this.#item.hide();
      return;
    }
    const tooltip = new vscode.MarkdownString('', true);
    tooltip.isTrusted = { enabledCommands: facts.links.map(({ command }) => command) };
    tooltip.appendMarkdown(facts.lines.map(escapeMarkdown).join('  \n'));
    tooltip.appendMarkdown('\n\n---\n\n');
    tooltip.appendMarkdown(
      facts.links.map(({ title, command }) => `[${title}](command:${command})`).join(' · '),
    );
    this.#item.text = `$(${facts.icon}) ${facts.text}`;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Firn: ${facts.text}. ${facts.lines.join('. ')}` };
    this.#item.command = facts.command;
    this.#item.backgroundColor = facts.blocked
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : undefined;
    this.#item.show();
  }
}
