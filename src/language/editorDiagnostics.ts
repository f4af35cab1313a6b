import path from 'node:path';
import type { Diagnostic } from '../project/model.js';

/** Problems of files that are not there. */
const missingFile: ReadonlySet<string> = new Set(['catalog-missing']);

/**
 * A project's diagnostics at places that the editor can open: it offers fixes only in files that exist, so what a
 * missing file causes stands at the head of `firn.json`.
 */
export function editorDiagnostics(folder: string, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const file = path.join(folder, 'firn.json');
  const head = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return diagnostics.map((diagnostic) =>
    missingFile.has(diagnostic.code) ? { ...diagnostic, span: head } : diagnostic,
  );
}
