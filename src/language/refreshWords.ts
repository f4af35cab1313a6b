import path from 'node:path';
import type { FeatureViewDefinition } from '../project/model.js';

/** `INCREMENTAL`, or `FULL because of LIMIT at line 31`; null for what is not refreshed, or has no SQL. */
export function refreshWords({
  refresh,
  refreshMode,
  refreshing,
  span,
}: FeatureViewDefinition): string | null {
  if (refresh === null || !refreshing) return null;
  const [first, ...more] = refreshing.reasons.filter(
    ({ effect }) => refreshing.verdict !== 'REFUSED' || effect === 'REFUSED',
  );
  if (!first) return refreshMode === 'FULL' ? 'FULL as asked' : 'INCREMENTAL';
  const file = first.span.file === span.file ? '' : `${path.basename(first.span.file)}, `;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `${refreshing.verdict} because of ${first.construct} at ${file}line ${first.span.line}${others}`;
}
