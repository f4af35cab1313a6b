import * as vscode from 'vscode';
import { DefinitionStatus, Register, type DefinitionRef } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { withSteps } from '../progress.js';
import { definitionFor, objectOf } from '../subject.js';

interface Question {
  readonly ref: DefinitionRef;
  readonly name: string;
  readonly target: string;
  readonly changes: readonly string[];
}

/** Registers a definition in the target in use; says what would be overwritten, and asks before it is. */
export async function registerDefinition(firn: Firn, argument: unknown): Promise<void> {
  const ref = await definitionFor(firn, argument, ['featureView', 'entity']);
  if (ref === undefined) return;
  const target = objectOf(argument)?.target ?? firn.projects.find(ref.project)?.target ?? '';
  const name = ref.key.replace('@', ' ');
  const status = await withSteps(firn.server, vscode.l10n.t('Comparing {0} with the store', name), () =>
    firn.server.request(DefinitionStatus, { ...ref, target }),
  );
  const question: Question = { ref, name, target, changes: status.changes };
  if (status.state === 'in sync') {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0} is registered as it is defined here.', name),
    );
    return;
  }
  const overwrite = status.state === 'differs';
  if (overwrite && !(await confirmOverwrite(question))) return;
  if (status.protected && !(await confirmProtected(question))) return;
  const result = await withSteps(firn.server, vscode.l10n.t('Registering {0}', name), (token) =>
    firn.server.request(Register, { ...ref, target, overwrite, token }),
  );
  for (const warning of result.warnings) firn.log.warn(`${name}: ${warning}`);
  await showResult(firn, question, result.warnings);
}

async function confirmOverwrite({ name, target, changes }: Question): Promise<boolean> {
  const overwrite = vscode.l10n.t('Overwrite');
  const detail = [
    vscode.l10n.t('What is registered in {0} is replaced. It differs in:', target),
    ...changes.map((change) => `• ${change}`),
    '',
    vscode.l10n.t('To keep it for those who use it, give the definition a new version instead.'),
  ].join('\n');
  const message = vscode.l10n.t('Overwrite {0}?', name);
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, overwrite)) === overwrite;
}

async function confirmProtected({ name, target }: Question): Promise<boolean> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Register {0} in the protected target {1}', name, target),
    prompt: vscode.l10n.t('Type {0} to go on', target),
    ignoreFocusOut: true,
  });
  return typed === target;
}

async function showResult(
  firn: Firn,
  { ref, name, target }: Question,
  warnings: readonly string[],
): Promise<void> {
  const store = firn.stores.find({ project: ref.project, target });
  const message = vscode.l10n.t('Registered {0} in {1}.', name, store?.schema ?? target);
  if (warnings.length === 0) {
    void vscode.window.showInformationMessage(message);
    return;
  }
  const showLog = vscode.l10n.t('Show Log');
  const text = [message, ...warnings].join(' ');
  if ((await vscode.window.showWarningMessage(text, showLog)) === showLog) firn.log.show();
}

/** What the state in a lens means, and what can be done about it. */
export async function showState(firn: Firn, argument: unknown): Promise<void> {
  const ref = await definitionFor(firn, argument, ['featureView', 'entity']);
  if (ref === undefined) return;
  const object = firn.stores
    .defined(ref.project)
    .find((o) => ref.key === [o.name, o.version].filter(Boolean).join('@'));
  if (
    object?.state === 'differs' &&
    object.kind === 'featureView' &&
    object.changes.some((c) => c.startsWith('query'))
  ) {
    await vscode.commands.executeCommand('firn.compareSql', ref);
    return;
  }
  if (object?.state === 'differs') {
    const register = vscode.l10n.t('Register');
    const detail = object.changes.map((change) => `• ${change}`).join('\n');
    const message = vscode.l10n.t('{0} differs from what is registered.', ref.key.replace('@', ' '));
    const answer = await vscode.window.showInformationMessage(message, { modal: true, detail }, register);
    if (answer === register) await registerDefinition(firn, ref);
    return;
  }
  await vscode.commands.executeCommand('firn.stores.focus');
}
