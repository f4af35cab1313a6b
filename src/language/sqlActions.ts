import { CodeActionKind, type CodeAction } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { SqlAction } from '../project/sql/actions.js';
import { SourceText } from '../project/text.js';
import { fixEdit } from './codeActions.js';
import { pathOf } from './places.js';
import type { ProjectHost } from './projectHost.js';
import type { Range, SqlStyle } from './protocol.js';

const TITLES: Readonly<Record<SqlAction['kind'], string>> = {
  format: 'Format this SQL',
  subqueries: 'Move the sub-queries into WITH',
};

/** What may be done with the query at a place: in a SQL file, or in a template literal of a definition. */
export async function sqlActions(
  host: ProjectHost,
  document: TextDocument,
  range: Range,
  style: SqlStyle,
): Promise<CodeAction[]> {
  const file = pathOf(document.uri);
  if (file === null || host.storeRef() === null) return [];
  const source = new SourceText(file, document.getText());
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const actions = await host.project.sqlActions({ source, range: place, target: host.targetName }, style);
  return actions.flatMap((action) => codeAction(action) ?? []);
}

/** One that cannot be done is shown with its reason; one with nothing to do is not shown. */
function codeAction({ kind, fix, reason }: SqlAction): CodeAction | null {
  const action = { title: TITLES[kind], kind: CodeActionKind.RefactorRewrite };
  if (fix !== null) return { ...action, edit: fixEdit(fix) };
  return reason === undefined ? null : { ...action, disabled: { reason } };
}
