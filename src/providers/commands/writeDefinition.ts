import * as path from 'node:path';
import * as vscode from 'vscode';
import { WriteDefinitions, type WrittenDefinitions } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { withSteps } from '../progress.js';
import { objectOf, storeFor } from '../subject.js';

/** Writes definition files for an object of a store, or for everything in it that the project does not define. */
export async function writeDefinition(firn: Firn, argument: unknown): Promise<void> {
  const object = objectOf(argument);
  const store = object === undefined ? await storeFor(firn, argument) : firn.stores.find(object);
  if (store === undefined) return;
  const { project, target } = store;
  const names = object === undefined ? [] : [[object.name, object.version].filter(Boolean).join('@')];
  const title = vscode.l10n.t('Writing definitions of {0}', names[0] ?? store.schema);
  const result = await withSteps(firn.server, title, (token) =>
    firn.server.request(WriteDefinitions, { project, target, names, token }),
  );
  await show(result);
  tell(firn, result);
}

/** The file that was asked for stands last: before it come the entities that it is on. */
async function show({ written }: WrittenDefinitions): Promise<void> {
  const last = written.at(-1);
  if (last !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(last));
}

function tell({ log }: Firn, { written, conflicts, refused }: WrittenDefinitions): void {
  for (const { title, reason } of refused) log.warn(`${title} has no definition: ${reason}`);
  const [refusal] = refused;
  const [conflict] = conflicts;
  if (conflict !== undefined)
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} is there and does not define {1}; it stays as it is.',
        path.basename(conflict.file),
        conflict.title,
      ),
    );
  if (refusal !== undefined)
    void vscode.window.showWarningMessage(
      refused.length === 1
        ? vscode.l10n.t('{0} has no definition. {1}', refusal.title, refusal.reason)
        : vscode.l10n.t('{0} objects have no definition; the log says why.', refused.length),
    );
  if (written.length > 1)
    void vscode.window.showInformationMessage(vscode.l10n.t('Wrote {0} definition files.', written.length));
  else if (written.length + conflicts.length + refused.length === 0)
    void vscode.window.showInformationMessage(vscode.l10n.t('The project defines it already.'));
}
