import type { Diagnostic, Fix, Span } from '../model.js';
import type { DefaultSeverity, RuleId } from './rules.js';

/** A change of one stretch of text. */
export function replacement(span: Span, text: string): Fix {
  return { title: `Change to \`${text}\``, edits: [{ span, newText: text }] };
}

export function diagnostic<C extends RuleId>(
  code: C,
  severity: DefaultSeverity<C>,
  message: string,
  span: Span,
  fix?: Fix,
): Diagnostic {
  return { code, severity, message, span, ...(fix && { fix }) };
}

/** What is inside the quotes of a literal. */
export function insideQuotes(span: Span): Span {
  return { ...span, column: span.column + 1, endColumn: span.endColumn - 1 };
}

/** One diagnostic for each different message at a place. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const item of diagnostics) {
    const { file, line, column, endLine, endColumn } = item.span;
    const key = JSON.stringify([item.code, item.message, file, line, column, endLine, endColumn]);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}
