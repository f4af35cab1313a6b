import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as vscode from 'vscode';
import { ApplyPlan, Progress, StopApply, type PlanOutcome } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { showComparison, showStatements } from '../plan/planDocuments.js';
import type { ShownPlan } from '../plan/planModel.js';
import type { PlanNode } from '../plan/planNode.js';
import { confirmationLines, isRefused, toMake } from '../plan/planWords.js';
import { storeFor } from '../subject.js';

/** Shows what the definitions would change in the store in use, or in that of the node. */
export async function planChanges(firn: Firn, argument: unknown): Promise<void> {
  const store = await storeFor(firn, argument);
  if (store === undefined) return;
  await firn.plan.make(store, false);
  await vscode.commands.executeCommand('firn.plan.focus');
}

/** Makes the plan that is shown anew. */
export async function planAgain({ plan }: Firn): Promise<void> {
  if (plan.shown !== null) await plan.make(plan.shown, plan.shown.drop);
}

/** The same with what no definition is of dropped. */
export async function planWithDrops({ plan }: Firn): Promise<void> {
  if (plan.shown !== null) await plan.make(plan.shown, true);
}

export function closePlan({ plan }: Firn): void {
  plan.close();
}

/** Opens what a node of the plan is about: a comparison of queries, statements, or a place. */
export async function openPlanPart(firn: Firn, argument: unknown): Promise<void> {
  const opens = nodeOf(argument)?.opens;
  if (opens == null) return;
  if (opens.open === 'comparison') return showComparison(opens.operation);
  if (opens.open === 'statements') return showStatements(opens.operation);
  const { shown } = firn.plan;
  if (shown === null) return;
  const at = new vscode.Position(opens.line - 1, opens.column - 1);
  const uri = vscode.Uri.file(path.join(shown.project, opens.file));
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at) });
}

export async function comparePlanned(_firn: Firn, argument: unknown): Promise<void> {
  const operation = nodeOf(argument)?.operation;
  if (operation != null) await showComparison(operation);
}

export async function showPlanStatements(_firn: Firn, argument: unknown): Promise<void> {
  const operation = nodeOf(argument)?.operation;
  if (operation != null) await showStatements(operation);
}

function nodeOf(argument: unknown): PlanNode | undefined {
  return typeof argument === 'object' && argument !== null && 'opens' in argument
    ? (argument as PlanNode)
    : undefined;
}

/** Applies the plan that is shown, after it was confirmed; without one, a plan is made and shown first. */
export async function applyPlan(firn: Firn, argument: unknown): Promise<void> {
  const { shown } = firn.plan;
  if (shown === null) return planChanges(firn, argument);
  if (isRefused(shown.plan))
    throw new Error(
      vscode.l10n.t('The plan cannot be applied: the Plan view says what is refused, and why.'),
    );
  if (toMake(shown.plan).length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing to do: {0} is what the definitions say.', shown.target),
    );
    return;
  }
  if (!(await confirm(firn, shown))) return;
  const outcome = await run(firn, shown);
  firn.plan.applied(shown.plan, outcome);
  await report(firn, shown, outcome);
}

async function confirm(firn: Firn, { project, target, plan, isOutdated }: ShownPlan): Promise<boolean> {
  const isDestructive = plan.operations.some(({ destructive }) => destructive);
  const detail = [
    ...confirmationLines(plan),
    ...(isDestructive
      ? [
          '',
          vscode.l10n.t('What is replaced or dropped loses its rows and its history. This cannot be undone.'),
        ]
      : []),
    ...(isOutdated
      ? [
          '',
          vscode.l10n.t('The definitions have changed since the plan was made; those changes are not in it.'),
        ]
      : []),
  ].join('\n');
  const apply = isDestructive ? vscode.l10n.t('Replace and Apply') : vscode.l10n.t('Apply');
  const store = `${plan.place.database}.${plan.place.schema}`;
  const message = vscode.l10n.t('Apply {0} to {1} ({2})?', changes(toMake(plan).length), target, store);
  const answer = isDestructive
    ? await vscode.window.showWarningMessage(message, { modal: true, detail }, apply)
    : await vscode.window.showInformationMessage(message, { modal: true, detail }, apply);
  if (answer !== apply) return false;
  if (firn.stores.find({ project, target })?.protected !== true) return true;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Apply {0} to the protected target {1}', changes(toMake(plan).length), target),
    prompt: vscode.l10n.t('Type {0} to go on', target),
    ignoreFocusOut: true,
  });
  return typed === target;
}

/** It may take as long as the rows take: a notification that can be cancelled, and the steps in it. */
async function run({ server }: Firn, { project, target, plan }: ShownPlan): Promise<PlanOutcome> {
  const token = randomUUID();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Applying to {0}', target),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const listeners = [
      server.on(Progress, (step) => {
        if (step.token === token) progress.report({ message: step.message });
      }),
      cancellation.onCancellationRequested(() => {
        progress.report({ message: vscode.l10n.t('stopping after this operation') });
        void server.request(StopApply, { token });
      }),
    ];
    try {
      return await server.request(ApplyPlan, { project, plan, token, allowDestructive: true });
    } finally {
      for (const listener of listeners) listener.dispose();
    }
  });
}

async function report(firn: Firn, { target }: ShownPlan, { steps, problem }: PlanOutcome): Promise<void> {
  const failed = steps.find(({ status }) => status === 'failed');
  const left = steps.filter(({ status }) => status === 'not run').length;
  const applied = steps.filter(({ status }) => status === 'applied').length;
  for (const { name, warnings } of steps)
    for (const warning of warnings) firn.log.warn(`${name}: ${warning}`);
  if (problem !== null) firn.log.warn(problem);
  if (failed) {
    const title = [failed.name, failed.version].filter(Boolean).join(' ');
    throw new Error(
      vscode.l10n.t('{0} failed: {1} Apply again to go on from here.', title, failed.error ?? ''),
    );
  }
  if (left > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'Stopped: {0} applied to {1}, {2} not run. Apply again to go on from here.',
        applied,
        target,
        left,
      ),
    );
    return;
  }
  const message = vscode.l10n.t('Applied {0} to {1}.', changes(applied), target);
  if (problem === null) {
    void vscode.window.showInformationMessage(message);
    return;
  }
  void vscode.window.showWarningMessage(`${message} ${problem}`);
}

const changes = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 change') : vscode.l10n.t('{0} changes', count);
