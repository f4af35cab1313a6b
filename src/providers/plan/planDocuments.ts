import * as vscode from 'vscode';
import type { Operation } from '../../language/protocol.js';
import type { PlanModel } from './planModel.js';

const scheme = 'firn-plan';

/** Which text of an operation. */
type Side = 'registered' | 'defined' | 'statements';

interface Source {
  readonly side: Side;
  readonly kind: Operation['kind'];
  readonly name: string;
  readonly version: string | null;
}

/** Read-only documents with the queries and statements of the plan that is shown. */
export class PlanDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #model: PlanModel;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChange = this.#changed.event;

  constructor(model: PlanModel) {
    this.#model = model;
    this.#disposables = [
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      model.onDidChange(() => {
        for (const { uri } of vscode.workspace.textDocuments)
          if (uri.scheme === scheme) this.#changed.fire(uri);
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { side, kind, name, version } = JSON.parse(uri.query) as Source;
    const operation = this.#model.shown?.plan.operations.find(
      (o) => o.kind === kind && o.name === name && o.version === version,
    );
    return `${operation ? textOf(operation, side) : `-- ${vscode.l10n.t('The plan that was shown here is closed.')}`}\n`;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function textOf({ changes, sql }: Operation, side: Side): string {
  if (side === 'statements') return sql.map((statement) => `${statement};`).join('\n\n');
  const query = changes.find(({ what }) => what === 'query');
  return (side === 'registered' ? query?.from : query?.to) ?? '';
}

/** Shows the registered query beside the defined one, in VS Code's own comparison. */
export async function showComparison(operation: Operation): Promise<void> {
  const title = vscode.l10n.t('{0}: registered ↔ planned', titleOf(operation));
  await vscode.commands.executeCommand(
    'vscode.diff',
    uriOf(operation, 'registered'),
    uriOf(operation, 'defined'),
    title,
    { preview: true },
  );
}

export async function showStatements(operation: Operation): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uriOf(operation, 'statements'));
  await vscode.window.showTextDocument(document, { preview: true });
}

const titleOf = ({ name, version }: Operation): string => [name, version].filter(Boolean).join(' ');

/** The ending makes it Snowflake SQL. */
function uriOf(operation: Operation, side: Side): vscode.Uri {
  const { kind, name, version } = operation;
  const source: Source = { side, kind, name, version };
  const path = `/${titleOf(operation)} (${side}).snowflake.sql`;
  return vscode.Uri.from({ scheme, path, query: JSON.stringify(source) });
}
