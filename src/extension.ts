import * as vscode from 'vscode';
import { StyleChanged, TrustGranted, type ServerOptions, type SqlStyle } from './language/protocol.js';
import { registerCommands } from './providers/commands/commands.js';
import { ContextKeys } from './providers/contextKeys.js';
import { PlanDocuments } from './providers/plan/planDocuments.js';
import { PlanModel } from './providers/plan/planModel.js';
import { PlanTree } from './providers/plan/planTree.js';
import { presentSample } from './providers/presentSample.js';
import { startWithProject } from './providers/projectFiles.js';
import { ProjectsModel } from './providers/projects.js';
import { Server } from './providers/server.js';
import { SqlDocuments } from './providers/sqlDocuments.js';
import { SqlLink } from './providers/sqlLink.js';
import { StateDecorations } from './providers/stateDecorations.js';
import { StatusItem } from './providers/statusItem.js';
import { StoresModel } from './providers/stores.js';
import { StoresTree } from './providers/storesTree.js';
import { DataPanels } from './webviews/data/panel.js';

/** Registers everything, then starts the language server when there is a project. Waits for nothing. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Firn', { log: true });
  const modules = {
    client: context.asAbsolutePath('dist/client.cjs'),
    server: context.asAbsolutePath('dist/server.cjs'),
  };
  const server = new Server(modules, log, () => serverOptions(context));
  const projects = new ProjectsModel(server);
  const stores = new StoresModel(server, projects);
  const sql = new SqlDocuments(server);
  const data = new DataPanels(context.extensionUri, server);
  const plan = new PlanModel(server, projects);
  const firn = { context, log, server, projects, stores, plan, sql, data };
  const tree = new StoresTree(server, projects, stores, log);

  context.subscriptions.push(
    log,
    server,
    projects,
    stores,
    sql,
    data,
    tree,
    plan,
    new PlanTree(plan),
    new PlanDocuments(plan),
    new SqlLink(sql),
    new StatusItem(server, projects, stores),
    new ContextKeys(server, projects, stores),
    vscode.window.registerFileDecorationProvider(new StateDecorations()),
    ...registerCommands(firn),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.notify(TrustGranted, {})),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('firn.sql')) server.notify(StyleChanged, sqlStyle());
    }),
    startWithProject(server, log),
  );
  presentSample(context);
}

function serverOptions(context: vscode.ExtensionContext): ServerOptions {
  return {
    trusted: vscode.workspace.isTrusted,
    style: sqlStyle(),
    targets: context.workspaceState.get<Record<string, string>>('firn.targets', {}),
  };
}

function sqlStyle(): SqlStyle {
  const settings = vscode.workspace.getConfiguration('firn.sql');
  return {
    keywordCase: settings.get<SqlStyle['keywordCase']>('keywordCase', 'preserve'),
    indent: settings.get('indent', 2),
  };
}
