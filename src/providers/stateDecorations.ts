import * as vscode from 'vscode';
import type { ObjectState } from '../language/protocol.js';

const scheme = 'firn-object';

/** The resource of an object in the tree; it carries its state, so that a new state is a new decoration. */
export function objectUri(id: string, state: ObjectState): vscode.Uri {
  return vscode.Uri.from({ scheme, path: id.startsWith('/') ? id : `/${id}`, query: state });
}

/** Marks objects that are new or differ, as source control marks files. */
export class StateDecorations implements vscode.FileDecorationProvider {
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    if (uri.query === 'new') {
      return {
        badge: 'N',
        color: new vscode.ThemeColor('gitDecoration.addedResourceForeground'),
        tooltip: vscode.l10n.t('not registered yet'),
      };
    }
    if (uri.query === 'differs') {
      return {
        badge: 'D',
        color: new vscode.ThemeColor('gitDecoration.modifiedResourceForeground'),
        tooltip: vscode.l10n.t('differs from what is registered'),
      };
    }
    return undefined;
  }
}
