import * as vscode from 'vscode';
import {
  ChangeObject,
  type FeatureViewInfo,
  type StoreAction,
  type StoreObjectRef,
} from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { withSteps } from '../progress.js';
import { objectOf, registeredViewFor, type StoreObject } from '../subject.js';

const managed = (view: FeatureViewInfo): boolean => view.type === 'managed';

export async function refresh(firn: Firn, argument: unknown): Promise<void> {
  const view = await registeredViewFor(firn, argument, managed);
  if (view === undefined) return;
  await change(firn, view, 'refresh', vscode.l10n.t('Refreshing {0}', nameOf(view)));
}

export async function suspend(firn: Firn, argument: unknown): Promise<void> {
  const view = await registeredViewFor(firn, argument, (v) => managed(v) && v.schedulingState === 'ACTIVE');
  if (view === undefined) return;
  await change(firn, view, 'suspend', vscode.l10n.t('Suspending {0}', nameOf(view)));
}

export async function resume(firn: Firn, argument: unknown): Promise<void> {
  const view = await registeredViewFor(firn, argument, (v) => managed(v) && v.schedulingState !== 'ACTIVE');
  if (view === undefined) return;
  await change(firn, view, 'resume', vscode.l10n.t('Resuming {0}', nameOf(view)));
}

export async function drop(firn: Firn, argument: unknown): Promise<void> {
  const object = objectOf(argument) ?? (await registeredViewFor(firn, argument, () => true));
  if (object === undefined || !(await confirmDrop(firn, object))) return;
  await change(firn, object, 'drop', vscode.l10n.t('Dropping {0}', nameOf(object)));
}

async function confirmDrop(firn: Firn, object: StoreObject): Promise<boolean> {
  const store = firn.stores.find(object);
  const dropIt = vscode.l10n.t('Drop');
  const detail = vscode.l10n.t(
    '{0} is removed from {1}, with its rows. Whatever reads it fails from then on. The definition in this project stays.',
    nameOf(object),
    store?.schema ?? object.target,
  );
  const message = vscode.l10n.t('Drop {0}?', nameOf(object));
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, dropIt)) !== dropIt)
    return false;
  if (store?.protected !== true) return true;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Drop {0} from the protected target {1}', nameOf(object), object.target),
    prompt: vscode.l10n.t('Type {0} to go on', object.target),
    ignoreFocusOut: true,
  });
  return typed === object.target;
}

async function change(firn: Firn, object: StoreObject, action: StoreAction, title: string): Promise<void> {
  const { project, target, kind, name, version } = object;
  const ref: StoreObjectRef = { project, target, kind, name, version };
  await withSteps(firn.server, title, () => firn.server.request(ChangeObject, { ...ref, action }));
}

const nameOf = ({ name, version }: StoreObject): string => [name, version].filter(Boolean).join(' ');
