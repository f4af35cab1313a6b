import { CodeActionKind, type CodeAction, type TextEdit } from 'vscode-languageserver';
import type { Diagnostic, Fix } from '../project/model.js';
import { lspDiagnostic } from './diagnostics.js';
import { overlaps, rangeOf, uriOf } from './places.js';
import type { Range } from './protocol.js';

/** The fixes that the diagnostics at a place offer. */
export function codeActions(diagnostics: readonly Diagnostic[], uri: string, range: Range): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const { fix } = diagnostic;
    if (
      fix === undefined ||
      uriOf(diagnostic.span.file) !== uri ||
      !overlaps(rangeOf(diagnostic.span), range)
    ) {
      return [];
    }
    return [
      {
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [lspDiagnostic(diagnostic)],
        isPreferred: true,
        edit: { changes: changes(fix) },
      },
    ];
  });
}

function changes(fix: Fix): Record<string, TextEdit[]> {
  const result: Record<string, TextEdit[]> = {};
  for (const { span, newText } of fix.edits) {
    (result[uriOf(span.file)] ??= []).push({ range: rangeOf(span), newText });
  }
  return result;
}
