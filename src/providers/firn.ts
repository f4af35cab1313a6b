import type * as vscode from 'vscode';
import type { DataPanels } from '../webviews/data/panel.js';
import type { PlanModel } from './plan/planModel.js';
import type { ProjectsModel } from './projects.js';
import type { Server } from './server.js';
import type { SqlDocuments } from './sqlDocuments.js';
import type { StoresModel } from './stores.js';

/** What commands work with. */
export interface Firn {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly server: Server;
  readonly projects: ProjectsModel;
  readonly stores: StoresModel;
  readonly plan: PlanModel;
  readonly sql: SqlDocuments;
  readonly data: DataPanels;
}
