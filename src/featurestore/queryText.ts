import { FeatureStoreError } from './errors.js';

/**
 * A query without what may not follow it in a CREATE statement.
 * @throws FeatureStoreError `feature-view-invalid` where nothing is left
 */
export function queryText(query: string): string {
  const text = query.trim().replace(/(\s*;)+$/, '');
  if (text === '') throw new FeatureStoreError('feature-view-invalid', 'The feature view has no query.');
  return text;
}
