import * as vscode from 'vscode';
import type { PreviewSource } from '../../language/protocol.js';
import type { Firn } from '../firn.js';
import { definitionFor, objectOf } from '../subject.js';

/** Shows rows: of a registered view as the store has it when asked in the tree, else of the definition as typed. */
export async function previewData(firn: Firn, argument: unknown): Promise<void> {
  const limit = vscode.workspace.getConfiguration('firn').get('preview.rowLimit', 1000);
  const object = objectOf(argument);
  if (object?.kind === 'featureView' && object.registered) {
    const { project, target, kind, name, version } = object;
    const source: PreviewSource = { of: 'store', project, target, kind, name, version };
    return firn.data.show(source, `${name} ${version} (${target})`, limit);
  }
  const ref = await definitionFor(firn, argument, ['featureView']);
  if (ref === undefined) return;
  const target = object?.target ?? firn.projects.find(ref.project)?.target ?? '';
  await firn.data.show({ of: 'definition', target, ...ref }, ref.key.replace('@', ' '), limit);
}
