import * as path from 'node:path';
import * as vscode from 'vscode';
import { OpenSample, Pull, SelectTarget } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { withSteps } from '../progress.js';
import { objectOf, storeFor, storeOf } from '../subject.js';

/** Where the next window finds the folder of a sample it should present. */
export const sampleKey = 'firn.presentSample';

/** Writes the sample into a folder that the user picks (or that is given), and opens it. */
export async function openSample(firn: Firn, argument: unknown): Promise<void> {
  const folder = argument instanceof vscode.Uri ? argument : await pickFolder();
  if (folder === undefined) return;
  const { open } = await withSteps(firn.server, vscode.l10n.t('Preparing the sample project'), (token) =>
    firn.server.request(OpenSample, { folder: folder.fsPath, token }),
  );
  await firn.context.globalState.update(sampleKey, open);
  const inUse = (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
  await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(open), { forceNewWindow: inUse });
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('Folder for the sample project'),
      openLabel: vscode.l10n.t('Create the Sample Here'),
    })) ?? [];
  return parent === undefined ? undefined : vscode.Uri.file(path.join(parent.fsPath, 'firn-sample'));
}

export async function pull(firn: Firn, argument: unknown): Promise<void> {
  const store = await storeFor(firn, argument);
  if (store === undefined) return;
  const { project, target } = store;
  const report = await withSteps(
    firn.server,
    vscode.l10n.t('Reading the source tables of {0}', target),
    (token) => firn.server.request(Pull, { project, target, token }),
  );
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Pulled {0} columns of {1} tables.', report.columns, report.tables),
  );
}

export async function reloadStore(firn: Firn, argument: unknown): Promise<void> {
  const object = objectOf(argument);
  const store = object === undefined ? await storeFor(firn, argument) : firn.stores.find(object);
  if (store === undefined) return;
  await withSteps(firn.server, vscode.l10n.t('Reading {0}', store.schema), () =>
    firn.stores.read(store, true),
  );
}

export async function selectTarget(firn: Firn, argument: unknown): Promise<void> {
  const given = storeOf(argument);
  const store = given ?? (await storeFor(firn, argument));
  if (store === undefined) return;
  const target = given === undefined ? await pickTarget(firn, store.project) : given.target;
  if (target === undefined) return;
  await firn.server.request(SelectTarget, { project: store.project, target });
  const chosen = firn.context.workspaceState.get<Record<string, string>>('firn.targets', {});
  await firn.context.workspaceState.update('firn.targets', { ...chosen, [store.project]: target });
}

async function pickTarget(firn: Firn, folder: string): Promise<string | undefined> {
  const project = firn.projects.find(folder);
  const items = (project?.targets ?? []).map((target) => ({
    label: target.name,
    description: [target.name === project?.target ? 'in use' : '', target.protected ? 'protected' : '']
      .filter(Boolean)
      .join(' · '),
    detail: `${target.connection} · ${target.database}.${target.schema}`,
  }));
  const placeHolder = vscode.l10n.t('Select the target that definitions are compiled for and registered in');
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.label;
}
