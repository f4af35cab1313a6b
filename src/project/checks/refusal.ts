import { FeatureStoreError } from '../../featurestore/errors.js';
import { IdentifierError } from '../../sql/identifiers.js';
import type { Diagnostic, Span } from '../model.js';
import { diagnostic } from './rule.js';

/** The feature store's own rule as a check: what it refuses becomes a diagnostic in its words. */
export function* refusedByStore(span: Span, rule: () => unknown, code?: string): Iterable<Diagnostic> {
  try {
    rule();
  } catch (error) {
    if (error instanceof IdentifierError)
      yield diagnostic(code ?? 'name-invalid', 'error', error.message, span);
    else if (error instanceof FeatureStoreError) {
      const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
      yield diagnostic(code ?? error.code, 'error', message, span);
    } else throw error;
  }
}
