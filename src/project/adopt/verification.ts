import type { FeatureView } from '../../featurestore/model.js';
import { draftOf, entitiesOf } from '../draft.js';
import type { Evaluation, FeatureViewDefinition } from '../model.js';
import { featureViewDifferences } from '../plan/differences.js';

/** Why the definition that a file has is not the stored feature view; null when it is. */
export function unlike(view: FeatureView, file: string, evaluation: Evaluation): string | null {
  const { definitions, diagnostics } = evaluation;
  const error = diagnostics.find(({ severity, span }) => severity === 'error' && span.file === file);
  if (error !== undefined) return error.message;
  const definition = definitions.find(
    (candidate): candidate is FeatureViewDefinition =>
      candidate.kind === 'featureView' &&
      candidate.span.file === file &&
      candidate.name === view.name &&
      candidate.version === view.version,
  );
  if (definition?.query === undefined) return 'Its definition has no SQL.';
  const [difference] = featureViewDifferences(draftOf(definition, entitiesOf(definition, evaluation)), view);
  if (difference === undefined) return null;
  if (difference.what === 'query')
    return 'A definition of its text would be another query: it names tables without their schema, or as no definition would. Register it with qualified names.';
  return `A definition would differ in its ${difference.what}: ${difference.from ?? 'none'} → ${difference.to ?? 'none'}.`;
}
