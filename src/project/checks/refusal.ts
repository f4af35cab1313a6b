import { FeatureStoreError } from '../../featurestore/errors.js';
import { IdentifierError } from '../../sql/identifiers.js';
import type { Diagnostic, Span } from '../model.js';
import { diagnostic } from './rule.js';
import { isAdvice, isRule } from './rules.js';
import type { ErrorRule } from './rules.js';

/** The feature store's own rule as a check: what it refuses becomes a diagnostic in its words. */
export function* refusedByStore(span: Span, rule: () => unknown, code?: ErrorRule): Iterable<Diagnostic> {
  try {
    rule();
  } catch (error) {
    if (error instanceof IdentifierError)
      yield diagnostic(code ?? 'name-invalid', 'error', error.message, span);
    else if (error instanceof FeatureStoreError) {
      const message = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
      yield diagnostic(code ?? ruleOf(error), 'error', message, span);
    } else throw error;
  }
}

/** The store refuses definitions under codes that are rules of ours; another one is a mistake in this file's callers. */
function ruleOf(error: FeatureStoreError): ErrorRule {
  if (isRule(error.code) && !isAdvice(error.code)) return error.code;
  throw error;
}
