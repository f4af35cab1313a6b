import { CodeActionKind, type CodeAction, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../project/model.js';
import { lspDiagnostic } from './diagnostics.js';
import { overlaps, rangeOf, uriOf } from './places.js';
import type { Range, StoreRef } from './protocol.js';

interface Remedy {
  readonly title: string;
  readonly command: string;
}

const pull: Remedy = { title: 'Pull Catalog', command: 'firn.pull' };

/** What no edit mends: commands that do, given the store in use. */
const remedies: Readonly<Record<string, Remedy>> = { 'catalog-missing': pull, 'catalog-invalid': pull };

/** The fixes that the diagnostics at a place offer: edits, and commands on the store in use. */
export function codeActions(
  diagnostics: readonly Diagnostic[],
  uri: string,
  range: Range,
  store: StoreRef | null,
): CodeAction[] {
  return diagnostics
    .filter(({ span }) => uriOf(span.file) === uri && overlaps(rangeOf(span), range))
    .flatMap((diagnostic) => [
      ...edits(diagnostic),
      ...commands(diagnostic, store),
      ...silencing(diagnostic),
    ]);
}

function edits(diagnostic: Diagnostic): CodeAction[] {
  const { fix, otherFixes = [] } = diagnostic;
  // Only the one right way out is preferred.
  const isPreferred = otherFixes.length === 0;
  return [...(fix ? [fix] : []), ...otherFixes].map((way) => ({
    ...quickFix(way.title, diagnostic),
    isPreferred,
    edit: fixEdit(way),
  }));
}

/** Never preferred: saying why nothing is done must not be what one key does. */
function silencing(diagnostic: Diagnostic): CodeAction[] {
  const { silencing: fix } = diagnostic;
  if (fix === undefined) return [];
  return [{ ...quickFix(fix.title, diagnostic), isPreferred: false, edit: fixEdit(fix) }];
}

function commands(diagnostic: Diagnostic, store: StoreRef | null): CodeAction[] {
  const remedy = remedies[diagnostic.code];
  if (remedy === undefined || store === null) return [];
  return [{ ...quickFix(remedy.title, diagnostic), command: { ...remedy, arguments: [store] } }];
}

function quickFix(title: string, diagnostic: Diagnostic): CodeAction {
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [lspDiagnostic(diagnostic)],
    isPreferred: true,
  };
}

export function fixEdit(fix: Fix): WorkspaceEdit {
  const result: Record<string, TextEdit[]> = {};
  for (const { span, newText } of fix.edits) {
    (result[uriOf(span.file)] ??= []).push({ range: rangeOf(span), newText });
  }
  return { changes: result };
}
