import * as vscode from 'vscode';
import type { Firn } from '../firn.js';
import { ServerDownError } from '../server.js';
import { previewData } from './data.js';
import { goToDefinition } from './goToDefinition.js';
import {
  applyPlan,
  closePlan,
  comparePlanned,
  openPlanPart,
  planAgain,
  planChanges,
  planWithDrops,
  showPlanStatements,
} from './plan.js';
import { openSample, pull, reloadStore, selectTarget } from './project.js';
import { registerDefinition, showState } from './register.js';
import { compareSql, copySql, peekSql, previewSql } from './sql.js';
import { writeDefinition } from './writeDefinition.js';
import { drop, refresh, resume, suspend } from './storeObjects.js';

type Handler = (firn: Firn, argument: unknown) => Promise<void> | void;

/** Every command of the manifest. */
const handlers: Readonly<Record<string, Handler>> = {
  'firn.openSample': openSample,
  'firn.previewSql': previewSql,
  'firn.peekSql': peekSql,
  'firn.compareSql': compareSql,
  'firn.copySql': copySql,
  'firn.previewData': previewData,
  'firn.register': registerDefinition,
  'firn.showState': showState,
  'firn.planChanges': planChanges,
  'firn.planAgain': planAgain,
  'firn.planWithDrops': planWithDrops,
  'firn.applyPlan': applyPlan,
  'firn.closePlan': closePlan,
  'firn.openPlanPart': openPlanPart,
  'firn.comparePlanned': comparePlanned,
  'firn.showPlanStatements': showPlanStatements,
  'firn.refresh': refresh,
  'firn.suspend': suspend,
  'firn.resume': resume,
  'firn.drop': drop,
  'firn.goToDefinition': goToDefinition,
  'firn.pull': pull,
  'firn.writeDefinition': writeDefinition,
  'firn.reloadStore': reloadStore,
  'firn.selectTarget': selectTarget,
  'firn.showLog': ({ log }) => log.show(),
  'firn.restartServer': ({ server }) => server.restart(),
};

export function registerCommands(firn: Firn): vscode.Disposable[] {
  return Object.entries(handlers).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await handler(firn, argument);
      } catch (error) {
        await explain(firn, error);
      }
    }),
  );
}

/** A failed command says why, and leads on: to a restart when the server is down, else to the log. */
async function explain(firn: Firn, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  firn.log.error(message);
  const next =
    error instanceof ServerDownError
      ? { title: vscode.l10n.t('Restart Language Server'), command: 'firn.restartServer' }
      : { title: vscode.l10n.t('Show Log'), command: 'firn.showLog' };
  // Not awaited by the caller's promise: the command has ended, whether or not the message is read.
  void vscode.window.showErrorMessage(message, next.title).then((answer) => {
    if (answer === next.title) void vscode.commands.executeCommand(next.command);
  });
}
