import { DiagnosticSeverity, type Diagnostic as LspDiagnostic } from 'vscode-languageserver';
import { rulePage } from '../project/checks/rules.js';
import type { Diagnostic, Severity } from '../project/model.js';
import { packageFile } from '../session/distribution.js';
import { rangeOf, uriOf } from './places.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function lspDiagnostic(diagnostic: Diagnostic): LspDiagnostic {
  return {
    range: rangeOf(diagnostic.span),
    severity: severities[diagnostic.severity],
    code: diagnostic.code,
    codeDescription: { href: uriOf(packageFile(rulePage(diagnostic.code))) },
    source: 'firn',
    message: diagnostic.message,
  };
}

/** Publishes the diagnostics of one project, and takes back those of files that have none any more. */
export class DiagnosticPublisher {
  readonly #send: (uri: string, diagnostics: LspDiagnostic[]) => void;
  #published = new Map<string, string>();

  constructor(send: (uri: string, diagnostics: LspDiagnostic[]) => void) {
    this.#send = send;
  }

  publish(diagnostics: readonly Diagnostic[]): void {
    const byUri = new Map<string, LspDiagnostic[]>();
    for (const diagnostic of diagnostics) {
      const uri = uriOf(diagnostic.span.file);
      byUri.set(uri, [...(byUri.get(uri) ?? []), lspDiagnostic(diagnostic)]);
    }
    const published = new Map<string, string>();
    for (const [uri, list] of byUri) {
      const content = JSON.stringify(list);
      published.set(uri, content);
      if (this.#published.get(uri) !== content) this.#send(uri, list);
    }
    for (const uri of this.#published.keys()) if (!published.has(uri)) this.#send(uri, []);
    this.#published = published;
  }
}
